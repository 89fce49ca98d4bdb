"""How many of the reported stacks can never have been?

Profiles targets/churn.py, where each possible stack is known. A stack is impossible if it mixes families, if a caller
in it cannot have made the call, or if it does not begin with the program. Shares are of the reported time. What was
dropped instead is in the last column, as far as a profiler says so.
"""

import json
import re
import sys

import measuring
from measuring import TARGETS, running, table

sys.path.insert(0, str(TARGETS))
import churn  # noqa: E402

ARGUMENTS = measuring.options(__doc__, seconds=(10.0, 3.0), rate=(1000, 1000))
LEGAL = {*churn.legal_pairs(), ("main", "<module>")}
FILES = ("churn.py", churn.GENERATED_FILE)


def is_ours(frame):
    return frame[1].endswith(FILES)


def verdict(stack):
    """A key of the table below, which leaves out what has frames but none of the program: Python's start and end."""
    stack = [frame for frame in stack if frame[1] != "<built-in>"]
    ours = [i for i, frame in enumerate(stack) if is_ours(frame)]
    if not stack:
        return "empty"
    if not ours:
        return "elsewhere"
    functions = [function for function, _ in stack[ours[0] : ours[-1] + 1]]
    begins = functions[0] == "<module>"
    unbroken = len(functions) == len(ours)
    legal = all(pair in LEGAL for pair in zip(functions, functions[1:]))
    return "possible" if begins and unbroken and legal else "impossible"


def dropped(profiler, run):
    """What the profiler itself says of the samples that it left out."""
    if profiler.name == "pyrometer":
        with open(run.out) as file:
            return json.dumps(json.load(file).get("quality", "not said"))
    said = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join([*run.lines, run.errors]))
    said = re.findall(r"Samples: \d+ Errors: \d+|Error rate : \S+", said)
    return "; ".join(said) or "not said"


def main():
    rows = []
    for profiler in ARGUMENTS.profilers:
        if profiler.name == "cProfile":
            continue
        with running(ARGUMENTS.python, TARGETS / "churn.py", [ARGUMENTS.seconds], profiler, ARGUMENTS.rate) as run:
            time = dict.fromkeys(["possible", "impossible", "empty", "elsewhere"], 0.0)
            examples = {}
            for stack, weight in profiler.read(run.out):
                time[verdict(stack)] += weight
                if verdict(stack) == "impossible":
                    examples[" > ".join(function for function, _ in stack)] = weight
            del time["elsewhere"]
            total = sum(time.values())
            cells = [f"{100 * weight / total:.3f} %" for weight in time.values()]
            rows.append((profiler.name, *cells, dropped(profiler, run)))
            for example in sorted(examples, key=examples.get, reverse=True)[:2]:
                print(f"{profiler.name}: {example}")
    table(("profiler", "possible", "impossible", "empty", "says it dropped"), rows)


main()
