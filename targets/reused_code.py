"""Functions that are freed while others take their place in memory, and then wait.

    reused_code.py [ROUNDS]     4 rounds

True of it: it sleeps for half a second in `settle`; then each round takes 0.2 s in `short` and 0.3 s in `long` of a
file `made_<round>.py`, all off CPU, and frees them.
"""

import sys
import time

SOURCE = """
import time

def short():
    time.sleep(0.2)

def long():
    time.sleep(0.3)

def main():
    short()
    long()

main()
"""


def settle():
    time.sleep(0.5)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    print("ready", flush=True)
    settle()
    for i in range(rounds):
        exec(compile(SOURCE, f"made_{i}.py", "exec"), {})


main()
