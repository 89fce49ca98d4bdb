import os
import subprocess
import sys
import textwrap

from . import serving

CLIENT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

TESTS = """
import asyncio, time, unittest
import pytest
from pyrometer import Profiler

def slow():
    time.sleep(0.1)

@pytest.fixture
def prepared():
    time.sleep(0.1)

def test_of_a_function(prepared):
    slow()

@pytest.mark.parametrize("text", ["a/b", "../c", "\\x01" + 300 * "x", "\\x01" + 300 * "x" + "y"])
def test_of_parameters(text):
    pass

class OfUnittest(unittest.TestCase):
    def test_method(self):
        slow()

async def wait():
    await asyncio.sleep(0.1)

@pytest.mark.asyncio
async def test_that_waits():
    await wait()

def test_with_a_profiler_of_its_own():
    with Profiler():
        pass
"""
COUNT = 8


class Case(serving.Case):
    def pytest(self, *arguments, tests=TESTS):
        """The outcome of a run in the folder."""
        with open(os.path.join(self.folder, "test_it.py"), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(tests))
        command = [sys.executable, "-m", "pytest", "-q", "-p", "pyrometer.pytest", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": CLIENT, "COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=serving.DEADLINE,
        )
        return done.returncode, done.stdout.decode()

    def read(self, name):
        with open(os.path.join(self.folder, "profiles", name), encoding="utf-8") as file:
            return file.read()


class EachTest(Case):
    def test_has_a_file(self):
        status, out = self.pytest("--pyrometer=profiles")

        self.assertEqual(status, 0, out)
        self.assertIn(f"{COUNT} passed", out)
        self.assertIn(f"{COUNT} reports in {self.folder}/profiles", out)
        names = os.listdir(self.folder + "/profiles")
        self.assertEqual(len(names), COUNT)
        self.assertIn("test_it.py::test_of_a_function.html", names)
        self.assertIn("test_it.py::OfUnittest::test_method.html", names)
        self.assertIn("test_it.py::test_of_parameters[a_b].html", names)
        for name in names:
            self.assertTrue(self.read(name).startswith("<!doctype html><!-- Pyrometer report 1 -->"))

    def test_is_profiled_with_its_fixtures(self):
        status, out = self.pytest("--pyrometer=profiles", "--pyrometer-format=text", "--pyrometer-interval=0.0005")

        self.assertEqual(status, 0, out)
        report = self.read("test_it.py::test_of_a_function.txt")
        self.assertIn("prepared  test_it.py", report)
        self.assertIn("slow  test_it.py", report)
        self.assertNotIn("pyrometer/pytest.py", report)

    def test_has_a_file_when_workers_run_them(self):
        status, out = self.pytest("--pyrometer=profiles", "-n", "2")

        self.assertEqual(status, 0, out)
        self.assertIn(f"{COUNT} reports in {self.folder}/profiles", out)

    def test_fails_or_is_skipped_as_without(self):
        status, out = self.pytest(
            "--pyrometer=profiles",
            tests="""
                import pytest
                def test_a(): assert 1 == 2
                def test_b(): pytest.skip("no")
                def test_c(): raise KeyboardInterrupt
                """,
        )

        self.assertEqual(status, 2, out)
        self.assertIn("assert 1 == 2", out)
        self.assertIn("1 failed, 1 skipped", out)
        self.assertNotIn("pyrometer/pytest.py", out)
        self.assertIn("3 reports in", out)

    def test_passes_where_no_profiler_can_be_started(self):
        self.addCleanup(os.environ.pop, "PYROMETER_COMMAND", None)
        os.environ["PYROMETER_COMMAND"] = "/nowhere"
        status, out = self.pytest("--pyrometer=profiles")

        self.assertEqual(status, 1, out)  # the one that has a profiler of its own
        self.assertIn(f"{COUNT - 1} passed", out)
        self.assertIn("test_it.py::test_of_a_function was not profiled: PYROMETER_COMMAND names no program", out)
        self.assertIn(f"and {COUNT - 5} more like that", out)


class TheRun(Case):
    def test_is_reported_after_the_tests(self):
        status, out = self.pytest("--pyrometer")

        self.assertEqual(status, 0, out)
        self.assertIn("Tests: pytest -q", out)
        self.assertIn("slow  test_it.py", out)
        self.assertIn("prepared  test_it.py", out)

    def test_of_workers_is_reported_for_each(self):
        status, out = self.pytest("-n", "2", "--pyrometer")

        self.assertEqual(status, 0, out)
        self.assertEqual(out.count("Tests: pytest"), 2)

    def test_is_not_profiled_unless_asked_for(self):
        status, out = self.pytest()

        self.assertEqual(status, 0, out)
        self.assertNotIn("pyrometer", out)

    def test_does_not_begin_with_what_cannot_work(self):
        for arguments, message in (
            (["--pyrometer", "test_it.py"], "could mean either"),
            (["--pyrometer", "test_it.py::test_of_a_function"], "could mean either"),
            (["--pyrometer", "."], "say --pyrometer behind it"),
            (["--pyrometer=test_it.py"], "profile_dir cannot be made"),
            (["--pyrometer=/proc/nowhere"], "profile_dir cannot be made"),
            (["--pyrometer", "--pyrometer-format=svg"], "no format 'svg'"),
            (["--pyrometer", "--pyrometer-format=html"], "files need --pyrometer=FOLDER"),
            (["--pyrometer", "--pyrometer-interval=0"], "above 0"),
        ):
            with self.subTest(arguments):
                status, out = self.pytest(*arguments)
                self.assertEqual(status, 4, out)
                self.assertIn(message, out)
                self.assertNotIn("Traceback", out)
