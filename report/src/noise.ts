// How far two times of a program may lie apart by chance: pyrometer.tree.Noise for one run on each side, and exactly
// its result. Times are nanoseconds.

/** What became of a time. */
export type Verdict = "slower" | "faster" | "new" | "gone" | "noise";

/** How runs of one program are assumed to differ: the standard deviation, as a part of their time. */
const ASSUMED = 0.03;
/** Of a hundred differences that are chance, about one is larger than so many standard errors. */
const STANDARD_ERRORS = 2.58;

export interface Run {
  readonly interval: number;
  /** of the threads together */
  readonly total: number;
}

export class Noise {
  readonly #before: Run;
  readonly #after: Run;
  readonly #deviation: number;

  /** @param contention how much of its time a program waited for a CPU: there, chance decides for how long */
  constructor(before: Run, after: Run, contention: number) {
    this.#before = before;
    this.#after = after;
    this.#deviation = Math.max(ASSUMED, contention);
  }

  /** The largest difference that is still likely to be chance. */
  of(before: number, after: number): number {
    const assumed = this.#deviation * Math.max(before, after);
    const variance = assumed * assumed + (sampling(before, this.#before) + sampling(after, this.#after)) / 2;
    return Math.round(STANDARD_ERRORS * Math.sqrt(variance * 2));
  }
}

/** The variance that comes from having looked only now and then. */
function sampling(time: number, { interval, total }: Run): number {
  const share = total === 0 ? 0 : Math.min(1, time / total);
  return time * interval * (1 - share);
}

export function verdictOf(before: number, after: number, noise: number): Verdict {
  if (Math.abs(after - before) <= noise) {
    return "noise";
  }
  return before === 0 ? "new" : after === 0 ? "gone" : after > before ? "slower" : "faster";
}
