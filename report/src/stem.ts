// The calls by which Python itself gets to the program: `runpy` for `python -m`, the start of a thread.

import { type Frame, Origin } from "./session.ts";

export enum Stem {
  None,
  Runpy,
  Threading,
}

const THREAD_START = new Set(["_bootstrap", "_bootstrap_inner", "run"]);

/**
 * Which stem the frame continues, or begins.
 *
 * @param outermost whether it was called by nobody
 * @param above the stem of its caller
 */
export function stem(frame: Frame, outermost: boolean, above: Stem): Stem {
  if (outermost) {
    return begins(frame);
  }
  return above !== Stem.None && (frame.file === null || continues(above, frame, frame.file)) ? above : Stem.None;
}

function begins(frame: Frame): Stem {
  if (frame.name === "_run_module_as_main" && frame.file !== null && isRunpy(frame.file)) {
    return Stem.Runpy;
  }
  return frame.name === "_bootstrap" && frame.file !== null && isThreading(frame.file) ? Stem.Threading : Stem.None;
}

function continues(above: Stem, frame: Frame, file: string): boolean {
  return above === Stem.Runpy
    ? isRunpy(file) || isImport(frame, file)
    : isThreading(file) && THREAD_START.has(frame.name);
}

function isRunpy(file: string): boolean {
  return file === "<frozen runpy>" || file.endsWith("/runpy.py");
}

function isImport(frame: Frame, file: string): boolean {
  return frame.origin === Origin.ImportSystem || file.startsWith("<frozen importlib") ||
    file.endsWith("/importlib/util.py");
}

function isThreading(file: string): boolean {
  return file.endsWith("/threading.py");
}
