// What the page knows of a recording. Everything that grows with the recording is a typed array; nothing is recursive.

/** Whose code a frame runs, as the profiler decided it (session/CodeOrigin.java). */
export enum Origin {
  Application,
  InstalledLibrary,
  StandardLibrary,
  ImportSystem,
  Builtin,
  Generated,
}

/** What a thread was doing during a run of samples (session/ThreadState.java). 3 is that of one that was not there. */
export enum State {
  Running,
  Waiting,
  Unknown,
  WaitingForGil = 4,
  Collecting,
}

/** On a CPU or ready for one, whatever for. */
export function isRunning(state: State): boolean {
  return state === State.Running || state === State.Collecting;
}

/** Blocked in the kernel, for whatever reason. */
export function isWaiting(state: State): boolean {
  return state === State.Waiting || state === State.WaitingForGil;
}

export function stateName(state: State): string {
  switch (state) {
    case State.Running:
      return "running";
    case State.Collecting:
      return "collecting garbage";
    case State.Waiting:
      return "waiting";
    case State.WaitingForGil:
      return "waiting for the GIL";
    default:
      return "not known";
  }
}

/** A function at one class; equal frames have one index. */
export interface Frame {
  /** `load`, or the qualified name of a function written in C: `list.sort` */
  readonly name: string;
  /** the class of `self` or `cls`, where there is one */
  readonly className: string | null;
  /** as the interpreter has it; null for functions written in C */
  readonly file: string | null;
  /** as short as `sys.path` allows: `json/decoder.py` */
  readonly shortPath: string;
  readonly firstLine: number;
  /** asks to be left out of tracebacks */
  readonly hidden: boolean;
  readonly origin: Origin;
  /** the library's name for folded groups: `json`; empty for the program's own code */
  readonly library: string;
}

/**
 * All stacks as one trie in depth-first order. Node 0 is the empty stack. The subtree of a node is the range from it
 * up to the one before `end[node]`; a parent is always before its children.
 */
export interface Stacks {
  readonly size: number;
  readonly parent: Int32Array;
  /** index into the frames; -1 for node 0 */
  readonly frame: Int32Array;
  /** the line the frame was at, 0 where it has none */
  readonly line: Int32Array;
  readonly end: Int32Array;
  /** 0 for node 0 */
  readonly depth: Int32Array;
}

/**
 * One thread, run-length coded: run `i` lasts from `start[i]` to `end[i]` (in milliseconds since the start of the
 * program), in which every look saw the stack `node[i]` in `state[i]`. Runs are in order and do not overlap; the time
 * between two is not known or was left out.
 */
export interface Thread {
  readonly name: string;
  readonly id: number;
  readonly nativeId: number;
  readonly processId: number;
  readonly main: boolean;
  readonly samples: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly node: Int32Array;
  readonly state: Uint8Array;
  /** the number of looks that the run stands for */
  readonly looks: Int32Array;
}

export interface Quality {
  readonly samples: number;
  readonly retried: number;
  readonly undecided: number;
  readonly late: number;
  readonly unnamedCalls: number;
}

export interface Session {
  /** `Program: script.py` */
  readonly description: string;
  /** milliseconds since 1970 */
  readonly started: number;
  /** milliseconds of the program, without the interpreter's start */
  readonly duration: number;
  readonly interval: number;
  /** null if it is not known */
  readonly cpuTime: number | null;
  readonly pythonVersion: string;
  readonly host: string;
  readonly command: string;
  readonly processId: number;
  readonly notes: readonly string[];
  readonly quality: Quality;
  /** when each look was, in milliseconds since the start of the program */
  readonly ticks: Float64Array;
  readonly frames: readonly Frame[];
  readonly stacks: Stacks;
  readonly threads: readonly Thread[];
}
