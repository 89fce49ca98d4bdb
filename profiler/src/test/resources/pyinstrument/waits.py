import asyncio
import contextvars
import time

from pyinstrument import Profiler


def busy(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(200))


async def fetch():
    await asyncio.sleep(0.02)
    busy(0.01)


async def other():
    for _ in range(4):
        await asyncio.sleep(0.003)
        busy(0.004)


async def main():
    task = asyncio.create_task(other())
    profiler = Profiler(async_mode="strict")
    profiler.start()
    await fetch()
    await task
    contextvars.Context().run(busy, 0.01)
    await asyncio.gather(fetch(), fetch())
    profiler.stop().save("waits.pyisession")


asyncio.run(main())
