import json
import time


class Loader:
    def load(self):
        time.sleep(0.02)
        busy(0.02)


class YamlLoader(Loader):
    pass


def busy(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(200))


def walk(depth):
    if depth:
        walk(depth - 1)
    busy(0.01)


def check():
    __tracebackhide__ = True
    inner()
    busy(0.008)


def inner():
    busy(0.008)


def hook(found):
    time.sleep(0.012)
    return found


def main():
    YamlLoader().load()
    walk(2)
    check()
    json.loads('{"a": {"b": 1}}', object_hook=hook)
    exec("busy(0.01)")
    sorted(range(4), key=lambda i: time.sleep(0.003) or i)


if __name__ == "__main__":
    main()
