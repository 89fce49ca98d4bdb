// How long the threads had each stack during the part of the recording that is looked at.

import type { Range } from "./model.ts";
import type { Session, Thread } from "./session.ts";
import type { View } from "./stacks.ts";

export const NANOS = 1e6; // in a millisecond

/** Exact: a recording is shorter than the hundred days of nanoseconds that a number holds. */
export function nanosOf(millis: number): number {
  return Math.round(millis * NANOS);
}

/** The time of each stack of one or more threads, and the stacks in the order in which they were first seen. */
export class Sampled {
  /** nanoseconds in which the stack was the whole stack */
  readonly self: Float64Array;
  /** looks that saw it */
  readonly looks: Float64Array;
  readonly seen: Int32Array;
  count = 0;

  constructor(size: number) {
    this.self = new Float64Array(size);
    this.looks = new Float64Array(size);
    this.seen = new Int32Array(size);
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) {
      this.self[this.seen[i]] = 0;
      this.looks[this.seen[i]] = 0;
    }
    this.count = 0;
  }

  allLooks(): number {
    let sum = 0;
    for (let i = 0; i < this.count; i++) {
      sum += this.looks[this.seen[i]];
    }
    return sum;
  }

  add(session: Session, index: number, range: Range | null, view: View): void {
    if (view.thread >= 0 && view.thread !== index) {
      return;
    }
    const thread = session.threads[index];
    const { start, end, node } = thread;
    const from = range === null ? -Infinity : nanosOf(range.from);
    const to = range === null ? Infinity : nanosOf(range.to);
    const { self, seen } = this;
    const of = view.of;
    for (let run = range === null ? 0 : firstAfter(end, range.from); run < node.length; run++) {
      const begins = Math.round(start[run] * NANOS);
      const ends = Math.round(end[run] * NANOS);
      if (begins >= to) {
        break;
      }
      const nanos = (ends < to ? ends : to) - (begins > from ? begins : from);
      const stack = of === null ? node[run] : of[node[run]];
      if (nanos > 0 && stack >= 0) {
        if (self[stack] === 0) {
          seen[this.count++] = stack;
        }
        self[stack] += nanos;
        this.looks[stack] += begins >= from && ends <= to
          ? thread.looks[run]
          : looksBetween(session.ticks, Math.max(begins, from), Math.min(ends, to));
      }
    }
  }
}

/** The first index at which the sorted times are greater than the moment, as it is or in the nanoseconds it means. */
function firstAfter(times: Float64Array, moment: number): number {
  let low = 0;
  let high = times.length;
  const nanos = nanosOf(moment);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nanosOf(times[middle]) <= nanos) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function looksBetween(ticks: Float64Array, from: number, to: number): number {
  return firstAfter(ticks, to / NANOS) - firstAfter(ticks, from / NANOS);
}

export function watched(thread: Thread): number {
  let sum = 0;
  for (let run = 0; run < thread.node.length; run++) {
    sum += nanosOf(thread.end[run]) - nanosOf(thread.start[run]);
  }
  return sum;
}
