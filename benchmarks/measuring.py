"""What all benchmarks share: the profilers, how one is run beside a program, and what it says of it.

A target has CPU 0 to itself and a profiler outside its process CPU 1, so that the profiler is measured and not the
scheduler. Where there is one CPU only, they share it, and the figures say little.
"""

import argparse
import contextlib
import json
import os
import platform
import pstats
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TARGETS = REPOSITORY / "targets"
PROGRAMS = REPOSITORY / "benchmarks" / "programs"
PEERS = REPOSITORY / ".tools" / "peers"

CPUS = sorted(os.sched_getaffinity(0))
TARGET_CPU, PROFILER_CPU = CPUS[0], CPUS[-1]


class Profiler:
    """One way to profile a program: how it is called, and how what it wrote is read.

    `command(python, rate, out)` gives the words that come before the program; `read(out)` gives pairs of a stack
    (outermost first, each frame a pair of function and file) and its weight.
    """

    def __init__(self, name, command, read, outside):
        self.name = name
        self.command = command
        self.read = read
        self.outside = outside

    def works(self, python):
        """Whether it is here, and can profile this Python: most do not know every version."""
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "profile")
            words = [*self.command(python, 100, out), str(TARGETS / "busy_two_to_one.py"), "0.3"]
            for _ in range(3):  # austin misses the start of its program now and then
                try:
                    trial = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
                    if trial.returncode == 0 and self.read(out):
                        return True
                except OSError:
                    return False
            return False


def tool_path(python, tool):
    """Our own is that of the checkout, unless PYROMETER names another: a packaged one."""
    if tool == "pyrometer":
        return os.environ.get("PYROMETER", str(REPOSITORY / tool))
    return str(Path(python).parent / tool)


# Reading ----------------------------------------------------------------------------------------------------------


def read_tree(out):
    """The JSON of pyinstrument, which is Pyrometer's too."""
    document = json.loads(Path(out).read_text())
    stacks = []
    pending = [((), document["root_frame"])]
    while pending:
        stack, frame = pending.pop()
        if not frame["function"].startswith("["):
            stack = (*stack, (frame["function"], frame["file_path"] or ""))
        children = frame["children"]
        stacks.append((stack, frame["time"] - sum(child["time"] for child in children)))
        pending.extend((stack, child) for child in children)
    return stacks


def read_py_spy(out):
    """Lines of `function (file:line);function (file:line) COUNT`."""
    stacks = []
    for line in Path(out).read_text().splitlines():
        frames, _, count = line.rpartition(" ")
        stack = []
        for frame in frames.split(";"):
            function, _, place = frame.rpartition(" (")
            stack.append((function, place.rpartition(":")[0]))
        stacks.append((tuple(stack), float(count)))
    return stacks


def read_austin(out):
    """Lines of `P<pid>;T<interpreter>:<thread>;file:function:line;... MICROSECONDS`, and of `# key: value`."""
    stacks = []
    for line in Path(out).read_text().splitlines():
        if not line.startswith("P"):
            continue
        frames, _, micros = line.rpartition(" ")
        stack = []
        for frame in frames.split(";")[2:]:
            file, function, _ = frame.rsplit(":", 2) if frame.count(":") >= 2 else ("", frame, "")
            stack.append((function, file))
        stacks.append((tuple(stack), float(micros)))
    return stacks


def read_pstats(out):
    """cProfile knows no stacks: each function alone, with its cumulative time."""
    stats = pstats.Stats(str(out)).stats
    return [(((function, file),), cumulative) for (file, _, function), (_, _, _, cumulative, _) in stats.items()]


PROFILERS = [
    Profiler(
        "pyrometer",
        lambda python, rate, out: [
            tool_path(python, "pyrometer"), "--python", python, "-i", str(1 / rate), "--show-all",
            "-p", "processor_options.filter_threshold=0", "-r", "json", "-o", out,
        ],
        read_tree, outside=True,
    ),
    Profiler(
        "pyinstrument",
        lambda python, rate, out: [
            python, "-m", "pyinstrument", "-i", str(1 / rate), "--show-all",
            "-p", "processor_options.filter_threshold=0", "-r", "json", "-o", out,
        ],
        read_tree, outside=False,
    ),
    Profiler("cProfile", lambda python, rate, out: [python, "-m", "cProfile", "-o", out], read_pstats, outside=False),
    Profiler(
        "py-spy",
        lambda python, rate, out: [
            tool_path(python, "py-spy"), "record", "-r", str(rate), "-d", "36000", "-f", "raw", "-o", out, "--", python,
        ],
        read_py_spy, outside=True,
    ),
    Profiler(
        "py-spy --nonblocking",
        lambda python, rate, out: [
            tool_path(python, "py-spy"), "record", "--nonblocking", "-r", str(rate), "-d", "36000",
            "-f", "raw", "-o", out, "--", python,
        ],
        read_py_spy, outside=True,
    ),
    Profiler(
        "austin",
        lambda python, rate, out: [
            tool_path(python, "austin"), "-i", str(1_000_000 // rate), "-o", out, python,
        ],
        read_austin, outside=True,
    ),
]


def inclusive(profiler, out):
    """The time in and below each function, by its name."""
    times = {}
    for stack, weight in profiler.read(out):
        for function in {function for function, _ in stack}:
            times[function] = times.get(function, 0.0) + weight
    return times


# Running ----------------------------------------------------------------------------------------------------------


class Run:
    """One finished run: what the program printed, what it used, and what the profiler left."""

    def __init__(self, lines, errors, out, cost):
        self.lines = lines
        self.errors = errors
        self.out = out
        self.cost = cost

    @property
    def time(self):
        """The program's own (wall, CPU) seconds."""
        (line,) = [line for line in self.lines if line.startswith("time ")]
        return tuple(float(word) for word in line.split()[1:])

    @property
    def shares(self):
        return {words[1]: float(words[2]) for words in map(str.split, self.lines) if words[:1] == ["share"]}


@contextlib.contextmanager
def running(python, program, arguments=(), profiler=None, rate=1000, watch=None):
    """Runs the program, under the profiler if there is one, and gives the Run with the profiler's output file.

    `watch(target pid, profiler pid)`, if given, is called in a thread of its own when the program is ready; what it
    returns is the `cost` of the run.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "profile")
        before = profiler.command(python, rate, out) if profiler else [python]
        words = [*before, str(program), *map(str, arguments)]
        cpu = PROFILER_CPU if profiler and profiler.outside else TARGET_CPU
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {cpu}),
        )
        errors = []
        reader = threading.Thread(target=lambda: errors.extend(process.stderr))
        reader.start()
        lines, cost, watcher = [], [], None
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if line == "ready\n":
                target = find_target(process.pid, program)
                os.sched_setaffinity(target, {TARGET_CPU})
                if watch:
                    watcher = threading.Thread(target=lambda: cost.append(watch(target, parent_of(target))))
                    watcher.start()
        status = process.wait()
        reader.join()
        if watcher:
            watcher.join()
        if status != 0:
            sys.exit(f"{' '.join(words)}\nended with {status}:\n{''.join(errors)}")
        yield Run(lines, "".join(errors), out, cost[0] if cost else None)


def find_target(root, program):
    """The process that runs the program: the innermost below `root` that has it on its command line."""
    found, pending = root, [root]
    while pending:
        pid = pending.pop()
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{pid}/task"):
                pending += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
            if str(program) in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
                found = pid
    return found


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


# The command line and the tables ------------------------------------------------------------------------------------


def options(doc, **more):
    """The options that all benchmarks have; `more` names the defaults of those of one: (default, if --quick)."""
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a minute instead of several; figures to be taken lightly")
    parser.add_argument("--python", metavar="MINOR", help="of which Python in .tools/peers (the newest)")
    parser.add_argument("--only", action="append", metavar="PROFILER", help="leave the others out; may be repeated")
    for name, (default, _) in more.items():
        parser.add_argument(f"--{name}", type=type(default), help=f"({default})")
    chosen = parser.parse_args()
    for name, (default, quick) in more.items():
        if getattr(chosen, name) is None:
            setattr(chosen, name, quick if chosen.quick else default)

    versions = sorted((path.name for path in PEERS.glob("3.*")), key=lambda name: int(name.split(".")[1]))
    if not versions:
        sys.exit("No peers to compare with: run benchmarks/setup first.")
    chosen.python = str(PEERS / (chosen.python or versions[-1]) / "bin" / "python")
    chosen.profilers = [profiler for profiler in PROFILERS if not chosen.only or profiler.name in chosen.only]
    for profiler in list(chosen.profilers):
        if not profiler.works(chosen.python):
            print(f"{profiler.name}: not here, or not for this Python")
            chosen.profilers.remove(profiler)
    version = subprocess.run([chosen.python, "-V"], capture_output=True, text=True).stdout.strip()
    print(f"{version}, {cpu_name()}, {len(CPUS)} CPUs, Linux {platform.release()}, {time.strftime('%Y-%m-%d')}")
    if len(CPUS) < 2:
        print("ONE CPU ONLY: target and profiler share it, and these figures say little.")
    return chosen


def cpu_name():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def table(header, rows):
    """A Markdown table, aligned."""
    cells = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    print()
    for i, row in enumerate(cells):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if i == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print(flush=True)


def spread(values, digits=3):
    """The median, with the least and the greatest."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"
