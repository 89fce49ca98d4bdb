import os
import subprocess
import sys
import tempfile
import unittest

import pyrometer

from . import programs


class CommandTest(unittest.TestCase):
    """How the command is found, and what is said where it cannot be."""

    def start(self, **environment):
        return programs.run(
            """
            try:
                pyrometer.Profiler().start()
            except pyrometer.PyrometerError as error:
                print(type(error).__name__, error)
            """,
            **environment,
        )

    def test_a_command_that_is_none_is_named(self):
        outcome = self.start(PYROMETER_COMMAND="/none/pyrometer")

        self.assertEqual(outcome.err, "")
        self.assertIn("SamplerNotStarted PYROMETER_COMMAND names no program that can be run: /none/pyrometer", outcome.out)

    def test_a_command_that_fails_is_quoted(self):
        outcome = self.start(PYROMETER_COMMAND=self.script("echo 'no Java here' >&2; exit 1"))

        self.assertRegex(outcome.out, "SamplerNotStarted .* ended at once; it said:\nno Java here")

    def test_another_command_is_told_apart(self):
        outcome = self.start(PYROMETER_COMMAND=self.script("echo hello"))

        self.assertRegex(outcome.out, "SamplerNotStarted .* is not Pyrometer; it said: hello")

    def test_what_it_says_in_several_lines_is_quoted(self):
        outcome = self.start(PYROMETER_COMMAND=self.script("echo 'Error occurred'; echo 'no room'; sleep 0.1"))

        self.assertRegex(outcome.out, "SamplerNotStarted .* it said: Error occurred\nno room")

    def test_a_command_of_another_release_is_told_apart(self):
        outcome = self.start(
            PYROMETER_COMMAND=self.script(
                """echo '{"hello": "pyrometer", "version": "9.0", "protocol": 99, "pid": 1}'; read line"""
            )
        )

        self.assertRegex(outcome.out, "SamplerNotStarted .* version 9.0, which this package cannot talk to")

    def test_the_module_is_the_command(self):
        done = subprocess.run(
            [sys.executable, "-m", "pyrometer", "--version"],
            env={**os.environ, "PYTHONPATH": programs.CLIENT},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=programs.DEADLINE,
        )

        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(f"pyrometer {pyrometer.__version__}".encode(), done.stdout)

    def test_the_module_says_if_there_is_no_command(self):
        done = subprocess.run(
            [sys.executable, "-m", "pyrometer", "--version"],
            env={**os.environ, "PYTHONPATH": programs.CLIENT, "PYROMETER_COMMAND": "/none"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=programs.DEADLINE,
        )

        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.startswith(b"pyrometer: PYROMETER_COMMAND"), done.stderr)

    def script(self, text):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "command")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{text}\n")
        os.chmod(path, 0o755)
        return path


class LazyTest(unittest.TestCase):
    def test_importing_starts_nothing_and_is_quick_to_load(self):
        outcome = programs.run(
            """
            assert _sampler._current is None
            heavy = {"asyncio", "ctypes", "subprocess", "urllib.request", "webbrowser", "http"} & set(sys.modules)
            print(sorted(heavy))
            """,
            options=(),
        )

        self.assertEqual((outcome.out, outcome.err), ("[]\n", ""))
