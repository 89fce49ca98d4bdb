// A table of functions, and the picked one of them between its callers and its callees.

import { h } from "./dom.ts";
import type { Subject } from "../model.ts";
import { computed, type Page } from "./page.ts";
import type { PageState } from "./state.ts";
import { type Cell, type Column, nextSort, sorted, Table } from "./table.ts";
import { type TreeColumn, TreeView } from "./treeview.ts";

/** A function, or less than 0 for what is several. */
export interface FunctionOf {
  readonly func: number;
  /** of several: whether any is the program's own */
  readonly own?: boolean;
}

/** The class of a row: whose code it is, and whether the search names it. */
export function rowClass(isOwn: boolean, hit: boolean | null): string {
  return (isOwn ? "own" : "library") + (hit === null ? "" : hit ? " hit" : " miss");
}

export class FunctionTable<R extends FunctionOf> {
  readonly table: Table;
  onOpen: (row: R) => void = () => {};
  readonly #page: Page<Subject>;
  readonly #firstSort: string;
  #rows: readonly R[] = [];
  #key = "";

  constructor(page: Page<Subject>, columns: readonly Column[], firstSort: string, cells: (row: R) => readonly Cell[]) {
    this.#page = page;
    this.#firstSort = firstSort;
    this.table = new Table("Functions", columns, (i) => cells(this.#rows[i]), (i) => {
      const { func, own } = this.#rows[i];
      return rowClass(own ?? page.isOwn(func), func < 0 ? null : page.hit(func));
    });
    this.table.onSort = (key) => {
      const numeric = columns.find((each) => each.key === key)?.numeric ?? false;
      page.store.set({ sort: nextSort(page.state.sort || firstSort, key, numeric) }, "replace");
    };
    this.table.onPick = (i) => {
      const func = this.#rows[i]?.func ?? -1;
      if (func >= 0 && page.same[func] !== page.selectedFunc()) {
        page.select([page.key(func)]);
      }
    };
    this.table.onOpen = (i) => this.onOpen(this.#rows[i]);
    this.table.onMenu = (i, x, y) => {
      const { func } = this.#rows[i];
      if (func >= 0) {
        page.openMenu({ path: [page.key(func)], tree: null, node: -1 }, x, y);
      }
    };
  }

  /**
   * Shows the rows, those that the search names first: a long table need not be scrolled to see them.
   *
   * @param key the same for the same rows
   */
  update(state: PageState, key: string, rows: () => readonly R[], values: Record<string, (row: R) => number | string>): void {
    const page = this.#page;
    const sort = state.sort || this.#firstSort;
    const all = [key, sort, state.search].join("\0");
    if (all !== this.#key) {
      this.#key = all;
      const inOrder = sorted(rows(), sort, values);
      const isHit = ({ func }: R) => page.hit(func) === true;
      this.#rows = [...inOrder.filter(isHit), ...inOrder.filter((row) => !isHit(row))];
    }
    const picked = page.selectedFunc();
    const index = picked < 0 ? -1 : this.#rows.findIndex(({ func }) => page.same[func] === picked);
    const { list } = this.table;
    const moved = index !== list.current;
    list.current = index;
    this.table.show(this.#rows.length, sort);
    if (moved) {
      list.reveal();
    }
  }
}

const PICK = "Pick a function to see who calls it, and what it calls.";

export class Sandwich {
  readonly element: HTMLElement;
  readonly #page: Page<Subject>;
  readonly #trees: readonly TreeView[];
  readonly #picked = h("h3", { class: "picked" });
  #key = "";

  /** @param columns instead of times, what is known of each call */
  constructor(page: Page<Subject>, columns?: readonly TreeColumn[]) {
    this.#page = page;
    const tree = (label: string, upsideDown: boolean) =>
      new TreeView(page, { label, upsideDown, selects: false, level: 3, columns });
    const [callers, callees] = this.#trees = [tree("Callers", true), tree("Callees", false)];
    this.element = h("div", { class: "sandwich" }, h("h2", {}, "Callers"), callers.element, this.#picked,
      h("h2", {}, "Callees"), callees.element);
  }

  /**
   * @param facts of the picked function, in words
   * @param hint as long as none is picked
   */
  update(state: PageState, facts: (func: number) => string, hint = PICK): void {
    const page = this.#page;
    const func = page.selectedFunc();
    const key = [computed(state), func, state.percent, state.search, hint].join("\0");
    if (key === this.#key) {
      return;
    }
    this.#key = key;
    this.element.classList.toggle("is-empty", func < 0);
    this.#picked.replaceChildren(...func < 0 ? [hint] : [
      h("span", { class: "name" }, page.name(func)),
      h("span", { class: "place" }, page.place(func)),
      h("span", { class: "facts" }, facts(func)),
    ]);
    if (func >= 0) {
      this.#trees[0].show(page.model.callers(state, func), false);
      this.#trees[1].show(page.model.callees(state, func), false);
    }
  }

  /** The tree that has the keyboard. */
  get focused(): TreeView | undefined {
    return this.#trees.find((tree) => tree.element === document.activeElement);
  }
}
