"""How much slower does a program run under each profiler?

Runs pairs, native then profiled, on one CPU, and compares what the program measures of itself, so that the start of the
profiler does not count. The figures are ratios of a pair: median (least-greatest).
"""

import measuring
from measuring import PROGRAMS, TARGETS, running, spread, table

ARGUMENTS = measuring.options(__doc__, pairs=(9, 2), scale=(1.0, 0.3))
RATES = [1000, 10_000]
WORKLOADS = [
    ("call-heavy", PROGRAMS / "calls.py", 400),
    ("C-heavy", PROGRAMS / "c_heavy.py", 140),
    ("mixed", TARGETS / "phases_mix.py", 18),
]


def ratios(program, rounds, profiler, rate):
    wall, cpu = [], []
    for _ in range(ARGUMENTS.pairs):
        with running(ARGUMENTS.python, program, [rounds]) as native:
            pass
        with running(ARGUMENTS.python, program, [rounds], profiler, rate) as profiled:
            pass
        wall.append(profiled.time[0] / native.time[0])
        cpu.append(profiled.time[1] / native.time[1])
    return wall, cpu


def main():
    rows = []
    for name, program, rounds in WORKLOADS:
        rounds = max(1, round(rounds * ARGUMENTS.scale))
        for profiler in [None, *ARGUMENTS.profilers]:
            for rate in RATES if profiler and profiler.name != "cProfile" else RATES[:1]:
                wall, cpu = ratios(program, rounds, profiler, rate)
                label = profiler.name if profiler else "(native again: the noise)"
                rate_label = "every call" if label == "cProfile" else f"{rate:,} Hz" if profiler else ""
                rows.append((name, label, rate_label, spread(cpu), spread(wall)))
                print(*rows[-1], flush=True)
    table(("program", "profiler", "rate", "CPU ratio", "wall ratio"), rows)


main()
