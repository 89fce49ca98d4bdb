"""What does a profiler outside the process cost itself: CPU and memory, by depth and by number of threads?

Looks at the profiler's process in /proc from one second after the program is ready until the end, so that its start is
not counted.
"""

import os
import time
from pathlib import Path

import measuring
from measuring import TARGETS, running, table

ARGUMENTS = measuring.options(__doc__, seconds=(10, 4), rate=(1000, 1000))
TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 1.0

CASES = [
    ("1 thread", TARGETS / "busy_two_to_one.py", []),
    ("10 frames deep", TARGETS / "deep.py", [10]),
    ("50 frames deep", TARGETS / "deep.py", [50]),
    ("200 frames deep", TARGETS / "deep.py", [200]),
    ("10 idle threads", TARGETS / "threads_200.py", [10]),
    ("50 idle threads", TARGETS / "threads_200.py", [50]),
    ("200 idle threads", TARGETS / "threads_200.py", [200]),
]


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"no VmRSS of {pid}")


def watch(_, profiler):
    time.sleep(WARM_UP)
    begin, cpu, memory = time.monotonic(), cpu_seconds(profiler), resident_mib(profiler)
    time.sleep(ARGUMENTS.seconds)
    share = (cpu_seconds(profiler) - cpu) / (time.monotonic() - begin)
    return share, memory, resident_mib(profiler)


def main():
    rows = []
    for profiler in ARGUMENTS.profilers:
        if not profiler.outside:
            continue
        for name, program, arguments in CASES:
            seconds = ARGUMENTS.seconds + WARM_UP + 1
            arguments = [*arguments, seconds] if program.name == "deep.py" else [seconds, *arguments]
            with running(ARGUMENTS.python, program, arguments, profiler, ARGUMENTS.rate, watch) as run:
                share, before, after = run.cost
            rows.append((
                profiler.name, name, f"{100 * share:.1f} %", f"{1e6 * share / ARGUMENTS.rate:.0f}",
                f"{before:.0f}", f"{after:.0f}",
            ))
            print(*rows[-1], flush=True)
    at = f"at {ARGUMENTS.rate:,} Hz"
    table(("profiler", at, "of one CPU", "us per tick", "MiB after 1 s", "MiB at the end"), rows)


main()
