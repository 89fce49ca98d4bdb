"""Many threads that mostly wait, and one that works.

    threads_200.py [SECONDS] [IDLE THREADS]      2 s, 200 threads

True of it: the threads `idle-0`, `idle-1`, ... are in `wait_for_work`, inside the C function `sleep`, all the time but
for some microseconds each second. The main thread is in `busy`, on CPU.
"""

import sys
import threading
import time


def wait_for_work():
    while True:
        time.sleep(1)


def busy(seconds):
    end = time.perf_counter() + seconds
    total = 0
    while time.perf_counter() < end:
        for i in range(10_000):
            total += i
    return total


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    threading.stack_size(256 * 1024)
    for i in range(count):
        threading.Thread(target=wait_for_work, name=f"idle-{i}", daemon=True).start()
    print("ready", flush=True)
    busy(seconds)


main()
