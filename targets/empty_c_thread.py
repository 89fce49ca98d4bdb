"""A thread of C that Python knows and that has no Python frame.

    empty_c_thread.py [SECONDS]

True of it: once `ready` is printed there are two thread states, and the stack of the second one is empty. Its thread
waits in the C function `sleep`; the main thread is in `main`.

How, without a compiler: the thread begins in a ctypes callback, which takes the GIL state once more than it gives it
back, so that the thread state outlives the callback. The `sleep` is the destructor of a thread-specific value, which
the C library calls when the callback has returned.
"""

import ctypes
import os
import sys
import time

c_library = ctypes.CDLL(None)
left_python = False


@ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
def begin(seconds):
    key = ctypes.c_uint()
    c_library.pthread_key_create(ctypes.byref(key), c_library.sleep)
    c_library.pthread_setspecific(key, ctypes.c_void_p(seconds))
    ctypes.pythonapi.PyGILState_Ensure()
    global left_python
    left_python = True
    return None


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    thread = ctypes.c_void_p()
    c_library.pthread_create(ctypes.byref(thread), None, begin, ctypes.c_void_p(seconds + 10))
    while not left_python:
        time.sleep(0.001)
    time.sleep(0.1)
    print("ready", flush=True)
    time.sleep(seconds)
    os._exit(0)


main()
