import time

from pyinstrument import Profiler


def slow():
    time.sleep(0.01)
    fast()


def fast():
    end = time.perf_counter() + 0.006
    while time.perf_counter() < end:
        sum(range(200))


def handle():
    profiler = Profiler(interval=0.0005)
    profiler.start()
    for _ in range(3):
        slow()
        fast()
    profiler.stop().save("region.pyisession")


def main():
    handle()


main()
