// A table of any number of rows with columns that sort.

import { barOf, button, h } from "./dom.ts";
import { onMenu } from "./gestures.ts";
import { List } from "./list.ts";

export interface Column {
  /** in the state and in links; empty for a column that does not sort */
  readonly key: string;
  readonly label: string;
  readonly numeric: boolean;
  readonly title?: string;
}

export interface Cell {
  readonly text: string;
  readonly title?: string;
  readonly class?: string;
  /** 0 to 1: drawn as a bar behind the text */
  readonly share?: number;
}

export class Table {
  readonly element: HTMLElement;
  readonly list: List;
  onSort: (key: string) => void = () => {};
  /** the keyboard or the mouse is at the row */
  onPick: (index: number) => void = () => {};
  /** the row was clicked, or Enter pressed at it */
  onOpen: (index: number) => void = () => {};
  onMenu: (index: number, x: number, y: number) => void = () => {};
  readonly #heads: readonly HTMLElement[];
  readonly #columns: readonly Column[];

  constructor(label: string, columns: readonly Column[], cells: (index: number) => readonly Cell[], rowClass: (index: number) => string) {
    this.#columns = columns;
    this.#heads = columns.map((column) => {
      const head = h("span", {
        role: "columnheader",
        class: (column.numeric ? "number " : "") + "c-" + column.label.toLowerCase().replace(/\W/g, ""),
        title: column.title,
      });
      if (column.key === "") {
        head.append(column.label);
      } else {
        head.append(button(column.label, { class: "sort" }, () => this.onSort(column.key)));
      }
      return head;
    });
    this.list = new List("grid", label, h("div", { class: "row head", role: "row" }, ...this.#heads), (index) => {
      const row = h("div", { role: "row", class: "row " + rowClass(index) });
      cells(index).forEach((cell, i) => {
        const column = columns[i];
        const element = h("span", {
          role: "gridcell",
          class: (column.numeric ? "number " : "") + "c-" + column.label.toLowerCase().replace(/\W/g, "") + " " +
            (cell.class ?? ""),
          title: cell.title,
        });
        if (cell.share !== undefined) {
          element.append(barOf(cell.share));
        }
        element.append(h("span", { class: "text" }, cell.text));
        row.append(element);
      });
      return row;
    });
    this.element = this.list.element;
    this.element.classList.add("table");
    this.element.addEventListener("click", (event) => {
      const index = this.list.rowOf(event);
      if (index >= 0) {
        this.list.go(index);
        this.onPick(index);
        this.onOpen(index);
      }
    });
    onMenu(this.element, (event) => {
      const index = this.list.rowOf(event);
      if (index >= 0) {
        event.preventDefault();
        this.list.go(index);
        this.onPick(index);
        this.onMenu(index, event.clientX, event.clientY);
      }
    });
  }

  rename(column: number, label: string): void {
    this.#heads[column].firstChild!.textContent = label;
  }

  /** @param sort a column's key, with `-` before it for descending */
  show(count: number, sort: string): void {
    this.list.count = count;
    this.#columns.forEach((column, i) => {
      if (column.key !== "") {
        const order = sort === column.key ? "ascending" : sort === "-" + column.key ? "descending" : "none";
        this.#heads[i].setAttribute("aria-sort", order);
      }
    });
    this.list.draw();
  }

  command(name: string): boolean {
    if (name === "toggle") {
      if (this.list.current >= 0) {
        this.onPick(this.list.current);
        this.onOpen(this.list.current);
      }
      return true;
    }
    const moved = this.list.command(name === "next hit" ? "down" : name === "previous hit" ? "up" : name);
    if (moved) {
      this.onPick(this.list.current);
    }
    return moved;
  }
}

/** What a click on a column's head makes of the order. */
export function nextSort(sort: string, key: string, numeric: boolean): string {
  return sort === "-" + key ? key : sort === key ? "-" + key : numeric ? "-" + key : key;
}

/** Sorts copies; equal ones stay in the order they had. */
export function sorted<T>(rows: readonly T[], sort: string, values: Record<string, (row: T) => number | string>): T[] {
  const descending = sort.startsWith("-");
  const value = values[descending ? sort.slice(1) : sort];
  if (value === undefined) {
    return [...rows];
  }
  return rows.map((row) => ({ row, by: value(row) })).sort((a, b) => {
    const order = typeof a.by === "number" ? a.by - (b.by as number) : a.by.localeCompare(b.by as string);
    return descending ? -order : order;
  }).map((each) => each.row);
}
