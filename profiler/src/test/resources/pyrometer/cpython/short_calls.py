"""Calls C functions that take less than a microsecond, one on each line, without end.

On stdout: its thread state's address, the address of the function's code, then for each of its code units the only name
that a look at it may give (- for none), then an empty line. Ends with its stdin.
"""

import ctypes
import dis
import math
import os
import sys
import threading
import time
from collections import deque

numbers = [1, 2, 3]
mapping = {"a": 1, "b": 2}
queue = deque(numbers)
text = "some text"
members = {1, 2}


def calls():
    while True:
        len(numbers)  # len
        abs(-1)  # abs
        isinstance(text, str)  # isinstance
        text.upper()  # str.upper
        text.startswith("s")  # str.startswith
        text.replace("t", "u")  # str.replace
        text.split(" ", 1)  # str.split
        mapping.get("a")  # dict.get
        mapping.keys()  # dict.keys
        mapping.setdefault("a", 2)  # dict.setdefault
        members.add(1)  # set.add
        members.union(numbers)  # set.union
        queue.append(1)  # deque.append
        queue.popleft()  # deque.popleft
        numbers.index(2)  # list.index
        numbers.copy()  # list.copy
        math.sqrt(2.0)  # sqrt
        math.floor(2.5)  # floor
        time.time()  # time
        os.getpid()  # getpid
        ord("x")  # ord
        chr(100)  # chr
        hash(text)  # hash
        id(text)  # id
        max(1, 2)  # max
        min(1, 2, key=None)  # min
        sum(numbers)  # sum
        sorted(numbers, reverse=True)  # sorted
        getattr(text, "lower")()  # getattr,str.lower
        divmod(7, 2)  # divmod
        repr(1)  # repr
        dict.fromkeys("ab")  # dict.fromkeys
        str.join(",", "ab")  # str.join


def stop_with_stdin():
    sys.stdin.read()
    os._exit(0)


def main():
    get = ctypes.pythonapi.PyThreadState_Get
    get.restype = ctypes.c_void_p
    print(get())
    code = calls.__code__
    print(id(code))
    with open(__file__) as file:
        source = file.read().splitlines()
    starts = dict(dis.findlinestarts(code))
    name = "-"
    for offset in range(0, len(code.co_code), 2):
        if offset in starts:
            comment = source[(starts[offset] or 1) - 1].partition("  # ")[2]
            name = comment or "-"
        print(name)
    print(flush=True)
    threading.Thread(target=stop_with_stdin).start()
    calls()


main()
