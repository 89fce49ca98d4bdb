"""Django's settings are those of a process, so each test changes them and makes the application anew."""

import contextlib
import tempfile

from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from . import serving, site_of_tests

SITE = site_of_tests.__name__


@contextlib.contextmanager
def as_wsgi(**settings):
    with override_settings(**settings), serving.wsgi(get_wsgi_application()) as server:
        yield server


@contextlib.contextmanager
def as_asgi(**settings):
    with override_settings(**settings), serving.asgi(get_asgi_application(), lifespan="off") as server:
        yield server


def on_both(test):
    """The test for each way to serve a site, with a folder of its own."""

    def each(self):
        for site in (as_wsgi, as_asgi):
            with self.subTest(site.__name__), tempfile.TemporaryDirectory() as self.folder:
                test(self, site)

    return each


class Settings(serving.Case):
    @on_both
    def test_the_page_is_for_development_unless_they_say_more(self, site):
        with site() as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")
        with site(DEBUG=True) as server:
            self.assert_is(serving.get(server + "/plain"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/plain?profile"))
            self.assert_is_page(serving.get(server + "/missing?profile"), 404)
            self.assert_is_page(serving.get(server + "/stream?profile"))
            self.assert_is(serving.get(server + "/stream"), 200, b"one two")

    @on_both
    def test_url_argument(self, site):
        with site(PYROMETER_URL_ARGUMENT="why") as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/plain?why"))

    @on_both
    def test_show_callback_decides_about_page_and_file(self, site):
        for callback in (f"{SITE}.show", site_of_tests.show_by_database):
            collector = serving.Collector()
            folder = {"PYROMETER_PROFILE_DIR": self.folder, "PYROMETER_PROFILE_DIR_RENDERER": collector}
            with site(PYROMETER_SHOW_CALLBACK=callback, **folder) as server:
                self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")
                self.assert_is_page(serving.get(server + "/plain?profile&mine"))
                self.assertEqual(list(collector.wait_for(1)), ["GET /plain?profile&mine"])

    @on_both
    def test_profile_dir_renderer_and_filename(self, site):
        settings = {
            "PYROMETER_PROFILE_DIR": self.folder + "/new",
            "PYROMETER_PROFILE_DIR_RENDERER": "pyrometer.renderers.SpeedscopeRenderer",
            "PYROMETER_FILENAME": "{path} of {total_time:.0f}.{ext}",
            "PYROMETER_INTERVAL": 0.0005,
        }
        with site(**settings) as server:
            self.assert_is(serving.get(server + "/plain?a=1"), 200, b"plain")
            self.folder += "/new"
            self.assertEqual(self.files(1), ["_plain?a=1 of 0.speedscope.json"])

    @on_both
    def test_filename_callback(self, site):
        settings = {
            "PYROMETER_PROFILE_DIR": self.folder,
            "PYROMETER_FILENAME_CALLBACK": site_of_tests.name,
            "PYROMETER_PROFILE_DIR_RENDERER": "text",
        }
        with site(**settings) as server:
            self.assert_is(serving.get(server + "/plain"), 200, b"plain")
            self.assertEqual(self.files(1), ["GET True FormatRenderer.txt"])

    def test_that_cannot_work_are_refused_at_once(self):
        for settings, message in (
            ({"PYROMETER_SHOW_CALLBACK": "nowhere.show"}, "show_callback"),
            ({"PYROMETER_SHOW_CALLBACK": 7}, "show_callback"),
            ({"PYROMETER_PROFILE_DIR": __file__}, "profile_dir"),
            ({"PYROMETER_PROFILE_DIR_RENDERER": "svg"}, "no format 'svg'"),
            ({"PYROMETER_PROFILE_DIR_RENDERER": "pyrometer.Nothing"}, "profile_dir_renderer"),
            ({"PYROMETER_PROFILE_DIR_RENDERER": 7}, "profile_dir_renderer"),
            ({"PYROMETER_FILENAME": "{host}"}, "filename"),
            ({"PYROMETER_FILENAME": "{"}, "filename"),
            ({"PYROMETER_FILENAME_CALLBACK": 7}, "filename_callback"),
            ({"PYROMETER_INTERVAL": 0}, "interval"),
            ({"PYROMETER_INTERVAL": "fast"}, "interval"),
            ({"PYROMETER_URL_ARGUMENT": ""}, "url_argument"),
        ):
            for application in (get_wsgi_application, get_asgi_application):
                with self.subTest(**settings), override_settings(**settings):
                    with self.assertRaisesRegex(ImproperlyConfigured, message):
                        application()


class LeavesRequestsAlone(serving.Case):
    @on_both
    def test_a_view_that_fails_fails_as_without(self, site):
        with site(PYROMETER_URL_ARGUMENT="profile", PYROMETER_PROFILE_DIR=self.folder) as server:
            with self.assertLogs("django.request", "ERROR"):
                self.assertEqual(serving.get(server + "/fail").status, 500)
                self.assert_is_page(serving.get(server + "/fail?profile"), 500)
            self.assertEqual(len(self.files(2)), 2)

    @on_both
    def test_a_request_finishes_once_and_what_its_response_holds_is_closed(self, site):
        finished = []

        def finish(sender, **_):
            finished.append(sender)

        request_finished.connect(finish)
        self.addCleanup(request_finished.disconnect, finish)
        site_of_tests.closed.clear()
        with site(PYROMETER_URL_ARGUMENT="profile") as server:
            self.assert_is_page(serving.get(server + "/closes?profile"))
            serving.wait_for(lambda: finished)
        self.assertEqual((len(finished), site_of_tests.closed), (1, ["yes"]))

    @on_both
    def test_a_callback_that_fails_shows_nothing(self, site):
        with site(PYROMETER_SHOW_CALLBACK=lambda request: 1 / 0) as server:
            with self.assertLogs("pyrometer", "ERROR"):
                self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")


class AtTheSameTime(serving.Case):
    def test_each_sync_view_shows_what_it_did_itself(self):
        collector = serving.Collector()
        with as_wsgi(PYROMETER_PROFILE_DIR=self.folder, PYROMETER_PROFILE_DIR_RENDERER=collector) as server:
            self.assert_each_its_own(server, collector, site_of_tests.measured, "/thread", "pause")
