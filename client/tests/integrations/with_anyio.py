"""anyio: the same program on the event loop of asyncio and on trio's."""

import anyio
import anyio.to_thread

from . import parts, serving


async def nap(seconds):
    await anyio.sleep(seconds)


async def napped():
    await nap(0.3)


async def computed():
    serving.spin(0.3)


async def child():
    await nap(0.3)


async def grouped():
    async with anyio.create_task_group() as group:
        group.start_soon(child)
        group.start_soon(child)


async def ticks():
    for number in range(3):
        await nap(0.1)
        yield number


async def iterated():
    async for _ in ticks():
        pass


async def limited():
    with anyio.move_on_after(0.3):
        await anyio.sleep_forever()


async def threaded():
    await anyio.to_thread.run_sync(parts.pause)


async def stranger():
    while True:
        serving.spin(0.005)
        await anyio.sleep(0.005)


async def main(profiled):
    async with anyio.create_task_group() as group:
        group.start_soon(stranger)
        async with anyio.create_task_group() as own:
            own.start_soon(profiled.task, computed, threaded, napped, iterated, limited, grouped)
        group.cancel_scope.cancel()


class Case(parts.Case):
    def assert_its_own(self, frames, told):
        self.assert_shown(told["napped"], frames, "task", "napped", "nap", "sleep", "[await]")
        self.assert_shown(told["iterated"], frames, "task", "iterated", "ticks", "nap", "sleep", "[await]")
        self.assert_shown(told["limited"], frames, "task", "limited", "sleep_forever", "[await]")
        self.assert_shown(told["computed"], frames, "task", "computed", "spin")
        self.assert_shown(told["threaded"], frames, "task", "threaded", "run_sync", "pause")
        self.assert_alone(told, frames)


class OnAsyncio(Case):
    def run_it(self, profiled):
        anyio.run(main, profiled, backend="asyncio")

    def check(self, mode):
        frames, told = self.profiled(self.run_it, mode)

        self.assert_its_own(frames, told)
        self.assert_shown(told["grouped"], frames, "task", "grouped", "__aexit__", "child", "nap", "sleep", "[await]")

    def test_a_task_is_shown_with_its_waits_and_without_the_others(self):
        self.check("enabled")

    def test_a_task_is_shown_so_in_strict_mode(self):
        self.check("strict")

    def test_a_task_is_one_of_those_that_the_thread_runs_in_disabled_mode(self):
        frames, told = self.profiled(self.run_it, "disabled")

        self.assert_one_of_many(told, frames)


class OnUvloop(OnAsyncio):
    def run_it(self, profiled):
        anyio.run(main, profiled, backend="asyncio", backend_options={"use_uvloop": True})


class OnTrio(Case):
    def run_it(self, profiled):
        anyio.run(main, profiled, backend="trio")

    def check(self, mode):
        frames, told = self.profiled(self.run_it, mode)

        self.assert_its_own(frames, told)
        self.assert_shown(told["grouped"], frames, "task", "grouped", "__aexit__", "[await]")

    def test_a_task_is_shown_with_its_waits_and_without_the_others(self):
        self.check("enabled")

    def test_a_task_is_shown_so_in_strict_mode(self):
        self.check("strict")


PROGRAM = """
    import time
    import anyio

    async def request(seconds):
        await anyio.sleep(seconds)

    async def napped():
        await request(0.4)

    async def grouped():
        async with anyio.create_task_group() as group:
            group.start_soon(request, 0.4)
            group.start_soon(request, 0.4)

    async def main():
        for part in (napped, grouped):
            began = time.perf_counter()
            await part()
            print(part.__name__, time.perf_counter() - began)

    anyio.run(main)
"""


class WholeProgram(parts.Case):
    def test_shows_its_coroutines_with_their_waits(self):
        frames, told = self.reported(PROGRAM)

        self.assert_shown(told["napped"], frames, "main", "napped", "request", "sleep", "[await]")
        self.assert_shown(told["grouped"], frames, "main", "grouped", "__aexit__", "request", "sleep", "[await]")
