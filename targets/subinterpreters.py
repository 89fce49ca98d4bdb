"""Python code in a second interpreter of the same process.

    subinterpreters.py [SECONDS]

True of it: the thread `guest` is in `guest_work`, a function that only a second interpreter knows, all along, while the
main thread waits in `Thread.join`. Prints `none here` and ends if this Python has no module for that.
"""

import sys
import threading

try:
    import _interpreters as interpreters  # from 3.13
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        interpreters = None

PROGRAM = """
import time
def guest_work(end):
    while time.perf_counter() < end:
        pass
guest_work(time.perf_counter() + {seconds})
"""


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    if interpreters is None:
        print("none here", flush=True)
        return
    guest = interpreters.create()
    program = PROGRAM.format(seconds=seconds)
    thread = threading.Thread(target=lambda: interpreters.run_string(guest, program), name="guest")
    thread.start()
    print("ready", flush=True)
    thread.join()
    interpreters.destroy(guest)


main()
