// How long something held up to any moment, in a fraction of the memory that a number for each run would take.

/** What runs are: disjoint spans of time in order. */
export interface Spans {
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** The index of the first span that ends after the moment. */
export function firstAfter(spans: Spans, moment: number, from = 0): number {
  const end = spans.end;
  let low = from;
  let step = 1;
  while (low + step < end.length && end[low + step] <= moment) {
    low += step;
    step *= 2;
  }
  let high = Math.min(end.length, low + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (end[middle] <= moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const BLOCK = 64;

/** The time for which the weight of the spans was 1, up to any moment. */
export class Sums {
  readonly #spans: Spans;
  readonly #weight: (index: number) => number;
  readonly #blocks: Float64Array;

  constructor(spans: Spans, weight: (index: number) => number) {
    this.#spans = spans;
    this.#weight = weight;
    const size = spans.start.length;
    this.#blocks = new Float64Array(Math.ceil(size / BLOCK) + 1);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      if (i % BLOCK === 0) {
        this.#blocks[i / BLOCK] = sum;
      }
      sum += (spans.end[i] - spans.start[i]) * weight(i);
    }
    this.#blocks[this.#blocks.length - 1] = sum;
  }

  get total(): number {
    return this.#blocks[this.#blocks.length - 1];
  }

  /** Up to the moment, which lies in the span `index` or in the gap before it: see `firstAfter`. */
  upTo(moment: number, index = firstAfter(this.#spans, moment)): number {
    const { start, end } = this.#spans;
    const block = Math.min(Math.floor(index / BLOCK), this.#blocks.length - 1);
    let sum = this.#blocks[block];
    for (let i = block * BLOCK; i < index; i++) {
      sum += (end[i] - start[i]) * this.#weight(i);
    }
    if (index < start.length && moment > start[index]) {
      sum += (moment - start[index]) * this.#weight(index);
    }
    return sum;
  }

  between(from: number, to: number): number {
    return this.upTo(to) - this.upTo(from);
  }

  /** For each column of the range the share of its time, 0 to 1. */
  columns(from: number, to: number, into: Float32Array): void {
    const width = into.length;
    const step = (to - from) / width;
    let index = firstAfter(this.#spans, from);
    let before = this.upTo(from, index);
    for (let x = 0; x < width; x++) {
      const moment = from + (x + 1) * step;
      index = firstAfter(this.#spans, moment, index);
      const sum = this.upTo(moment, index);
      into[x] = (sum - before) / step;
      before = sum;
    }
  }
}
