"""asyncio: tasks that are begun eagerly, within a step of the task that creates them (3.12 and later).

    eager.py

True of it: in each of these, which `main` awaits one after another, a task of `child` computes in `began` for 0.2 s,
before whoever creates it goes on; then waits in `nap > sleep` for 0.2 s, and computes in `went_on` for 0.2 s.

    awaited     creates the task and awaits it
    grouped     leaves a TaskGroup with the task in it
    nested      awaits the task `outer`, which awaits the task
    called      has a callback create the task, `notify`, which awaits child: `called` awaits a future
"""

import asyncio
import time


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def began():
    spin(0.2)


def went_on():
    spin(0.2)


async def nap(seconds):
    await asyncio.sleep(seconds)


async def child():
    began()
    await nap(0.2)
    went_on()


async def awaited():
    await asyncio.create_task(child())


async def grouped():
    async with asyncio.TaskGroup() as group:
        group.create_task(child())


async def outer():
    await asyncio.create_task(child())


async def nested():
    await asyncio.create_task(outer())


async def notify(future):
    await child()
    future.set_result(None)


async def called():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    tasks = []
    loop.call_soon(lambda: tasks.append(loop.create_task(notify(future))))
    await future


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    await nap(0.3)  # A sampler that meets its first loop is slow for a moment.
    for way in (awaited, grouped, nested, called):
        await way()


print("ready", flush=True)
asyncio.run(main())
