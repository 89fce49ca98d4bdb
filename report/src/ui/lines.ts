// Time by source line: of the selected function, or of all.

import { h, toggle, pressed } from "./dom.ts";
import { bytes, counted, printable } from "./format.ts";
import type { LineRow } from "../model.ts";
import { lastLine, type Sources } from "../sources.ts";
import { computed, type Page, type Part } from "./page.ts";
import { rowClass } from "./sandwich.ts";
import { frameLabel } from "./search.ts";
import type { PageState } from "./state.ts";
import { nextSort, sorted, Table } from "./table.ts";
import { isOwn } from "./color.ts";

const SOURCE = { key: "", label: "Source", numeric: false };
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
  readonly #sources: Sources | null;
  readonly #table: Table;
  readonly #only: HTMLButtonElement;
  readonly #title = h("span", { class: "what" });
  #everything = false;
  /** the rows are the text of a function */
  #listed = false;
  #rows: LineRow[] = [];
  #all: LineRow[] = [];
  #time = 0;
  #key = "";

  constructor(page: Page, sources: Sources | null) {
    this.#page = page;
    this.#sources = sources;
    const columns = sources === null ? COLUMNS : [...COLUMNS.slice(0, 3), SOURCE, ...COLUMNS.slice(3)];
    this.#table = new Table("Lines", columns, (i) => this.#cells(i), (i) => this.#class(i));
    this.#table.onSort = (key) => {
      const numeric = COLUMNS.find((each) => each.key === key)?.numeric ?? false;
      const now = page.state.sort === "" ? this.#firstSort() : page.state.sort;
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
      { class: sources === null ? "view lines" : "view lines with-source" },
      h("div", { class: "bar-of-options" }, this.#title, this.#only,
        sources === null ? null : h("span", { class: "hint" },
          `The source of ${counted(sources.count, "file")}, ${bytes(sources.bytes)}, is part of this report.`)),
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
    const ofFunction = only ? this.#all.filter((row) => this.#page.same[functionOf[row.frame]] === func) : [];
    const listing = only ? this.#listing(func, ofFunction) : null;
    this.#listed = listing !== null;
    const sort = state.sort === "" ? this.#firstSort() : state.sort;
    const chosen = listing ?? (only ? ofFunction : this.#all);
    const { frames } = this.#page.model.session;
    this.#rows = sorted(chosen, sort, {
      self: (row) => row.self,
      total: (row) => row.total,
      line: (row) => row.line,
      name: (row) => frameLabel(frames[row.frame]),
      place: (row) => frames[row.frame].shortPath,
    });
    const file = only ? this.#page.frame(func)?.file ?? null : null;
    const missing = listing === null && only && file !== null && this.#sources !== null;
    this.#title.textContent = only
      ? `Lines of ${this.#page.name(func)}` + (missing ? `, whose file ${this.#sources.why(file)}` : "")
      : "All lines. Select a function to see only its lines.";
    this.#table.list.current = Math.min(this.#table.list.current, this.#rows.length - 1);
    this.#table.show(this.#rows.length, sort);
  }

  #firstSort(): string {
    return this.#listed ? "line" : "-self";
  }

  /** All lines of the function, with and without time; null if there is no source of it. */
  #listing(func: number, rows: readonly LineRow[]): LineRow[] | null {
    const frame = this.#page.frame(func);
    const lines = this.#sources?.lines(frame?.file ?? null) ?? null;
    const index = this.#page.model.functions[func].frame;
    if (frame === null || lines === null || frame.firstLine < 1) {
      return null;
    }
    const known = new Map(rows.map((row) => [row.line, row]));
    const least = Math.max(frame.firstLine, ...known.keys());
    const last = frame.name === "<module>" ? lines.length : lastLine(lines, frame.firstLine, least);
    const listing: LineRow[] = [];
    for (let line = Math.min(frame.firstLine, ...known.keys()); line <= last; line++) {
      listing.push(known.get(line) ?? { frame: index, line, self: 0, total: 0 });
    }
    return listing;
  }

  #cells(index: number) {
    const page = this.#page;
    const row = this.#rows[index];
    const frame = page.model.session.frames[row.frame];
    const cell = (time: number) => {
      const share = this.#time === 0 ? 0 : time / this.#time;
      return time === 0 && this.#listed ? { text: "" } : { text: page.time(time, this.#time), share, title: page.certainty(share, this.#time), class: "heat" + page.heat(share) };
    };
    return [
      cell(row.self), cell(row.total), { text: row.line > 0 ? String(row.line) : "" },
      ...(this.#sources === null ? [] : [{ text: this.#text(frame.file, row.line), class: "source" }]),
      { text: printable(frameLabel(frame)), class: "name" },
      { text: frame.file === null ? "built-in" : printable(frame.shortPath), class: "place", title: frame.file ?? "" },
    ];
  }

  #text(file: string | null, line: number): string {
    const text = this.#sources?.lines(file)?.[line - 1] ?? "";
    return printable((this.#listed ? text : text.trim()).replace(/\t/g, "    "));
  }

  #class(index: number): string {
    const row = this.#rows[index];
    return rowClass(isOwn(this.#page.frames[row.frame]), this.#page.hit(this.#page.model.functionOf[row.frame]));
  }

  command(name: string): boolean {
    return this.#table.command(name);
  }

  focus(): void {
    this.#table.element.focus({ preventScroll: true });
  }
}
