"""A very deep stack.

    deep.py [FRAMES] [SECONDS]      1,000 frames, 2 s; up to 100,000 frames

True of it: once `ready` is printed, the thread is in `bottom`, under exactly FRAMES calls of `descend`. It alternates
there between waiting and computing. Before CPython 3.11 each Python call takes C stack too, so that the recursion has a
thread of its own with a big one; since then it is on the main thread.
"""

import sys
import threading
import time


def bottom(seconds):
    print("ready", flush=True)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        time.sleep(0.001)
        sum(range(10_000))


def descend(frames, seconds):
    if frames > 1:
        descend(frames - 1, seconds)
    else:
        bottom(seconds)


def main():
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    sys.setrecursionlimit(frames + 1000)
    if sys.version_info >= (3, 11):
        descend(frames, seconds)
    else:
        threading.stack_size(1 << 30)
        thread = threading.Thread(target=descend, args=(frames, seconds), name="deep")
        thread.start()
        thread.join()


main()
