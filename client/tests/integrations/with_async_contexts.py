"""What only a profiler that follows its async context can tell: one among the requests that an event loop serves."""

from pyrometer import aiohttp, asgi

from . import serving, with_django, with_ipython, with_pytest


# Eight profiles at once, at a thousand looks a second each, take most of a core: on a busy machine of two they come late.
INTERVAL = 0.005


class OfFastapi(serving.Case):
    def check(self, path, waits):
        from fastapi import FastAPI

        of_loop, of_thread, measured = serving.works()
        collector = serving.Collector()
        app = FastAPI()
        app.add_middleware(
            asgi.ProfilerMiddleware, profile_dir=self.folder, profile_dir_renderer=collector, interval=INTERVAL
        )

        @app.get("/loop/{number}")
        async def loop(number: int):
            await of_loop(number)

        @app.get("/thread/{number}")
        def thread(number: int):
            of_thread(number)

        with serving.asgi(app) as server:
            self.assert_each_its_own(server, collector, measured, path, waits)

    def test_each_shows_what_it_computed_and_awaited_itself(self):
        self.check("/loop", "wait")

    def test_each_shows_what_its_worker_thread_did(self):
        self.check("/thread", "pause")


class OfAiohttp(serving.Case):
    def test_each_shows_what_it_computed_and_awaited_itself(self):
        from aiohttp import web

        of_loop, _, measured = serving.works()

        # Since 3.12 a request begins in the midst of the task of its connection.
        async def work(request):
            await of_loop(int(request.match_info["number"]))
            return web.Response(text="done")

        collector = serving.Collector()
        middleware = aiohttp.middleware(
            profile_dir=self.folder, profile_dir_renderer=collector, interval=INTERVAL
        )
        app = web.Application(middlewares=[middleware])
        app.add_routes([web.get("/work/{number}", work)])
        with serving.aiohttp(app) as server:
            self.assert_each_its_own(server, collector, measured, "/work", "wait")


class OfDjango(serving.Case):
    def check(self, path, waits):
        collector = serving.Collector()
        settings = {
            "PYROMETER_PROFILE_DIR": self.folder,
            "PYROMETER_PROFILE_DIR_RENDERER": collector,
            "PYROMETER_INTERVAL": INTERVAL,
        }
        with with_django.as_asgi(**settings) as server:
            self.assert_each_its_own(server, collector, with_django.site_of_tests.measured, path, waits)

    def test_each_shows_what_it_computed_and_awaited_itself(self):
        self.check("/loop", "wait")

    def test_each_shows_what_its_worker_thread_did(self):
        self.check("/thread", "pause")


class OfATest(with_pytest.Case):
    def test_shows_what_it_awaits(self):
        status, out = self.pytest("--pyrometer=profiles", "--pyrometer-format=text")

        self.assertEqual(status, 0, out)
        waited = self.read("test_it.py::test_that_waits.txt")
        self.assertIn("wait  test_it.py", waited)
        self.assertIn("[await]", waited)


class OfACell(with_ipython.Case):
    def test_shows_what_it_awaits(self):
        (cell,) = self.execute(
            "%%pyrometer\nimport asyncio\nasync def wait(): await asyncio.sleep(0.3)\nawait wait()"
        )

        self.assertEqual(self.error(cell), [])
        ((text, _),) = self.reports(cell)
        self.assertRegex(text, r"\d wait  ")
        self.assertIn("[await]", text)
