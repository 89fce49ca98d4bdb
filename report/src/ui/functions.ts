// All functions by their time; the picked one between its callers and its callees.

import { packageOf } from "./color.ts";
import { h } from "./dom.ts";
import { count } from "./format.ts";
import { computed, type Page, type Part } from "./page.ts";
import type { GroupBy, PageState } from "./state.ts";
import { nextSort, sorted, Table } from "./table.ts";
import { TreeView } from "./treeview.ts";

/** One row: a function, or all functions of a file or a package. */
interface Row {
  readonly func: number;
  readonly name: string;
  readonly place: string;
  readonly self: number;
  readonly total: number;
  /** null where functions are added up: how many samples had any of them is not known */
  readonly samples: number | null;
}

const COLUMNS = [
  { key: "self", label: "Self", numeric: true, title: "Time in the function itself" },
  { key: "total", label: "Total", numeric: true, title: "Time in the function and what it called" },
  { key: "samples", label: "Samples", numeric: true, title: "Samples in which the function was on the stack" },
  { key: "name", label: "Function", numeric: false },
  { key: "place", label: "Defined in", numeric: false },
];

export class FunctionsView implements Part {
  readonly element: HTMLElement;
  readonly #page: Page;
  readonly #table: Table;
  readonly #callers: TreeView;
  readonly #callees: TreeView;
  readonly #picked = h("h3", { class: "picked" });
  readonly #sandwich: HTMLElement;
  readonly #groups: HTMLElement;
  #rows: Row[] = [];
  #all: Row[] = [];
  #time = 0;
  #allKey = "";
  #rowsKey = "";
  #sandwichKey = "";

  constructor(page: Page) {
    this.#page = page;
    this.#table = new Table("Functions", COLUMNS, (i) => this.#cells(i), (i) => this.#class(i));
    this.#table.onSort = (key) => {
      const { sort } = page.state;
      const numeric = COLUMNS.find((each) => each.key === key)?.numeric ?? false;
      page.store.set({ sort: nextSort(sort === "" ? "-self" : sort, key, numeric) }, "replace");
    };
    this.#table.onPick = (i) => {
      const func = this.#rows[i]?.func ?? -1;
      if (func >= 0 && page.same[func] !== page.selectedFunc()) {
        page.select([page.key(func)]);
      }
    };
    this.#table.onMenu = (i, x, y) => {
      const func = this.#rows[i]?.func ?? -1;
      if (func >= 0) {
        page.openMenu({ path: [page.key(func)], tree: null, node: -1 }, x, y);
      }
    };
    this.#callers = new TreeView(page, { label: "Callers", upsideDown: true, selects: false, level: 3 });
    this.#callees = new TreeView(page, { label: "Callees", upsideDown: false, selects: false, level: 3 });
    this.#groups = h("div", { class: "segments", role: "radiogroup", "aria-label": "Group by" });
    for (const by of ["function", "file", "package"] as const) {
      const radio = h("button", { type: "button", role: "radio", "data-by": by }, by);
      radio.addEventListener("click", () => page.store.set({ by }, "replace"));
      this.#groups.append(radio);
    }
    this.#sandwich = h(
      "div",
      { class: "sandwich" },
      h("h2", {}, "Callers"),
      this.#callers.element,
      this.#picked,
      h("h2", {}, "Callees"),
      this.#callees.element,
    );
    this.element = h(
      "section",
      { class: "view functions" },
      h("div", { class: "left" }, h("div", { class: "bar-of-options" }, h("span", {}, "Group by"), this.#groups), this.#table.element),
      this.#sandwich,
    );
  }

  update(state: PageState): void {
    const allKey = computed(state) + state.by;
    if (allKey !== this.#allKey) {
      this.#allKey = allKey;
      this.#time = this.#page.model.selectedTime(state);
      this.#all = this.#rowsBy(state, state.by);
    }
    const sort = state.sort === "" ? "-self" : state.sort;
    const rowsKey = [allKey, sort, state.search].join("\0");
    if (rowsKey !== this.#rowsKey) {
      this.#rowsKey = rowsKey;
      this.#rows = sorted(this.#all, sort, {
        self: (row) => row.self,
        total: (row) => row.total,
        samples: (row) => row.samples ?? 0,
        name: (row) => row.name,
        place: (row) => row.place,
      });
      this.#rows = this.#hitsFirst(this.#rows);
    }
    for (const radio of this.#groups.children) {
      radio.setAttribute("aria-checked", String((radio as HTMLElement).dataset.by === state.by));
    }
    const func = this.#page.selectedFunc();
    const index = state.by === "function" && func >= 0 ? this.#rows.findIndex((row) => row.func >= 0 && this.#page.same[row.func] === func) : -1;
    const moved = index !== this.#table.list.current;
    this.#table.list.current = index;
    this.#table.show(this.#rows.length, sort);
    if (moved) {
      this.#table.list.reveal();
    }
    this.#updateSandwich(state, func);
  }

  /** What the search names comes first, so that a long table need not be scrolled to see it. */
  #hitsFirst(rows: Row[]): Row[] {
    if (this.#page.hit(0) === null) {
      return rows;
    }
    return [...rows.filter((row) => this.#page.hit(row.func) === true), ...rows.filter((row) => this.#page.hit(row.func) !== true)];
  }

  #rowsBy(state: PageState, by: GroupBy): Row[] {
    const page = this.#page;
    const table = page.functionTable();
    if (by === "function") {
      return table.map((row) => ({ ...row, name: page.name(row.func), place: page.place(row.func) }));
    }
    const nameOf = (func: number) => {
      const frame = page.frame(func);
      return frame === null ? page.name(func) : by === "package" ? packageOf(frame) : frame.file === null ? "built-in" : frame.shortPath;
    };
    const groups = new Map<string, number>();
    const groupOf = page.model.functions.map((_, func) => {
      const name = nameOf(func);
      const group = groups.get(name) ?? groups.size;
      groups.set(name, group);
      return group;
    });
    const total = page.model.totalsBy(state, groupOf, groups.size);
    const self = new Float64Array(groups.size);
    table.forEach((row) => self[groupOf[row.func]] += row.self);
    return [...groups].map(([name, group]) => ({
      func: -1, name, place: "", self: self[group], total: total[group], samples: null,
    })).filter((row) => row.total > 0);
  }

  #cells(index: number) {
    const page = this.#page;
    const row = this.#rows[index];
    const share = (time: number) => this.#time === 0 ? 0 : time / this.#time;
    const cell = (time: number) => ({
      text: page.time(time, this.#time), share: share(time), title: page.certainty(share(time), this.#time), class: "heat" + page.heat(share(time)),
    });
    return [
      cell(row.self), cell(row.total), { text: row.samples === null ? "" : count(row.samples) }, { text: row.name, class: "name" },
      { text: row.place, class: "place", title: page.frame(row.func)?.file ?? "" },
    ];
  }

  #class(index: number): string {
    const { func } = this.#rows[index];
    const hit = func < 0 ? null : this.#page.hit(func);
    return (func < 0 || this.#page.isOwn(func) ? "own" : "library") + (hit === null ? "" : hit ? " hit" : " miss");
  }

  #updateSandwich(state: PageState, func: number): void {
    const key = [computed(state), func, state.percent, state.search].join("\0");
    if (key === this.#sandwichKey) {
      return;
    }
    this.#sandwichKey = key;
    this.#sandwich.classList.toggle("is-empty", func < 0);
    if (func < 0) {
      this.#picked.textContent = "Pick a function to see who calls it, and what it calls.";
      return;
    }
    const times = this.#page.functionTimes(func);
    this.#picked.textContent = "";
    this.#picked.append(
      h("span", { class: "name" }, this.#page.name(func)),
      h("span", { class: "place" }, this.#page.place(func)),
      h("span", { class: "facts" }, times === null
        ? "not in what is selected"
        : `total ${this.#page.time(times.total, this.#time)}, self ${this.#page.time(times.self, this.#time)}`),
    );
    this.#callers.show(this.#page.model.callers(state, func), false);
    this.#callees.show(this.#page.model.callees(state, func), false);
  }

  command(name: string): boolean {
    const active = document.activeElement;
    if (active === this.#callers.element) {
      return this.#callers.command(name);
    }
    if (active === this.#callees.element) {
      return this.#callees.command(name);
    }
    if (name === "next hit" || name === "previous hit") {
      return this.#table.command(name === "next hit" ? "down" : "up");
    }
    return this.#table.command(name);
  }

  focus(): void {
    this.#table.element.focus({ preventScroll: true });
  }
}
