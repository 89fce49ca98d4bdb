// Whose code a frame is, as the reader says it, over what the profiler found out.

import { type Frame, Origin } from "./session.ts";
import { packageOf } from "./ui/color.ts";
import { parseQuery } from "./ui/search.ts";

interface Term {
  readonly own: boolean;
  readonly test: (path: string) => boolean;
}

const ONE = /^\s*-?\s*\/.*\/\s*$/s;

/** `text` or `/regex/`, with a `-` before what is no own code, or several with commas between; null if it makes no sense. */
export function parseOwn(typed: string): readonly Term[] | null {
  const terms: Term[] = [];
  for (const text of ONE.test(typed) ? [typed] : typed.split(",")) {
    const [, minus, path] = /^\s*(-?)\s*(.*)$/s.exec(text)!;
    const query = parseQuery("file:" + path);
    if (query.kind === "wrong") {
      return null;
    }
    if (query.kind !== "none") {
      terms.push({ own: minus === "", test: query.test });
    }
  }
  return terms;
}

let last: { frames: readonly Frame[]; typed: string; result: readonly Frame[] } | null = null;

/** The frames with the origin that the reader gives them. What is own wins; the import system stays what it is. */
export function framesAs(frames: readonly Frame[], typed: string): readonly Frame[] {
  const terms = typed === "" ? null : parseOwn(typed);
  if (terms === null) {
    return frames;
  }
  if (last?.frames !== frames || last.typed !== typed) {
    last = { frames, typed, result: frames.map((frame) => as(frame, terms)) };
  }
  return last.result;
}

function as(frame: Frame, terms: readonly Term[]): Frame {
  const isNamed = (own: boolean) =>
    terms.some((term) => term.own === own && (term.test(frame.file ?? "<built-in>") || term.test(frame.shortPath)));
  if (frame.origin === Origin.ImportSystem) {
    return frame;
  }
  if (isNamed(true)) {
    return { ...frame, origin: Origin.Application, library: "" };
  }
  return frame.origin === Origin.Application && isNamed(false)
    ? { ...frame, origin: Origin.InstalledLibrary, library: packageOf(frame) }
    : frame;
}
