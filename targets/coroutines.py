"""asyncio: three tasks, of which one computes and two wait.

    coroutines.py [SECONDS]

True of it: 1/2 of the time the loop runs the task `computing`, with the stack `computing > step > spin` (and
`Runner.run` or `run` and the loop of asyncio above it); 1/2 of the time it waits in the C function `poll` of `epoll`,
while `waiting` awaits `nap` awaits `asyncio.sleep`, and `reading` is in `async for` over the asynchronous generator
`ticks`. The last line that it prints says for how many seconds it computed: `spun 1.003`.
"""

import asyncio
import sys
import time

SLICE = 0.01
spun = 0


def spin(seconds):
    global spun
    start = now = time.perf_counter()
    while now < start + seconds:
        now = time.perf_counter()
    spun += now - start


async def step():
    spin(SLICE)


async def computing(count):
    for _ in range(count):
        await step()
        await asyncio.sleep(SLICE)


async def nap(seconds):
    await asyncio.sleep(seconds)


async def waiting(seconds):
    await nap(seconds)


async def ticks(count):
    for i in range(count):
        await asyncio.sleep(0.1)
        yield i


async def reading(count):
    async for _ in ticks(count):
        pass


async def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    print("ready", flush=True)
    await asyncio.gather(
        asyncio.ensure_future(computing(round(seconds / SLICE / 2))),
        asyncio.ensure_future(waiting(seconds)),
        asyncio.ensure_future(reading(round(seconds / 0.1))),
    )


asyncio.run(main())
print("spun", spun, flush=True)
