"""Code objects that come and go, so that their addresses are reused.

    stale_code.py [SECONDS]

True of it: every 20 ms there is a new function `work_<i>`, of the file `gen_<i>.py`, and the one before is gone. In
each sample the two numbers are the same, and they never go down from one sample to the next.
"""

import sys
import time

clock = time.perf_counter


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    last = clock() + seconds
    print("ready", flush=True)
    i = 0
    while clock() < last:
        made = {"clock": clock}
        source = f"def work_{i}(end):\n    while clock() < end:\n        pass\n"
        exec(compile(source, f"gen_{i}.py", "exec"), made)
        made[f"work_{i}"](clock() + 0.02)
        del made
        i += 1


main()
