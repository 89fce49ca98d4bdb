"""asyncio: tasks that wait, and what the process itself says of them.

    await_chains.py

After 0.3 s, while all of them wait, another thread prints the chain of each task: its functions and the lines that they
are at, outermost first, as `function:line > function:line`. The tasks wait for 2 s and do nothing else.
"""

import asyncio
import sys
import threading
import time

WAIT = 2.0


async def nap():
    await asyncio.sleep(WAIT)


class Reader:
    async def read(self):
        await nap()

    async def lines(self):
        while True:
            await self.read()
            yield


async def reading():
    async for _ in Reader().lines():
        break


async def for_an_event():
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(WAIT, event.set)
    await event.wait()


async def from_a_queue():
    queue = asyncio.Queue()
    asyncio.get_running_loop().call_later(WAIT, queue.put_nowait, 1)
    await queue.get()


async def in_a_thread():
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, WAIT)


async def sleeping():
    await nap()


def inner(awaitable):
    """What an object awaits, and its frame."""
    for prefix in ("cr", "gi", "ag"):
        if hasattr(awaitable, prefix + "_frame"):
            below = getattr(awaitable, "gi_yieldfrom" if prefix == "gi" else prefix + "_await")
            return getattr(awaitable, prefix + "_frame"), below
    return None, None


def chain(coroutine):
    steps = []
    while coroutine is not None:
        frame, below = inner(coroutine)
        if frame is None:
            break
        steps.append("%s:%d" % (frame.f_code.co_name, frame.f_lineno))
        if type(below).__name__ == "async_generator_asend":
            below = frame.f_locals.get(".0") or generators[0]
        coroutine = below
    return " > ".join(steps)


generators = []


def tell(loop):
    time.sleep(0.3)
    for task in asyncio.all_tasks(loop):
        print(chain(task.get_coro()), flush=True)


async def main():
    lines = Reader.lines

    def kept(self):
        generators.append(lines(self))
        return generators[0]

    Reader.lines = kept
    print("ready", flush=True)
    teller = threading.Thread(target=tell, args=(asyncio.get_running_loop(),), daemon=True)
    teller.start()
    await asyncio.gather(reading(), for_an_event(), from_a_queue(), in_a_thread(), sleeping())


asyncio.run(main())
