// Drags a range of time: the same on the overview and on the timeline.

import type { Range } from "../model.ts";
import type { Page } from "./page.ts";
import { nested } from "./zoom.ts";

export class Brush {
  readonly #page: Page;
  #anchor = 0;
  #before: Range | null = null;
  #outer: readonly Range[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  /** @param grip how near to an end of the range, in milliseconds, that end is taken hold of */
  start(moment: number, grip: number): void {
    const { range, outer } = this.#page.state;
    this.#before = range;
    this.#outer = outer;
    this.#anchor = moment;
    if (range !== null && Math.abs(moment - range.from) < grip) {
      this.#anchor = range.to;
    } else if (range !== null && Math.abs(moment - range.to) < grip) {
      this.#anchor = range.from;
    }
  }

  move(moment: number): void {
    const last = this.#page.model.session.duration;
    const other = Math.max(0, Math.min(last, moment));
    const anchor = Math.max(0, Math.min(last, this.#anchor));
    const range = { from: Math.min(anchor, other), to: Math.max(anchor, other) };
    if (range.to > range.from) {
      this.#page.store.set({ range, outer: nested(this.#outer, this.#before, range) }, "live");
    }
  }

  end(): void {
    this.#page.store.set({}, "push");
  }
}
