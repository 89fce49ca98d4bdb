// A menu of what can be done with a call.

import type { Subject } from "../model.ts";
import { h } from "./dom.ts";
import type { Actions } from "./actions.ts";
import type { Page, Target } from "./page.ts";

interface Item {
  readonly label: string;
  readonly key?: string;
  readonly run: () => void;
}

export class Menu {
  readonly element = h("div", { class: "menu", role: "menu", tabindex: -1 });
  readonly #page: Page<Subject>;
  readonly #actions: Actions;
  readonly #transforms: boolean;
  #before: Element | null = null;

  /** @param transforms whether calls can be focused on and hidden */
  constructor(page: Page<Subject>, actions: Actions, transforms: boolean) {
    this.#page = page;
    this.#transforms = transforms;
    this.#actions = actions;
    this.element.hidden = true;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.hidden && !this.element.contains(event.target as Node)) {
        this.close(false);
      }
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(target: Target, x: number, y: number): void {
    this.#before = document.activeElement;
    const rows = this.#items(target).map((item) => item === null ? h("hr", { role: "separator" }) : this.#button(item));
    this.element.replaceChildren(h("div", { class: "menu-title", role: "presentation" }, this.#actions.name(target)), ...rows);
    this.element.setAttribute("aria-label", this.#actions.name(target));
    this.element.hidden = false;
    const left = Math.max(4, Math.min(x, innerWidth - this.element.offsetWidth - 4));
    const top = Math.max(4, Math.min(y, innerHeight - this.element.offsetHeight - 4));
    this.element.style.transform = `translate(${left}px, ${top}px)`;
    this.#buttons()[0]?.focus();
  }

  close(refocus = true): void {
    this.element.hidden = true;
    if (refocus && this.#before instanceof HTMLElement) {
      this.#before.focus({ preventScroll: true });
    }
  }

  #items(target: Target): (Item | null)[] {
    const page = this.#page;
    const actions = this.#actions;
    const key = target.path.at(-1) ?? "";
    const isFunction = page.frame(page.byKey.get(key) ?? -1) !== null;
    const items: (Item | null)[] = [];
    if (this.#transforms && target.path.length > 1) {
      items.push({
        label: "Focus on this call", key: "f", run: () => actions.transform({ kind: "focus-subtree", path: target.path }),
      });
    }
    if (this.#transforms && isFunction) {
      items.push(
        { label: "Focus on this function", key: "Shift F", run: () => actions.transform({ kind: "focus-function", key }) },
        { label: "Hide this function", key: "x", run: () => actions.transform({ kind: "hide-function", key }) },
        { label: "Lines", key: "5", run: () => page.store.set({ view: "lines", selected: target.path }) },
      );
    }
    if (isFunction) {
      items.push(
        { label: "Callers and callees", key: "o", run: () => page.store.set({ view: "functions", by: "function", selected: [key] }) },
        null,
      );
    }
    items.push({ label: "Copy name", run: () => actions.copy("the name", actions.name(target)) });
    const place = actions.place(target);
    if (place !== "") {
      items.push({ label: "Copy file and line", run: () => actions.copy("the place", place) });
    }
    if (target.path.length > 1) {
      items.push({ label: "Copy stack", key: "c", run: () => actions.copy("the stack", actions.stack(target)) });
    }
    const { tree, node } = target;
    if (tree !== null && node > 0) {
      items.push({
        label: "Copy subtree as text", run: () => actions.copy("the subtree", page.model.text(page.state, tree, node)),
      });
    }
    items.push({ label: "Copy link to this view", run: () => actions.copy("the link", location.href) });
    return items;
  }

  #button(item: Item): HTMLElement {
    const element = h("button", { type: "button", role: "menuitem", tabindex: -1 }, h("span", {}, item.label),
      item.key === undefined ? null : h("kbd", { "aria-hidden": "true" }, item.key));
    if (item.key !== undefined) {
      element.setAttribute("aria-keyshortcuts", item.key.replace(" ", "+"));
    }
    element.addEventListener("click", () => {
      this.close();
      item.run();
    });
    return element;
  }

  #buttons(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  #key(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const go = (to: number) => buttons[(to + buttons.length) % buttons.length]?.focus();
    switch (event.key) {
      case "ArrowDown":
        go(at + 1);
        break;
      case "ArrowUp":
        go(at - 1);
        break;
      case "Home":
        go(0);
        break;
      case "End":
        go(-1);
        break;
      case "Escape":
      case "Tab":
        this.close();
        break;
      default:
        event.stopPropagation();
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
