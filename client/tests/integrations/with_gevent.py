"""gevent, as gunicorn and uWSGI run web applications with it: all requests of a worker in greenlets of one thread."""

import unittest

from .. import programs

PROFILERS = """
    import gevent

    def of_one(number):
        for _ in range(5):
            work(0.01)
            gevent.sleep(0.01)

    def profiled(number):
        with pyrometer.Profiler() as profiler:
            of_one(number)
        return profiler.output_text()

    greenlets = [gevent.spawn(profiled, number) for number in range(6)]
    gevent.joinall(greenlets, timeout=60)
    for greenlet in greenlets:
        assert greenlet.value and "of_one" in greenlet.value, greenlet
    print("done")
"""

REQUESTS = """
    import urllib.request
    import flask, gevent, gevent.pywsgi
    from pyrometer.wsgi import ProfilerMiddleware

    app = flask.Flask("app")

    @app.get("/<int:number>")
    def view(number):
        for _ in range(5):
            work(0.01)
            gevent.sleep(0.01)
        return "viewed"

    app.wsgi_app = ProfilerMiddleware(app.wsgi_app, url_argument="profile")
    server = gevent.pywsgi.WSGIServer(("127.0.0.1", 0), app, log=None)
    server.start()

    def ask(number):
        url = "http://127.0.0.1:%d/%d?profile" % (server.server_port, number)
        with urllib.request.urlopen(url, timeout=60) as page:
            return page.read().decode("utf-8")

    greenlets = [gevent.spawn(ask, number) for number in range(4)]
    gevent.joinall(greenlets, timeout=60)
    for greenlet in greenlets:
        assert greenlet.value and "view" in greenlet.value, greenlet
    print("done")
"""


class Greenlets(unittest.TestCase):
    def done(self, code, *options):
        outcome = programs.run(code, options=options)
        self.assertEqual((outcome.status, outcome.out), (0, "done\n"), outcome)

    def test_start_profilers_at_once(self):
        self.done(PROFILERS, "-m", "gevent.monkey")

    def test_start_profilers_at_once_where_pyrometer_was_imported_before_gevent(self):
        self.done("    import gevent.monkey; gevent.monkey.patch_all()\n" + PROFILERS)

    def test_serve_requests_that_are_profiled(self):
        self.done(REQUESTS, "-m", "gevent.monkey")
