"""Other programs of this folder, one after the other, in one process.

    in_turn.py "PROGRAM ARGUMENTS" ...

True of it: it sleeps for half a second in `settle`, such that all that follows finds a profiler at work; then each
program runs as `__main__`, under `run_path` of `runpy`.
"""

import os
import runpy
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))


def settle():
    time.sleep(0.5)


def main():
    command_lines = sys.argv[1:]
    settle()
    for command_line in command_lines:
        program, *arguments = command_line.split()
        sys.argv = [program] + arguments
        runpy.run_path(os.path.join(FOLDER, program), run_name="__main__")


main()
