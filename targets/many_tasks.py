"""asyncio: many tasks that sleep, each half a second to a second at a time.

    many_tasks.py SECONDS COUNT

True of it: nearly all of the time is awaited in `main > wait > _wait > dozing > sleep`.
"""

import asyncio
import sys


async def dozing(number):
    while True:
        await asyncio.sleep(0.5 + number % 50 * 0.01)


async def main():
    tasks = [asyncio.ensure_future(dozing(number)) for number in range(int(sys.argv[2]))]
    await asyncio.sleep(0)
    print("ready", flush=True)
    await asyncio.wait(tasks, timeout=float(sys.argv[1]))
    for task in tasks:
        task.cancel()


asyncio.run(main())
