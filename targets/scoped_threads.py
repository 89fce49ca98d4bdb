"""asyncio: tasks of which each has a profiler of its own, by the protocol of `pyrometer serve`, and a thread that works.

    scoped_threads.py PYROMETER MODE

Each of the tasks starts its profiler, one after another, and each reply is slow. Then it has a thread work: the first in `churn_0`, which
makes many short calls for 0.3 s, and in `pause_0`, which sleeps for 0.2 s. Prints for each task each path and its
seconds, as `0 mine>in_thread>work_0>churn_0 0.301`, then what it measured itself, as `told churn_0 0.300`.
"""

import asyncio
import contextvars
import functools
import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

TASKS = 6
SCOPE = contextvars.ContextVar("scope")
EXECUTOR = ThreadPoolExecutor(TASKS)


class Sampler:
    def __init__(self, command):
        self.process = subprocess.Popen([command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        json.loads(self.process.stdout.readline())
        self.requests = 0

    def ask(self, patience=0.0, **request):
        self.requests += 1
        request["id"] = self.requests
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        time.sleep(patience)
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            sys.exit(str(reply))
        return reply


def leaf(n):
    return n + 1


def inner(n):
    return leaf(n) + leaf(n)


def outer(n):
    return inner(n) + leaf(n) + inner(n)


def churn(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        outer(1)


async def in_thread(function, told):
    context = contextvars.copy_context()
    await asyncio.get_running_loop().run_in_executor(EXECUTOR, functools.partial(context.run, function, told))


def works():
    """What the thread of each task does, in functions that bear its number."""
    source = "\n".join(
        f"""
def churn_{n}():
    churn(0.3)
def pause_{n}():
    time.sleep(0.2)
def work_{n}(told):
    start = time.perf_counter()
    churn_{n}()
    middle = time.perf_counter()
    pause_{n}()
    told["churn_{n}"] = middle - start
    told["pause_{n}"] = time.perf_counter() - middle
"""
        for n in range(TASKS)
    )
    functions = {"churn": churn, "time": time}
    exec(source, functions)
    return [functions["work_%d" % n] for n in range(TASKS)]


async def mine(sampler, mode, work, told):
    token = object()
    SCOPE.set(token)
    profiler = sampler.ask(
        patience=0.05,
        do="start",
        pid=os.getpid(),
        thread=threading.get_ident(),
        native_thread=os.getpid(),
        interval=0.001,
        async_mode=mode,
        scope=[id(SCOPE), id(token)],
        skip=1,
        at_ns=time.monotonic_ns(),
        description="mine",
    )["profiler"]
    start = time.perf_counter()
    await asyncio.sleep(0)  # the others ask, in the same functions
    await in_thread(work, told)
    told["all of " + work.__name__] = time.perf_counter() - start
    return sampler.ask(do="stop", profiler=profiler, at_ns=time.monotonic_ns(), cpu_ns=0)["session"]


async def main():
    print("ready", flush=True)
    sampler = Sampler(sys.argv[1])
    for started in [EXECUTOR.submit(time.sleep, 0.05) for _ in range(TASKS)]:
        started.result()
    told = {}
    sessions = await asyncio.gather(*(mine(sampler, sys.argv[2], work, told) for work in works()))
    for n, session in enumerate(sessions):
        frames = sampler.ask(do="frames", session=session, trim_stem=True)
        path = []
        for depth, function, nanos, _ in frames["calls"]:
            path[depth:] = [frames["functions"][function][0]]
            print(n, ">".join(path), nanos / 1e9)
    for part, seconds in told.items():
        print("told", part, seconds)


asyncio.run(main())
