// Time by source line: of the selected function, or of all.

import { h, toggle, pressed } from "./dom.ts";
import { percent, printable } from "./format.ts";
import type { LineRow } from "../model.ts";
import { computed, type Page, type Part } from "./page.ts";
import { frameLabel } from "./search.ts";
import type { PageState } from "./state.ts";
import { nextSort, sorted, Table } from "./table.ts";
import { isOwn } from "./color.ts";

const COLUMNS = [
  { key: "self", label: "Self", numeric: true, title: "Time at the line itself" },
  { key: "total", label: "Total", numeric: true, title: "Time at the line and in what it called" },
  { key: "line", label: "Line", numeric: true },
  { key: "name", label: "Function", numeric: false },
  { key: "place", label: "File", numeric: false },
];

export class LinesView implements Part {
  readonly element: HTMLElement;
  readonly #page: Page;
  readonly #table: Table;
  readonly #only: HTMLButtonElement;
  readonly #title = h("span", { class: "what" });
  #everything = false;
  #rows: LineRow[] = [];
  #all: LineRow[] = [];
  #time = 0;
  #key = "";

  constructor(page: Page) {
    this.#page = page;
    this.#table = new Table("Lines", COLUMNS, (i) => this.#cells(i), (i) => this.#class(i));
    this.#table.onSort = (key) => {
      const numeric = COLUMNS.find((each) => each.key === key)?.numeric ?? false;
      const now = page.state.sort === "" ? "-self" : page.state.sort;
      page.store.set({ sort: key === "line" && now !== "line" ? "line" : nextSort(now, key, numeric) }, "replace");
    };
    this.#table.onPick = (i) => {
      const row = this.#rows[i];
      const key = row === undefined ? "" : page.key(page.model.functionOf[row.frame]);
      if (this.#everything && key !== "" && page.state.selected.at(-1) !== key) {
        page.select([key]);
      }
    };
    this.#only = toggle("Only the selected function", "", () => {
      this.#everything = !this.#everything;
      this.update(page.state);
    });
    this.element = h(
      "section",
      { class: "view lines" },
      h("div", { class: "bar-of-options" }, this.#title, this.#only),
      this.#table.element,
    );
  }

  update(state: PageState): void {
    const key = computed(state);
    if (key !== this.#key) {
      this.#key = key;
      this.#time = this.#page.model.selectedTime(state);
      this.#all = this.#page.model.lines(state);
    }
    const func = this.#page.selectedFunc();
    const only = func >= 0 && !this.#everything && this.#page.frame(func) !== null;
    this.#only.hidden = func < 0;
    pressed(this.#only, only);
    const { functionOf } = this.#page.model;
    const sort = state.sort === "" ? "-self" : state.sort;
    const chosen = only ? this.#all.filter((row) => this.#page.same[functionOf[row.frame]] === func) : this.#all;
    const { frames } = this.#page.model.session;
    this.#rows = sorted(chosen, sort, {
      self: (row) => row.self,
      total: (row) => row.total,
      line: (row) => row.line,
      name: (row) => frameLabel(frames[row.frame]),
      place: (row) => frames[row.frame].shortPath,
    });
    this.#title.textContent = only
      ? `Lines of ${this.#page.name(func)}`
      : "All lines. Select a function to see only its lines.";
    this.#table.list.current = Math.min(this.#table.list.current, this.#rows.length - 1);
    this.#table.show(this.#rows.length, sort);
  }

  #cells(index: number) {
    const page = this.#page;
    const row = this.#rows[index];
    const frame = page.model.session.frames[row.frame];
    const cell = (time: number) => {
      const share = this.#time === 0 ? 0 : time / this.#time;
      return { text: page.time(time, this.#time), share, title: percent(share), class: "heat" + page.heat(share) };
    };
    return [
      cell(row.self), cell(row.total), { text: row.line > 0 ? String(row.line) : "" },
      { text: printable(frameLabel(frame)), class: "name" },
      { text: frame.file === null ? "built-in" : printable(frame.shortPath), class: "place", title: frame.file ?? "" },
    ];
  }

  #class(index: number): string {
    const row = this.#rows[index];
    const hit = this.#page.hit(this.#page.model.functionOf[row.frame]);
    return (isOwn(this.#page.model.session.frames[row.frame]) ? "own" : "library") +
      (hit === null ? "" : hit ? " hit" : " miss");
  }

  command(name: string): boolean {
    return this.#table.command(name === "next hit" ? "down" : name === "previous hit" ? "up" : name);
  }

  focus(): void {
    this.#table.element.focus({ preventScroll: true });
  }
}
