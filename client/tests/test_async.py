"""What a profiler of an async context shows where tasks begin in the midst of other tasks."""

import asyncio
import sys
import unittest

from . import busy
from .integrations import parts


async def nap(seconds):
    await asyncio.sleep(seconds)


async def computed():
    busy.spin(0.3)


async def napped():
    await nap(0.3)


def step():
    busy.spin(0.2)


async def child():
    step()
    await nap(0.2)
    step()


async def tasked():
    await asyncio.create_task(child())


async def stranger():
    while True:
        busy.spin(0.003)
        await asyncio.sleep(0.003)


async def main(profiled):
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    other = asyncio.create_task(stranger())
    await asyncio.create_task(profiled.task(computed, napped, tasked))
    other.cancel()


@unittest.skipIf(sys.version_info < (3, 12), "eager tasks came with 3.12")
class EagerTest(parts.Case):
    def check(self, mode):
        frames, told = self.profiled(lambda profiled: asyncio.run(main(profiled), debug=False), mode)

        self.assert_shown(told["computed"], frames, "task", "computed", "spin")
        self.assert_shown(told["napped"], frames, "task", "napped", "nap", "sleep", "[await]")
        self.assert_shown(told["tasked"], frames, "task", "tasked")
        self.assert_shown(0.4, frames, "tasked", "child", "step")
        self.assert_shown(0.2, frames, "tasked", "child", "nap", "sleep", "[await]")
        self.assert_alone(told, frames)

    def test_the_first_step_of_a_task_that_has_a_profiler_is_its_own(self):
        self.check("enabled")

    def test_the_first_step_of_a_task_that_has_a_profiler_is_its_own_in_strict_mode(self):
        self.check("strict")
