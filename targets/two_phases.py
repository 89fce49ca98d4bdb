"""Two functions that take as long as they are told, to compare runs with.

    two_phases.py [FIRST [SECOND [FILE]]]

True of it: `first` takes FIRST seconds of wall time and `second` SECOND, one after the other, called by `main`, half a
second after the start: a profiler that came late has seen all of both. How long `second` really took is written into
FILE, in seconds.
"""

import sys
import time


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def first(seconds):
    spin(seconds)


def second(seconds):
    spin(seconds)


def main():
    seconds = [float(argument) for argument in sys.argv[1:3]] + [1.0, 1.0][len(sys.argv) - 1 :]
    time.sleep(0.5)
    print("ready", flush=True)
    first(seconds[0])
    begin = time.perf_counter()
    second(seconds[1])
    took = time.perf_counter() - begin
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w") as file:
            file.write(str(took))


main()
