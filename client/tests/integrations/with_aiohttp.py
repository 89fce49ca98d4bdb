import asyncio

from aiohttp import web

from pyrometer.aiohttp import middleware

from . import serving

def application(*routes, **settings):
    async def plain(request):
        return web.Response(text="plain")

    app = web.Application(middlewares=[middleware(**settings)])
    app.add_routes([web.get("/plain", plain), *routes])
    return app


class ShowsThePage(serving.Case):
    def test_instead_of_the_response(self):
        async def elsewhere(request):
            raise web.HTTPFound("/plain")

        with serving.aiohttp(application(web.get("/elsewhere", elsewhere), url_argument="profile")) as server:
            self.assert_is(serving.get(server + "/plain"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/plain?profile"))
            self.assert_is_page(serving.get(server + "/elsewhere?profile"))
            self.assert_is(serving.get(server + "/elsewhere"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/missing?profile"), 404)
            self.assertEqual(serving.get(server + "/missing").status, 404)
            self.assertEqual(serving.get(server + "/plain?profile", method="HEAD").body, b"")

    def test_to_nobody_unless_it_is_switched_on(self):
        with serving.aiohttp(application()) as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")

    def test_to_whom_the_callback_lets(self):
        async def show(request):
            return request.query.get("user") == "me"

        collector = serving.Collector()
        settings = {"url_argument": "profile", "show_callback": show}
        app = application(profile_dir=self.folder, profile_dir_renderer=collector, **settings)
        with serving.aiohttp(app) as server:
            self.assert_is(serving.get(server + "/plain?profile"), 200, b"plain")
            self.assert_is_page(serving.get(server + "/plain?profile&user=me"))
            self.assertEqual(list(collector.wait_for(1)), ["GET /plain?profile&user=me"])


class LeavesRequestsAlone(serving.Case):
    def test_a_stream_that_the_handler_sends_gets_a_file_but_no_page(self):
        async def stream(request):
            response = web.StreamResponse()
            await response.prepare(request)
            await response.write(b"streamed")
            await response.write_eof()
            return response

        app = application(web.get("/stream", stream), url_argument="profile", profile_dir=self.folder)
        with self.assertLogs("pyrometer", "WARNING"), serving.aiohttp(app) as server:
            self.assert_is(serving.get(server + "/stream?profile"), 200, b"streamed")
            self.assertEqual(len(self.files(1)), 1)

    def test_a_handler_that_fails_fails_as_without(self):
        async def fail(request):
            raise ValueError("of the handler")

        app = application(web.get("/fail", fail), url_argument="profile", profile_dir=self.folder)
        with self.assertLogs("aiohttp", "ERROR"), serving.aiohttp(app) as server:
            self.assertEqual(serving.get(server + "/fail").status, 500)
            self.assertEqual(serving.get(server + "/fail?profile").status, 500)
            self.files(2)

    def test_websockets_pass(self):
        import aiohttp

        async def echo(request):
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await socket.send_str(await socket.receive_str())
            return socket

        async def talk(server):
            async with aiohttp.ClientSession() as session, session.ws_connect(server + "/echo?profile") as socket:
                await socket.send_str("hello")
                return await socket.receive_str()

        app = application(web.get("/echo", echo), url_argument="profile")
        with serving.aiohttp(app) as server:
            self.assertEqual(asyncio.run(talk(server)), "hello")
