"""A task that has a profiler and notes how long each of its parts took, and what the profile says of them."""

import json
import os
import subprocess
import sys
import textwrap
import time

from pyrometer import Profiler, _command, _sampler

from . import serving

INTERVAL = 0.002

# Of the looks. All of these may fall into one part.
MOST_LATE = 0.1

# Calls of fewer seconds are left out where a test that fails shows what there was.
SHOWN = 0.05


class Frames:
    """A tree of calls; those of a profile, or of a report in JSON."""

    def __init__(self, root):
        self._root = root

    def seconds(self, *path):
        """
        The time of all calls of the last function of the path that have the others as callers, in this order, with any
        others between them.
        """
        total = 0.0
        todo = [(self._root, 0)] if self._root else []
        while todo:
            frame, found = todo.pop()
            found += frame.function == path[found]
            if found == len(path):
                total += frame.time
            else:
                todo += [(child, found) for child in frame.children]
        return total

    def functions(self):
        found = set()
        todo = [self._root] if self._root else []
        while todo:
            frame = todo.pop()
            found.add(frame.function)
            todo += frame.children
        return found

    def __str__(self):
        lines = []
        todo = [(self._root, 0)] if self._root else []
        while todo:
            frame, depth = todo.pop()
            if frame.time >= SHOWN:
                lines.append(f"{frame.time:8.3f} {depth * ' '}{frame.function}")
            todo += [(child, depth + 1) for child in frame.children]
        return "\n".join(lines)


class _OfJson:
    """A call in a report."""

    def __init__(self, json_frame):
        self.function = json_frame["function"]
        self.time = json_frame["time"]
        self.children = [_OfJson(child) for child in json_frame["children"]]


class Profiled:
    """A task with a profiler."""

    def __init__(self, mode):
        self._mode = mode
        self.session = None
        #: The seconds that each part took, by its name.
        self.told = {}

    async def task(self, *parts):
        with Profiler(INTERVAL, async_mode=self._mode) as profiler:
            for part in parts:
                began = time.perf_counter()
                await part()
                self.told[part.__name__] = time.perf_counter() - began
        self.session = profiler.last_session


def is_undisturbed(report):
    """Whether the machine let the sampler take most of its looks; those that it took and that told nothing are no excuse."""
    late = report["quality"]["late"]
    return late < MOST_LATE * (late + report["quality"]["samples"])


def pause():
    """What a worker thread does."""
    time.sleep(0.3)


class Case(serving.Case):
    def profiled(self, run, mode="enabled"):
        """
        The calls that the profile shows of a task, and how long its parts took.

        :param run: is given the `Profiled`, and has its task run beside others
        """
        if not _sampler.is_there():
            run(Profiled(mode))  # The first recording of a sampler begins slowly.
        for _ in range(serving.ROUNDS):
            profiled = Profiled(mode)
            run(profiled)
            if is_undisturbed(json.loads(profiled.session.render("json"))):
                return Frames(profiled.session.root_frame(trim_stem=False)), profiled.told
        self.skip_disturbed()

    def skip_disturbed(self):
        self.skipTest(f"in {serving.ROUNDS} tries this machine was too busy for a tenth or more of the sampler's looks")

    def assert_shown(self, told, frames, *path):
        with self.subTest(path):
            self.assertGreater(told, 0.15)
            self.assertAlmostEqual(told, frames.seconds(*path), delta=0.05 + told / 5, msg=f"{path} in\n{frames}")

    def assert_alone(self, told, frames):
        """That all time is the task's own, though the function `stranger` computes meanwhile."""
        for function in ("stranger", "[out-of-context]"):
            self.assertLess(frames.seconds(function), 0.05 * sum(told.values()), frames)

    def assert_one_of_many(self, told, frames):
        """That what the thread executes is shown, whoever it is."""
        self.assert_shown(told["computed"], frames, "computed", "spin")
        self.assertGreater(frames.seconds("stranger"), 0.2 * sum(told.values()), frames)
        self.assertNotIn("[await]", frames.functions())

    def reported(self, program):
        """What the command says of a program: the calls, and the numbers that the program printed, by the words before."""
        script = os.path.join(self.folder, "program.py")
        report = os.path.join(self.folder, "report.json")
        with open(script, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(program))
        command = [_command.find(), "--python", sys.executable, "-r", "json", "-o", report, "--show-all"]
        command += ["-i", str(INTERVAL)]
        for _ in range(serving.ROUNDS):
            done = subprocess.run(
                [*command, script],
                env={**os.environ, "PYROMETER_DATA_HOME": self.folder},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=serving.DEADLINE,
            )
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            with open(report, encoding="utf-8") as file:
                said = json.load(file)
            if is_undisturbed(said):
                told = dict(line.split() for line in done.stdout.decode().splitlines())
                return Frames(_OfJson(said["root_frame"])), {word: float(number) for word, number in told.items()}
        self.skip_disturbed()
