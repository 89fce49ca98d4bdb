// A scrolled list that only has the rows that are in sight. The rows are `role=row`; the list keeps the keyboard's
// focus, and says which row it is at.

import { h } from "./dom.ts";
import { rowsAt, scrollHeight, scrollTo } from "./virtual.ts";

let lists = 0;

export class List {
  readonly element: HTMLElement;
  readonly #body = h("div", { class: "list-body", role: "rowgroup" });
  readonly #spacer = h("div", { class: "list-spacer", role: "presentation" }, this.#body);
  readonly #id = "list" + lists++;
  readonly #row: (index: number) => HTMLElement;
  count = 0;
  /** the row that the keyboard is at, or -1 */
  current = -1;
  onShown: (first: number, end: number) => void = () => {};

  constructor(role: "treegrid" | "grid", label: string, head: HTMLElement, row: (index: number) => HTMLElement) {
    this.#row = row;
    this.element = h("div", { class: "list", role, "aria-label": label, tabindex: 0 }, head, this.#spacer);
    this.element.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  get rowHeight(): number {
    return parseFloat(getComputedStyle(this.element).getPropertyValue("--row")) || 22;
  }

  #height(): number {
    const head = this.element.firstElementChild as HTMLElement;
    return Math.max(0, this.element.clientHeight - head.offsetHeight);
  }

  draw(): void {
    const rowHeight = this.rowHeight;
    this.#spacer.style.height = scrollHeight(this.count, rowHeight) + "px";
    const height = Math.min(this.#height(), 150 * rowHeight);
    const { first, end, top } = rowsAt(this.element.scrollTop, height, this.count, rowHeight);
    this.onShown(first, end);
    const rows: HTMLElement[] = [];
    for (let index = first; index < end; index++) {
      const row = this.#row(index);
      row.id = this.#id + "-" + index;
      row.dataset.index = String(index);
      row.setAttribute("aria-rowindex", String(index + 2));
      if (index === this.current) {
        row.setAttribute("aria-selected", "true");
      }
      rows.push(row);
    }
    this.#body.style.transform = `translateY(${top}px)`;
    this.#body.replaceChildren(...rows);
    this.element.setAttribute("aria-rowcount", String(this.count + 1));
    if (this.current >= first && this.current < end) {
      this.element.setAttribute("aria-activedescendant", this.#id + "-" + this.current);
    } else {
      this.element.removeAttribute("aria-activedescendant");
    }
  }

  /** Goes to the row and has it in sight. */
  go(index: number): void {
    this.current = Math.max(-1, Math.min(this.count - 1, index));
    this.reveal();
    this.draw();
  }

  reveal(): void {
    if (this.current >= 0) {
      const { element, count, rowHeight } = this;
      this.#spacer.style.height = scrollHeight(count, rowHeight) + "px";
      element.scrollTop = scrollTo(this.current, element.scrollTop, this.#height(), count, rowHeight);
    }
  }

  page(): number {
    return Math.max(1, Math.floor(this.#height() / this.rowHeight) - 1);
  }

  /** Moves by the keys that all lists share. */
  command(name: string): boolean {
    switch (name) {
      case "down":
        this.go(this.current + 1);
        return true;
      case "up":
        this.go(Math.max(0, this.current - 1));
        return true;
      case "first":
        this.go(0);
        return true;
      case "last":
        this.go(this.count - 1);
        return true;
      case "page down":
        this.go(this.current + this.page());
        return true;
      case "page up":
        this.go(Math.max(0, this.current - this.page()));
        return true;
      default:
        return false;
    }
  }

  /** The row under an event, or -1. */
  rowOf(event: Event): number {
    const row = (event.target as Element).closest<HTMLElement>("[data-index]");
    return row ? Number(row.dataset.index) : -1;
  }
}
