"""Calls C functions that take less than a microsecond, one on each line, for so many seconds.

The comment on a line is what a look at it may see.
"""

import math
import os
import sys
import time
from collections import deque

numbers = [1, 2, 3]
mapping = {"a": 1, "b": 2}
queue = deque(numbers)
text = "some text"
members = {1, 2}


def calls(end):
    while time.monotonic() < end:  # monotonic
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


calls(time.monotonic() + float(sys.argv[1]))
