"""All the ways in which a program ends.

    exits.py KIND [SECONDS]

True of it: it spends SECONDS (0.2) in `work`, and then ends as KIND says.
"""

import ctypes
import os
import signal
import sys
import threading
import time


def work(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def uncaught():
    raise ValueError("nobody catches this")


def ended_by(number):
    def end():
        os.kill(os.getpid(), number)
        time.sleep(10)

    return end


def from_a_thread():
    thread = threading.Thread(target=lambda: os._exit(9))
    thread.start()
    thread.join()


ENDS = {
    "return": lambda: None,  # status 0
    "exit_3": lambda: sys.exit(3),  # status 3
    "exit_message": lambda: sys.exit("a message"),  # status 1, the message on stderr
    "uncaught": uncaught,  # status 1, a traceback on stderr
    "os_exit_7": lambda: os._exit(7),  # status 7, without any clean-up
    "os_exit_9_from_a_thread": from_a_thread,
    "sigterm": ended_by(signal.SIGTERM),
    "sigkill": ended_by(signal.SIGKILL),
    "sigint": ended_by(signal.SIGINT),  # a KeyboardInterrupt, which kills by SIGINT (3.8 and later)
    "abort": os.abort,  # SIGABRT
    "segfault": lambda: ctypes.string_at(0),  # SIGSEGV
}


def main():
    work(float(sys.argv[2]) if len(sys.argv) > 2 else 0.2)
    ENDS[sys.argv[1]]()


print("ready", flush=True)
main()
