"""asyncio: a profiler of one async context, by the protocol of `pyrometer serve`.

    scoped.py PYROMETER MODE

The task `mine` starts it, waits in `nap` for 0.3 s, computes in `spin` for 0.2 s, gathers two children that wait for
0.3 s, iterates over the asynchronous generator `ticks`, which waits for 0.2 s, has a thread compute for 0.2 s (3.9 and
later), and stops it. Meanwhile another task, `stranger`, computes half of the time. Prints each path below `mine` and
its seconds, as `mine > nap > sleep > [await] 0.301`, then what it measured itself, as `told nap 0.300`.
"""

import asyncio
import contextvars
import json
import os
import subprocess
import sys
import threading
import time

OTHERS = [contextvars.ContextVar("other %d" % i) for i in range(300)]
SCOPE = contextvars.ContextVar("scope")


class Sampler:
    def __init__(self, command):
        self.process = subprocess.Popen([command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        json.loads(self.process.stdout.readline())
        self.requests = 0

    def ask(self, **request):
        self.requests += 1
        request["id"] = self.requests
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            sys.exit(str(reply))
        return reply


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


async def nap(seconds):
    await asyncio.sleep(seconds)


async def child():
    await nap(0.3)


async def ticks():
    for i in range(2):
        await nap(0.1)
        yield i


async def iterated():
    async for _ in ticks():
        pass


async def gathered():
    await asyncio.gather(child(), child())


async def handed_over():
    if sys.version_info >= (3, 9):
        await asyncio.to_thread(spin, 0.2)


async def computed():
    spin(0.2)


async def stranger(go_on):
    while go_on:
        spin(0.005)
        await asyncio.sleep(0.005)


async def mine(sampler, mode):
    told = {}
    token = object()
    SCOPE.set(token)
    for other in OTHERS:
        other.set(token)
    profiler = sampler.ask(
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
    for part in (nap, computed, gathered, iterated, handed_over):
        start = time.perf_counter()
        await (part(0.3) if part is nap else part())
        told[part.__name__] = time.perf_counter() - start
    session = sampler.ask(do="stop", profiler=profiler, at_ns=time.monotonic_ns(), cpu_ns=0)["session"]
    return sampler.ask(do="frames", session=session, trim_stem=True), told


async def main():
    print("ready", flush=True)
    sampler = Sampler(sys.argv[1])
    go_on = [True]
    other = asyncio.ensure_future(stranger(go_on))
    frames, told = await asyncio.ensure_future(mine(sampler, sys.argv[2]))
    go_on.clear()
    await other
    path = []
    for depth, function, nanos, _ in frames["calls"]:
        path[depth:] = [frames["functions"][function][0]]
        if "mine" in path:
            print(" > ".join(path[path.index("mine") :]), nanos / 1e9)
        else:
            print("outside", " > ".join(path), nanos / 1e9)
    for part, seconds in told.items():
        print("told", part, seconds)


asyncio.run(main())
