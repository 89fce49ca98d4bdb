// All functions by their time; the picked one between its callers and its callees.

import { packageOf } from "./color.ts";
import { button, h } from "./dom.ts";
import { count } from "./format.ts";
import { computed, type Page, type Part } from "./page.ts";
import { FunctionTable, Sandwich } from "./sandwich.ts";
import type { GroupBy, PageState } from "./state.ts";

/** One row: a function, or all functions of a file or a package. */
interface Row {
  readonly func: number;
  readonly name: string;
  /** of a file or a package, the search that finds its functions */
  readonly place: string;
  readonly self: number;
  readonly total: number;
  readonly own: boolean;
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
  readonly #functions: FunctionTable<Row>;
  readonly #sandwich: Sandwich;
  readonly #groups = h("div", { class: "segments", role: "radiogroup", "aria-label": "Group by" });
  #time = 0;

  constructor(page: Page) {
    this.#page = page;
    this.#functions = new FunctionTable<Row>(page, COLUMNS, "-self", (row) => this.#cells(row));
    this.#functions.onOpen = ({ func, place }) => {
      if (func < 0 && place !== "") {
        page.store.set({ by: "function", search: place });
      }
    };
    this.#sandwich = new Sandwich(page);
    for (const by of ["function", "file", "package"] as const) {
      this.#groups.append(button(by, { role: "radio", "data-by": by }, () => page.store.set({ by }, "replace")));
    }
    this.element = h(
      "section",
      { class: "view functions" },
      h("div", { class: "left" }, h("div", { class: "bar-of-options" }, h("span", {}, "Group by"), this.#groups),
        this.#functions.table.element),
      this.#sandwich.element,
    );
  }

  update(state: PageState): void {
    const page = this.#page;
    this.#time = page.model.selectedTime(state);
    for (const radio of this.#groups.children) {
      radio.setAttribute("aria-checked", String((radio as HTMLElement).dataset.by === state.by));
    }
    this.#functions.update(state, computed(state) + state.by, () => this.#rowsBy(state, state.by), {
      self: (row) => row.self,
      total: (row) => row.total,
      samples: (row) => row.samples ?? 0,
      name: (row) => row.name,
      place: (row) => row.place,
    });
    this.#functions.table.rename(3, { function: "Function", file: "File", package: "Package" }[state.by]);
    this.#functions.table.rename(4, state.by === "function" ? "Defined in" : "Search");
    this.#sandwich.update(state, (func) => {
      const times = page.functionTimes(func);
      return times === null
        ? "not in what is selected"
        : `total ${page.time(times.total, this.#time)}, self ${page.time(times.self, this.#time)}`;
    }, state.by === "function" ? undefined : `Pick a ${state.by} to see its functions.`);
  }

  #rowsBy(state: PageState, by: GroupBy): Row[] {
    const page = this.#page;
    const table = page.functionTable();
    if (by === "function") {
      return table.map((row) => ({
        ...row, name: page.name(row.func), place: page.place(row.func), own: page.isOwn(row.func),
      }));
    }
    const nameOf = (func: number) => {
      const frame = page.frame(func);
      return frame === null ? page.name(func) : by === "package" ? packageOf(frame) : frame.shortPath;
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
    const own = new Set<number>();
    table.forEach((row) => {
      self[groupOf[row.func]] += row.self;
      if (page.isOwn(row.func)) {
        own.add(groupOf[row.func]);
      }
    });
    return [...groups].map(([name, group]) => ({
      func: -1, name, place: /^\[/.test(name) ? "" : by + ":" + name, self: self[group], total: total[group], samples: null, own: own.has(group),
    })).filter((row) => row.total > 0);
  }

  #cells(row: Row) {
    const page = this.#page;
    const share = (time: number) => this.#time === 0 ? 0 : time / this.#time;
    const cell = (time: number) => ({
      text: page.time(time, this.#time), share: share(time), title: page.certainty(share(time), this.#time),
      class: "heat" + page.heat(share(time)),
    });
    return [
      cell(row.self), cell(row.total), { text: row.samples === null ? "" : count(row.samples) }, { text: row.name, class: "name" },
      { text: row.place, class: "place", title: page.frame(row.func)?.file ?? "" },
    ];
  }

  command(name: string): boolean {
    return (this.#sandwich.focused ?? this.#functions.table).command(name);
  }

  focus(): void {
    this.#functions.table.element.focus({ preventScroll: true });
  }
}
