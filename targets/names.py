"""Names and paths that are not ASCII, in each of the widths in which CPython stores strings.

    names.py [SECONDS]

True of it: the time is spent in equal parts in `größe` (one byte per character), `Ζέφυρος.日本語` (two bytes) and `𐐷𐐲`
(four bytes), which are defined in the file `модуль_é.py` in a folder `каталог 目录 🐍`.
"""

import importlib
import os
import sys
import tempfile
import time

SOURCE = '''\
def größe(end, clock):
    while clock() < end:
        pass


class Ζέφυρος:
    def 日本語(self, end, clock):
        while clock() < end:
            pass


def 𐐷𐐲(end, clock):
    while clock() < end:
        pass
'''


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    clock = time.perf_counter
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.join(temporary, "каталог 目录 🐍")
        os.mkdir(folder)
        with open(os.path.join(folder, "модуль_é.py"), "w", encoding="utf-8") as file:
            file.write(SOURCE)
        sys.path.insert(0, folder)
        module = importlib.import_module("модуль_é")

        print("ready", flush=True)
        module.größe(clock() + seconds / 3, clock)
        module.Ζέφυρος().日本語(clock() + seconds / 3, clock)
        module.𐐷𐐲(clock() + seconds / 3, clock)


main()
