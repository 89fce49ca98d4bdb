"""Notebooks, executed by nbclient in a kernel of their own."""

import html
import os
import threading
import warnings

from . import serving

CLIENT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

LOAD = "%load_ext pyrometer"


class Case(serving.Case):
    def execute(self, *sources, stop_on_error=False):
        """The cells after they were executed, the first one left out, which loads the extension."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import nbformat
            from nbclient import NotebookClient

            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (LOAD, *sources)])
            # Each kernel says that it talks over TCP, as nbclient has it do.
            environment = {**os.environ, "PYTHONPATH": CLIENT, "PYTHONWARNINGS": "ignore"}
            client = NotebookClient(notebook, timeout=serving.DEADLINE, allow_errors=not stop_on_error)
            self.client = client
            client.execute(env=environment)
        self.assertEqual(notebook.cells[0].outputs, [])
        return notebook.cells[1:]

    def reports(self, cell):
        """What the cell shows besides its own outputs: text and page of each report."""
        shown = [output.data for output in cell.outputs if output.output_type == "display_data"]
        return [(data["text/plain"], html.unescape(data.get("text/html", ""))) for data in shown]

    def result(self, cell):
        return [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]

    def said(self, cell):
        return "".join(output.text for output in cell.outputs if output.output_type == "stream")

    def error(self, cell):
        return [output.ename for output in cell.outputs if output.output_type == "error"]


class ACell(Case):
    def test_shows_a_page_and_has_text_where_none_can_be_shown(self):
        cell, later, number = self.execute(
            "%%pyrometer --height 523\nimport time\ndef slow(): time.sleep(0.2)\nslow()\nkept = 6 * 7\nkept",
            "kept, slow",
            "1",
        )

        ((text, page),) = self.reports(cell)
        self.assertIn(f"Cell [{cell.execution_count}]", text)
        self.assertRegex(text, r"0\.\d+ slow")
        self.assertRegex(text, r"\n0\.\d+ <module>")
        self.assertTrue(page.startswith("<iframe"), page[:200])
        self.assertIn('height="523"', page)
        self.assertIn("<!doctype html><!-- Pyrometer report 1 -->", page)
        self.assertEqual(self.result(cell), ["42"])
        self.assertIn("(42, <function", self.result(later)[0])
        self.assertEqual(self.result(number), ["1"])

    def test_may_await_in_the_loop_of_the_notebook(self):
        _, cell, same = self.execute(
            "import asyncio\nbefore = asyncio.get_running_loop()",
            "%%pyrometer\nawait asyncio.sleep(0.1)\nduring = asyncio.get_running_loop()",
            "before is during",
        )

        self.assertEqual(self.error(cell), [])
        self.assertEqual(len(self.reports(cell)), 1)
        self.assertEqual(self.result(same), ["True"])

    def test_that_fails_shows_its_error_and_where_its_time_went(self):
        cell, plain, after = self.execute(
            "%%pyrometer\nimport time\ntime.sleep(0.6)\nx = 5\n1 / 0",
            "import time\ntime.sleep(0.1)\nx = 5\n1 / 0",
            "x",
        )

        self.assertEqual(self.error(cell), ["ZeroDivisionError"])
        self.assertEqual(len(self.reports(cell)), 1)
        self.assertIn("sleep", self.reports(cell)[0][0])
        traceback = "\n".join(next(output.traceback for output in cell.outputs if output.output_type == "error"))
        self.assertNotIn("pyrometer/ipython.py", traceback)
        self.assertEqual(self.result(after), ["5"])

    def test_that_fails_stops_the_notebook(self):
        from nbclient.exceptions import CellExecutionError

        with self.assertRaisesRegex(CellExecutionError, "ZeroDivisionError"):
            self.execute("%%pyrometer\n1 / 0", "print('not reached')", stop_on_error=True)

    def test_that_is_interrupted_stops_the_notebook(self):
        from nbclient.exceptions import CellExecutionError

        waiting = os.path.join(self.folder, "waiting")

        def interrupt():
            serving.wait_for(lambda: os.path.exists(waiting))
            os.kill(int(open(waiting).read() or 0), 2)

        thread = threading.Thread(target=interrupt)
        thread.start()
        with self.assertRaisesRegex(CellExecutionError, "KeyboardInterrupt"):
            self.execute(
                f"%%pyrometer\nimport os, time\nwith open({waiting + '~'!r}, 'w') as f: f.write(str(os.getpid()))\n"
                f"os.rename({waiting + '~'!r}, {waiting!r})\ntime.sleep(60)",
                f"open({waiting + '2'!r}, 'w')",
                stop_on_error=True,
            )
        thread.join()
        self.assertFalse(os.path.exists(waiting + "2"))
        self.assertEqual(len(self.reports(self.client.nb.cells[1])), 1)

    def test_may_have_other_magics_above_below_and_within(self):
        above, below, within = self.execute(
            "%%capture captured\n%%pyrometer\nword = 'above'\nprint(word)",
            "%%pyrometer\n%%capture captured\nword = 'below'",
            "%%pyrometer\n%precision 3\nwords = !echo within\nwords[0]",
        )

        self.assertEqual([self.error(cell) for cell in (above, below, within)], [[], [], []])
        self.assertEqual(len(self.reports(below)), 1)
        self.assertEqual(self.result(within), ["'within'"])

    def test_may_be_of_any_code(self):
        docs, syntax, empty, future, quiet, own = self.execute(
            "%%pyrometer?",
            "%%pyrometer\n1 +",
            "%%pyrometer\n",
            '%%pyrometer\nfrom __future__ import annotations\ns = """a\n b"""\nprint(len(s))',
            "%%pyrometer\n5;",
            "%%pyrometer\nimport pyrometer\nwith pyrometer.Profiler() as p: pass\ntype(p).__name__",
        )

        self.assertEqual(self.error(syntax), ["SyntaxError"])
        self.assertEqual(self.said(future), "4\n")
        self.assertEqual(self.result(quiet), [])
        self.assertEqual(self.result(own), ["'Profiler'"])


class Options(Case):
    BLOCK = """
import subprocess
def first(): second()
def second(): third()
def third(): subprocess.run(["sleep", "0.3"])
first()
"""

    def test_have_effect(self):
        plain, shown, everything, hidden, percent, flat = self.execute(
            "%%pyrometer" + self.BLOCK,
            "%%pyrometer --show '*/subprocess.py'" + self.BLOCK,
            "%%pyrometer --show-all" + self.BLOCK,
            "%%pyrometer --hide-regex '.*/ipykernel_.*'" + self.BLOCK,
            "%%pyrometer -p time=percent_of_total -p processor_options.filter_threshold=0" + self.BLOCK,
            "%%pyrometer -p flat --interval=0.0005" + self.BLOCK,
        )

        self.assertRegex(self.reports(plain)[0][0], r"\[\d frames hidden\]")
        self.assertIn("communicate", self.reports(shown)[0][0])
        self.assertIn("communicate", self.reports(everything)[0][0])
        self.assertIn("second  /tmp", self.reports(plain)[0][0])
        self.assertNotIn("second  /tmp", self.reports(hidden)[0][0])
        self.assertIn("100.0%", self.reports(percent)[0][0])
        self.assertIn("self   total", self.reports(flat)[0][0])

    def test_that_are_wrong_are_said_and_nothing_is_run(self):
        for line, message in (
            ("--bogus", "unrecognized arguments: --bogus"),
            ("--interval", "expected one argument"),
            ("--interval 0", "interval"),
            ("--async-mode sometimes", "invalid choice"),
            ("--show a --show-regex b", "exclude each other"),
            ("-p nonsense=1", "nonsense"),
            ("-p time=bogus", "time"),
            ("surplus", "unrecognized arguments: surplus"),
        ):
            with self.subTest(line):
                cell, after = self.execute(f"%%pyrometer {line}\nran = True", "'ran' in globals()")
                self.assertIn(message, self.said(cell))
                self.assertEqual(self.result(after), ["False"])


class ALine(Case):
    def test_gives_what_its_expression_gives(self):
        _, _, cell, after, number = self.execute(
            "%pyrometer 'the first one, while the sampler starts'",
            "import time\nwait, brace, _dollar = (lambda t: time.sleep(t) or t), {'a': 1}, 'x'",
            "y = %pyrometer --interval 0.0005 wait(0.2)",
            "y",
            "%pyrometer '{brace} $_dollar'",
        )

        ((text, page),) = self.reports(cell)
        self.assertIn(f"Line in cell [{cell.execution_count}]", text)
        self.assertRegex(text, r"0\.\d+ <lambda>")
        self.assertIn("Pyrometer report", page)
        self.assertEqual(self.result(after), ["0.2"])
        self.assertEqual(self.result(number), ["'{brace} $_dollar'"])

    def test_may_assign_or_fail_or_be_empty(self):
        assigned, after, failed, empty, awaited = self.execute(
            "%pyrometer z = 3", "z", "%pyrometer 1 / 0", "%pyrometer", "%pyrometer await f()"
        )

        self.assertEqual(self.result(after), ["3"])
        self.assertEqual(self.error(failed), ["ZeroDivisionError"])
        self.assertEqual(empty.outputs, [])
        self.assertIn("use %%pyrometer", self.said(awaited))
