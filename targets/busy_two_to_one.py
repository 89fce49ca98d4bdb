"""Pure Python on one thread: `twice` does exactly twice the work of `once`.

    busy_two_to_one.py [SECONDS]

True of it: `twice` has 2/3 and `once` 1/3 of the time, all of it self time, on CPU.
"""

import sys
import time

STEPS = 200_000


def once():
    total = 0
    for i in range(STEPS):
        total += i ^ 5
    return total


def twice():
    total = 0
    for i in range(2 * STEPS):
        total += i ^ 5
    return total


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    end = time.perf_counter() + seconds
    print("ready", flush=True)
    while time.perf_counter() < end:
        once()
        twice()


main()
