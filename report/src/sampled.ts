// For how long each stack, or call, was the innermost one during the part of the recording that is looked at.

import type { Range } from "./model.ts";
import type { Session, Thread } from "./session.ts";

export const NANOS = 1e6; // in a millisecond

/** Exact: a recording is shorter than the hundred days of nanoseconds that a number holds. */
export function nanosOf(millis: number): number {
  return Math.round(millis * NANOS);
}

/** Follows a range of time by adding what comes in and taking away what goes: nanoseconds are exact. */
export class Sampled {
  /** nanoseconds in which the node was innermost */
  readonly self: Float64Array;
  /** looks that saw it so */
  readonly looks: Int32Array;
  allLooks = 0;
  readonly #session: Session;
  readonly #nodes: readonly Int32Array[];
  #threads: readonly number[] = [];
  #from = 0;
  #to = 0;

  /** @param nodes for each thread the node of each of its runs, below `size`, or -1 if their time does not count */
  constructor(session: Session, nodes: readonly Int32Array[], size: number) {
    this.#session = session;
    this.#nodes = nodes;
    this.self = new Float64Array(size);
    this.looks = new Int32Array(size);
  }

  select(threads: readonly number[], range: Range | null): void {
    const from = range === null ? -Infinity : nanosOf(range.from);
    const to = range === null ? Infinity : nanosOf(range.to);
    if (threads.join() !== this.#threads.join() || to <= this.#from || from >= this.#to) {
      this.self.fill(0);
      this.looks.fill(0);
      this.allLooks = 0;
      this.#threads = threads;
      this.#add(from, to, 1);
    } else {
      this.#add(from, this.#from, 1);
      this.#add(this.#from, from, -1);
      this.#add(this.#to, to, 1);
      this.#add(to, this.#to, -1);
    }
    this.#from = from;
    this.#to = to;
  }

  #add(from: number, to: number, sign: 1 | -1): void {
    if (from >= to) {
      return;
    }
    for (const index of this.#threads) {
      const thread = this.#session.threads[index];
      const nodes = this.#nodes[index];
      const begin = firstAfter(thread.end, from);
      for (let run = begin; run < nodes.length; run++) {
        const begins = Math.round(thread.start[run] * NANOS);
        const ends = Math.round(thread.end[run] * NANOS);
        if (begins >= to) {
          break;
        }
        const first = begins > from ? begins : from;
        const last = ends < to ? ends : to;
        const node = nodes[run];
        if (last > first && node >= 0) {
          const looks = last - first === ends - begins
            ? thread.looks[run]
            : this.#looksUpTo(thread, run, last) - this.#looksUpTo(thread, run, first);
          this.self[node] += sign * (last - first);
          this.looks[node] += sign * looks;
          this.allLooks += sign * looks;
        }
      }
    }
  }

  /** How many of the looks of a run there had been by a moment of it. */
  #looksUpTo(thread: Thread, run: number, moment: number): number {
    if (moment >= Math.round(thread.end[run] * NANOS)) {
      return thread.looks[run];
    }
    const { ticks } = this.#session;
    const begins = Math.round(thread.start[run] * NANOS);
    return Math.min(thread.looks[run], firstAfter(ticks, moment) - firstAfter(ticks, begins));
  }

  /** For each node the first run in which it was innermost. Runs count from thread to thread. */
  firstSeen(): Int32Array {
    const first = new Int32Array(this.self.length).fill(0x7fffffff);
    for (const index of this.#threads) {
      const thread = this.#session.threads[index];
      const nodes = this.#nodes[index];
      for (let run = firstAfter(thread.end, this.#from); run < nodes.length; run++) {
        if (Math.round(thread.start[run] * NANOS) >= this.#to) {
          break;
        }
        if (nodes[run] >= 0 && run < first[nodes[run]] && thread.end[run] > thread.start[run]) {
          first[nodes[run]] = run;
        }
      }
    }
    return first;
  }
}

/** The first index at which the sorted times, in milliseconds, are later than the moment, in nanoseconds. */
function firstAfter(times: Float64Array, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nanosOf(times[middle]) <= moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The sums of what is below each node, of nodes that come after their parents. */
export function summedUp(self: Float64Array, parent: Int32Array, into: Float64Array): Float64Array {
  into.set(self);
  for (let node = into.length - 1; node > 0; node--) {
    into[parent[node]] += into[node];
  }
  return into;
}
