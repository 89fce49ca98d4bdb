"""The ways in which Python code calls C functions, one after the other.

    c_calls.py [SECONDS]        7 s: 0.2 s for each way

True of it: each way is a function `call_*` of `CALLS`, whose time is nearly all spent in one C function: the one that
`CALLS` names for it, by its qualified name. No other C function is ever called by a `call_*` frame for longer than some
microseconds. Where the C code is reached by an operator rather than a call, the name is None.

When a way is done, prints `phase FUNCTION C-FUNCTION SECONDS`, with `-` for None.
"""

import functools
import hashlib
import inspect
import json
import os
import re
import socket
import sys
import threading
import time
import zlib

NUMBERS = [(i * 7919) % 100_003 for i in range(30_000)]
SAME_NUMBERS = [number + 0 for number in NUMBERS]
WORDS = [str(number) for number in NUMBERS]
TEXT = " ".join(WORDS)
BYTES = TEXT.encode() * 8
SMALL = TEXT.encode()[:20_000]
JSON = json.dumps(NUMBERS)
PAIRS = dict(zip(NUMBERS, WORDS))
ARGUMENTS = (NUMBERS,)
KEYWORDS = {"reverse": True}
ODD = 3**9000
MODULUS = 2**2203 - 1
EXPONENT = 2**1000 + 1
PATTERN = re.compile("(a+)+b")
WAIT = 0.002
sort_twice = functools.partial(sorted, NUMBERS)
left, right = socket.socketpair()
reading, writing = os.pipe()
lock = threading.Lock()
never_released = threading.Lock()
never_released.acquire()


def call_sleep():
    time.sleep(WAIT)


def call_sorted():
    sorted(NUMBERS)


def call_sorted_with_keyword():
    sorted(NUMBERS, reverse=True)


def call_sum():
    sum(NUMBERS)


def call_list_sort():
    NUMBERS[:20_000].sort()


def call_search():
    PATTERN.search("a" * 17)


def call_object():
    scan(JSON, 0)


def call_bound_join():
    " ".join(WORDS)


def call_unbound_join():
    str.join(" ", WORDS)


def call_dict_update():
    empty = {}
    empty.update(PAIRS)


def call_compress():
    zlib.compress(SMALL)


def call_with_star():
    sorted(*ARGUMENTS)


def call_with_star_star():
    sorted(*ARGUMENTS, **KEYWORDS)


def call_sha256():
    hashlib.sha256(BYTES)


def call_recv():
    left.recv(1)


def call_read():
    os.read(reading, 1)


def call_waitpid():
    os.waitpid(children.pop(), 0)


def call_pow():
    pow(ODD, EXPONENT, MODULUS)


def call_partial():
    sort_twice()


def call_fromkeys():
    dict.fromkeys(NUMBERS)


def call_type():
    set(NUMBERS)


def call_slot_wrapper():
    list.__contains__(NUMBERS, -1)


def call_method_wrapper():
    (ODD).__pow__(30)


def call_acquire():
    never_released.acquire(True, WAIT)


def call_with_lock():
    with lock:
        pass


def call_in_finally():
    try:
        pass
    finally:
        sorted(NUMBERS)


def call_in_finally_raised():
    try:
        try:
            raise KeyError
        finally:
            sorted(NUMBERS)
    except KeyError:
        pass


def call_in_except():
    try:
        raise KeyError
    except KeyError:
        sorted(NUMBERS)


def call_in_generator():
    yield sorted(NUMBERS)


async def call_in_coroutine():
    sorted(NUMBERS)


def call_nested():
    return [[1, (2, {"key": -len(sorted(NUMBERS)) + 1})], 3]


def call_held_in_local():
    function = sorted
    function(NUMBERS)


def operator_in():
    -1 in NUMBERS


def operator_pow():
    ODD**30


def operator_equal():
    NUMBERS == SAME_NUMBERS


def operator_for():
    for _ in filter(None, ZEROS):
        pass


ZEROS = [0] * 100_000
children = []
scan = json.scanner.c_make_scanner(json.JSONDecoder())

CALLS = [
    (call_sleep, "sleep"),
    (call_sorted, "sorted"),
    (call_sorted_with_keyword, "sorted"),
    (call_sum, "sum"),
    (call_list_sort, "list.sort"),
    (call_search, "Pattern.search"),
    (call_object, "Scanner"),
    (call_bound_join, "str.join"),
    (call_unbound_join, "str.join"),
    (call_dict_update, "dict.update"),
    (call_compress, "compress"),
    (call_with_star, "sorted"),
    (call_with_star_star, "sorted"),
    (call_sha256, "openssl_sha256"),
    (call_recv, "socket.recv"),
    (call_read, "read"),
    (call_waitpid, "waitpid"),
    (call_pow, "pow"),
    (call_partial, "partial"),
    (call_fromkeys, "dict.fromkeys"),
    (call_type, "set"),
    (call_slot_wrapper, "list.__contains__"),
    (call_method_wrapper, "int.__pow__"),
    (call_acquire, "lock.acquire"),
    (call_with_lock, "lock.__enter__"),
    (call_in_finally, "sorted"),
    (call_in_finally_raised, "sorted"),
    (call_in_except, "sorted"),
    (call_in_generator, "sorted"),
    (call_in_coroutine, "sorted"),
    (call_nested, "sorted"),
    (call_held_in_local, "sorted"),
    (operator_in, None),
    (operator_pow, None),
    (operator_equal, None),
    (operator_for, None),
]


def feed(stop):
    """Lets the calls that wait for another thread go on: a byte, or the lock, every WAIT."""
    while not stop.is_set():
        with lock:
            time.sleep(WAIT)
        right.send(b"x")
        os.write(writing, b"x")
        time.sleep(WAIT / 10)


def run(function):
    if function is call_waitpid:
        children.append(os.posix_spawn("/bin/sleep", ["sleep", "0.02"], os.environ))
    result = function()
    if inspect.isgenerator(result):
        next(result)
    elif inspect.iscoroutine(result):
        try:
            result.send(None)
        except StopIteration:
            pass


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 7.0
    clock = time.perf_counter
    print("ready", flush=True)
    for function, c_function in CALLS:
        stop = threading.Event()
        feeder = threading.Thread(target=feed, args=(stop,), name="feeder")
        if function in (call_recv, call_read, call_with_lock):
            feeder.start()
        begin = clock()
        while clock() < begin + seconds / len(CALLS):
            run(function)
        print("phase", function.__name__, c_function or "-", round(clock() - begin, 4), flush=True)
        stop.set()
        if feeder.is_alive():
            feeder.join()


if __name__ == "__main__":
    main()
