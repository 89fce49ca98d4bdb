// All functions of two recordings, those that changed most in themselves first.

import type { ComparedFunction, Comparison } from "../compare.ts";
import { changeCell, figure, legend } from "./changes.ts";
import { h } from "./dom.ts";
import type { Page, Part } from "./page.ts";
import type { PageState } from "./state.ts";
import { nextSort, sorted, Table } from "./table.ts";

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
  readonly #table: Table;
  readonly #legend: ReturnType<typeof legend>;
  #rows: ComparedFunction[] = [];
  #key = "";

  constructor(page: Page<Comparison>) {
    this.#page = page;
    this.#legend = legend(page);
    this.#table = new Table("Functions", COLUMNS, (i) => this.#cells(i), (i) => this.#class(i));
    this.#table.onSort = (key) => {
      const numeric = COLUMNS.find((each) => each.key === key)?.numeric ?? false;
      page.store.set({ sort: nextSort(page.state.sort, key, numeric) }, "replace");
    };
    this.#table.onPick = (i) => {
      const func = this.#rows[i]?.func ?? -1;
      if (func >= 0 && page.same[func] !== page.selectedFunc()) {
        page.select([page.key(func)]);
      }
    };
    this.#table.onMenu = (i, x, y) => page.openMenu({ path: [page.key(this.#rows[i].func)], tree: null, node: -1 }, x, y);
    this.#table.element.classList.add("changes");
    this.element = h("section", { class: "view compared" },
      h("div", { class: "bar-of-options" }, ...this.#legend.elements), this.#table.element);
  }

  update(state: PageState): void {
    this.#legend.update();
    const key = [state.percent, state.sort, state.search].join("\0");
    if (key !== this.#key) {
      this.#key = key;
      const page = this.#page;
      const rows = sorted(page.model.compared(state.percent), state.sort, {
        selfbefore: (row) => row.self[0],
        selfafter: (row) => row.self[1],
        self: (row) => row.self[1] - row.self[0],
        totalbefore: (row) => row.total[0],
        totalafter: (row) => row.total[1],
        total: (row) => row.total[1] - row.total[0],
        name: (row) => page.name(row.func),
        place: (row) => page.place(row.func),
      });
      const isHit = (row: ComparedFunction) => page.hit(row.func) === true;
      this.#rows = [...rows.filter(isHit), ...rows.filter((row) => !isHit(row))];
    }
    const func = this.#page.selectedFunc();
    const index = func < 0 ? -1 : this.#rows.findIndex((row) => this.#page.same[row.func] === func);
    const moved = index !== this.#table.list.current;
    this.#table.list.current = index;
    this.#table.show(this.#rows.length, state.sort);
    if (moved) {
      this.#table.list.reveal();
    }
  }

  #cells(index: number) {
    const page = this.#page;
    const { func, self, total } = this.#rows[index];
    const time = (millis: number) => ({ text: millis === 0 ? "–" : figure(page, millis) });
    return [
      time(self[0]), time(self[1]), changeCell(page, ...self), time(total[0]), time(total[1]), changeCell(page, ...total),
      { text: page.name(func), class: "name" },
      { text: page.place(func), class: "place", title: page.frame(func)?.file ?? "" },
    ];
  }

  #class(index: number): string {
    const { func } = this.#rows[index];
    const hit = this.#page.hit(func);
    return (this.#page.isOwn(func) ? "own" : "library") + (hit === null ? "" : hit ? " hit" : " miss");
  }

  command(name: string): boolean {
    return this.#table.command(name === "next hit" ? "down" : name === "previous hit" ? "up" : name);
  }

  focus(): void {
    this.#table.element.focus({ preventScroll: true });
  }
}
