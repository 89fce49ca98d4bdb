"""Servers on this machine, requests to them, and what profiles of the requests say."""

import asyncio
import contextlib
import logging
import os
import shutil
import socketserver
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
import wsgiref.simple_server
from concurrent.futures import ThreadPoolExecutor

from pyrometer import _report_files

DEADLINE = 60


def wait_for(condition):
    """What the condition gives when it is no longer nothing."""
    deadline = time.monotonic() + DEADLINE
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError("it did not come to be")
        time.sleep(0.01)


@contextlib.contextmanager
def asgi(app, **options):
    """The address of a uvicorn that serves the application."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", **options))
    # In debug mode, which `-X dev` means, a loop looks at files while it hands work to a thread, which then works already.
    # A profile shows the task's own step in such a moment.
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(), debug=False))
    thread.start()
    try:
        wait_for(lambda: server.started or not thread.is_alive())
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(DEADLINE)


class _Threaded(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass




@contextlib.contextmanager
def wsgi(app):
    """The address of a server of the standard library, with a thread for each request."""
    server = wsgiref.simple_server.make_server("127.0.0.1", 0, app, _Threaded, _Quiet)
    with _running(server) as address:
        yield address


@contextlib.contextmanager
def _running(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(DEADLINE)
        server.server_close()


@contextlib.contextmanager
def werkzeug(app):
    """The address of the server of Flask's, with a thread for each request."""
    import werkzeug.serving

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    with _running(werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)) as address:
        yield address


@contextlib.contextmanager
def aiohttp(app):
    """The address of aiohttp's own server."""
    from aiohttp import web

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(DEADLINE)

    async def start():
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return runner

    runner = run(start())
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        run(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(DEADLINE)
        loop.close()


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body


def get(url, method="GET", data=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method, data=data), timeout=DEADLINE) as response:
            return Response(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, error.headers, error.read())


def get_all(urls):
    """The responses to requests that are all under way at once."""
    with ThreadPoolExecutor(len(urls)) as threads:
        return list(threads.map(get, urls))


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


CONCURRENT = 8

# So often the same is tried on a machine so busy that the sampler comes late to its looks.
ROUNDS = 6


def works():
    """
    Functions that wait or compute for so long as the number in their names says, and two that do so of one number, and
    note how long each took.
    """
    source = "\n".join(
        f"async def wait_{n}(): await asyncio.sleep({0.3 + 0.1 * n:.2f})\n"
        f"def pause_{n}(): time.sleep({0.3 + 0.1 * n:.2f})\n"
        f"def compute_{n}(): spin({0.25 + 0.02 * n:.2f})"
        for n in range(CONCURRENT)
    )
    functions = {"asyncio": asyncio, "time": time, "spin": spin}
    exec(compile(source, "works.py", "exec"), functions)
    measured = {}

    async def of_loop(number):
        began = time.perf_counter()
        functions[f"compute_{number}"]()
        computed = time.perf_counter()
        await functions[f"wait_{number}"]()
        measured[number] = computed - began, time.perf_counter() - computed

    def of_thread(number):
        began = time.perf_counter()
        functions[f"compute_{number}"]()
        computed = time.perf_counter()
        functions[f"pause_{number}"]()
        measured[number] = computed - began, time.perf_counter() - computed

    return of_loop, of_thread, measured


class Collector:
    """A renderer that keeps the trees it is asked to render."""

    output_file_extension = "txt"

    def __init__(self):
        self.trees = []
        self.sessions = []

    def render(self, session):
        self.sessions.append(session)
        self.trees.append((session.target_description, session.root_frame()))
        return "seen"

    def wait_for(self, count):
        wait_for(lambda: len(self.trees) >= count)
        return dict(self.trees)


def time_in(root, function):
    """Seconds in calls of the function, of which none is below another."""
    total = 0.0
    todo = [root] if root else []
    while todo:
        frame = todo.pop()
        if frame.function == function:
            total += frame.time
        else:
            todo += frame.children
    return total


def is_dense(session):
    """Whether there are about as many looks as there should be: what one finds stands for the time up to it."""
    return session.sample_count > 0.9 * session.duration / session.max_interval


def is_idle():
    """Whether no report waits to be written."""
    return not _report_files.writer.waiting


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.addCleanup(wait_for, is_idle)

    def files(self, count):
        """The names of the reports, when there are so many."""
        return wait_for(lambda: self._complete(count))

    def _complete(self, count):
        names = sorted(os.listdir(self.folder))
        sizes = [os.path.getsize(os.path.join(self.folder, name)) for name in names]
        return names if len(names) >= count and all(sizes) and not any(name.endswith(".tmp") for name in names) else None

    def assert_is_page(self, response, status=200):
        self.assertEqual(response.status, status, response.body[:500])
        self.assertEqual(response.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
        self.assertTrue(response.body.startswith(b"<!doctype html><!-- Pyrometer report 1 -->"), response.body[:200])

    def assert_is(self, response, status, body):
        self.assertEqual((response.status, response.body), (status, body))

    def assert_each_its_own(self, server, collector, measured, path, waits):
        """Requests for all works at once. Each profile shows its own, and but for a look at the wrong moment no other."""
        get(f"{server}{path}/0")  # the first one waits for the sampler to start
        collector.wait_for(1)
        numbers = range(CONCURRENT)
        for _ in range(ROUNDS):
            wait_for(is_idle)
            collector.trees.clear()
            collector.sessions.clear()
            for response in get_all([f"{server}{path}/{number}" for number in numbers]):
                self.assertEqual(response.status, 200)
            trees = collector.wait_for(CONCURRENT)
            if all(map(is_dense, collector.sessions)):
                break
        else:
            self.skipTest(f"in {ROUNDS} tries this machine was too busy for a tenth or more of the sampler's looks")
        for number in numbers:
            with self.subTest(number):
                root = trees[f"GET {path}/{number}"]
                computed, waited = measured[number]
                self.assert_about(computed, time_in(root, f"compute_{number}"))
                self.assert_about(waited, time_in(root, f"{waits}_{number}"))
                others = [f"{what}_{n}" for what in ("compute", waits) for n in numbers if n != number]
                self.assertLess(sum(time_in(root, other) for other in others), 0.1 * root.time)

    def assert_about(self, expected, seen):
        """Within a third of what the program measured itself, and what a busy machine is late."""
        self.assertAlmostEqual(expected, seen, delta=0.1 + expected / 3)
