import os
import unittest

from pyrometer import _report_files, renderers
from pyrometer._report_files import file_name, free_path, of_format
from pyrometer._requests import Reports, printable

from . import serving


class Names(unittest.TestCase):
    def test_stay_in_their_folder_whatever_they_are_made_of(self):
        for text, name in (
            ("a/b/../c.html", "a_b_.._c.html"),
            ("../../etc/passwd", "_._.._etc_passwd"),
            ("..", "_."),
            ("", "_"),
            ("/", "_"),
            ("a\x00b\nc\u202ed\ud800.html", "a_b_c_d_.html"),
            ("C:\\a", "C:_a"),
            ("0.100s /x 1.html", "0.100s _x 1.html"),
        ):
            with self.subTest(text):
                self.assertEqual(file_name(text), name)

    def test_are_short_enough_for_a_file_and_keep_their_ending(self):
        for letter in ("x", "ä", "😀"):
            name = file_name(1000 * letter + ".speedscope.json")
            self.assertLessEqual(len(name.encode()), 240)
            self.assertTrue(name.endswith(letter + ".speedscope.json"))

    def test_of_clients_are_shown_without_what_moves_a_cursor(self):
        self.assertEqual(printable("/a\x1b[31m\r\nb"), "/a?[31m??b")
        self.assertEqual(len(printable(5000 * "x")), 203)


class FreePaths(serving.Case):
    def test_number_those_that_are_taken(self):
        names = [os.path.basename(free_path(self.folder, "a.pb.gz")) for _ in range(3)]

        self.assertEqual(names, ["a.pb.gz", "a (2).pb.gz", "a (3).pb.gz"])


class Settings(serving.Case):
    def test_profile_nothing_unless_they_say_so(self):
        self.assertIsNone(Reports().wanted("GET", "profile"))

    def test_tell_the_argument_from_others(self):
        reports = Reports(url_argument="profile")
        for query in ("profile", "profile=", "a=1&profile=0", "pro%66ile"):
            self.assertTrue(reports.wanted("GET", query).page, query)
        for query in ("", "profiles", "a=profile", "Profile", "&".join(["a"] * 5000) + "&profile"):
            self.assertIsNone(reports.wanted("GET", query), query[:20])

    def test_that_cannot_work_are_refused(self):
        for error, settings in (
            (ValueError, {"url_argument": ""}),
            (ValueError, {"url_argument": 7}),
            (TypeError, {"show_callback": 7}),
            (ImportError, {"show_callback": "os.nothing"}),
            (ImportError, {"show_callback": "nothing"}),
            (NotADirectoryError, {"profile_dir": __file__ + "/a"}),
            (FileExistsError, {"profile_dir": __file__}),
            (ValueError, {"profile_dir_renderer": "svg"}),
            (ImportError, {"profile_dir_renderer": "pyrometer.renderers.SvgRenderer"}),
            (ValueError, {"profile_dir_renderer": object()}),
            (ValueError, {"filename": "{}"}),
            (ValueError, {"filename": "{path.nothing}"}),
            (ValueError, {"filename": "{path:d}"}),
            (ValueError, {"filename": ""}),
            (TypeError, {"filename": 7}),
            (TypeError, {"interval": "1"}),
            (TypeError, {"interval": True}),
            (ValueError, {"interval": float("nan")}),
            (TypeError, {"url": "profile"}),
        ):
            with self.subTest(**settings), self.assertRaises(error):
                Reports(**settings)

    def test_name_renderers_in_each_way(self):
        for renderer, ending in (
            (None, "html"),
            ("firefox", "profile.json"),
            ("pyrometer.renderers.PstatsRenderer", "pstats"),
            (renderers.SpeedscopeRenderer, "speedscope.json"),
            (renderers.JSONRenderer(show_all=True), "json"),
            (serving.Collector(), "txt"),
        ):
            made = Reports(profile_dir_renderer=renderer).renderer
            self.assertEqual(made.output_file_extension, ending)

    def test_know_the_formats_that_the_command_has(self):
        import pyrometer

        with pyrometer.Profiler(async_mode="disabled") as profiler:
            serving.spin(0.05)
        for name in _report_files.ENDINGS:
            with self.subTest(name):
                self.assertTrue(of_format(name).render(profiler.last_session))


class Backlog(serving.Case):
    def test_that_is_full_has_requests_go_unprofiled(self):
        reports = Reports(profile_dir=self.folder)
        waiting = _report_files.writer.waiting
        self.addCleanup(setattr, _report_files.writer, "waiting", waiting)
        _report_files.writer.waiting = _report_files.Writer.MOST_WAITING

        with self.assertLogs("pyrometer", "WARNING"):
            self.assertIsNone(reports.start(None, "GET", "/", reports.wanted("GET", "")))
        _report_files.writer.waiting = waiting

    def test_that_has_become_full_meanwhile_is_told(self):
        reports = Reports(profile_dir=self.folder)
        recording = reports.start(None, "GET", "/late", reports.wanted("GET", ""))
        waiting = _report_files.writer.waiting
        _report_files.writer.waiting = _report_files.Writer.MOST_WAITING
        self.addCleanup(setattr, _report_files.writer, "waiting", waiting)

        with self.assertLogs("pyrometer", "WARNING") as logs:
            recording.stop()
        _report_files.writer.waiting = waiting

        self.assertIn("there is none of /late", logs.output[0])
        self.assertEqual(os.listdir(self.folder), [])

    def test_of_a_forked_process_is_its_own(self):
        reports = Reports(profile_dir=self.folder)
        self.profile(reports, "/parent")
        self.files(1)
        pid = os.fork()
        if pid == 0:
            try:
                self.profile(reports, "/child")
                serving.wait_for(serving.is_idle)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)

        self.assertEqual({name.split()[1] for name in self.files(2)}, {"_child", "_parent"})

    def profile(self, reports, path):
        recording = reports.start(None, "GET", path, reports.wanted("GET", ""))
        recording.stop()


class ASamplerThatDoesNotStart(serving.Case):
    def test_is_not_tried_for_each_request(self):
        from unittest import mock

        reports = Reports(url_argument="profile")
        with mock.patch("pyrometer.profiler.Profiler.start", side_effect=OSError("no")) as start:
            with self.assertLogs("pyrometer", "WARNING"):
                self.assertIsNone(reports.start(None, "GET", "/", reports.wanted("GET", "profile")))
            self.assertIsNone(reports.start(None, "GET", "/", reports.wanted("GET", "profile")))
        self.assertEqual(start.call_count, 1)
