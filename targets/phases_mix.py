"""Ordinary work of the standard library, in phases whose shares a native run measures.

    phases_mix.py [ROUNDS]

True of it: all the time is spent in the functions of `PHASES`, called by `main` in turn. The work is fixed, so the
shares are those that a native run prints at its end as `share PHASE FRACTION`; while a profiler slows the program
down, what it prints is not the truth any more. Ends with `time WALL CPU`, in seconds, from `ready` to the end.
"""

import ast
import copy
import difflib
import io
import json
import json.decoder
import json.encoder
import json.scanner
import pprint
import sys
import textwrap
import time
import tokenize

SOURCE = open(textwrap.__file__, encoding="utf-8").read()
LINES = SOURCE.splitlines()
OTHER_LINES = [line for i, line in enumerate(LINES) if i % 7] + ["an end of its own"] * 5
DATA = {f"key {i}": [i, i / 3, None, True, {"name": str(i), "parts": list(range(i % 9))}] for i in range(400)}


class PythonDecoder(json.JSONDecoder):
    """The one that is written in Python, as if there were no accelerator."""

    def __init__(self):
        super().__init__()
        self.parse_string = json.decoder.py_scanstring
        self.scan_once = json.scanner.py_make_scanner(self)


def phase_difflib():
    list(difflib.unified_diff(LINES, OTHER_LINES))
    difflib.SequenceMatcher(None, SOURCE[:400], SOURCE[200:600]).ratio()


def phase_tokenize():
    for _ in range(2):
        for _ in tokenize.generate_tokens(io.StringIO(SOURCE).readline):
            pass


def phase_unparse():
    tree = ast.parse(SOURCE)
    if sys.version_info >= (3, 9):
        ast.unparse(tree)
    else:
        for _ in range(4):
            ast.dump(tree)


def phase_json():
    text = "".join(json.encoder.JSONEncoder(indent=1).iterencode(DATA))
    PythonDecoder().decode(text)


def phase_deepcopy():
    for _ in range(3):
        copy.deepcopy(DATA)


def phase_pprint():
    pprint.pformat(DATA)


PHASES = [phase_difflib, phase_tokenize, phase_unparse, phase_json, phase_deepcopy, phase_pprint]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    clock = time.perf_counter
    spent = dict.fromkeys(PHASES, 0.0)
    print("ready", flush=True)
    begin, begin_cpu = clock(), time.process_time()
    for _ in range(rounds):
        for phase in PHASES:
            phase_begin = clock()
            phase()
            spent[phase] += clock() - phase_begin
    wall, cpu = clock() - begin, time.process_time() - begin_cpu

    for phase in PHASES:
        print("share", phase.__name__, round(spent[phase] / wall, 4))
    print("time", round(wall, 4), round(cpu, 4), flush=True)


main()
