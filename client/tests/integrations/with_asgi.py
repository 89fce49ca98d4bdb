import asyncio
import shutil
import threading
import urllib.request
from unittest import mock

from pyrometer import _sampler
from pyrometer.asgi import ProfilerMiddleware

from . import serving


class ShowsThePage(serving.Case):
    """Each framework with its own way to add a middleware."""

    def check(self, app):
        with serving.asgi(app) as server:
            self.assert_is(serving.get(server + "/plain"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/plain?profile"))
            self.assert_is_page(serving.get(server + "/plain?a=1&profile=1"))
            self.assert_is(serving.get(server + "/plain?profiler"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/missing?profile"), 404)
            self.assertEqual(serving.get(server + "/plain?profile", method="HEAD").body, b"")

    def test_of_fastapi(self):
        from fastapi import FastAPI
        from fastapi.responses import PlainTextResponse

        app = FastAPI()
        app.add_middleware(ProfilerMiddleware, url_argument="profile")

        @app.api_route("/plain", methods=["GET", "HEAD"], response_class=PlainTextResponse)
        async def plain():
            return "plain"

        self.check(app)

    def test_of_starlette(self):
        self.check(starlette(url_argument="profile"))

    def test_of_litestar(self):
        from litestar import Litestar, MediaType, get
        from litestar.middleware import DefineMiddleware

        @get("/plain", media_type=MediaType.TEXT, sync_to_thread=True)
        def plain() -> str:
            return "plain"

        app = Litestar([plain], middleware=[DefineMiddleware(ProfilerMiddleware, url_argument="profile")])
        with serving.asgi(app) as server:
            self.assert_is(serving.get(server + "/plain"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/plain?profile"))


def starlette(*routes, **settings):
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def plain(request):
        return PlainTextResponse("plain")

    return Starlette(
        routes=[Route("/plain", plain), *routes], middleware=[Middleware(ProfilerMiddleware, **settings)]
    )


class IsOnlyShownToWhomItIsFor(serving.Case):
    def test_nobody_unless_it_is_switched_on(self):
        with serving.asgi(starlette()) as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")

    def test_nobody_whom_the_callback_refuses_neither_page_nor_file(self):
        def show(scope):
            return dict(scope["headers"]).get(b"user-agent") == b"me"

        collector = serving.Collector()
        settings = {"profile_dir": self.folder, "profile_dir_renderer": collector}
        with serving.asgi(starlette(url_argument="profile", show_callback=show, **settings)) as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")

        self.assertEqual(collector.trees, [])

    def test_whom_an_async_callback_lets(self):
        async def show(scope):
            await asyncio.sleep(0)
            return b"secret" in scope["query_string"]

        with serving.asgi(starlette(url_argument="profile", show_callback=show)) as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/plain?profile&secret"))

    def test_nobody_if_the_callback_fails(self):
        def show(scope):
            raise KeyError("user")

        with self.assertLogs("pyrometer", "ERROR"), serving.asgi(
            starlette(url_argument="profile", show_callback=show)
        ) as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")


class LeavesRequestsAlone(serving.Case):
    def test_the_response_is_given_where_no_page_can_be_made(self):
        from pyrometer import renderers
        from pyrometer.errors import SamplerLost

        def fail(renderer, session):
            raise SamplerLost("gone")

        original, renderers.HTMLRenderer.render = renderers.HTMLRenderer.render, fail
        self.addCleanup(setattr, renderers.HTMLRenderer, "render", original)
        with self.assertLogs("pyrometer", "ERROR"), serving.asgi(starlette(url_argument="profile")) as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")

    def test_a_failing_application_fails_as_without(self):
        from starlette.routing import Route

        async def fail(request):
            raise ValueError("of the application")

        app = starlette(Route("/fail", fail), url_argument="profile", profile_dir=self.folder)
        with serving.asgi(app) as server:
            self.assert_is(serving.get(server + "/fail"), 500, b"Internal Server Error")
            self.assert_is(serving.get(server + "/fail?profile"), 500, b"Internal Server Error")
        self.assertEqual(len(self.files(2)), 2)

    def test_a_stream_is_not_held_back_for_its_file(self):
        from starlette.responses import StreamingResponse
        from starlette.routing import Route

        seen = []

        async def stream(request):
            async def parts():
                yield b"first"
                await asyncio.to_thread(serving.wait_for, lambda: seen) if hasattr(asyncio, "to_thread") else None
                yield b"second"

            return StreamingResponse(parts())

        with serving.asgi(starlette(Route("/stream", stream), profile_dir=self.folder)) as server:
            with urllib.request.urlopen(server + "/stream", timeout=serving.DEADLINE) as response:
                seen.append(response.read(5))
                self.assertEqual(seen + [response.read()], [b"first", b"second"])
        self.files(1)

    def test_lifespan_and_websockets_pass(self):
        events = []

        async def app(scope, receive, send):
            events.append(scope["type"])

        middleware = ProfilerMiddleware(app, url_argument="profile", profile_dir=self.folder)

        async def call():
            await middleware({"type": "lifespan"}, None, None)
            await middleware({"type": "websocket", "query_string": b"profile"}, None, None)

        asyncio.run(call())
        self.assertEqual(events, ["lifespan", "websocket"])

    def test_a_request_in_a_context_that_is_profiled_already_is_not_profiled(self):
        import pyrometer

        app = starlette(url_argument="profile")
        messages = []

        async def send(message):
            messages.append(message)

        async def call():
            scope = {"type": "http", "method": "GET", "path": "/plain", "query_string": b"profile", "headers": []}
            with pyrometer.Profiler():
                await app(scope, None, send)

        with self.assertLogs("pyrometer", "WARNING"):
            asyncio.run(call())
        self.assertEqual(messages[-1]["body"], b"plain")


class TheFirstRequest(serving.Case):
    def test_does_not_hold_up_the_event_loop_while_the_sampler_starts(self):
        starting = []

        def start():
            starting.append(threading.current_thread())
            return original()

        original = _sampler.current
        with mock.patch.object(_sampler, "is_there", lambda: bool(starting)), mock.patch.object(
            _sampler, "current", start
        ), serving.asgi(starlette(url_argument="profile")) as server:
            self.assert_is_page(serving.get(server + "/plain?profile"))
            loops = [thread for thread in threading.enumerate() if thread is starting[1]]
        self.assertNotIn(starting[0], loops)


class Files(serving.Case):
    def test_no_client_chooses_where_they_are(self):
        with serving.asgi(starlette(profile_dir=self.folder)) as server:
            for path in ("/../../../etc/passwd", "/..%2f..%2fa%00b%0ac", "/" + 300 * "%C3%A4", "/.hidden"):
                self.assertEqual(serving.get(server + path).status, 404)
            names = self.files(4)

        for name in names:
            self.assertRegex(name, r"^\d+\.\d{3}s _[^/]* \d{10}\.html$")
            self.assertTrue(name.isprintable())
            self.assertLess(len(name), 160)

    def test_of_requests_at_the_same_time_are_all_there(self):
        pattern = "{path} {timestamp:.0e}.{ext}"
        app = starlette(profile_dir=self.folder, filename=pattern, profile_dir_renderer="json")
        with serving.asgi(app) as server:
            for response in serving.get_all([server + "/plain"] * serving.CONCURRENT):
                self.assert_is(response, 200, b"plain")
            self.assertEqual(len(self.files(serving.CONCURRENT)), serving.CONCURRENT)

    def test_are_called_what_the_callback_says_if_that_is_a_name(self):
        answers = iter(["../../up.html", 7, "named.html"])
        app = starlette(profile_dir=self.folder, filename_callback=lambda scope, session, renderer: next(answers))
        with self.assertLogs("pyrometer", "ERROR"), serving.asgi(app) as server:
            for _ in range(3):
                self.assert_is(serving.get(server + "/plain"), 200, b"plain")
            self.assertEqual(self.files(2), ["_._.._up.html", "named.html"])

    def test_that_cannot_be_written_are_logged(self):
        app = starlette(profile_dir=self.folder + "/deep/er")
        with self.assertLogs("pyrometer", "ERROR") as logs, serving.asgi(app) as server:
            shutil.rmtree(self.folder + "/deep")
            open(self.folder + "/deep", "w").close()
            self.assert_is(serving.get(server + "/plain"), 200, b"plain")
            serving.wait_for(serving.is_idle)
        self.assertRegex(logs.output[0], r"the report of /plain could not be written to .*: .*Not a directory")
        self.assertNotIn("Traceback", logs.output[0])
