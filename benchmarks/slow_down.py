"""How much slower is a program while a profiler outside its process looks at it?

Each run is its own comparison: while the program repeats one round of work and notes what each took, there are pairs of
periods, one in which the profiler is at work and one in which it is stopped, in a random order. So neither the drift of
the machine, nor what it does at regular times, nor a difference between two processes counts. The figure is the median
of the pairs with the interval in which it lies with a probability of 95 %.
"""

import math
import os
import random
import signal
import statistics
import sys
import time

import measuring
from measuring import PROGRAMS, running, table

ARGUMENTS = measuring.options(__doc__, seconds=(60, 10))
RATES = [1000, 10_000]
WORKLOADS = ["calls", "c_heavy"]
PERIOD = 0.25
SETTLED_NANOS = 5_000_000  # after a turn, of which nothing counts


def take_turns(profiler):
    """Lets the profiler work and stops it, in a random order; gives the pairs: (begin, end) at work, (begin, end) not."""
    turns = []
    end = time.monotonic() + ARGUMENTS.seconds
    try:
        while time.monotonic() < end:
            pair = {}
            for works in random.sample([True, False], 2):
                if profiler:
                    os.kill(profiler, signal.SIGCONT if works else signal.SIGSTOP)
                begin = time.monotonic_ns()
                time.sleep(PERIOD)
                pair[works] = (begin + SETTLED_NANOS, time.monotonic_ns())
            turns.append((pair[True], pair[False]))
    finally:
        if profiler:
            os.kill(profiler, signal.SIGCONT)
    return turns


def typical(rounds, period):
    """The median CPU time of the rounds that lie in the period."""
    begin, end = period
    inside = [cpu for at, wall, cpu in rounds if begin <= at and at + wall <= end]
    return statistics.median(inside) if inside else None


def ratios_of(turns, rounds):
    times = [(typical(rounds, at_work), typical(rounds, stopped)) for at_work, stopped in turns]
    return [at_work / stopped for at_work, stopped in times if at_work and stopped]


def interval(values):
    """The median, and between which of the values it lies with a probability of 95 % (by the binomial distribution)."""
    values = sorted(values)
    half = 0.98 * math.sqrt(len(values))
    low = values[max(0, math.floor(len(values) / 2 - half))]
    high = values[min(len(values) - 1, math.ceil(len(values) / 2 + half))]
    return f"{statistics.median(values):.4f} ({low:.4f}-{high:.4f})"


def measure(program, profiler, rate):
    watch = (lambda target, outside: take_turns(outside)) if profiler else (lambda target, outside: take_turns(None))
    script = PROGRAMS / "rounds.py"
    with running(ARGUMENTS.python, script, [program, ARGUMENTS.seconds + 1], profiler, rate, watch) as run:
        rounds = [tuple(map(int, line.split()[1:])) for line in run.lines if line.startswith("round ")]
        return ratios_of(run.cost, rounds)


def main():
    # py-spy stops its target for each look; stopped itself, it might never let it go on.
    profilers = [each for each in ARGUMENTS.profilers if each.outside and each.name != "py-spy"]
    rows = []
    for program in WORKLOADS:
        for profiler in [None, *profilers]:
            for rate in RATES if profiler else RATES[:1]:
                ratios = measure(program, profiler, rate)
                if len(ratios) < 10:
                    sys.exit(f"{program}: only {len(ratios)} pairs")
                name, hertz = (profiler.name, f"{rate:,} Hz") if profiler else ("(nobody: the noise)", "")
                rows.append((program, name, hertz, interval(ratios), len(ratios)))
                print(*rows[-1], flush=True)
    table(("program", "profiler", "rate", "CPU time of a round, median ratio (95 %)", "pairs"), rows)


main()
