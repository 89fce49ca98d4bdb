// The call stack view: the tree as the console shows it, or that of a comparison.

import type { Subject } from "../model.ts";
import { h } from "./dom.ts";
import type { Page, Part } from "./page.ts";
import type { PageState } from "./state.ts";
import { CallOptions, type Legend } from "./toolbar.ts";
import { type TreeColumn, TreeView } from "./treeview.ts";

export class CallsView implements Part {
  readonly element: HTMLElement;
  readonly tree: TreeView;
  readonly #page: Page<Subject>;
  readonly #options: CallOptions;

  /** @param changes of a comparison: what is known of each call, and what its colours mean */
  constructor(page: Page<Subject>, changes?: { readonly columns: readonly TreeColumn[]; readonly legend: Legend }) {
    this.#page = page;
    this.tree = new TreeView(page, {
      label: "Calls", upsideDown: false, selects: true, level: Infinity, columns: changes?.columns,
    });
    this.#options = new CallOptions(page, changes?.legend ?? null, (name) => this.command(name));
    this.element = h("section", { class: "view calls" + (changes ? " changes" : "") }, this.#options.element,
      this.tree.element);
  }

  update(state: PageState): void {
    this.#options.update(state);
    this.tree.update(state, () => this.#page.model.callTree(state), state.foldLibraries && !state.showAll);
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
