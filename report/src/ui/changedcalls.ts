// The calls of two recordings as one tree: those that take long or have changed.

import type { Comparison } from "../compare.ts";
import { changeColumns, legend } from "./changes.ts";
import { button, h, pressed, toggle } from "./dom.ts";
import { computed, type Page, type Part } from "./page.ts";
import type { PageState } from "./state.ts";
import { leastShare } from "./toolbar.ts";
import { TreeView } from "./treeview.ts";

export class ChangedCalls implements Part {
  readonly element: HTMLElement;
  readonly #page: Page<Comparison>;
  readonly #tree: TreeView;
  readonly #legend: ReturnType<typeof legend>;
  readonly #all: HTMLButtonElement;
  readonly #least: HTMLSelectElement;
  #shown = "";

  constructor(page: Page<Comparison>) {
    this.#page = page;
    this.#tree = new TreeView(page, {
      label: "Calls", upsideDown: false, selects: true, level: Infinity, columns: changeColumns(page),
    });
    this.#legend = legend(page);
    this.#all = toggle("Show all", "Also calls that neither take long nor changed", () =>
      page.store.set({ showAll: !page.state.showAll }));
    this.#least = leastShare(page);
    this.element = h("section", { class: "view calls changes" },
      h("div", { class: "bar-of-options" }, ...this.#legend.elements, h("span", { class: "grow" }), this.#all,
        h("label", {}, this.#least),
        button("Close all", { class: "toggle", title: "[" }, () => this.command("close everything")),
        button("Open all", { class: "toggle", title: "]" }, () => this.command("open everything"))),
      this.#tree.element);
  }

  update(state: PageState): void {
    this.#legend.update();
    pressed(this.#all, state.showAll);
    this.#least.disabled = state.showAll;
    this.#least.value = String(state.threshold);
    const wanted = computed(state) + state.percent + state.search;
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      this.#tree.show(this.#page.model.callTree(state), false);
    } else {
      this.#tree.followSelection();
    }
  }

  find(beginning: string): void {
    this.#tree.find(beginning);
  }

  target() {
    return this.#tree.target();
  }

  command(name: string): boolean {
    return this.#tree.command(name);
  }

  focus(): void {
    this.#tree.element.focus({ preventScroll: true });
  }
}
