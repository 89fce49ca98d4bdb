"""Small programs, run by the interpreter that runs the tests."""

import os
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

CLIENT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

DEADLINE = 100

COMMON = """
import os, sys, time
import pyrometer
from pyrometer import _sampler

def work(seconds=0.05):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass

def thread_profiler():
    return pyrometer.Profiler(async_mode="disabled")

def profiles(profiler=None):
    \"\"\"Whether a profile shows what was done; on a busy machine that may take more than a moment.\"\"\"
    seconds = 0.05
    while seconds < 20:
        with profiler or thread_profiler() as used:
            work(seconds)
        if "work" in used.output_text():
            return True
        seconds *= 2
    return False
"""


class Outcome:
    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    def __repr__(self):
        return f"exit {self.status}\n-- stdout\n{self.out}\n-- stderr\n{self.err}"


def run(code, *, shell=None, options=("-X", "dev", "-W", "error"), **environment):
    """
    Runs the code after `COMMON`, with all warnings as errors.

    :param shell: a line for the shell that runs it as `"$@"`
    """
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "program.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write(COMMON + textwrap.dedent(code))
        command = [sys.executable, *options, script]
        if shell is not None:
            command = ["/bin/sh", "-c", shell, "sh", *command]
        environment = {**os.environ, "PYTHONPATH": CLIENT, **environment}
        done = subprocess.run(
            command,
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            timeout=DEADLINE,
        )
    return Outcome(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


class Case(unittest.TestCase):
    def passes(self, code, status=0, **how):
        """Runs the program; it has to say nothing on standard error."""
        outcome = run(code, **how)
        self.assertEqual((outcome.status, outcome.err), (status, ""), outcome)
        return outcome.out


def ends(pid):
    """Waits until there is no process of this number."""
    deadline = time.monotonic() + DEADLINE
    while os.path.exists(f"/proc/{pid}"):
        if time.monotonic() > deadline:
            raise AssertionError(f"{pid} still runs")
        time.sleep(0.01)
