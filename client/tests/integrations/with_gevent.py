"""gevent, as gunicorn and uWSGI run web applications with it: all requests of a worker in greenlets of one thread."""

import ast
import json
import unittest

import greenlet
import pyinstrument

from pyrometer import Profiler

from .. import programs
from . import parts, serving

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


def own():
    serving.spin(0.2)


def foreign():
    serving.spin(0.3)


def switches(profiler):
    with profiler:
        own()
        greenlet.greenlet(foreign).switch()
        own()
    return profiler.last_session


OUT_OF_CONTEXT = "[out-of-context]"

STRICT = """
    import json
    import gevent
    from tests.integrations import parts, serving

    def stranger():
        for _ in range(20):
            serving.spin(0.01)
            gevent.sleep(0.001)

    def step():
        serving.spin(0.02)

    def pause():
        gevent.sleep(0.03)

    def main():
        for _ in range(serving.ROUNDS):
            other = gevent.spawn(stranger)
            with pyrometer.Profiler(async_mode="strict") as profiler:
                began = time.perf_counter()
                for _ in range(10):
                    step()
                    pause()
                told = time.perf_counter() - began
            other.join()
            if parts.is_undisturbed(json.loads(profiler.output("json"))):
                break
        frames = parts.Frames(profiler.last_session.root_frame(trim_stem=False))
        print([told - 0.2, frames.seconds("main", "[out-of-context]"), frames.seconds("step", "[out-of-context]"),
               frames.seconds("main", "step", "spin"), frames.seconds("stranger")])

    gevent.spawn(main).join()
"""


class AnotherGreenlet(parts.Case):
    def run_of(self, mode):
        for _ in range(serving.ROUNDS):
            session = switches(Profiler(async_mode=mode))
            if parts.is_undisturbed(json.loads(session.render("json"))):
                return parts.Frames(session.root_frame(trim_stem=False))
        self.skip_disturbed()

    def test_is_out_of_context_in_strict_mode_where_it_was_switched_to(self):
        frames = self.run_of("strict")

        self.assert_shown(0.3, frames, "switches", OUT_OF_CONTEXT)
        self.assert_shown(0.4, frames, "switches", "own", "spin")
        self.assertEqual(frames.seconds("own", OUT_OF_CONTEXT), 0, frames)
        self.assertNotIn("foreign", frames.functions())

    def test_is_out_of_context_for_as_long_as_pyinstrument_says(self):
        theirs = parts.Frames(switches(pyinstrument.Profiler(async_mode="strict")).root_frame())

        ours = self.run_of("strict")
        for function in (OUT_OF_CONTEXT, "own"):
            self.assert_shown(theirs.seconds(function), ours, function)

    def test_is_shown_as_what_the_thread_does_in_the_other_modes(self):
        for mode in ("enabled", "disabled"):
            frames = self.run_of(mode)

            self.assert_shown(0.3, frames, "foreign", "spin")
            self.assert_shown(0.4, frames, "switches", "own", "spin")
            self.assertNotIn(OUT_OF_CONTEXT, frames.functions())

    def test_of_gevent_is_out_of_context_in_strict_mode_where_it_was_waited_for(self):
        outcome = programs.run(STRICT, options=("-m", "gevent.monkey"))

        self.assertEqual((outcome.status, outcome.err), (0, ""), outcome)
        outside, below_main, below_step, stepped, of_stranger = ast.literal_eval(outcome.out)
        self.assertAlmostEqual(outside, below_main, delta=0.05 + outside / 5, msg=outcome)
        self.assertEqual(below_step, 0, outcome)
        self.assertAlmostEqual(0.2, stepped, delta=0.1, msg=outcome)
        self.assertEqual(of_stranger, 0, outcome)
