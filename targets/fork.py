"""A process with children: two forked, and one that is another program.

    fork.py [SECONDS]

True of it: each of the two forked children spends SECONDS in `child_work`, at the same time, while the parent is in
`wait_for_children`, inside the C function `waitpid`. Then the parent starts an interpreter of its own that spends
SECONDS in `program_work`, and waits for that in `Popen.wait`. It prints `child PID` for each of the forked ones.
"""

import os
import subprocess
import sys
import time


def child_work(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def wait_for_children(children):
    for child in children:
        os.waitpid(child, 0)


PROGRAM = """
import time
def program_work(end):
    while time.perf_counter() < end:
        pass
program_work(time.perf_counter() + {seconds})
"""


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print("ready", flush=True)
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            child_work(seconds)
            os._exit(0)
        print("child", child, flush=True)
        children.append(child)
    wait_for_children(children)
    subprocess.run([sys.executable, "-c", PROGRAM.format(seconds=seconds)], check=True)


main()
