#!/usr/bin/env python3
"""
What a middleware costs a request: requests per second and the slowest hundredth, of Pyrometer's and of pyinstrument's,
installed and asked for nothing (off), and asked for the page with each request (on).

    .tools/consumers/frameworks-3.14/bin/python benchmarks/requests.py [SECONDS]

The view computes for about a millisecond. Four clients ask at once over connections that stay open, from a process of
their own. FastAPI runs on uvicorn with an async endpoint, Django on Werkzeug's server with a sync view.
"""

import http.client
import os
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CLIENTS = 4
PROFILERS = ("none", "pyrometer", "pyinstrument")


def work():
    return sum(n * n for n in range(10_000))


def serve_fastapi(profiler):
    import uvicorn
    from fastapi import FastAPI, Request
    from fastapi.responses import HTMLResponse

    app = FastAPI()

    @app.get("/")
    async def index():
        return work()

    if profiler == "pyrometer":
        from pyrometer.asgi import ProfilerMiddleware

        app.add_middleware(ProfilerMiddleware, url_argument="profile")
    elif profiler == "pyinstrument":  # as its documentation has it
        from pyinstrument import Profiler

        @app.middleware("http")
        async def profile(request: Request, call_next):
            if "profile" not in request.query_params:
                return await call_next(request)
            with Profiler(async_mode="enabled") as running:
                await call_next(request)
            return HTMLResponse(running.output_html())

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return server.servers[0].sockets[0].getsockname()[1]


def serve_django(profiler):
    import logging

    import django
    import werkzeug.serving
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    middleware = {"pyrometer": "pyrometer.django", "pyinstrument": "pyinstrument.middleware"}.get(profiler)
    settings.configure(
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="of a benchmark",
        ROOT_URLCONF="__main__",
        MIDDLEWARE=[middleware + ".ProfilerMiddleware"] if middleware else [],
        PYROMETER_URL_ARGUMENT="profile",
    )
    django.setup()
    globals()["urlpatterns"] = [path("", lambda request: HttpResponse(str(work())))]
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    werkzeug.serving.WSGIRequestHandler.protocol_version = "HTTP/1.1"
    server = werkzeug.serving.make_server("127.0.0.1", 0, get_wsgi_application(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def ask(port, query, end, times, failures):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.perf_counter() < end:
        began = time.perf_counter()
        connection.request("GET", "/" + query)
        response = connection.getresponse()
        body = response.read()
        times.append(time.perf_counter() - began)
        if response.status != 200 or (b"<html" in body) != bool(query):
            failures.append(response.status)


def load(port, query, seconds):
    """Requests per second, the slowest hundredth of them in milliseconds, and how many were not answered as they should."""
    times, failures = [], []
    ask(port, query, time.perf_counter() + 0.5, [], [])  # the first ones start the sampler
    end = time.perf_counter() + seconds
    clients = [threading.Thread(target=ask, args=(port, query, end, times, failures)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return len(times) / seconds, 1000 * sorted(times)[len(times) * 99 // 100], len(failures)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    print(f"{'':10}{'':14}{'':5}{'requests/s':>12}{'p99 ms':>10}{'failed':>8}")
    for framework in ("fastapi", "django"):
        for profiler in PROFILERS:
            environment = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "client")}
            command = [sys.executable, os.path.abspath(__file__), "serve", framework, profiler]
            server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
            port = int(server.stdout.readline())
            for name, query in (("off", ""), ("on", "?profile")):
                if profiler == "none" and query:
                    continue
                rate, slow, failed = load(port, query, seconds)
                print(f"{framework:10}{profiler:14}{name:5}{rate:12.0f}{slow:10.1f}{failed:8}", flush=True)
            server.kill()
            server.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        print({"fastapi": serve_fastapi, "django": serve_django}[sys.argv[2]](sys.argv[3]), flush=True)
        sys.stdin.read()
    else:
        main()
