import threading
from unittest import mock

from pyrometer import renderers
from pyrometer._requests import Held
from pyrometer.errors import SamplerLost
from pyrometer.wsgi import ProfilerMiddleware

from . import serving


def plain(environ, start_response):
    """An application that needs no framework."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"plain"]


class Body:
    """A response that says when it was closed."""

    def __init__(self, parts):
        self.parts = parts
        self.closed = 0

    def __iter__(self):
        return iter(self.parts)

    def close(self):
        self.closed += 1


class ShowsThePage(serving.Case):
    def check(self, server):
        self.assert_is(serving.get(server + "/plain"), 200, b"plain")
        self.assert_is_page(serving.get(server + "/plain?profile"))
        self.assert_is_page(serving.get(server + "/plain?a=1&profile=1"))
        self.assert_is(serving.get(server + "/plain?profiler"), 200, b"plain")
        self.assert_is_page(serving.get(server + "/missing?profile"), 404)
        self.assertEqual(serving.get(server + "/plain?profile", method="HEAD").body, b"")

    def test_of_flask(self):
        from flask import Flask

        app = Flask(__name__)
        app.route("/plain")(lambda: "plain")
        app.wsgi_app = ProfilerMiddleware(app.wsgi_app, url_argument="profile")
        with serving.werkzeug(app) as server:
            self.check(server)

    def test_of_falcon(self):
        import falcon

        class Plain:
            def on_get(self, request, response):
                response.text = "plain"

            on_head = on_get

        app = falcon.App()
        app.add_route("/plain", Plain())
        with serving.werkzeug(ProfilerMiddleware(app, url_argument="profile")) as server:
            self.check(server)


class IsOnlyShownToWhomItIsFor(serving.Case):
    def test_nobody_unless_it_is_switched_on(self):
        with serving.wsgi(ProfilerMiddleware(plain)) as server:
            self.assert_is(serving.get(server + "/?profile"), 200, b"plain")

    def test_nobody_whom_the_callback_refuses_neither_page_nor_file(self):
        collector = serving.Collector()
        app = ProfilerMiddleware(
            plain,
            url_argument="profile",
            show_callback=lambda environ: environ["PATH_INFO"] == "/mine",
            profile_dir=self.folder,
            profile_dir_renderer=collector,
        )
        with serving.wsgi(app) as server:
            self.assert_is(serving.get(server + "/theirs?profile"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/mine?profile"))
            self.assertEqual(list(collector.wait_for(1)), ["GET /mine?profile"])

    def test_nobody_if_the_callback_fails_or_is_async(self):
        async def show(environ):
            return True

        for callback in (show, lambda environ: 1 / 0):
            app = ProfilerMiddleware(plain, url_argument="profile", show_callback=callback)
            with self.assertLogs("pyrometer", "ERROR"), serving.wsgi(app) as server:
                self.assert_is(serving.get(server + "/?profile"), 200, b"plain")


class LeavesRequestsAlone(serving.Case):
    def call(self, app, query="profile", **settings):
        """What a server would send: the status, the headers and the body."""
        begun = []
        body = ProfilerMiddleware(app, url_argument="profile", **settings)(
            {"QUERY_STRING": query, "PATH_INFO": "/", "REQUEST_METHOD": "GET"},
            lambda status, headers, exc_info=None: begun.append(status),
        )
        try:
            return begun, b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()

    def test_a_body_is_closed_once(self):
        for query in ("profile", ""):
            body = Body([b"a", b"b"])

            def app(environ, start_response, body=body):
                start_response("200 OK", [])
                return body

            self.call(app, query, profile_dir=self.folder)
            self.assertEqual(body.closed, 1)

    def test_the_response_is_given_where_no_page_can_be_made(self):
        with without_pages(), self.assertLogs("pyrometer", "ERROR"):
            self.assertEqual(self.call(plain), (["200 OK"], b"plain"))

    def test_a_complete_response_stays_one_so_that_the_server_tells_its_length(self):
        with serving.wsgi(ProfilerMiddleware(plain, profile_dir=self.folder)) as server:
            response = serving.get(server + "/")
        self.assert_is(response, 200, b"plain")
        self.assertEqual(response.headers["Content-Length"], "5")
        self.files(1)

    def test_an_error_stays_one_where_the_page_is_shown_instead(self):
        def app(environ, start_response):
            start_response("503 Not Now", [])
            return []

        begun, body = self.call(app)
        self.assertEqual(begun, ["503 Not Now"])
        self.assertIn(b"Pyrometer report", body)

    def test_a_response_that_is_too_large_to_keep_is_told_to_be_lost(self):
        def app(environ, start_response):
            start_response("200 OK", [])
            return [bytes(Held.MOST), b"1"]

        self.assertEqual(self.call(app)[0], ["200 OK"])
        with without_pages(), self.assertLogs("pyrometer", "ERROR"):
            begun, body = self.call(app)
        self.assertEqual(begun, ["500 Internal Server Error"])
        self.assertIn(b"too large", body)

    def test_what_an_application_raises_is_raised(self):
        def at_once(environ, start_response):
            raise ValueError("of the application")

        def later(environ, start_response):
            start_response("200 OK", [])
            yield b"first"
            raise ValueError("of the application")

        for app in (at_once, later):
            for query in ("profile", ""):
                with self.assertRaisesRegex(ValueError, "of the application"):
                    self.call(app, query, profile_dir=self.folder)
        self.assertEqual(len(self.files(4)), 4)

    def test_what_is_written_the_old_way_is_not_lost(self):
        def app(environ, start_response):
            start_response("200 OK", [])(b"written ")
            return [b"returned"]

        with without_pages(), self.assertLogs("pyrometer", "ERROR"):
            self.assertEqual(self.call(app), (["200 OK"], b"written returned"))

    def test_a_request_may_end_on_another_thread(self):
        def app(environ, start_response):
            return iter(plain(environ, start_response))

        middleware = ProfilerMiddleware(app, profile_dir=self.folder)
        body = middleware({"QUERY_STRING": "", "PATH_INFO": "/"}, lambda status, headers: None)

        thread = threading.Thread(target=body.close)
        thread.start()
        thread.join()

        self.assertEqual(b"".join(body), b"plain")
        self.assertEqual(len(self.files(1)), 1)
        self.assertIn(b"Pyrometer report", self.call(plain)[1])


def without_pages():
    return mock.patch.object(renderers.HTMLRenderer, "render", side_effect=SamplerLost("gone"))


class AtTheSameTime(serving.Case):
    def test_each_shows_what_it_computed_and_waited_for_itself(self):
        from flask import Flask

        _, of_thread, measured = serving.works()
        app = Flask(__name__)
        app.route("/work/<int:number>")(lambda number: of_thread(number) or "done")
        collector = serving.Collector()
        app.wsgi_app = ProfilerMiddleware(app.wsgi_app, profile_dir=self.folder, profile_dir_renderer=collector)
        with serving.werkzeug(app) as server:
            self.assert_each_its_own(server, collector, measured, "/work", "pause")

    def test_greenlets_that_share_a_thread_do_not_disturb_each_other(self):
        from greenlet import greenlet, getcurrent

        main = getcurrent()

        def app(environ, start_response):
            main.switch()
            start_response("200 OK", [])
            return iter([environ["PATH_INFO"].encode()])

        middleware = ProfilerMiddleware(app, profile_dir=self.folder)
        bodies = []

        def request(path):
            body = middleware({"QUERY_STRING": "", "PATH_INFO": path}, lambda status, headers: None)
            bodies.append(b"".join(body))
            body.close()

        requests = [greenlet(request) for _ in range(3)]
        for number, each in enumerate(requests):
            each.switch(f"/{number}")
        for each in requests:
            each.switch()

        self.assertEqual(bodies, [b"/0", b"/1", b"/2"])
        self.assertEqual(len(self.files(3)), 3)
