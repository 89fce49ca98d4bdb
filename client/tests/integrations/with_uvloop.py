"""uvloop: an event loop that is written in C, and has no frame of its own on any stack."""

import asyncio
import sys

import uvloop

from . import parts, serving


async def nap(seconds):
    await asyncio.sleep(seconds)


async def child():
    await nap(0.3)


async def computed():
    serving.spin(0.3)


async def napped():
    await nap(0.3)


async def tasked():
    await asyncio.ensure_future(child())


async def gathered():
    await asyncio.gather(child(), child())


async def grouped():
    async with asyncio.TaskGroup() as group:
        group.create_task(child())
        group.create_task(child())


async def ticks():
    for number in range(3):
        await nap(0.1)
        yield number


async def iterated():
    async for _ in ticks():
        pass


async def threaded():
    await asyncio.to_thread(parts.pause)


WAITS = [napped, tasked, gathered, iterated] + ([grouped] if sys.version_info >= (3, 11) else [])


async def stranger():
    while True:
        serving.spin(0.005)
        await asyncio.sleep(0.005)


async def main(profiled):
    other = asyncio.ensure_future(stranger())
    await asyncio.ensure_future(profiled.task(computed, threaded, *WAITS))
    other.cancel()
    await asyncio.wait([other])


class OneOfSeveralTasks(parts.Case):
    def run_it(self, profiled):
        uvloop.run(main(profiled))

    def assert_its_own(self, frames, told):
        for part in WAITS:
            self.assert_shown(told[part.__name__], frames, "task", part.__name__, "nap", "sleep", "[await]")
        self.assert_shown(told["computed"], frames, "task", "computed", "spin")
        self.assert_shown(told["threaded"], frames, "task", "threaded", "to_thread", "pause")
        self.assert_alone(told, frames)

    def test_is_shown_with_its_waits_and_without_the_others(self):
        self.assert_its_own(*self.profiled(self.run_it))

    def test_is_shown_so_in_a_loop_that_the_program_runs_itself(self):
        def run(profiled):
            loop = uvloop.new_event_loop()
            try:
                loop.run_until_complete(main(profiled))
            finally:
                loop.close()

        self.assert_its_own(*self.profiled(run))

    def test_is_shown_so_in_strict_mode(self):
        self.assert_its_own(*self.profiled(self.run_it, "strict"))

    def test_is_one_of_those_that_the_thread_runs_in_disabled_mode(self):
        frames, told = self.profiled(self.run_it, "disabled")

        self.assert_one_of_many(told, frames)


PROGRAM = """
    import asyncio, sys, time
    import uvloop

    def spin(seconds):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass

    async def nap(seconds):
        await asyncio.sleep(seconds)

    async def request(seconds):
        await nap(seconds)

    async def computed():
        spin(0.3)

    async def napped():
        await nap(0.4)

    async def gathered():
        await asyncio.gather(request(0.4), request(0.4))

    async def main():
        for part in (computed, napped, gathered):
            began = time.perf_counter()
            await part()
            print(part.__name__, time.perf_counter() - began)
"""


class WholeProgram(parts.Case):
    def check(self, how):
        frames, told = self.reported(PROGRAM + how)

        self.assert_shown(told["computed"], frames, "main", "computed", "spin")
        self.assert_shown(told["napped"], frames, "main", "napped", "nap", "sleep", "[await]")
        self.assert_shown(told["gathered"], frames, "main", "gathered", "request", "nap", "sleep", "[await]")

    def test_shows_its_coroutines_with_their_waits(self):
        self.check("    uvloop.run(main())")

    def test_shows_them_where_uvloop_is_the_policy_of_asyncio(self):
        self.check("    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())\n    asyncio.run(main())")

    def test_shows_them_in_a_loop_that_the_program_runs_itself(self):
        self.check(
            """
    def serve():
        loop = uvloop.new_event_loop()
        try:
            loop.run_until_complete(main())
        finally:
            loop.close()

    serve()
"""
        )
