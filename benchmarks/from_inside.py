#!/usr/bin/env python3
"""
What the Python API costs, and whether it is right about waiting, beside pyinstrument's.

    .tools/consumers/frameworks-3.14/bin/python benchmarks/from_inside.py

Each figure comes from processes of their own. first: from the first `Profiler()` to the end of its `start()`, and of its
`stop()`; then: the median of 200 more; report: `output_text()` of a block of half a second, the first and the median of the
next 20. Memory is that of the process that looks, at rest and after ten seconds of work; pyinstrument has none. waiting: a
coroutine spends 0.3 s in each of its callees, in different ways, while another task computes, which is none of its time.
"""

import asyncio
import importlib
import json
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROFILERS = ("pyrometer", "pyinstrument")
RUNS = 7
SPAN = 0.3


def work(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(100))


def milliseconds(function):
    begin = time.perf_counter()
    function()
    return 1000 * (time.perf_counter() - begin)


def costs(module):
    began = time.perf_counter()
    profiler = module.Profiler()
    profiler.start()
    first_start = 1000 * (time.perf_counter() - began)
    work(0.5)
    first_stop = milliseconds(profiler.stop)
    first_report = milliseconds(profiler.output_text)
    reports = [milliseconds(profiler.output_text) for _ in range(20)]
    starts, stops = [], []
    for _ in range(200):
        profiler = module.Profiler()
        starts.append(milliseconds(profiler.start))
        work(0.005)
        stops.append(milliseconds(profiler.stop))
    return {
        "first start": first_start, "first stop": first_stop,
        "start": statistics.median(starts), "stop": statistics.median(stops),
        "first report": first_report, "report": statistics.median(reports),
    }


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


def sampler():
    """The newest process that serves."""
    pids = sorted(filter(str.isdigit, os.listdir("/proc")), key=int, reverse=True)
    for pid in pids:
        try:
            with open(f"/proc/{pid}/cmdline") as command:
                if command.read().rstrip("\0").endswith("\0serve"):
                    return pid
        except OSError:
            continue  # it has ended
    return None


def memory(module):
    with module.Profiler():
        work(0.1)
    pid = sampler() if module.__name__ == "pyrometer" else None
    if not pid:
        return {}
    time.sleep(1)
    at_rest = resident(pid)
    with module.Profiler():
        work(10)
        at_work = resident(pid)
    return {"MiB at rest": at_rest, "MiB at work": at_work}


async def nap():
    await asyncio.sleep(SPAN)


async def awaits_a_coroutine():
    await nap()


async def awaits_a_task():
    await asyncio.create_task(nap())


async def gathers():
    await asyncio.gather(nap(), nap())


async def leaves_a_group():
    async with asyncio.TaskGroup() as group:
        group.create_task(nap())


async def waits_for_a_thread():
    await asyncio.to_thread(time.sleep, SPAN)


async def computes():
    work(SPAN)


async def naps_and_computes():
    for _ in range(10):
        await asyncio.sleep(SPAN / 20)
        work(SPAN / 20)


WAYS = (
    awaits_a_coroutine, awaits_a_task, gathers, leaves_a_group, waits_for_a_thread, computes, naps_and_computes,
)


async def other():
    while True:
        work(0.002)
        await asyncio.sleep(0.01)


def waiting(module):
    native = {}

    async def profiled():
        another = asyncio.create_task(other())
        await asyncio.sleep(0.05)
        with module.Profiler(async_mode="enabled") as profiler:
            for way in WAYS:
                begin = time.perf_counter()
                await way()
                native[way.__name__] = time.perf_counter() - begin
        another.cancel()
        return profiler.last_session.root_frame()

    found = {}
    pending = [asyncio.run(profiled())]
    while pending:
        frame = pending.pop()
        found[frame.function] = found.get(frame.function, 0) + frame.time
        if frame.function not in native:
            pending += frame.children
    wrong = {name: 1000 * abs(found.get(name, 0) - seconds) for name, seconds in native.items()}
    return {**wrong, "other (0)": 1000 * found.get("other", 0)}


QUESTIONS = {"costs": costs, "memory": memory, "waiting": waiting}
UNITS = {"costs": "ms", "memory": "", "waiting": "ms off the time that the program measured itself"}


def main():
    for question in QUESTIONS:
        figures = {}
        for _ in range(RUNS):
            for profiler in PROFILERS:
                environment = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "client")}
                words = [sys.executable, os.path.abspath(__file__), question, profiler]
                said = subprocess.run(words, stdout=subprocess.PIPE, check=True, env=environment).stdout
                for name, value in json.loads(said).items():
                    figures.setdefault(name, {}).setdefault(profiler, []).append(value)
        print(f"{question + ', ' + UNITS[question]:40}" + "".join(f"{profiler:>28}" for profiler in PROFILERS))
        for name, by_profiler in figures.items():
            print(f"{name:40}" + "".join(f"{spread(by_profiler.get(profiler)):>28}" for profiler in PROFILERS))
        print(flush=True)


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})" if values else "-"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(QUESTIONS[sys.argv[1]](importlib.import_module(sys.argv[2]))))
    else:
        main()
