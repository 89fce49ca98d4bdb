// The sessions in `protocol/trees`, and what Java makes of them.

import { depthFirst, depths, ends } from "../src/order.ts";
import { type Frame, Origin, type Session, type Stacks, type Thread } from "../src/session.ts";

export interface Example {
  readonly name: string;
  readonly session: Session;
  /** when the program started, in nanoseconds since the recording did */
  readonly zero: number;
  readonly looks: readonly Look[];
}

export interface Look {
  readonly show_all: boolean;
  readonly threshold: number;
  readonly from_nanos?: number;
  readonly to_nanos?: number;
  readonly trees: readonly ExpectedTree[];
}

export interface ExpectedTree {
  readonly thread: number;
  readonly text: string;
  /** parent, name, nanoseconds, nanoseconds of its own, group */
  readonly nodes: readonly (readonly [number, number, number, number, number])[];
  readonly names: readonly string[];
}

interface Written {
  readonly interval_nanos: number;
  readonly first_tick: number;
  readonly tick_nanos: readonly number[];
  readonly frames: readonly {
    readonly name: string;
    readonly file?: string;
    readonly short_path?: string;
    readonly first_line?: number;
    readonly class_name?: string | null;
    readonly hidden?: boolean;
    readonly origin: string;
  }[];
  readonly stacks: readonly (readonly [number, number, number])[];
  readonly threads: readonly {
    readonly name: string;
    readonly main: boolean;
    readonly runs: readonly (readonly [number, number, number, string])[];
  }[];
}

const FOLDER = new URL("../../protocol/trees/", import.meta.url);

export function examples(): Example[] {
  const names = [...Deno.readDirSync(FOLDER)].map((file) => file.name).filter((name) => name.endsWith(".json")).sort();
  return names.map((name) => {
    const { session, looks } = JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
    return { name: name.replace(".json", ""), session: sessionOf(session), zero: zeroOf(session), looks };
  });
}

const ORIGINS = [
  "APPLICATION",
  "INSTALLED_LIBRARY",
  "STANDARD_LIBRARY",
  "IMPORT_SYSTEM",
  "BUILTIN",
  "GENERATED",
];

const STATES = ["RUNNING", "WAITING", "UNKNOWN"];

function zeroOf({ first_tick, tick_nanos }: Written): number {
  return first_tick === 0 ? 0 : tick_nanos[first_tick - 1];
}

function sessionOf(written: Written): Session {
  const zero = zeroOf(written);
  const ticks = Float64Array.from(written.tick_nanos, (nanos) => (nanos - zero) / 1e6);
  const { stacks, number } = stacksOf(written.stacks);
  return {
    description: "Program: app.py",
    started: 0,
    duration: ticks.at(-1) ?? 0,
    interval: written.interval_nanos / 1e6,
    cpuTime: 0,
    pythonVersion: "3.12.1",
    host: "",
    command: "",
    processId: 100,
    notes: [],
    quality: { samples: 0, retried: 0, undecided: 0, late: 0, unnamedCalls: 0 },
    ticks,
    frames: written.frames.map((frame): Frame => ({
      name: frame.name,
      className: frame.class_name ?? null,
      file: frame.file ?? null,
      shortPath: frame.short_path ?? "",
      firstLine: frame.first_line ?? 0,
      hidden: frame.hidden ?? false,
      origin: ORIGINS.indexOf(frame.origin) as Origin,
      library: "",
    })),
    stacks,
    threads: written.threads.map((thread, index): Thread => ({
      name: thread.name,
      id: index,
      nativeId: index,
      processId: 100,
      main: thread.main,
      samples: 0,
      start: Float64Array.from(thread.runs, ([start]) => start === 0 ? 0 : ticks[start - 1]),
      end: Float64Array.from(thread.runs, ([, end]) => ticks[end - 1]),
      node: Int32Array.from(thread.runs, ([, , stack]) => number[stack]),
      state: Uint8Array.from(thread.runs, ([, , , state]) => STATES.indexOf(state)),
      looks: Int32Array.from(thread.runs, ([start, end]) => end - start),
    })),
  };
}

function stacksOf(written: readonly (readonly [number, number, number])[]): { stacks: Stacks; number: Int32Array } {
  const parents = Int32Array.from([-1, ...written.map(([parent]) => parent)]);
  const order = depthFirst(parents, parents.length);
  const number = new Int32Array(order.length);
  order.forEach((stack, index) => number[stack] = index);
  const parent = Int32Array.from(order, (stack) => stack === 0 ? -1 : number[parents[stack]]);
  return {
    number,
    stacks: {
      size: order.length,
      parent,
      frame: Int32Array.from(order, (stack) => stack === 0 ? -1 : written[stack - 1][1]),
      line: Int32Array.from(order, (stack) => stack === 0 ? 0 : written[stack - 1][2]),
      end: ends(parent, order.length),
      depth: depths(parent, order.length),
    },
  };
}
