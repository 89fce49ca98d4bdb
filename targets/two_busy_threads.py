"""Two threads that compete for the GIL.

    two_busy_threads.py [SECONDS]

True of it: the thread `left` is in `work_left` and the thread `right` in `work_right` from start to end; on a build
with a GIL each has it for about half of the time. The main thread is in `Thread.join` meanwhile.
"""

import sys
import threading
import time


def work_left(end):
    total = 0
    while time.perf_counter() < end:
        for i in range(10_000):
            total += i


def work_right(end):
    total = 0
    while time.perf_counter() < end:
        for i in range(10_000):
            total += i


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=work_left, args=(end,), name="left"),
        threading.Thread(target=work_right, args=(end,), name="right"),
    ]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    for thread in threads:
        thread.join()


main()
