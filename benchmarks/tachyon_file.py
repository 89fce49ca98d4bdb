"""The binary format of the sampler that CPython 3.15 brings along ("Tachyon") beside `.pyro`, for one recording.

    python3.15 benchmarks/tachyon_file.py [PROGRAM [ARGUMENT ...]]

Tachyon records the program. What it recorded of the main thread is then written again: by its own writer, as it was
and with lines for all that is known of places (its files have columns too, ours have none), and by Pyrometer, by way
of a `.pyisession`. Prints bytes, bytes a sample, and what the writing alone takes.

PYROMETER names the command, else it is the one of this checkout.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _remote_debugging

ROOT = Path(__file__).resolve().parent.parent
PYROMETER = os.environ.get("PYROMETER", str(ROOT / "pyrometer"))
INTERVAL_US = 1000
ZSTD = 1


class Samples:
    """What a reader of Tachyon's hands over: stacks, and when each was seen."""

    def __init__(self):
        self.all = []

    def collect(self, interpreters, timestamps_us):
        times = timestamps_us if isinstance(timestamps_us, (list, tuple)) else [timestamps_us]
        self.all.extend((interpreters, at) for at in times)


def record(program, file):
    command = [sys.executable, "-m", "profiling.sampling", "run", "--binary", "-o", str(file), *program]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def read(file):
    samples = Samples()
    reader = _remote_debugging.BinaryReader(str(file))
    reader.replay(samples)
    reader.close()
    samples.all.sort(key=lambda sample: sample[1])
    return samples.all


def lines_only(interpreters):
    """The same stacks, with a line for each place."""
    return [
        _remote_debugging.InterpreterInfo((
            interpreter.interpreter_id,
            [
                _remote_debugging.ThreadInfo((thread.thread_id, thread.status, [
                    _remote_debugging.FrameInfo((
                        frame.filename,
                        _remote_debugging.LocationInfo((line(frame), line(frame), -1, -1)),
                        frame.funcname,
                        None,
                    ))
                    for frame in thread.frame_info
                ]))
                for thread in interpreter.threads
            ],
        ))
        for interpreter in interpreters
    ]


def line(frame):
    return frame.location[0] if frame.location else 0


def write_again(samples, file):
    """The seconds that its writer takes."""
    begin = time.perf_counter()
    writer = _remote_debugging.BinaryWriter(str(file), INTERVAL_US, samples[0][1], compression=ZSTD)
    for interpreters, at in samples:
        writer.write_sample(interpreters, at)
    writer.finalize()
    return time.perf_counter() - begin


def write_pyisession(samples, file):
    records = []
    last = samples[0][1] - INTERVAL_US
    for interpreters, at in samples:
        frames = interpreters[0].threads[0].frame_info
        stack = ["MainThread\0<thread>\0001"]
        stack += [f"{frame.funcname}\0{frame.filename}\0{1}\x01l{line(frame)}" for frame in reversed(frames)]
        records.append([stack, (at - last) / 1e6])
        last = at
    session = {
        "start_time": 0.0, "duration": sum(seconds for _, seconds in records), "min_interval": INTERVAL_US / 1e6,
        "max_interval": INTERVAL_US / 1e6, "sample_count": len(records), "start_call_stack": [],
        "target_description": "Program: as Tachyon saw it", "cpu_time": 0.0, "sys_path": [], "sys_prefixes": [],
        "frame_records": records,
    }
    file.write_text(json.dumps(session))


def seconds_of_ours(file):
    """What `benchmarks/formats` says of it, if the tests are built."""
    formats = [str(ROOT / "benchmarks" / "formats"), str(file), "pyro"]
    result = subprocess.run(formats, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(result.stdout.splitlines()[-1].split("|")[2]) if result.returncode == 0 else None


def row(name, file, samples, seconds=None):
    size = file.stat().st_size
    print(f"| {name} | {size:,} | {size / len(samples):.2f} | {'' if seconds is None else f'{seconds:.3f}'} |")


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorded = folder / "recorded.bin"
        record(program, recorded)
        samples = read(recorded)
        print(f"{len(samples):,} samples of {' '.join(program)}, Python {sys.version.split()[0]}\n")
        print("| file | bytes | bytes a sample | seconds to write |\n|---|---|---|---|")
        row("Tachyon, as recorded", recorded, samples)
        again = folder / "again.bin"
        seconds = write_again(samples, again)
        row("Tachyon, written again", again, samples, seconds)
        plain = [(lines_only(interpreters), at) for interpreters, at in samples]
        lines = folder / "lines.bin"
        seconds = write_again(plain, lines)
        row("Tachyon, lines only", lines, samples, seconds)
        exchange = folder / "recorded.pyisession"
        write_pyisession(samples, exchange)
        ours = folder / "recorded.pyro"
        subprocess.run([PYROMETER, "convert", str(exchange), str(ours)], check=True, stderr=subprocess.DEVNULL)
        row("Pyrometer, `.pyro`", ours, samples, seconds_of_ours(ours))
        row("pyinstrument, `.pyisession`", exchange, samples)


if __name__ == "__main__":
    main(sys.argv[1:] or [str(ROOT / "targets" / "phases_mix.py"), "60"])
