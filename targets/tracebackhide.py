"""Frames that ask not to be shown, by a local variable `__tracebackhide__`.

    tracebackhide.py [SECONDS]

True of it: the time is spent in `spin`, in equal parts under `hidden`, `shown_again` (whose variable is False) and
`beside` (where only the module has such a variable); only `hidden` is a frame to leave out.
"""

import sys
import time

__tracebackhide__ = True
clock = time.perf_counter


def spin(end):
    while clock() < end:
        pass


def hidden(end):
    __tracebackhide__ = True
    spin(end)


def shown_again(end):
    __tracebackhide__ = False
    spin(end)


def beside(end):
    spin(end)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    print("ready", flush=True)
    hidden(clock() + seconds / 3)
    shown_again(clock() + seconds / 3)
    beside(clock() + seconds / 3)


main()
