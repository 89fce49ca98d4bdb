// What all pages have: the tabs, the keys, the look, one view at a time, and a voice.

import type { Subject, View } from "../model.ts";
import { Actions } from "./actions.ts";
import { button, h, onceAFrame } from "./dom.ts";
import { Help } from "./help.ts";
import { commandOf, type Scope } from "./keys.ts";
import { Menu } from "./menu.ts";
import { Page, type Part, type Target } from "./page.ts";
import type { PageState } from "./state.ts";
import { printed } from "./print.ts";
import { SearchBox, Tabs } from "./toolbar.ts";

const MOST_SPOKEN = 300;

/** What stands around the views and follows the state. */
export interface Bar {
  update(state: PageState): void;
}

/** So long, in milliseconds, nobody types before letters are keys again. */
const PAUSE = 4000;

/** Letters are keys of their own; after one that says so they are the beginning of a name, until nobody types. */
class TypeAhead {
  text = "";
  #until = 0;

  begin(): void {
    this.text = "";
    this.#until = performance.now() + PAUSE;
  }

  takes({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const now = performance.now();
    if (now > this.#until || key.length > 1 || key === "'" || ctrlKey || metaKey || altKey) {
      this.#until = key === "Shift" ? this.#until : 0;
      return false;
    }
    this.text += key.toLowerCase();
    this.#until = now + PAUSE;
    return true;
  }
}

export abstract class Shell<M extends Subject> {
  readonly page: Page<M>;
  protected readonly actions: Actions;
  readonly #views: readonly View[];
  readonly #help: Help;
  readonly #menu: Menu;
  readonly #tabs: Tabs;
  readonly #search: SearchBox;
  readonly #made = new Map<View, Part>();
  readonly #live = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
  readonly #toast = h("div", { class: "toast", role: "status" });
  readonly #stage = h("main", { id: "view", class: "stage", role: "tabpanel" });
  readonly #theme: HTMLButtonElement;
  readonly #safe: HTMLButtonElement;
  #bars: readonly Bar[] = [];
  #shown: View | null = null;
  readonly #ahead = new TypeAhead();

  /** @param commands what keys can ask for on this page; null for everything */
  constructor(model: M, views: readonly View[], commands: ReadonlySet<string> | null) {
    const page = this.page = new Page(model);
    this.#views = views;
    page.announce = (text) => this.#live.textContent = text.slice(0, MOST_SPOKEN);
    page.notify = (text) => {
      this.#toast.textContent = text;
      this.#toast.classList.add("on");
      setTimeout(() => this.#toast.classList.remove("on"), 1800);
    };
    page.refocus = () => this.view().focus();
    this.actions = new Actions(page);
    this.#help = new Help(commands);
    this.#menu = new Menu(page, this.actions, commands === null);
    page.openMenu = (target, x, y) => this.#menu.open(target, x, y);
    this.#tabs = new Tabs(page, views);
    this.#search = new SearchBox(page, () => this.hitShare(), (name) => this.view().command(name), page.refocus);
    this.#theme = button("", { class: "toggle", title: "Light, dark, or as the system has it" }, () => page.themes.next());
    this.#safe = button("Colours", { class: "toggle", title: "Colours that colour-blind people can tell apart" }, () =>
      page.themes.toggleSafe());
    page.themes.onChange = () => this.#themed();
  }

  protected abstract make(view: View): Part;

  /** The share of the time in which the search found something, if that is known. */
  protected hitShare(): number | null {
    return null;
  }

  /** Does what a key asks for, or says that it is nothing of its own. */
  protected abstract run(command: string, target: Target | null): boolean;

  /**
   * Shows it all in the element.
   *
   * @param tools what stands beside the search
   * @param around what stands between these and the views
   */
  protected open(
    root: HTMLElement,
    top: HTMLElement,
    nothing: HTMLElement | null,
    tools: readonly HTMLElement[],
    around: readonly HTMLElement[],
    bars: readonly Bar[],
  ): void {
    const toolbar = h("nav", { class: "toolbar" }, this.#tabs.element, this.#search.element, ...tools, h("span", { class: "grow" }), this.#safe,
      this.#theme, button("?", { class: "toggle", title: "Keys (?)", "aria-label": "Keys" }, () => this.#help.toggle()));
    const paper = h("section", { class: "paper", "aria-hidden": "true" });
    addEventListener("beforeprint", () => paper.replaceChildren(printed(this.page)));
    root.replaceChildren(
      top,
      ...(nothing === null ? [toolbar, ...around, this.#stage, paper] : [nothing]),
      this.#menu.element,
      this.#help.element,
      this.#live,
      this.#toast,
    );
    this.#themed();
    if (nothing === null) {
      this.#bars = [...bars, this.#search];
      this.page.store.subscribe(onceAFrame(() => this.#show()));
      document.addEventListener("keydown", (event) => this.#key(event));
      this.#show();
      this.view().focus();
    }
  }

  #viewName(): View {
    const { view } = this.page.state;
    return this.#views.includes(view) ? view : this.#views[0];
  }

  protected view(): Part {
    const name = this.#viewName();
    let view = this.#made.get(name);
    if (view === undefined) {
      view = this.make(name);
      this.#made.set(name, view);
    }
    return view;
  }

  #show(): void {
    const { state } = this.page;
    const view = this.view();
    const name = this.#viewName();
    if (this.#shown !== name) {
      const focused = this.#shown !== null && this.#stage.contains(document.activeElement);
      this.#shown = name;
      this.#stage.replaceChildren(view.element);
      this.#stage.setAttribute("aria-labelledby", "tab-" + name);
      if (focused) {
        view.focus();
      }
    }
    this.#tabs.update(state);
    this.#bars.forEach((bar) => bar.update(state));
    view.update(state);
  }

  #themed(): void {
    const { themes } = this.page;
    this.#theme.textContent = { system: "◐ System", light: "○ Light", dark: "● Dark" }[themes.theme];
    this.#safe.setAttribute("aria-pressed", String(themes.safe));
    if (this.#shown !== null) {
      this.#show();
    }
  }

  #scope(): Scope {
    const active = document.activeElement;
    const role = active?.getAttribute("role");
    if (role === "treegrid") {
      return "tree";
    }
    if (role === "grid") {
      return "table";
    }
    if (role === "application") {
      return "chart";
    }
    const view = this.#viewName();
    const { asTable } = this.page.state;
    return view === "calls" || view === "flame" && asTable
      ? "tree"
      : view === "functions" || view === "lines" || asTable
      ? "table"
      : "chart";
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as Element;
    const typing = target.matches("input:not([type=checkbox]), select, textarea");
    if (event.defaultPrevented || this.#help.element.open && event.key !== "?" || this.#menu.isOpen) {
      return;
    }
    const onButton = target.matches("button, summary, a, input[type=checkbox]");
    if (onButton && (event.key === "Enter" || event.key === " ")) {
      return;
    }
    const copying = (event.ctrlKey || event.metaKey) && event.key === "c" && (getSelection()?.toString() ?? "") !== "";
    if (typing && !(event.key === "F3" || event.ctrlKey && /[fg]/i.test(event.key)) || copying) {
      return;
    }
    if (this.#ahead.takes(event)) {
      this.view().find?.(this.#ahead.text);
      event.preventDefault();
      return;
    }
    const inView = commandOf(event, this.#scope());
    if (inView === "type ahead") {
      this.#ahead.begin();
      this.page.notify("Type the beginning of a name.");
      event.preventDefault();
      return;
    }
    if (inView !== null && this.view().command(inView)) {
      event.preventDefault();
      return;
    }
    const command = commandOf(event, "page");
    if (command !== null && this.#run(command)) {
      event.preventDefault();
    }
  }

  #target(): Target | null {
    const { selected } = this.page.state;
    return selected.length === 0 ? null : this.view().target?.() ?? { path: selected, tree: null, node: -1 };
  }

  #run(command: string): boolean {
    const { store } = this.page;
    const target = this.#target();
    const view = command.startsWith("view ") ? this.#views[Number(command.slice(5)) - 1] : undefined;
    if (view !== undefined) {
      store.set({ view });
      this.#show();
      this.view().focus();
      return true;
    }
    switch (command) {
      case "search":
        this.#search.input.focus();
        this.#search.input.select();
        return true;
      case "next hit":
      case "previous hit":
        return this.view().command(command);
      case "percent":
        store.set({ percent: !this.page.state.percent }, "replace");
        return true;
      case "copy stack":
        if (target !== null) {
          this.actions.copy("the stack", this.actions.stack(target));
        }
        return true;
      case "sandwich":
        if (target !== null) {
          store.set({ view: "functions", by: "function" });
        }
        return true;
      case "menu":
        if (target !== null) {
          const active = document.activeElement?.querySelector("[aria-selected=true]") ?? document.activeElement;
          const box = active?.getBoundingClientRect();
          this.#menu.open(target, (box?.left ?? 0) + 160, (box?.top ?? 0) + 24);
        }
        return true;
      case "escape":
        this.actions.escape();
        return true;
      case "help":
        this.#help.toggle();
        return true;
      default:
        return this.run(command, target);
    }
  }
}
