"""C-heavy: nearly all the time in C functions that take from some microseconds to some milliseconds each.

    c_heavy.py [ROUNDS]

Ends with `time WALL CPU`, in seconds, measured from `ready` to the end.
"""

import hashlib
import json
import re
import sys
import time
import zlib

NUMBERS = [(i * 7919) % 100_003 for i in range(10_000)]
WORDS = [str(number) for number in NUMBERS]
TEXT = " ".join(WORDS)
BYTES = TEXT.encode()
DOCUMENT = json.dumps({word: [1, 2.5, None, word] for word in WORDS[:1000]})
PATTERN = re.compile(r"\b(\d)(\d*)\1\b")


def one_round():
    sorted(NUMBERS)
    zlib.compress(BYTES, 1)
    hashlib.sha256(BYTES).hexdigest()
    json.dumps(json.loads(DOCUMENT))
    PATTERN.findall(TEXT)
    for word in WORDS[:2000]:
        word.upper().startswith("1")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print("ready", flush=True)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        one_round()
    print("time", round(time.perf_counter() - wall, 4), round(time.process_time() - cpu, 4), flush=True)


if __name__ == "__main__":
    main()
