"""Frames of generators: on the stack while they run, off it while they are suspended.

    generators.py [SECONDS]

True of it: the time is spent in `spin`, in equal parts under `main > consume > delegating > producing > spin` (through
`yield from`), `main > drive > receiving > spin` (through `send`) and `main > collect > <genexpr> > spin`. A suspended
generator (`parked`) is alive all along and never on the stack.
"""

import sys
import time

clock = time.perf_counter
SLICE = 0.01


def spin(seconds):
    end = clock() + seconds
    while clock() < end:
        pass


def parked():
    yield 1
    yield 2


def producing(count):
    for i in range(count):
        spin(SLICE)
        yield i


def delegating(count):
    yield from producing(count)


def consume(count):
    for _ in delegating(count):
        pass


def receiving():
    while True:
        seconds = yield
        spin(seconds)


def drive(count):
    receiver = receiving()
    next(receiver)
    for _ in range(count):
        receiver.send(SLICE)


def collect(count):
    return list(spin(SLICE) for _ in range(count))


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    count = max(1, round(seconds / 3 / SLICE))
    suspended = parked()
    next(suspended)
    print("ready", flush=True)
    consume(count)
    drive(count)
    collect(count)


main()
