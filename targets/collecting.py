"""A program that spends half of its time on collecting garbage.

    collecting.py [SECONDS]      2 s

True of it: the main thread is in `collect` for half of the time and in `compute` for the other half, on CPU all along.
What `collect` calls is the collector, which runs no code of the program. Nothing else is collected.
"""

import gc
import sys
import time


def collect():
    gc.collect()


def compute(end):
    total = 0
    while time.perf_counter() < end:
        for i in range(1_000):
            total += i
    return total


def main():
    end = time.perf_counter() + (float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
    gc.disable()
    kept = [[i] for i in range(200_000)]
    while time.perf_counter() < end:
        begin = time.perf_counter()
        collect()
        compute(2 * time.perf_counter() - begin)
    return kept


main()
