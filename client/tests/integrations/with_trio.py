"""trio: tasks of which only their coroutines are read, not which of them wait for which."""


import trio

from . import parts, serving


async def nap(seconds):
    await trio.sleep(seconds)


async def napped():
    await nap(0.3)


async def computed():
    serving.spin(0.3)


async def child():
    await nap(0.15)
    serving.spin(0.3)


async def grouped():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child)
        nursery.start_soon(nap, 0.6)


async def ticks():
    for number in range(3):
        await nap(0.1)
        yield number


async def iterated():
    async for _ in ticks():
        pass


async def limited():
    with trio.move_on_after(0.3):
        await trio.sleep_forever()


async def threaded():
    await trio.to_thread.run_sync(parts.pause)


async def stranger():
    while True:
        serving.spin(0.005)
        await trio.sleep(0.005)


async def main(profiled):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(stranger)
        async with trio.open_nursery() as own:
            own.start_soon(profiled.task, computed, threaded, napped, iterated, limited, grouped)
        nursery.cancel_scope.cancel()


class OneOfSeveralTasks(parts.Case):
    def run_it(self, profiled):
        trio.run(main, profiled)

    def assert_its_own(self, frames, told):
        self.assert_shown(told["napped"], frames, "task", "napped", "nap", "sleep", "[await]")
        self.assert_shown(told["iterated"], frames, "task", "iterated", "ticks", "nap", "sleep", "[await]")
        self.assert_shown(told["limited"], frames, "task", "limited", "sleep_forever", "[await]")
        self.assert_shown(told["computed"], frames, "task", "computed", "spin")
        self.assert_shown(told["threaded"], frames, "task", "threaded", "to_thread_run_sync", "pause")
        self.assert_alone(told, frames)

    def test_is_shown_with_its_waits_and_without_the_others(self):
        self.assert_its_own(*self.profiled(self.run_it))

    def test_is_shown_with_what_the_tasks_of_its_nursery_do(self):
        frames, told = self.profiled(self.run_it)

        self.assert_shown(0.3, frames, "child", "spin")
        self.assert_shown(told["grouped"] - 0.3, frames, "task", "grouped", "__aexit__", "[await]")

    def test_is_shown_so_in_strict_mode(self):
        self.assert_its_own(*self.profiled(self.run_it, "strict"))

    def test_is_one_of_those_that_the_thread_runs_in_disabled_mode(self):
        frames, told = self.profiled(self.run_it, "disabled")

        self.assert_one_of_many(told, frames)


PROGRAM = """
    import time
    import trio

    def spin(seconds):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass

    async def computed():
        spin(0.3)

    async def napped():
        await trio.sleep(0.4)

    async def main():
        for part in (computed, napped):
            began = time.perf_counter()
            await part()
            print(part.__name__, time.perf_counter() - began)

    trio.run(main)
"""


class WholeProgram(parts.Case):
    def test_shows_what_the_thread_does(self):
        frames, told = self.reported(PROGRAM)

        self.assert_shown(told["computed"], frames, "main", "computed", "spin")
        self.assert_shown(told["napped"], frames, "run", "get_events", "epoll.poll")
        self.assertNotIn("[await]", frames.functions())
