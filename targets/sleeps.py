"""Two waits, one after the other.

    sleeps.py [ROUNDS]

True of it: each round, `short` takes 0.25 s and `long` 0.5 s, both inside the C function `sleep`, off CPU.
"""

import sys
import time


def short():
    time.sleep(0.25)


def long():
    time.sleep(0.5)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    print("ready", flush=True)
    for _ in range(rounds):
        short()
        long()


main()
