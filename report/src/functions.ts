// Frames by function. A function is where it is defined; its classes are attributes of it.

import type { Func } from "./model.ts";
import { type Frame, Origin, type Session } from "./session.ts";

export const ROOT = 0;
export const SELF = 1;
export const OUTSIDE = 2;
/** Functions from here on are real ones. */
export const FIRST = 3;

/** Names a function in links: what survives a new recording of the same program. */
export function key(frame: Frame): string {
  return frame.file === null ? `${frame.name} <built-in>` : `${frame.name} ${frame.file}:${frame.firstLine}`;
}

/** The functions of a session by number. The first three are what is in a tree without being a function. */
export class Functions {
  readonly frames: readonly Frame[];
  /** `Func`s: the synthetic ones, those of the threads, then each function with each of its classes */
  readonly all: Func[] = [
    { key: "[root]", label: "[root]", className: null, frame: -1 },
    { key: "[self]", label: "[self]", className: null, frame: -1 },
    { key: "[outside Python]", label: "[outside Python]", className: null, frame: -1 },
  ];
  /** for each function a frame of it; -1 for the synthetic ones */
  readonly frame: number[] = [-1, -1, -1];
  /** for each frame its function */
  readonly ofFrame: Int32Array;
  /** for each frame the index of its function with its class in `all` */
  readonly funcOfFrame: Int32Array;
  /** for each of `all` its function; -1 for threads */
  readonly ofFunc: number[] = [ROOT, SELF, OUTSIDE];
  /** for each function 1 if trees show only what it called: it is of the import system, or asks to be hidden */
  readonly leftOut: Uint8Array;
  /** whether some function has several classes */
  readonly haveClasses: boolean;

  constructor(session: Session) {
    this.frames = session.frames;
    this.#addThreads(session);
    this.ofFrame = new Int32Array(session.frames.length);
    this.funcOfFrame = new Int32Array(session.frames.length);
    const functions = new Map<string, number>();
    const classes = new Map<string, number>();
    session.frames.forEach((frame, index) => {
      const identity = [frame.file === null ? "C" : "P" + frame.firstLine, frame.name, frame.file ?? ""].join("\0");
      let known = functions.get(identity);
      if (known === undefined) {
        known = this.frame.push(index) - 1;
        functions.set(identity, known);
      }
      this.ofFrame[index] = known;
      const withClass = known + "\0" + (frame.className === null ? "" : "C" + frame.className);
      let func = classes.get(withClass);
      if (func === undefined) {
        func = this.all.push({ key: key(frame), label: frame.name, className: frame.className, frame: index }) - 1;
        this.ofFunc.push(known);
        classes.set(withClass, func);
      }
      this.funcOfFrame[index] = func;
    });
    this.haveClasses = this.all.length - session.threads.length > this.size;
    this.leftOut = new Uint8Array(this.size);
    session.frames.forEach((frame, index) => {
      this.leftOut[this.ofFrame[index]] |= Number(frame.hidden || frame.origin === Origin.ImportSystem);
    });
  }

  #addThreads(session: Session): void {
    const seen = new Map<string, number>();
    const several = new Set(session.threads.map((thread) => thread.processId)).size > 1;
    for (const thread of session.threads) {
      const label = several ? `${thread.name}, process ${thread.processId}` : thread.name;
      const number = (seen.get(thread.name) ?? 0) + 1;
      seen.set(thread.name, number);
      const key = "thread " + thread.name + (number > 1 ? " #" + number : "");
      this.all.push({ key, label, className: null, frame: -1 });
      this.ofFunc.push(-1);
    }
  }

  get size(): number {
    return this.frame.length;
  }

  /** Of two of `all` the one by which a call is named: a class, the one with more time, the first by its name. */
  named(func: number, nanos: number, other: number, otherNanos: number): boolean {
    const a = this.all[func].className;
    const b = this.all[other].className;
    if (a === null || b === null) {
      return a !== null;
    }
    return nanos > otherNanos || nanos === otherNanos && a < b;
  }

  /** Of several of `all`, with their times, the one by which a call is named. */
  best(times: ReadonlyMap<number, number>): number {
    let best = -1;
    let most = 0;
    for (const [func, nanos] of times) {
      if (best < 0 || this.named(func, nanos, best, most)) {
        best = func;
        most = nanos;
      }
    }
    return best;
  }

  /** @param frames those of the session, as the reader has them */
  origin(of: number, frames: readonly Frame[]): Origin {
    return of < FIRST ? Origin.Builtin : frames[this.frame[of]].origin;
  }
}
