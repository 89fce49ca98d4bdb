"""Code that is not in any file.

    exec_eval.py [SECONDS]

True of it: three equal parts. `by_exec` runs a `<module>` of `<string>` that calls the function `made`, also of
`<string>`; `by_eval` runs a `<module>` of `<string>` (and from it `spin` of this file); `by_compile` runs a
`<module>` of `an invented name` that spins itself.
"""

import sys
import time

clock = time.perf_counter


def spin(end):
    while clock() < end:
        pass


def by_exec(end):
    exec("def made(end):\n    while clock() < end:\n        pass\n\nmade(end)", {"clock": clock, "end": end})


def by_eval(end):
    eval("spin(end)", {"spin": spin, "end": end})


def by_compile(end):
    code = compile("while clock() < end:\n    pass", "an invented name", "exec")
    exec(code, {"clock": clock, "end": end})


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    print("ready", flush=True)
    by_exec(clock() + seconds / 3)
    by_eval(clock() + seconds / 3)
    by_compile(clock() + seconds / 3)


main()
