"""asyncio: one way of waiting after another, each known in length.

    awaits.py

True of it: `main` waits, and computes next to nothing, for 0.4 s in each of these, which it awaits one after another.
The waiting itself is always `nap > sleep`. It prints how long each took.

    alone       awaits nap
    tasked      awaits a task of nap
    gathered    awaits gather of longer (0.4 s) and shorter (0.2 s): the first 0.2 s are shared, so 0.3 s and 0.1 s
    waited      awaits wait of a task of nap
    limited     awaits wait_for of nap
    shielded    awaits shield of nap
    iterated    takes four values from the asynchronous generator `ticks`, which awaits nap
    entered     is in `__aenter__` of a context manager, which awaits nap
    custom      awaits an object whose `__await__` is a generator, which delegates to nap
    legacy      awaits a generator that is decorated with `types.coroutine` and delegates to nap
    grouped     leaves a TaskGroup with longer and shorter in it (3.11 and later)
    chained     awaits 200 coroutines that await one another, the innermost nap
"""

import asyncio
import sys
import time
import types

WAIT = 0.4


async def nap(seconds):
    await asyncio.sleep(seconds)


async def alone():
    await nap(WAIT)


async def tasked():
    task = asyncio.ensure_future(nap(WAIT))
    await task


async def longer():
    await nap(WAIT)


async def shorter():
    start = time.perf_counter()
    await nap(WAIT / 2)
    print("shorter", time.perf_counter() - start, flush=True)


async def gathered():
    await asyncio.gather(longer(), shorter())


async def waited():
    await asyncio.wait({asyncio.ensure_future(nap(WAIT))})


async def limited():
    await asyncio.wait_for(nap(WAIT), 10)


async def shielded():
    await asyncio.shield(nap(WAIT))


async def ticks():
    for i in range(4):
        await nap(WAIT / 4)
        yield i


async def iterated():
    async for _ in ticks():
        pass


class Manager:
    async def __aenter__(self):
        await nap(WAIT)

    async def __aexit__(self, *exception):
        pass


async def entered():
    async with Manager():
        pass


class Awaitable:
    def __await__(self):
        yield from nap(WAIT).__await__()


async def custom():
    await Awaitable()


@types.coroutine
def delegating():
    yield from nap(WAIT)


async def legacy():
    await delegating()


async def grouped():
    if sys.version_info >= (3, 11):
        async with asyncio.TaskGroup() as group:
            group.create_task(longer())
            group.create_task(shorter())


async def down(levels):
    if levels:
        await down(levels - 1)
    else:
        await nap(WAIT)


async def chained():
    await down(200)


async def main():
    for way in (alone, tasked, gathered, waited, limited, shielded, iterated, entered, custom, legacy, grouped, chained):
        start = time.perf_counter()
        await way()
        print(way.__name__, time.perf_counter() - start, flush=True)


print("ready", flush=True)
asyncio.run(main())
