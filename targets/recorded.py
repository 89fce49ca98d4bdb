"""Every kind of frame, standing still: the subject of the recorded walks (see CONTRIBUTING.md).

    recorded.py [SECONDS]

True of it: behind `ready` it prints where its code lies and the stacks of both of its threads, down to a line `end`, in
the words in which the tests print a session. The stacks stay as they were printed for SECONDS: the main thread sleeps,
the other waits for a lock.
"""

import importlib
import os
import sys
import tempfile
import threading
import time

ELSEWHERE = """\
def größe(inner):
    return 日本語(inner)


def 日本語(inner):
    return inner()


class 𐐷𐐲:
    def __init__(self, inner):
        inner()
"""

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 3600
lock = threading.Lock()
waiting = threading.Event()


class Parent:
    def method(self):
        return self.made(self)

    @classmethod
    def made(cls, instance):
        return sum(instance.numbers())

    def numbers(self):
        yield from self.delegated()

    def delegated(self):
        yield 1
        yield self.captured()

    def captured(self):
        def inner():
            return self.hidden()

        return (lambda: elsewhere.größe(inner))()

    def hidden(self):
        __tracebackhide__ = True
        return len([elsewhere.𐐷𐐲(each) for each in (self.stand,)])

    def stand(self):
        # One line, so that it is the same one while it is told and while it is true.
        tell(); time.sleep(SECONDS)


class Child(Parent):
    pass


def wait():
    waiting.set(); lock.acquire()


def tell():
    waiting.wait()
    time.sleep(0.2)
    lines = ["ready", "python " + sys.version.split()[0]]
    for prefix in sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix:
        lines.append("prefix " + prefix)
    for path in sys.path:
        lines.append("path " + path)
    lines.append("library " + os.path.dirname(os.__file__))
    lines += stack(threading.main_thread(), sys._getframe(1), time.sleep)
    lines += stack(waiter, sys._current_frames()[waiter.ident], lock.acquire)
    print("\n".join(lines + ["end"]), flush=True)


def stack(thread, innermost, called):
    lines = ["  *" + called.__qualname__]
    frame = innermost
    while frame:
        code = frame.f_code
        lines.append("  %s%s | %s | %s:%d | %s | %d" % (
            "!" if "__tracebackhide__" in code.co_varnames else "",
            code.co_name,
            getattr(code, "co_qualname", code.co_name),
            code.co_filename,
            code.co_firstlineno,
            class_of(frame),
            frame.f_lineno,
        ))
        frame = frame.f_back
    kind = "main" if thread is threading.main_thread() else "other"
    lines.append("thread %s | %s | %d" % (thread.name, kind, thread.native_id))
    return lines[::-1]


def class_of(frame):
    first = frame.f_code.co_varnames[: frame.f_code.co_argcount][:1]
    if first == ("self",):
        return type(frame.f_locals["self"]).__name__
    if first == ("cls",):
        return frame.f_locals["cls"].__name__
    return "-"


def elsewhere_module():
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.join(temporary, "каталог 目录 🐍")
        os.mkdir(folder)
        with open(os.path.join(folder, "модуль_é.py"), "w", encoding="utf-8") as file:
            file.write(ELSEWHERE)
        sys.path.insert(0, folder)
        return importlib.import_module("модуль_é")


elsewhere = elsewhere_module()
lock.acquire()
waiter = threading.Thread(target=wait, name="ждёт ☕", daemon=True)
waiter.start()
Child().method()
lock.release()
waiter.join()
