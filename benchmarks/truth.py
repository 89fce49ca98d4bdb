"""Do the shares that a profiler reports agree with those of a run without it?

The programs measure the shares of their own phases in native runs. A profiler's share of a phase is the time in and
below its function, as a part of the time in all phases: the median of the runs, with the distance from that of the
native runs in percentage points, and at the end of a row the greatest of these distances.

`off its own run` compares with what the program measured of itself in the very run that was profiled, which leaves out
the noise between runs, but also what the profiler did to the program.
"""

import statistics

import measuring
from measuring import TARGETS, inclusive, running, spread, table

ARGUMENTS = measuring.options(__doc__, runs=(5, 2), scale=(1.0, 0.4), rate=(1000, 1000))


def of_all(times):
    total = sum(times.values())
    return {name: time / total for name, time in times.items()}


def medians(runs):
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def main():
    for program, rounds in [("distortion.py", 90), ("phases_mix.py", 30)]:
        rounds = [max(1, round(rounds * ARGUMENTS.scale))]
        native, reported = [], {profiler: [] for profiler in ARGUMENTS.profilers}
        off_own_run = {profiler: [] for profiler in ARGUMENTS.profilers}
        for _ in range(ARGUMENTS.runs):
            with running(ARGUMENTS.python, TARGETS / program, rounds) as run:
                native.append(of_all(run.shares))
            for profiler in ARGUMENTS.profilers:
                with running(ARGUMENTS.python, TARGETS / program, rounds, profiler, ARGUMENTS.rate) as run:
                    times = inclusive(profiler, run.out)
                    shares, own = of_all({phase: times.get(phase, 0.0) for phase in native[0]}), of_all(run.shares)
                    reported[profiler].append(shares)
                    off_own_run[profiler].append(max(100 * abs(shares[phase] - own[phase]) for phase in own))

        truth = medians(native)
        rows = [("native", *(f"{100 * share:.1f} %" for share in truth.values()), "", "")]
        for profiler, runs in reported.items():
            shares = medians(runs)
            off = {phase: 100 * (shares[phase] - truth[phase]) for phase in truth}
            cells = [f"{100 * shares[phase]:.1f} % ({off[phase]:+.1f})" for phase in truth]
            rows.append((profiler.name, *cells, f"{max(map(abs, off.values())):.1f}", spread(off_own_run[profiler], 1)))
        table((program, *truth, "worst off", "off its own run"), rows)


main()
