"""Call-heavy: next to nothing but calls of small Python functions and methods, and of the cheapest C functions.

    calls.py [ROUNDS]

Ends with `time WALL CPU`, in seconds, measured from `ready` to the end.
"""

import sys
import time


class Counter:
    def __init__(self):
        self.value = 0

    def add(self, amount):
        self.value += amount
        return self.value


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def append(items, value):
    items.append(value)


def one_round():
    fib(19)
    counter = Counter()
    items = []
    for i in range(10_000):
        append(items, counter.add(i))


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print("ready", flush=True)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        one_round()
    print("time", round(time.perf_counter() - wall, 4), round(time.process_time() - cpu, 4), flush=True)


if __name__ == "__main__":
    main()
