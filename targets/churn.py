"""A stack that is torn down and rebuilt all the time, such that a stack read while it changed can be recognised.

    churn.py [SECONDS]      run
    churn.py --legal        print each legal `caller callee` pair, and exit

There are 8 families of functions, the same but for the number that ends their names, and functions of one family only
call each other. True of each stack, outermost first: it is `<module>` and `main` of churn.py, then functions of *one*
family, each with a caller that `LEGAL_CALLERS` allows. Anything else was never on the stack.
"""

import sys
import time

FAMILIES = 8
GENERATED_FILE = "churn_generated.py"

LEGAL_CALLERS = {
    "descend": {"main", "descend"},
    "split": {"descend"},
    "left": {"split"},
    "right": {"split"},
    "total": {"left", "right"},
    "outer": {"total"},
    "inner": {"outer"},
    "square": {"inner"},
}

SOURCE = """
def descend_K(depth):
    if depth:
        return descend_K(depth - 1)
    return split_K()

def split_K():
    return left_K(1) + right_K(2)

def left_K(x):
    return total_K(x) + 1

def right_K(x):
    return total_K(x) - 1

def total_K(x):
    total = x
    for value in outer_K(6):
        total += value
    return total

def outer_K(count):
    yield from inner_K(count)

def inner_K(count):
    for i in range(count):
        yield square_K(i)

def square_K(i):
    return i * i
"""


def is_legal(caller, callee):
    """Whether a function of this module by the name of `caller` can have called one by the name of `callee`."""
    callee, _, family = callee.rpartition("_")
    if caller == "main":
        return caller in LEGAL_CALLERS.get(callee, ())
    caller, _, callers_family = caller.rpartition("_")
    return callers_family == family and caller in LEGAL_CALLERS.get(callee, ())


def legal_pairs():
    yield "<module>", "main"
    for callee, callers in sorted(LEGAL_CALLERS.items()):
        for family in range(FAMILIES):
            for caller in sorted(callers):
                name = caller if caller == "main" else f"{caller}_{family}"
                yield name, f"{callee}_{family}"


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    made = {}
    for family in range(FAMILIES):
        exec(compile(SOURCE.replace("K", str(family)), GENERATED_FILE, "exec"), made)
    entries = [made[f"descend_{family}"] for family in range(FAMILIES)]

    end = time.perf_counter() + seconds
    print("ready", flush=True)
    depth = 0
    while time.perf_counter() < end:
        for descend in entries:
            descend(depth % 7)
        depth += 1


if __name__ == "__main__":
    if sys.argv[1:] == ["--legal"]:
        for caller, callee in legal_pairs():
            print(caller, callee)
    else:
        main()
