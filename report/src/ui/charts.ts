// The timeline and the flame graph as views: each chart with its options, and the same as a table.

import { button, h, pressed, toggle } from "./dom.ts";
import { FlameChart } from "./flame.ts";
import { duration } from "./format.ts";
import { type Page, type Part, threadsOf } from "./page.ts";
import { State, stateName } from "../session.ts";
import type { PageState } from "./state.ts";
import { firstAfter } from "./sums.ts";
import { Table } from "./table.ts";
import { TimelineChart } from "./timeline.ts";
import { TreeView } from "./treeview.ts";
import { printable } from "./format.ts";
import { frameLabel } from "./search.ts";

const RUN_COLUMNS = [
  { key: "", label: "From", numeric: true },
  { key: "", label: "For", numeric: true },
  { key: "", label: "State", numeric: false },
  { key: "", label: "Thread", numeric: false },
  { key: "", label: "Innermost call", numeric: false },
];

/** What each thread was seen doing, one row for each run of equal samples, thread by thread. */
class RunsTable {
  readonly table: Table;
  readonly #page: Page;
  #spans: { index: number; first: number; before: number }[] = [];

  constructor(page: Page) {
    this.#page = page;
    this.table = new Table("Timeline as a table", RUN_COLUMNS, (i) => this.#cells(i), () => "");
    this.table.onPick = (i) => {
      const at = this.#at(i);
      if (at !== null) {
        const { stacks } = page.model.session;
        const path: string[] = [];
        for (let node = at.thread.node[at.run]; node > 0; node = stacks.parent[node]) {
          path.push(page.key(page.model.functionOf[stacks.frame[node]]));
        }
        page.select(path.reverse());
      }
    };
  }

  update(state: PageState): void {
    const part = state.window ?? { from: 0, to: Infinity };
    const from = Math.max(part.from, state.range?.from ?? 0);
    const to = Math.min(part.to, state.range?.to ?? Infinity);
    let count = 0;
    this.#spans = threadsOf(this.#page).map((index) => {
      const thread = this.#page.model.session.threads[index];
      const first = firstAfter(thread, from);
      let end = Math.max(first, Math.min(thread.start.length, firstAfter(thread, to)));
      if (end < thread.start.length && thread.start[end] < to) {
        end++;
      }
      const span = { index, first, before: count };
      count += end - first;
      return span;
    });
    this.table.show(count, "");
  }

  #at(index: number) {
    const span = this.#spans.findLast((each) => each.before <= index);
    return span === undefined
      ? null
      : { span, thread: this.#page.model.session.threads[span.index], run: span.first + index - span.before };
  }

  #cells(index: number) {
    const { span, thread, run } = this.#at(index)!;
    const { stacks, frames } = this.#page.model.session;
    const node = thread.node[run];
    const state = thread.state[run];
    return [
      { text: (thread.start[run] / 1000).toFixed(this.#page.decimals + 1) },
      { text: duration(thread.end[run] - thread.start[run]) },
      { text: stateName(state) },
      { text: this.#page.threadName(span.index) },
      { text: node > 0 ? printable(frameLabel(frames[stacks.frame[node]])) : "outside Python", class: "name" },
    ];
  }
}

export class TimelineView implements Part {
  readonly element: HTMLElement;
  readonly #chart: TimelineChart;
  readonly #runs: RunsTable;
  readonly #asTable: HTMLButtonElement;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.#chart = new TimelineChart(page);
    this.#runs = new RunsTable(page);
    this.#asTable = toggle("As table", "The same as a table", () =>
      page.store.set({ asTable: !page.state.asTable }, "replace"));
    const seen = (state: State) => page.model.session.threads.some((each) => each.state.includes(state));
    const key = (name: string, label: string, title = "") =>
      h("span", { class: "key", title }, h("i", { class: "k-" + name }), label);
    const zoom = (name: string, label: string, title: string) =>
      button(label, { class: "toggle", title, "aria-label": title }, () => this.#chart.command(name));
    this.element = h(
      "section",
      { class: "view timeline" },
      h(
        "div",
        { class: "bar-of-options" },
        key("running", "running", "On a CPU, or ready for one"),
        seen(State.Collecting) ? key("collecting", "collecting garbage") : null,
        key("waiting", "waiting", "For time, input, a lock or the GIL"),
        seen(State.WaitingForGil) ? key("gil", "for the GIL") : null,
        seen(State.Unknown) ? key("unknown", "not known") : null,
        key("missing", "no samples"),
        h("span", { class: "hint" }, "Drag to select a range, scroll to zoom."),
        h("span", { class: "grow" }),
        h(
          "span",
          { class: "together" },
          zoom("zoom out", "−", "Zoom out (s)"),
          zoom("zoom in", "+", "Zoom in (w)"),
          zoom("zoom all", "All", "See everything (0)"),
          this.#asTable,
        ),
      ),
      this.#chart.element,
      this.#runs.table.element,
    );
  }

  update(state: PageState): void {
    pressed(this.#asTable, state.asTable);
    this.#chart.element.hidden = state.asTable;
    this.#runs.table.element.hidden = !state.asTable;
    if (state.asTable) {
      this.#runs.update(state);
    } else {
      this.#chart.update(state);
    }
  }

  command(name: string): boolean {
    return this.#page.state.asTable ? this.#runs.table.command(name) : this.#chart.command(name);
  }

  focus(): void {
    (this.#page.state.asTable ? this.#runs.table.element : this.#chart.element).focus({ preventScroll: true });
  }
}

export class FlameView implements Part {
  readonly element: HTMLElement;
  readonly #chart: FlameChart;
  readonly #tree: TreeView;
  readonly #asTable: HTMLButtonElement;
  readonly #inverted: HTMLButtonElement;
  readonly #upwards: HTMLButtonElement;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.#chart = new FlameChart(page, "Flame graph", (state, least) => page.model.flameTree(state, least));
    this.#tree = new TreeView(page, { label: "Flame graph as a table", upsideDown: false, selects: true, level: 4 });
    const flip = (label: string, title: string, name: "asTable" | "inverted" | "upwards") =>
      toggle(label, title, () => page.store.set({ [name]: !page.state[name] }, name === "inverted" ? "push" : "replace"));
    this.#asTable = flip("As table", "The same as a table", "asTable");
    this.#inverted = flip("Inverted", "From the innermost call to who called it (i)", "inverted");
    this.#upwards = flip("Upwards", "The root at the bottom", "upwards");
    this.element = h(
      "section",
      { class: "view flame" },
      h(
        "div",
        { class: "bar-of-options" },
        this.#inverted,
        this.#upwards,
        h("span", { class: "hint" }, "Widths are time; the order says nothing. Double-click or Enter zooms."),
        h("span", { class: "grow" }),
        this.#asTable,
      ),
      this.#chart.element,
      this.#tree.element,
    );
  }

  update(state: PageState): void {
    pressed(this.#asTable, state.asTable);
    pressed(this.#inverted, state.inverted);
    pressed(this.#upwards, state.upwards);
    this.#chart.element.hidden = state.asTable;
    this.#tree.element.hidden = !state.asTable;
    if (!state.asTable) {
      this.#chart.update(state);
      return;
    }
    this.#tree.update(state, () => this.#page.model.flameTree(state), false);
  }

  command(name: string): boolean {
    return this.#page.state.asTable ? this.#tree.command(name) : this.#chart.command(name);
  }

  focus(): void {
    (this.#page.state.asTable ? this.#tree.element : this.#chart.element).focus({ preventScroll: true });
  }
}
