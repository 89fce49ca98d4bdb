// The call stack view: the tree as the console shows it.

import { h } from "./dom.ts";
import { computed, type Page, type Part } from "./page.ts";
import type { PageState } from "./state.ts";
import { TreeView } from "./treeview.ts";

export class CallsView implements Part {
  readonly element: HTMLElement;
  readonly tree: TreeView;
  readonly #page: Page;
  #shown = "";

  constructor(page: Page) {
    this.#page = page;
    this.tree = new TreeView(page, { label: "Calls", upsideDown: false, selects: true, level: Infinity });
    this.element = h("section", { class: "view calls" }, this.tree.element);
  }

  update(state: PageState): void {
    const wanted = computed(state) + state.percent + state.search;
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      this.tree.show(this.#page.model.callTree(state), state.foldLibraries && !state.showAll);
    } else {
      this.tree.followSelection();
    }
  }

  find(beginning: string): void {
    this.tree.find(beginning);
  }

  target() {
    return this.tree.target();
  }

  command(name: string): boolean {
    return this.tree.command(name);
  }

  focus(): void {
    this.tree.element.focus({ preventScroll: true });
  }
}
