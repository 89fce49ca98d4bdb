"""Profiles itself through `pyrometer serve`, and checks what it is told: the functions below, or those that are named.

    blocks.py SCRATCH_FOLDER COMMAND [WORD...] -- [CHECK...]
"""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback


class Refused(Exception):
    pass


class Server:
    """One `pyrometer serve`, asked by any thread."""

    def __init__(self, command=None):
        self.process = subprocess.Popen(command or COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lock = threading.Lock()
        self.hello = json.loads(self.process.stdout.readline())
        self.last = 0

    def line(self, text):
        """Sends a line and gives the next reply."""
        with self.lock:
            self.process.stdin.write(text)
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())

    def ask(self, **request):
        self.last += 1
        request["id"] = self.last
        reply = self.line(json.dumps(request).encode() + b"\n")
        if "error" in reply:
            raise Refused(reply["error"], reply["message"])
        return reply

    def start(self, **other):
        """To be called by what is to be profiled."""
        request = dict(
            do="start",
            pid=os.getpid(),
            thread=threading.get_ident(),
            native_thread=threading.get_native_id(),
            interval=0.001,
            async_mode="disabled",
            skip=3,
            description="Block",
        )
        request.update(other)
        return self.ask(**request)["profiler"]

    def stop(self, profiler, at_ns=None):
        now = time.monotonic_ns() if at_ns is None else at_ns
        return self.ask(do="stop", profiler=profiler, at_ns=now, cpu_ns=1500000)

    def calls(self, session, trim_stem=True):
        """The lines `depth name` of the calls, and the seconds of each function, whoever called it."""
        reply = self.ask(do="frames", session=session["session"], trim_stem=trim_stem)
        names = [function[0] for function in reply["functions"]]
        seconds = {}
        for depth, function, nanos, line in reply["calls"]:
            seconds[names[function]] = seconds.get(names[function], 0) + nanos / 1e9
        return [(depth, names[function]) for depth, function, _, _ in reply["calls"]], seconds

    def render(self, session, format="text", path=None, **options):
        request = dict(do="render", session=session["session"], format=format, options=options)
        if path is not None:
            request["path"] = path
        reply = self.ask(**request)
        return base64.b64decode(reply["base64"]) if "base64" in reply else reply.get("text")

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        assert self.process.stdout.read() == b""


def equal(actual, expected):
    assert actual == expected, "%r, expected %r" % (actual, expected)


def near(actual, expected, share=0.1):
    assert abs(actual - expected) <= share * expected, "%r, expected about %r" % (actual, expected)


def refused(kind, text, function, *args, **named):
    try:
        function(*args, **named)
    except Refused as e:
        equal(e.args[0], kind)
        assert text in e.args[1], e.args[1]
        assert "\tat " not in e.args[1]
    else:
        raise AssertionError("not refused")


def work(times):
    total = 0
    for i in range(times):
        total += i * i
    return total


def until(seconds, function):
    """Calls the function over and over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        function()


def thrice():
    work(30000)


def once():
    work(10000)


def three_to_one():
    thrice()
    once()


def check_shares_are_those_of_the_work():
    profiler = server.start()
    until(0.3, three_to_one)
    session = server.stop(profiler)
    calls, seconds = server.calls(session)
    equal(calls[0], (0, "check_shares_are_those_of_the_work"))
    equal(session["target_description"], "Block")
    equal(session["notes"], [])
    equal((session["min_interval"], session["max_interval"]), (0.001, 0.001))
    equal(session["cpu_time"], 0.0015)
    assert session["sample_count"] > 0, session
    assert os.path.dirname(os.path.abspath(__file__)) in session["sys_path"], session
    assert sys.prefix in session["sys_prefixes"], session
    assert abs(session["start_time"] + session["duration"] - time.time()) < 60, session
    long = server.start()
    until(3, three_to_one)
    session = server.stop(long)
    assert session["sample_count"] > 50, session
    _, more = server.calls(session)
    near(more["thrice"] / (more["thrice"] + more["once"]), 0.75)


def check_the_tree_lasts_as_long_as_the_block():
    profiler = server.start()
    time.sleep(0.1)
    begun = time.monotonic_ns()
    time.sleep(0.2)
    session = server.stop(profiler, begun)
    calls, seconds = server.calls(session)
    equal(calls[:2], [(0, "check_the_tree_lasts_as_long_as_the_block"), (1, "sleep")])
    assert abs(seconds["check_the_tree_lasts_as_long_as_the_block"] - session["duration"]) < 1e-6, (seconds, session)
    assert 0.1 <= session["duration"] < 0.2 or session["duration"] > 0.3, session  # else on a very busy machine
    reply = server.ask(do="frames", session=session["session"], trim_stem=False)
    equal([function[0] for function in reply["functions"]][0], "<module>")


def check_the_client_is_in_no_tree():
    for _ in range(20):
        profiler = server.start()
        until(0.01, once)
        session = server.stop(profiler)
        calls, _ = server.calls(session)
        assert not {"start", "stop", "ask", "line"} & set(name for _, name in calls), calls


def check_blocks_nest():
    outer = server.start(description="outer")
    until(0.4, thrice)
    inner = server.start(description="inner", interval=0.002)
    until(0.4, once)
    inside = server.stop(inner)
    until(0.4, thrice)
    outside = server.stop(outer)
    _, seconds = server.calls(inside)
    assert "thrice" not in seconds and "once" in seconds, seconds
    _, seconds = server.calls(outside)
    near(seconds["thrice"], 0.8, 0.3)
    near(seconds["once"], 0.4, 0.3)
    equal([inside["target_description"], outside["target_description"]], ["inner", "outer"])
    equal(inside["max_interval"], 0.002)


def check_threads_are_told_apart():
    results = {}

    def profiled(name, function):
        profiler = server.start()
        until(0.3, function)
        results[name] = server.calls(server.stop(profiler))

    def first():
        work(3000)

    def second():
        work(3000)

    threads = [threading.Thread(target=profiled, args=each) for each in (("a", first), ("b", second))]
    for thread in threads:
        thread.start()
    main = server.start()
    for thread in threads:
        thread.join()
    calls, seconds = server.calls(server.stop(main))
    assert not {"first", "second"} & set(seconds), seconds
    equal(calls[0][1], "check_threads_are_told_apart")
    for name, own, other in (("a", "first", "second"), ("b", "second", "first")):
        calls, seconds = results[name]
        equal(calls[0], (0, "profiled"))
        assert own in seconds and other not in seconds, seconds


def check_a_block_shorter_than_the_interval_says_so():
    profiler = server.start(interval=10)
    session = server.stop(profiler)
    equal(session["sample_count"], 0)
    assert 0 <= session["duration"] < 5, session
    equal(server.calls(session), ([], {}))
    assert "No samples were recorded." in server.render(session), server.render(session)
    assert "No samples were recorded." in server.render(session, short_mode=True)
    equal(server.render(session, "collapsed"), "")


def check_a_block_may_end_elsewhere():
    def begin():
        return server.start()

    profiler = begin()
    until(0.2, once)
    stopped = []
    thread = threading.Thread(target=lambda: stopped.append(server.stop(profiler)))
    thread.start()
    thread.join()
    calls, seconds = server.calls(stopped[0])
    # Where it was begun has returned: the tree begins at what called that.
    equal(calls[0], (0, "check_a_block_may_end_elsewhere"))
    assert "once" in seconds, seconds


def check_a_thread_that_ends_is_said_to():
    def begin():
        profilers.append(server.start())
        until(0.1, once)

    profilers = []
    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    time.sleep(0.3)
    session = server.stop(profilers[0])
    _, seconds = server.calls(session)
    assert "once" in seconds, seconds
    assert any("the thread ended" in note for note in session["notes"]), session


def check_every_format_is_rendered():
    profiler = server.start()
    until(0.2, three_to_one)
    session = server.stop(profiler)
    for format in "text json speedscope collapsed firefox html markdown pyisession".split():
        text = server.render(session, format)
        assert isinstance(text, str) and "three_to_one" in text or format in ("html", "firefox"), text
        assert "<module>" not in text.partition("<script")[0] or format in ("pyisession", "html"), format + text
    for format in "pyro pstats pprof".split():
        data = server.render(session, format)
        assert isinstance(data, bytes) and len(data) > 100, data
        path = os.path.join(FOLDER, "report." + format)
        equal(server.render(session, format, path=path), None)
        equal(os.path.getsize(path), len(data))
    tree = json.loads(server.render(session, "json", show_all=True, timeline=True))
    assert tree
    flat = server.render(session, flat=True, unicode=True, color=True)
    assert "\033[" in flat, flat
    more = server.render(session, processor_options={"filter_threshold": 0, "hide_regex": None}, show_all=None)
    assert "three_to_one" in more, more
    short = server.render(session, short_mode=True)
    assert short.startswith("pyrometer ...") and "Block" in short, short


def check_sessions_are_saved_and_combined():
    sessions = []
    for function, interval in ((thrice, 0.001), (once, 0.004)):
        profiler = server.start(interval=interval, description=function.__name__)
        until(0.1, function)
        sessions.append(server.stop(profiler))
    both = server.ask(do="combine", sessions=[sessions[1]["session"], sessions[0]["session"]])
    equal(both["target_description"], "thrice")
    equal((both["min_interval"], both["max_interval"]), (0.001, 0.004))
    equal(both["sample_count"], sum(each["sample_count"] for each in sessions))
    near(both["duration"], sum(each["duration"] for each in sessions), 0.001)
    path = os.path.join(FOLDER, "both.pyro")
    server.render(both, "pyro", path=path)
    loaded = server.ask(do="load", path=path)
    for member in "start_time duration sample_count cpu_time target_description sys_path notes".split():
        equal(loaded[member], both[member])
    equal(server.calls(loaded), server.calls(both))
    equal(server.calls(loaded)[0][0], (0, "check_sessions_are_saved_and_combined"))
    equal(server.calls(loaded, False)[0][0], (0, "<module>"))
    server.ask(do="forget", sessions=[both["session"], loaded["session"]])
    refused("state", "no session", server.calls, both)
    refused("state", "no session", server.ask, do="forget", sessions=[sessions[0]["session"], both["session"]])
    server.calls(sessions[0])  # Of those, none was forgotten.


def check_something_stands_for_a_session_that_is_lost():
    lost = dict(
        start_time=1764000000.5,
        duration=1.25,
        min_interval=0.001,
        max_interval=0.002,
        target_description="Block",
        cpu_time=0.5,
        sys_path=["/app"],
        sys_prefixes=["/usr"],
        notes=["The sampler was killed."],
    )
    reply = server.ask(do="lost", **lost)
    for member in lost:
        equal(reply[member], lost[member])
    equal(reply["sample_count"], 0)
    equal(server.calls(reply)[0], [])
    text = server.render(reply)
    assert text.startswith("Block\n") and "The sampler was killed.\n" in text, text
    assert text.rstrip().endswith("No samples were recorded."), text
    for wrong in (dict(duration=-1), dict(start_time=1e300), dict(notes=[1]), dict(sys_path="x")):
        refused("request", "'%s'" % list(wrong)[0], server.ask, do="lost", **{**lost, **wrong})


def check_what_is_wrong_is_said():
    profiler = server.start()
    until(0.05, once)
    session = server.stop(profiler)
    refused("state", "no profiler", server.stop, profiler)
    refused("state", "no profiler", server.ask, do="cancel", profiler=77)
    refused("state", "no session 999", server.ask, do="combine", sessions=[session["session"], 999])
    refused("option", "there is no format 'flame'", server.render, session, "flame")
    refused("option", "has no option 'bogus'", server.render, session, bogus=1)
    refused("option", "much", server.render, session, processor_options={"filter_threshold": "much"})
    refused("option", "list", server.render, session, processor_options={"filter_threshold": [1]})
    refused("option", "has no option .timeline.".replace(".", chr(39)), server.render, session, "collapsed", timeline=True)
    refused("option", "async_mode", server.start, async_mode="sometimes")
    refused("option", "interval", server.start, interval=0)
    refused("request", "'interval'", server.start, interval="0.001")
    refused("request", "'scope'", server.start, async_mode="enabled", scope=["x"])
    refused("request", "'thread'", server.start, thread=1.5)
    refused("state", "no Python thread 12345", server.start, thread=12345)
    refused("file", "does not exist", server.ask, do="load", path=FOLDER + "/missing")
    refused("content", "no recording", server.ask, do="load", path=os.path.abspath(__file__))
    refused("request", "absolute", server.ask, do="load", path="here")
    refused("file", "folder", server.render, session, path=FOLDER)
    refused("file", "does not exist", server.render, session, path=FOLDER + "/no/where.txt")
    refused("request", "no request 'dance'", server.ask, do="dance")
    for line in (b"\n", b"{\n", b"[]\n", b"null\n", b"\xff\xfe\n", b"{}{}\n", b"[" * 100000 + b"\n", b"{\"id\":1e999}\n"):
        reply = server.line(line)
        equal((reply["id"], reply["error"]), (None, "request"))
    reply = server.line(b" " * (3 << 20) + b"\n")
    equal((reply["id"], reply["error"]), (None, "request"))
    server.stop(server.start())  # It lives on.


def check_an_old_file_survives_a_failure():
    folder = tempfile.mkdtemp(dir=FOLDER)
    path = os.path.join(folder, "report.txt")
    with open(path, "w") as file:
        file.write("old")
    session = server.stop(server.start(interval=10))
    refused("option", "bogus", server.render, session, path=path, bogus=1)
    with open(path) as file:
        equal(file.read(), "old")
    server.render(session, path=path)
    with open(path) as file:
        assert "No samples" in file.read()
    equal(os.listdir(folder), ["report.txt"])


def check_the_server_ends_with_its_input():
    own = Server()
    own.start()
    own.close()


def check_the_server_ends_with_the_program():
    """A child that was forked keeps the input open."""
    code = (
        "import os, time; blocks = {'__name__': 'blocks', 'COMMAND': %r}; exec(open(%r).read(), blocks);"
        "server = blocks['Server'](); server.start(); print(server.hello['pid'], flush=True);"
        "os.fork() or time.sleep(60); os.kill(os.getpid(), 9)"
    ) % (COMMAND, os.path.abspath(__file__))
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, universal_newlines=True, start_new_session=True
    )
    try:
        pid = int(child.stdout.readline())
        child.wait()
        end = time.monotonic() + 30
        while os.path.exists("/proc/%d" % pid):
            with open("/proc/%d/stat" % pid) as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    break
            assert time.monotonic() < end, "it still runs"
            time.sleep(0.1)
    finally:
        os.killpg(child.pid, signal.SIGKILL)


def check_a_program_outlives_its_server():
    own = Server()
    profiler = own.start()
    own.process.kill()
    own.process.wait()
    try:
        own.stop(profiler)
    except (BrokenPipeError, ValueError):
        return
    raise AssertionError("it answered")


if __name__ == "__main__":
    FOLDER = sys.argv[1]
    COMMAND = sys.argv[2 : sys.argv.index("--")]
    checks = sys.argv[sys.argv.index("--") + 1 :]
    server = Server()
    equal([server.hello["hello"], server.hello["protocol"]], ["pyrometer", 1])
    failures = 0
    for name, check in list(globals().items()):
        if name.startswith("check_") and (not checks or name[6:] in checks):
            try:
                check()
                print("ok", name[6:], flush=True)
            except Exception:
                failures += 1
                print("FAILED", name[6:], flush=True)
                traceback.print_exc()
    server.close()
    sys.exit(1 if failures else 0)
