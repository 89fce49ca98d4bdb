// All functions of two recordings, those that changed most in themselves first; the picked one between its callers and
// its callees.

import type { ComparedFunction, Comparison } from "../compare.ts";
import { changeCell, changeColumns, changeText, figure, legend } from "./changes.ts";
import { h } from "./dom.ts";
import type { Page, Part } from "./page.ts";
import { FunctionTable, Sandwich } from "./sandwich.ts";
import type { PageState } from "./state.ts";
import type { Legend } from "./toolbar.ts";

const COLUMNS = [
  { key: "selfbefore", label: "Self before", numeric: true, title: "Time in the function itself, before" },
  { key: "selfafter", label: "Self after", numeric: true, title: "Time in the function itself, after" },
  { key: "self", label: "Self change", numeric: true },
  { key: "totalbefore", label: "Total before", numeric: true, title: "Time in the function and what it called, before" },
  { key: "totalafter", label: "Total after", numeric: true, title: "Time in the function and what it called, after" },
  { key: "total", label: "Total change", numeric: true },
  { key: "name", label: "Function", numeric: false },
  { key: "place", label: "Defined in", numeric: false },
];

export class ChangedFunctions implements Part {
  readonly element: HTMLElement;
  readonly #page: Page<Comparison>;
  readonly #functions: FunctionTable<ComparedFunction>;
  readonly #sandwich: Sandwich;
  readonly #legend: Legend;

  constructor(page: Page<Comparison>) {
    this.#page = page;
    this.#legend = legend(page);
    this.#functions = new FunctionTable<ComparedFunction>(page, COLUMNS, "", (row) => this.#cells(row));
    this.#sandwich = new Sandwich(page, changeColumns(page));
    this.element = h("section", { class: "view functions changes" },
      h("div", { class: "left" }, h("div", { class: "bar-of-options" }, ...this.#legend.elements),
        this.#functions.table.element),
      this.#sandwich.element);
  }

  update(state: PageState): void {
    const page = this.#page;
    this.#legend.update();
    this.#functions.update(state, String(state.percent), () => page.model.compared(state.percent), {
      selfbefore: (row) => row.self[0],
      selfafter: (row) => row.self[1],
      self: (row) => row.self[1] - row.self[0],
      totalbefore: (row) => row.total[0],
      totalafter: (row) => row.total[1],
      total: (row) => row.total[1] - row.total[0],
      name: (row) => page.name(row.func),
      place: (row) => page.place(row.func),
    });
    this.#sandwich.update(state, (func) => {
      const times = page.model.compared(state.percent).find((row) => page.same[row.func] === func);
      return times === undefined ? "in neither run" : "total " + changeText(...times.total);
    });
  }

  #cells({ func, self, total }: ComparedFunction) {
    const page = this.#page;
    const time = (millis: number) => ({ text: millis === 0 ? "–" : figure(page, millis) });
    return [
      time(self[0]), time(self[1]), changeCell(page, ...self), time(total[0]), time(total[1]), changeCell(page, ...total),
      { text: page.name(func), class: "name" },
      { text: page.place(func), class: "place", title: page.frame(func)?.file ?? "" },
    ];
  }

  command(name: string): boolean {
    return (this.#sandwich.focused ?? this.#functions.table).command(name);
  }

  focus(): void {
    this.#functions.table.element.focus({ preventScroll: true });
  }
}
