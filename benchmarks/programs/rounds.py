"""Repeats one round of another program, and says of each when it began and what it took.

    rounds.py PROGRAM SECONDS

Ends with a line `round BEGIN WALL CPU` for each round, in nanoseconds; BEGIN is of the monotonic clock.
"""

import importlib
import sys
import time


def main():
    one_round = importlib.import_module(sys.argv[1]).one_round
    one_round()
    rounds = []
    print("ready", flush=True)
    end = time.monotonic_ns() + int(float(sys.argv[2]) * 1e9)
    begin = time.monotonic_ns()
    while begin < end:
        cpu = time.thread_time_ns()
        one_round()
        cpu = time.thread_time_ns() - cpu
        after = time.monotonic_ns()
        rounds.append((begin, after - begin, cpu))
        begin = after
    for line in rounds:
        print("round", *line)


main()
