// What can be done with a call: focus, hide, fold, copy. The same from keys, menus and buttons.

import type { Subject, Transform } from "../model.ts";
import { INITIAL } from "./state.ts";
import type { Page, Target } from "./page.ts";
import { parseRange } from "./axis.ts";
import { nested, within } from "./zoom.ts";

export class Actions {
  readonly #page: Page<Subject>;

  constructor(page: Page<Subject>) {
    this.#page = page;
  }

  transform(transform: Transform): void {
    const { transforms } = this.#page.state;
    const same = transforms.some((each) => JSON.stringify(each) === JSON.stringify(transform));
    if (!same) {
      this.#page.store.set({ transforms: [...transforms, transform] });
      this.#page.announce(this.describe(transform));
    }
  }

  remove(transform: Transform): void {
    const { transforms } = this.#page.state;
    this.#page.store.set({ transforms: transforms.filter((each) => each !== transform) });
  }

  undo(): void {
    const { transforms } = this.#page.state;
    if (transforms.length > 0) {
      this.#page.announce("Undone: " + this.describe(transforms[transforms.length - 1]));
      this.#page.store.set({ transforms: transforms.slice(0, -1) });
    }
  }

  describe(transform: Transform): string {
    const name = (key: string | undefined) => this.#page.name(this.#page.byKey.get(key ?? "") ?? -1);
    switch (transform.kind) {
      case "focus-subtree":
        return "only below " + name(transform.path.at(-1));
      case "focus-function":
        return "only " + name(transform.key);
      case "hide-function":
        return "without " + name(transform.key);
      case "fold-recursion":
        return "recursion folded";
    }
  }

  /** Shows one thread alone, the next or the one before; after the last come all. */
  cycleThread(step: 1 | -1): void {
    const { state, store, model } = this.#page;
    const order = this.#page.allThreads();
    const at = state.threads?.length === 1 ? order.indexOf(state.threads[0]) : step > 0 ? -1 : order.length;
    const next = at + step;
    const threads = next < 0 || next >= order.length ? null : [order[next]];
    store.set({ threads });
    this.#page.announce(threads === null ? `All ${model.session.threads.length} threads` : this.#page.threadName(threads[0]));
  }

  moveRange(by: number, stretch: number): void {
    const { state, store, model } = this.#page;
    const all = { from: 0, to: Math.max(1e-3, model.session.duration) };
    const view = state.view === "timeline" && state.window !== null ? state.window : all;
    const step = (view.to - view.from) / 40;
    const middle = (view.from + view.to) / 2;
    const start = state.range ?? { from: middle - 4 * step, to: middle + 4 * step };
    const moved = state.range === null ? start : {
      from: start.from + by * step - stretch * step,
      to: start.to + by * step + stretch * step,
    };
    if (moved.to - moved.from > step / 10) {
      const range = within(moved, all);
      store.set({ range, outer: nested(state.outer, null, range) }, "replace");
    }
  }

  typeRange(text: string): boolean {
    const range = parseRange(text);
    const { state, store, model } = this.#page;
    if (range === null || range.from >= model.session.duration) {
      return false;
    }
    const cut = { from: range.from, to: Math.min(range.to, model.session.duration) };
    store.set({ range: cut, outer: nested(state.outer, state.range, cut) });
    return true;
  }

  /** Clears the first of these that there is: search, range, selection. */
  escape(): void {
    const { state, store } = this.#page;
    if (state.search !== "") {
      store.set({ search: "" });
    } else if (state.range !== null) {
      store.set({ range: state.outer.at(-1) ?? null, outer: state.outer.slice(0, -1) });
    } else if (state.selected.length > 0) {
      store.set({ selected: INITIAL.selected }, "replace");
    }
  }

  name(target: Target): string {
    return this.#page.name(this.#funcOf(target));
  }

  place(target: Target): string {
    const frame = this.#page.frame(this.#funcOf(target));
    return frame === null ? "" : frame.file === null ? "built-in" : `${frame.file}:${frame.firstLine}`;
  }

  /** Innermost last, as tracebacks have it. */
  stack(target: Target): string {
    return target.path.map((key) => {
      const func = this.#page.byKey.get(key) ?? -1;
      const place = this.#page.place(func);
      return this.#page.name(func) + (place === "" ? "" : "  " + place);
    }).join("\n");
  }

  #funcOf(target: Target): number {
    return this.#page.byKey.get(target.path.at(-1) ?? "") ?? -1;
  }

  copy(what: string, text: string): void {
    const done = () => this.#page.notify(`Copied ${what}.`);
    const failed = () => this.#page.notify(copyByHand(text) ? `Copied ${what}.` : "The browser does not let pages copy.");
    try {
      navigator.clipboard.writeText(text).then(done, failed);
    } catch {
      failed();
    }
  }
}

/** Where a page has no clipboard: what a reader would do by hand. */
function copyByHand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  const active = document.activeElement;
  document.body.append(area);
  area.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    copied = false;
  }
  area.remove();
  if (active instanceof HTMLElement) {
    active.focus();
  }
  return copied;
}
