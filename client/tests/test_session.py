import copy
import json
import os
import pickle
import tempfile
import unittest

from pyrometer import Profiler, Session
from pyrometer.errors import BadOption, NoRecording
from pyrometer.frame import Frame, Paths, tree

from . import busy


def record(act=lambda: busy.spin(0.3)):
    with Profiler(async_mode="disabled") as profiler:
        act()
    return profiler.last_session


class SessionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = record()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_is_the_same_after_it_was_saved_and_loaded(self):
        self.session.save(self.path("a.pyro"))
        loaded = Session.load(self.path("a.pyro"))

        for name in (
            "start_time",
            "duration",
            "sample_count",
            "cpu_time",
            "min_interval",
            "max_interval",
            "target_description",
            "sys_path",
            "sys_prefixes",
        ):
            self.assertEqual(getattr(loaded, name), getattr(self.session, name), name)
        self.assertEqual(loaded.render("json"), self.session.render("json"))

    def test_is_saved_as_pyinstrument_does_if_its_name_says_so(self):
        self.session.save(self.path("a.pyisession"))
        with open(self.path("a.pyisession"), encoding="utf-8") as file:
            saved = json.load(file)

        self.assertEqual(saved, self.session.to_json())
        self.assertEqual(saved["frame_records"], self.session.frame_records)
        self.assertEqual(saved["start_call_stack"], self.session.start_call_stack)
        self.assertAlmostEqual(Session.load(self.path("a.pyisession")).duration, self.session.duration, 5)
        self.assertNotIn("frame_records", self.session.to_json(include_frame_records=False))

    def test_comes_back_from_its_json(self):
        again = Session.from_json(self.session.to_json())

        self.assertEqual(again.target_description, self.session.target_description)
        self.assertIn("spin", busy.names(again.root_frame()))

    def test_what_is_no_json_of_a_session_is_said_to_be_none(self):
        without = self.session.to_json()
        del without["cpu_time"]
        for wrong, why in ((without, "has no cpu_time"), (None, "no recording"), ([1], "no recording")):
            with self.assertRaisesRegex(NoRecording, f"^cannot read the session: .*{why}"):
                Session.from_json(wrong)

    def test_files_can_be_named_by_bytes(self):
        path = os.fsencode(self.path("å.pyisession"))
        self.session.save(path)

        self.assertEqual(os.listdir(self.folder), ["å.pyisession"])
        self.assertAlmostEqual(Session.load(path).duration, self.session.duration, 5)

    def test_can_be_copied(self):
        for again in (copy.deepcopy(self.session), pickle.loads(pickle.dumps(self.session))):
            self.assertEqual(again.render("json"), self.session.render("json"))
            self.assertEqual(again.notes, self.session.notes)
            self.assertEqual(Session.combine(self.session, again).sample_count, 2 * self.session.sample_count)

    def test_is_put_together_with_another_in_the_order_of_time(self):
        later = record(busy.inner)
        for combined in (Session.combine(self.session, later), Session.combine(later, self.session)):
            self.assertEqual(combined.start_time, self.session.start_time)
            self.assertEqual(combined.target_description, self.session.target_description)
            self.assertAlmostEqual(combined.duration, self.session.duration + later.duration, 6)
            found = busy.names(combined.root_frame())
            self.assertTrue({"spin", "inner"} <= set(found), found)

    def test_resampling_keeps_the_time(self):
        resampled = self.session.resample(0.1)

        self.assertLessEqual(resampled.sample_count, 3)
        self.assertEqual((resampled.min_interval, resampled.max_interval), (0.1, 0.1))
        kept = sum(time for _, time in resampled.frame_records)
        self.assertLess(self.session.duration - kept, 0.15)

    def test_knows_where_python_is_and_shortens_paths(self):
        self.assertEqual(set(self.session.sys_prefixes), set(Session.current_sys_prefixes()))
        self.assertEqual(self.session.shorten_path("<built-in>"), "<built-in>")
        self.assertEqual(self.session.shorten_path(os.path.join(os.path.dirname(json.__file__), "x.py")), "json/x.py")

    def test_what_cannot_be_read_is_an_error_as_python_has_it(self):
        with self.assertRaises(FileNotFoundError):
            Session.load(self.path("none.pyro"))
        with self.assertRaises(IsADirectoryError):
            Session.load(self.folder)
        with open(self.path("no.pyro"), "w", encoding="utf-8") as file:
            file.write("no recording")
        with self.assertRaises(NoRecording) as raised:
            Session.load(self.path("no.pyro"))
        self.assertIn("no.pyro", str(raised.exception))

    def test_what_cannot_be_written_is_an_error_as_python_has_it(self):
        with self.assertRaises(FileNotFoundError):
            self.session.save(self.path("none/a.pyro"))
        with self.assertRaises(IsADirectoryError):
            self.session.save(self.folder)
        with open(self.path("file"), "w", encoding="utf-8"):
            pass
        with self.assertRaises(NotADirectoryError):
            self.session.save(self.path("file/a.pyro"))

    def test_reports_in_any_format_by_its_name(self):
        self.assertIsInstance(self.session.render("pyro"), bytes)
        self.assertIn("spin", self.session.render("collapsed"))
        self.assertIn("meta", json.loads(self.session.render("firefox")))
        with self.assertRaisesRegex(BadOption, "there is no format 'postcard'"):
            self.session.render("postcard")
        with self.assertRaisesRegex(BadOption, "sparkle"):
            self.session.render("text", {"sparkle": True})

    def test_is_let_go_with_the_last_of_its_references(self):
        sampler = self.session._recording.sampler
        session = record(busy.inner)
        number = session._recording.number
        del session
        with Profiler(async_mode="disabled"):
            pass

        with self.assertRaisesRegex(RuntimeError, f"no session {number}"):
            sampler.ask("frames", session=number, trim_stem=True)


class FrameTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = record(busy.outer).root_frame()

    def find(self, name):
        return next(frame for frame in self.root.walk() if frame.function == name)

    def test_the_times_of_the_calls_add_up(self):
        for frame in self.root.walk():
            if frame.children:
                self.assertAlmostEqual(sum(child.time for child in frame.children), frame.time, 6)
                self.assertAlmostEqual(sum(child.proportion_of_parent for child in frame.children), 1, 6)

    def test_knows_its_place(self):
        outer, inner = self.find("outer"), self.find("inner")

        self.assertIs(inner.parent, outer)
        self.assertIn(inner, outer.children)
        self.assertEqual(outer.file_path, busy.__file__)
        self.assertEqual(outer.line_no, busy.outer.__code__.co_firstlineno)
        self.assertEqual(outer.code_position_short(), f"{outer.file_path_short}:{outer.line_no}")
        self.assertIn(outer.hot_line_no, range(outer.line_no, outer.line_no + 3))
        self.assertTrue(outer.is_application_code)
        self.assertIsNone(outer.class_name)
        self.assertEqual(outer.identifier, f"outer\x00{busy.__file__}\x00{outer.line_no}")

    def test_what_is_no_function_says_so(self):
        own = next(frame for frame in self.find("spin").walk() if frame.function == "[self]")

        self.assertTrue(own.is_synthetic)
        self.assertFalse(own.is_application_code)
        self.assertEqual(own.file_path, None)
        self.assertEqual(own.file_path_short, own.parent.file_path_short)
        self.assertGreater(own.parent.total_self_time, 0)

    def test_the_stem_is_shown_if_asked_for(self):
        whole = record().root_frame(trim_stem=False)

        self.assertIn("test_the_stem_is_shown_if_asked_for", busy.names(whole))
        self.assertNotEqual(whole.function, "test_the_stem_is_shown_if_asked_for")

    def test_what_belongs_to_the_program_is_told_by_whole_names_of_folders(self):
        functions = [["a", "/x/venv-tools/a.py", 1, None], ["b", "/x/venv/lib/b.py", 1, None], ["c", "<string>", 1, None]]
        root = tree(functions, [[0, 0, 30, 0], [1, 1, 20, 0], [2, 2, 10, 0]], Paths([], ["/x/venv"]))
        library = root.children[0]

        self.assertEqual(
            [root.is_application_code, library.is_application_code, library.children[0].is_application_code],
            [True, False, False],
        )

    def test_several_roots_have_one_above_them(self):
        root = tree([["a", "a.py", 1, None], ["b", "b.py", 1, None]], [[0, 0, 10, 0], [0, 1, 20, 0]], Paths([], []))

        self.assertEqual(root.function, "[root]")
        self.assertAlmostEqual(root.time, 30e-9, 12)
        self.assertEqual(busy.names(root), ["[root]", "a", "b"])

    def test_deep_trees_are_walked(self):
        depth = 50000
        root = tree([["f", "f.py", 1, None]], [[n, 0, depth - n, 0] for n in range(depth)], Paths([], []))

        self.assertEqual(sum(1 for _ in root.walk()), depth)
        self.assertEqual(root.await_time(), 0)
        self.assertIsInstance(root, Frame)
