"""How long does it take to profile a program that does nothing?

Whole processes, from start to exit, their children's CPU included; each round runs every profiler once. Median
(least-greatest), in milliseconds, and the ratio of the medians to that of pyinstrument.
"""

import os
import statistics
import subprocess
import tempfile
import time

import measuring
from measuring import PROGRAMS, spread, table

ARGUMENTS = measuring.options(__doc__, runs=(15, 4))


def once(profiler):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "profile")
        words = profiler.command(ARGUMENTS.python, 1000, out) if profiler else [ARGUMENTS.python]
        begin = time.perf_counter()
        words.append(str(PROGRAMS / "empty.py"))
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        return 1000 * (time.perf_counter() - begin), 1000 * (usage.ru_utime + usage.ru_stime)


def main():
    profilers = [None, *ARGUMENTS.profilers]
    wall, cpu = {profiler: [] for profiler in profilers}, {profiler: [] for profiler in profilers}
    for profiler in profilers:
        once(profiler)
    for _ in range(ARGUMENTS.runs):
        for profiler in profilers:
            milliseconds = once(profiler)
            wall[profiler].append(milliseconds[0])
            cpu[profiler].append(milliseconds[1])

    base = next((statistics.median(wall[p]) for p in profilers if p and p.name == "pyinstrument"), None)
    rows = [
        (
            profiler.name if profiler else "(python alone)", spread(wall[profiler], 0), spread(cpu[profiler], 0),
            f"{statistics.median(wall[profiler]) / base:.2f}" if base else "",
        )
        for profiler in profilers
    ]
    table(("empty.py with", "wall ms", "CPU ms", "wall / pyinstrument"), rows)


main()
