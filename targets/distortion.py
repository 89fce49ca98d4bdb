"""A program half of which suffers from a profiler that works on each call, and half of which does not.

    distortion.py [ROUNDS]

True of it: `call_heavy` (nothing but calls of small functions) natively takes about 31 % of the time on 3.12 and later
(more before), `arithmetic` the rest. The work is fixed, so the shares are those that a native run prints at its end as
`share FUNCTION FRACTION`; while a profiler slows the program down, what it prints is not the truth any more. Ends with
`time WALL CPU`, in seconds.
"""

import sys
import time


def add(a, b):
    return a + b


def call_heavy():
    total = 0
    items = []
    for i in range(75_000):
        total = add(total, i)
        items.append(total)
    return len(items)


def arithmetic():
    total = 0
    for i in range(175_000):
        total = (total * 3 + i) & 0xFFFF
    return total


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 80
    clock = time.perf_counter
    spent = {call_heavy: 0.0, arithmetic: 0.0}
    print("ready", flush=True)
    begin, begin_cpu = clock(), time.process_time()
    for _ in range(rounds):
        for half in spent:
            half_begin = clock()
            half()
            spent[half] += clock() - half_begin
    wall, cpu = clock() - begin, time.process_time() - begin_cpu

    for half in spent:
        print("share", half.__name__, round(spent[half] / wall, 4))
    print("time", round(wall, 4), round(cpu, 4), flush=True)


main()
