"""Processes that work while the program waits for them.

    children.py METHOD SECONDS

True of it: a worker process is in `work_long` for SECONDS, another in `work_short` for half of them, and a third, which is
another program, in `nap` of `-c` for SECONDS; `main` waits for all. METHOD is how `multiprocessing` starts the first two:
`fork`, `spawn` or `forkserver`. Ends with the exit codes of the three.
"""

import multiprocessing
import subprocess
import sys
import time

NAP = "import sys, time\ndef nap():\n    time.sleep(float(sys.argv[1]))\nnap()"


def work(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(1000))


def work_long(seconds):
    work(seconds)


def work_short(seconds):
    work(seconds / 2)


def main():
    seconds = float(sys.argv[2])
    context = multiprocessing.get_context(sys.argv[1])
    workers = [context.Process(target=target, args=(seconds,)) for target in (work_long, work_short)]
    for worker in workers:
        worker.start()
    print("ready", flush=True)
    napping = subprocess.run([sys.executable, "-c", NAP, str(seconds)])
    for worker in workers:
        worker.join()
    print(*[worker.exitcode for worker in workers], napping.returncode, flush=True)


if __name__ == "__main__":
    main()
