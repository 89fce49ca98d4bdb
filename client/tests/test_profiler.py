import io
import math
import sys
import threading
import unittest
from contextlib import redirect_stdout

import pyrometer
from pyrometer import Profiler
from pyrometer.errors import BadOption
from pyrometer.session import Session

from . import busy


def profiler():
    return Profiler(async_mode="disabled")


class ProfilerTest(unittest.TestCase):
    def test_has_the_defaults_of_pyinstrument(self):
        made = Profiler()

        self.assertEqual(
            (made.interval, made.async_mode, made.use_timing_thread, made.last_session, made.is_running),
            (0.001, "enabled", None, None, False),
        )

    def test_says_where_the_time_went(self):
        made = profiler()
        made.start()
        busy.outer()
        session = made.stop()

        root = session.root_frame()
        found = {frame.function: frame for frame in root.walk()}
        self.assertEqual(root.function, "test_says_where_the_time_went")
        self.assertAlmostEqual(found["sleep"].time, 0.2, delta=0.1)
        self.assertEqual(found["sleep"].file_path, "<built-in>")
        self.assertGreater(found["spin"].time, 0.05)
        self.assertGreater(session.duration, 0.29)
        self.assertGreater(session.sample_count, 10)
        self.assertGreater(session.cpu_time, 0)
        self.assertEqual(session.notes, [])

    def test_begins_at_its_caller(self):
        made = profiler()

        def caller():
            made.start()
            busy.spin(0.1)
            return made.stop()

        self.assertEqual(caller().root_frame().function, "caller")

    def test_begins_at_the_frame_that_it_is_told(self):
        made = profiler()

        def helper():
            made.start(caller_frame=sys._getframe(1))

        def caller():
            helper()
            busy.spin(0.1)
            return made.stop()

        self.assertEqual(caller().root_frame().function, "caller")

    def test_knows_the_class_of_self(self):
        made = profiler()
        with made:
            busy.Dog().speak()

        speak = next(frame for frame in made.last_session.root_frame().walk() if frame.function == "speak")
        self.assertEqual(speak.class_name, "Dog")

    def test_describes_where_it_was_started(self):
        made = profiler()
        made.start()
        line = sys._getframe().f_lineno - 1

        self.assertEqual(made.stop().target_description, f"Profile at {__file__}:{line}")

    def test_takes_another_description(self):
        made = profiler()
        made.start(target_description="a “name” of one's own\n")

        self.assertEqual(made.stop().target_description, "a “name” of one's own\n")

    def test_a_block_gives_the_profiler_and_swallows_nothing(self):
        with self.assertRaises(ZeroDivisionError):
            with profiler() as made:
                self.assertTrue(made.is_running)
                1 / 0

        self.assertFalse(made.is_running)
        self.assertIsInstance(made.last_session, Session)

    def test_adds_up_what_was_recorded_since_it_was_reset(self):
        made = profiler()
        durations = []
        for _ in range(2):
            made.start()
            busy.spin(0.3)
            durations.append(made.stop().duration)

        self.assertGreater(durations[1], durations[0] + 0.25)
        self.assertIs(made.last_session, made.last_session)
        made.reset()
        self.assertIsNone(made.last_session)
        with made:
            pass
        self.assertLess(made.last_session.duration, durations[1])

    def test_notes_nothing_where_nothing_was_lost(self):
        profiler = Profiler(async_mode="disabled")
        for _ in range(3):
            with profiler:
                busy.spin(0.01)
        profiler.start()
        busy.spin(0.01)
        profiler.stop()

        self.assertEqual(profiler.last_session.notes, [])
        self.assertNotIn("recordings", profiler.output_text())

    def test_reset_stops_it(self):
        made = profiler()
        made.start()
        made.reset()

        self.assertEqual((made.is_running, made.last_session), (False, None))

    def test_cannot_be_started_twice(self):
        with profiler() as made:
            with self.assertRaisesRegex(ValueError, "already running"):
                made.start()
            self.assertTrue(made.is_running)

    def test_cannot_be_stopped_before_it_is_started(self):
        with self.assertRaisesRegex(RuntimeError, "not currently running"):
            profiler().stop()

    def test_is_stopped_by_the_thread_that_started_it(self):
        made = profiler()
        made.start()
        raised = []

        def stop():
            try:
                made.stop()
            except RuntimeError as error:
                raised.append(str(error))

        other = threading.Thread(target=stop)
        other.start()
        other.join()

        self.assertIn("same thread", raised[0])
        self.assertTrue(made.is_running)
        made.stop()

    def test_cannot_report_while_it_runs_or_before(self):
        made = profiler()
        with self.assertRaisesRegex(Exception, "not completed"):
            made.output_text()
        with made:
            with self.assertRaisesRegex(Exception, "still running"):
                made.print()

    def test_refuses_what_is_no_interval_or_mode(self):
        for wrong in (0, -1, math.nan, math.inf):
            with self.assertRaises(ValueError):
                Profiler(wrong)
        for wrong in ("0.1", None, True):
            with self.assertRaises(TypeError):
                Profiler(wrong)
        with self.assertRaisesRegex(ValueError, "enabled, disabled, strict"):
            Profiler(async_mode="on")

    def test_an_interval_that_is_too_short_is_refused_and_leaves_it_stopped(self):
        made = Profiler(interval=1e-6)

        with self.assertRaisesRegex(BadOption, "interval"):
            made.start()

        self.assertFalse(made.is_running)
        with Profiler():
            pass  # the context is free again

    def test_several_run_at_once(self):
        outer, inner = profiler(), profiler()
        outer.start()
        busy.spin(0.3)
        inner.start()
        busy.inner()
        shorter = inner.stop()
        busy.spin(0.3)
        longer = outer.stop()

        self.assertIn("spin", busy.names(longer.root_frame()))
        self.assertNotIn("spin", busy.names(shorter.root_frame()))
        for session in (shorter, longer):
            self.assertIn("inner", busy.names(session.root_frame()))

    def test_profiles_the_thread_that_started_it_only(self):
        seen = {}

        def profiled(name, act):
            with profiler() as made:
                act(0.2)
            seen[name] = busy.names(made.last_session.root_frame())

        def first(seconds):
            busy.spin(seconds)

        def second(seconds):
            busy.spin(seconds)

        threads = [threading.Thread(target=profiled, args=(act.__name__, act)) for act in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        self.assertIn("first", seen["first"])
        self.assertNotIn("second", seen["first"])
        self.assertIn("second", seen["second"])
        self.assertNotIn("first", seen["second"])

    def test_a_block_shorter_than_the_interval_has_no_samples(self):
        made = Profiler(interval=1.0, async_mode="disabled")
        with made:
            pass

        self.assertIsNone(made.last_session.root_frame())
        self.assertIn("No samples were recorded", made.output_text())

    def test_prints_on_standard_output_as_it_is_now(self):
        with profiler() as made:
            busy.spin(0.3)
        with redirect_stdout(io.StringIO()) as printed:
            made.print()
        file = io.StringIO()
        made.print(file, unicode=False, color=True)

        self.assertIn("spin", printed.getvalue())
        self.assertNotIn("\x1b[", printed.getvalue())
        self.assertIn("\x1b[", file.getvalue())

    def test_a_program_for_pyinstrument_runs(self):
        program = (
            "import pyrometer as pyinstrument\n"
            "from pyrometer.renderers import ConsoleRenderer, HTMLRenderer\n"
            "profiler = pyinstrument.Profiler(interval=0.001, async_mode='disabled', use_timing_thread=False)\n"
            "profiler.start()\n"
            "busy.spin(0.3)\n"
            "session = profiler.stop()\n"
            "text = profiler.output_text(unicode=True, color=False, show_all=True)\n"
            "page = profiler.output(renderer=HTMLRenderer(resample_interval=0.1))\n"
            "text2 = ConsoleRenderer(show_all=True, unicode=True).render(session)\n"
        )
        result = {"busy": busy}
        exec(program, result)

        self.assertIn("spin", result["text"])
        self.assertEqual(result["text"], result["text2"])
        self.assertTrue(result["page"].startswith("<!doctype html>"), result["page"][:40])

    def test_has_a_version(self):
        self.assertRegex(pyrometer.__version__, r"^\d+\.\d+\.\d+")
