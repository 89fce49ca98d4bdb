"""Makes one kind of C call after the other, over and over, and says in the first byte of a mapped file which one is
running at the moment (0: none). Results are kept until then: to free them is no call.

On stdout: its thread state's address, then for each kind its number and the names that a look at the call may give,
then an empty line. Ends with its stdin.
"""

import ctypes
import gc
import hashlib
import itertools
import functools
import json
import mmap
import os
import re
import select
import socket
import subprocess
import sys
import threading
import time
import zlib

file = open(sys.argv[1], "r+b")
NOW = mmap.mmap(file.fileno(), 4096)
TICK = 0.004

numbers = list(range(100000))
floats = [float(i) for i in numbers]
shuffled = [(i * 7919) % 30011 for i in range(30011)]
words = [str(i) for i in range(40000)]
text = "ab" * 100000 + "!"
document = json.dumps({word: [1, 2, {"a": word}] for word in words[:4000]})
data = bytes(range(256)) * 4000
mapping = dict.fromkeys(words)
lock = threading.Lock()
held = threading.Lock()
held.acquire()
left, right = socket.socketpair()
left.settimeout(TICK)
reading, writing = os.pipe()
epoll = select.epoll()
epoll.register(left.fileno(), select.EPOLLIN)

re.search("b[^b]*c", "compiled now, not when it is looked at")

KINDS = []


def kind(*names):
    def add(function):
        KINDS.append((function, names))
        return function

    return add


@kind("sleep")
def sleeping(k):
    NOW[0] = k
    time.sleep(TICK)
    NOW[0] = 0


@kind("sorted")
def sorting(k):
    NOW[0] = k
    kept = sorted(shuffled)
    NOW[0] = 0


@kind("sorted")
def sorting_with_keywords(k):
    NOW[0] = k
    kept = sorted(shuffled, key=None, reverse=True)
    NOW[0] = 0


@kind("sum")
def summing(k):
    NOW[0] = k
    sum(numbers)
    NOW[0] = 0


@kind("list.sort")
def method(k):
    copy = shuffled[:]
    NOW[0] = k
    copy.sort()
    NOW[0] = 0


@kind("Pattern.search", "isinstance", "type", "dict.get", "dict.__getitem__")
def searching(k):
    NOW[0] = k
    re.search("b[^b]*c", text)
    NOW[0] = 0


@kind("Scanner.__call__", "isinstance", "str.startswith", "Pattern.match", "Match.end", "len", "int.__ne__")
def parsing(k):
    NOW[0] = k
    kept = json.loads(document)
    NOW[0] = 0


@kind("str.join")
def joining(k):
    NOW[0] = k
    kept = ",".join(words)
    NOW[0] = 0


@kind("str.join")
def joining_through_the_class(k):
    NOW[0] = k
    kept = str.join(",", words)
    NOW[0] = 0


@kind("dict.update")
def updating(k):
    empty = {}
    NOW[0] = k
    empty.update(mapping)
    NOW[0] = 0


@kind("compress")
def compressing(k):
    NOW[0] = k
    kept = zlib.compress(data)
    NOW[0] = 0


@kind("sum")
def star_arguments(k):
    arguments = (numbers, 1)
    NOW[0] = k
    sum(*arguments)
    NOW[0] = 0


@kind("sorted")
def star_star_arguments(k):
    arguments = (shuffled,)
    keywords = {"reverse": True}
    NOW[0] = k
    kept = sorted(*arguments, **keywords)
    NOW[0] = 0


@kind("openssl_sha256", "sha256")
def hashing(k):
    NOW[0] = k
    hashlib.sha256(data)
    NOW[0] = 0


@kind("socket.recv")
def receiving(k):
    try:
        NOW[0] = k
        left.recv(1)
    except socket.timeout:
        pass
    NOW[0] = 0


@kind("read")
def reading_a_pipe(k):
    threading.Timer(TICK, os.write, (writing, b"x")).start()
    NOW[0] = k
    os.read(reading, 1)
    NOW[0] = 0


@kind("epoll.poll")
def polling(k):
    NOW[0] = k
    epoll.poll(TICK)
    NOW[0] = 0


@kind(
    "waitpid",
    "lock.acquire",
    "lock.release",
    "lock.__enter__",
    "lock.__exit__",
    "waitstatus_to_exitcode",
    "WIFSTOPPED",
    "WIFSIGNALED",
    "WIFEXITED",
    "WEXITSTATUS",
)
def waiting_for_a_process(k):
    process = subprocess.Popen(["sleep", "0.02"])
    NOW[0] = k
    process.wait()
    NOW[0] = 0


@kind("pow")
def raising(k):
    NOW[0] = k
    kept = pow(7, 60000)
    NOW[0] = 0


@kind("partial.__call__")
def partial(k):
    prepared = functools.partial(sum, numbers)
    NOW[0] = k
    prepared()
    NOW[0] = 0


@kind("dict.fromkeys")
def class_method(k):
    NOW[0] = k
    kept = dict.fromkeys(words)
    NOW[0] = 0


@kind("set")
def class_call(k):
    NOW[0] = k
    kept = set(words)
    NOW[0] = 0


@kind("list.__contains__")
def slot_wrapper(k):
    NOW[0] = k
    list.__contains__(numbers, -1)
    NOW[0] = 0


@kind("int.__pow__")
def bound_slot_wrapper(k):
    bound = (7).__pow__
    NOW[0] = k
    kept = bound(60000)
    NOW[0] = 0


class Numbers(list):
    pass


@kind("list.count")
def bound_method_of_a_subclass(k):
    bound = Numbers(numbers).count
    NOW[0] = k
    bound(-1)
    NOW[0] = 0


@kind("str.maketrans")
def static_method(k):
    NOW[0] = k
    kept = str.maketrans(TRANSLATION)
    NOW[0] = 0


TRANSLATION = {i: None for i in range(40000)}


@kind("lock.acquire")
def acquiring(k):
    NOW[0] = k
    held.acquire(True, TICK)
    NOW[0] = 0


def hold(taken):
    with lock:
        taken.set()
        time.sleep(TICK)


@kind("lock.__enter__")
def with_lock(k):
    taken = threading.Event()
    threading.Thread(target=hold, args=(taken,)).start()
    taken.wait()
    NOW[0] = k
    with lock:
        NOW[0] = 0


@kind("sleep")
def in_finally(k):
    try:
        NOW[0] = k
    finally:
        time.sleep(TICK)
        NOW[0] = 0


@kind("sleep")
def in_finally_of_a_raised(k):
    try:
        try:
            NOW[0] = k
            raise ValueError
        finally:
            time.sleep(TICK)
            NOW[0] = 0
    except ValueError:
        pass


def returns_through_finally(k):
    try:
        NOW[0] = k
        return k + 1
    finally:
        time.sleep(TICK)
        NOW[0] = 0


@kind("sleep")
def in_finally_of_a_return(k):
    returns_through_finally(k)


@kind("sleep")
def in_except(k):
    try:
        NOW[0] = k
        raise ValueError
    except ValueError as e:
        time.sleep(TICK)
        NOW[0] = 0


@kind("sleep")
def in_a_finally_within_an_except_within_a_with(k):
    with socket.socket() as s:
        try:
            raise ValueError
        except ValueError:
            for _ in "x":
                try:
                    NOW[0] = k
                    continue
                finally:
                    time.sleep(TICK)
                    NOW[0] = 0


def generator(k):
    NOW[0] = k
    time.sleep(TICK)
    NOW[0] = 0
    yield


@kind("sleep")
def in_a_generator(k):
    for _ in generator(k):
        pass


async def coroutine(k):
    NOW[0] = k
    time.sleep(TICK)
    NOW[0] = 0


@kind("sleep")
def in_a_coroutine(k):
    try:
        coroutine(k).send(None)
    except StopIteration:
        pass


@kind("sum")
def nested(k):
    NOW[0] = k
    [1, (2, k, {3: (4, [5, k + sum(numbers)])})]
    NOW[0] = 0


@kind("sorted")
def held_in_a_local(k):
    f = sorted
    NOW[0] = k
    kept = f(shuffled)
    NOW[0] = 0


EXECUTED = compile("sum(numbers)", "<executed>", "exec")


@kind("sum", "exec")
def executing(k):
    NOW[0] = k
    exec(EXECUTED)
    NOW[0] = 0


@kind("list.__contains__")
def containing(k):
    NOW[0] = k
    -1 in numbers
    NOW[0] = 0


@kind("int.__pow__")
def power(k):
    exponent = 60000
    NOW[0] = k
    kept = 7 ** exponent
    NOW[0] = 0


@kind("list.__eq__")
def comparing(k):
    NOW[0] = k
    numbers == floats
    NOW[0] = 0


@kind("islice.__next__", "islice.__iter__")
def iterating(k):
    last = itertools.islice(numbers, 99999, None)
    NOW[0] = k
    for _ in last:
        NOW[0] = 0


def stop_with_stdin():
    sys.stdin.read()
    os._exit(0)


def main():
    get = ctypes.pythonapi.PyThreadState_Get
    get.restype = ctypes.c_void_p
    print(get())
    for number, (function, names) in enumerate(KINDS, 1):
        print(number, function.__name__, *names)
    print(flush=True)
    gc.disable()
    threading.Thread(target=stop_with_stdin).start()
    while True:
        for number, (function, names) in enumerate(KINDS, 1):
            function(number)


if __name__ == "__main__":
    main()
