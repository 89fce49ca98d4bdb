import io
import json
import os
import pstats
import tempfile
import unittest
from unittest import mock

from pyrometer import Profiler
from pyrometer.errors import BadOption
from pyrometer.renderers import (
    ConsoleRenderer,
    FrameRenderer,
    HTMLRenderer,
    JSONRenderer,
    PstatsRenderer,
    Renderer,
    SessionRenderer,
    SpeedscopeRenderer,
    shows_color,
    shows_unicode,
)

from . import busy


class RenderersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.profiler = Profiler(async_mode="disabled")
        with cls.profiler:
            busy.outer()

    def test_text_has_pyinstruments_options(self):
        text = self.profiler.output_text
        self.assertRegex(text(), r"0\.\d\d\d outer")
        self.assertIn("`- ", text())
        self.assertIn("└─ ", text(unicode=True))
        self.assertIn("\x1b[", text(color=True))
        self.assertRegex(text(time="percent_of_total"), r"\d%")
        self.assertIn("self", text(flat=True))
        self.assertIn("total", text(flat=True, flat_time="total"))
        self.assertNotIn("Recorded", text(short_mode=True))
        self.assertNotIn("spin", text(processor_options={"filter_threshold": 0.9}))
        self.assertIn("outer", text(show_all=True, timeline=True))

    def test_flat_and_timeline_do_not_go_together(self):
        with self.assertRaises(Renderer.MisconfigurationError):
            ConsoleRenderer(flat=True, timeline=True)

    def test_json_is_the_tree(self):
        written = json.loads(self.profiler.output(JSONRenderer(show_all=True)))

        self.assertEqual(written["target_description"], self.profiler.last_session.target_description)
        self.assertIn("outer", json.dumps(written["root_frame"]))

    def test_speedscope_is_json(self):
        written = json.loads(self.profiler.output(SpeedscopeRenderer(timeline=True)))

        self.assertIn("outer", [frame["name"] for frame in written["shared"]["frames"]])

    def test_pstats_is_what_pstats_reads(self):
        written = self.profiler.output(PstatsRenderer())
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.pstats")
            with open(path, "wb") as file:
                file.write(written.encode("utf-8", "surrogateescape"))
            stats = pstats.Stats(path, stream=io.StringIO())

        self.assertTrue(PstatsRenderer.output_is_binary)
        self.assertIn("outer", [function for _, _, function in stats.stats])
        self.assertEqual(self.profiler.output("pstats"), written.encode("utf-8", "surrogateescape"))

    def test_a_session_is_what_pyinstrument_saves(self):
        self.assertIn("frame_records", json.loads(self.profiler.output(SessionRenderer())))

    def test_a_page_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.html")
            self.profiler.write_html(path, timeline=True, show_all=True)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), self.profiler.output_html())

    def test_a_page_is_shown_in_the_browser(self):
        with mock.patch("webbrowser.open") as opened:
            path = self.profiler.open_in_browser()
        self.addCleanup(os.remove, path)

        opened.assert_called_once_with("file://" + path)
        with open(path, encoding="utf-8") as file:
            self.assertIn("outer", file.read())

    def test_a_page_goes_where_its_file_is_named(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch("webbrowser.open"):
            named = os.path.join(folder, "a b.html")
            self.assertEqual(HTMLRenderer().open_in_browser(self.profiler.last_session, named), named)
            self.assertTrue(os.path.getsize(named))

    def test_what_has_no_effect_on_a_format_is_accepted_and_what_does_not_exist_is_not(self):
        for renderer in (SpeedscopeRenderer, PstatsRenderer):
            given = renderer(show_all=True, timeline=True, processor_options={"filter_threshold": 0})
            self.assertEqual(self.profiler.output(given), self.profiler.output(renderer(show_all=True)))
            self.assertEqual((given.timeline, given.processor_options), (True, {"filter_threshold": 0}))
        for renderer in (ConsoleRenderer, HTMLRenderer, JSONRenderer, SpeedscopeRenderer, PstatsRenderer, SessionRenderer):
            with self.assertRaises(TypeError, msg=renderer):
                renderer(sparkle=True)

    def test_a_renderer_of_ones_own_that_has_processors_is_told_what_to_do(self):
        class Own(FrameRenderer):
            def default_processors(self):
                return []

        with self.assertRaisesRegex(TypeError, r"^Own is no format .* session\.root_frame\(\)"):
            Own()

    def test_any_object_that_renders_will_do(self):
        class Own:
            def render(self, session):
                return session.root_frame().function

        self.assertEqual(self.profiler.output(Own()), self.profiler.last_session.root_frame().function)

    def test_a_name_takes_options_and_a_renderer_has_its_own(self):
        self.assertIn("outer", self.profiler.output("text", show_all=True))
        with self.assertRaises(TypeError):
            self.profiler.output(ConsoleRenderer(), show_all=True)
        with self.assertRaises(BadOption):
            self.profiler.output("speedscope", sparkle=True)

    def test_colour_and_unicode_are_as_the_file_can_and_its_user_wants(self):
        class Terminal(io.StringIO):
            encoding = "utf-8"

            def isatty(self):
                return True

        closed = io.StringIO()
        closed.close()
        with mock.patch.dict(os.environ, {"TERM": "xterm"}):
            os.environ.pop("NO_COLOR", None)
            self.assertTrue(shows_color(Terminal()))
            for plain in (io.StringIO(), closed, object()):
                self.assertFalse(shows_color(plain))
            for name, value in (("NO_COLOR", ""), ("TERM", "dumb")):
                with mock.patch.dict(os.environ, {name: value}):
                    self.assertFalse(shows_color(Terminal()))
        self.assertTrue(shows_unicode(Terminal()))
        for ascii_only in (io.TextIOWrapper(io.BytesIO(), encoding="ascii"), io.StringIO(), object()):
            self.assertFalse(shows_unicode(ascii_only))
