"""A stack of a known depth with a busy loop of short calls at its end.

    steady_depth.py DEPTH

True of it: the stack is `<module>`, `main`, then DEPTH times `descend`, then `work`, which calls `leaf` all the time.
"""

import sys


def leaf(x):
    return x + 1


def work():
    total = 0
    while True:
        total = leaf(total) % 1000


def descend(depth):
    if depth > 1:
        return descend(depth - 1)
    return work()


def main():
    depth = int(sys.argv[1])
    sys.setrecursionlimit(depth + 1000)
    print("ready", flush=True)
    descend(depth)


main()
