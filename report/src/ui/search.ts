// What people type to find: `text`, `/regex/`, `file:text`, `package:text`, `thread:text`.

import type { Frame } from "../session.ts";
import { packageOf } from "./color.ts";

export type Query =
  | { readonly kind: "none" }
  | { readonly kind: "wrong"; readonly message: string }
  | { readonly kind: "name" | "file" | "package" | "thread"; readonly test: (text: string) => boolean };

export function parseQuery(typed: string): Query {
  const text = typed.trim();
  const prefix = /^(file|package|thread):\s*/i.exec(text);
  const rest = prefix ? text.slice(prefix[0].length) : text;
  const kind = prefix ? prefix[1].toLowerCase() as "file" | "package" | "thread" : "name";
  if (rest === "") {
    return { kind: "none" };
  }
  const regex = /^\/(.*)\/$/.exec(rest);
  if (!regex) {
    const lower = rest.toLowerCase();
    return { kind, test: (each) => each.toLowerCase().includes(lower) };
  }
  try {
    const pattern = new RegExp(regex[1], "i");
    return { kind, test: (each) => pattern.test(each) };
  } catch {
    return { kind: "wrong", message: "This is no regular expression." };
  }
}

/** `Class.function`, or what the function is called. */
export function frameLabel(frame: Frame): string {
  return frame.className === null ? frame.name : frame.className + "." + frame.name;
}

/** 1 for each frame that the query names; null if it names none. */
export function frameHits(frames: readonly Frame[], query: Query): Uint8Array | null {
  if (query.kind === "none" || query.kind === "wrong" || query.kind === "thread") {
    return null;
  }
  const hits = new Uint8Array(frames.length);
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i];
    const found = query.kind === "name"
      ? query.test(frameLabel(frame))
      : query.kind === "package"
      ? query.test(packageOf(frame))
      : query.test(frame.file ?? "<built-in>") || query.test(frame.shortPath);
    hits[i] = found ? 1 : 0;
  }
  return hits;
}
