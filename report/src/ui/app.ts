// Puts the page together.

import type { Model } from "../model.ts";
import { Actions } from "./actions.ts";
import { CallsView } from "./calls.ts";
import { FlameView, TimelineView } from "./charts.ts";
import { button, h, onceAFrame } from "./dom.ts";
import { FunctionsView } from "./functions.ts";
import { emptiness, header } from "./header.ts";
import { Help } from "./help.ts";
import { commandOf, type Scope } from "./keys.ts";
import { LinesView } from "./lines.ts";
import { Menu } from "./menu.ts";
import { Overview } from "./overview.ts";
import { Page, type Part, type Target } from "./page.ts";
import { printed } from "./print.ts";
import { VIEWS } from "./state.ts";
import { CallOptions, Crumbs, SearchBox, Tabs, ThreadPicker } from "./toolbar.ts";
import type { View } from "../model.ts";

const MOST_SPOKEN = 300;

/** Shows the model in the element. */
export function start(root: HTMLElement, model: Model): Page {
  return new App(root, model).page;
}

class App {
  readonly page: Page;
  readonly #actions: Actions;
  readonly #help = new Help();
  readonly #menu: Menu;
  readonly #overview: Overview;
  readonly #tabs: Tabs;
  readonly #search: SearchBox;
  readonly #threads: ThreadPicker;
  readonly #crumbs: Crumbs;
  readonly #options: CallOptions;
  readonly #views = new Map<View, Part>();
  readonly #stage = h("main", { id: "view", class: "stage", role: "tabpanel" });
  readonly #theme: HTMLButtonElement;
  readonly #safe: HTMLButtonElement;
  readonly #update = onceAFrame(() => this.#show());
  #shown: View | null = null;

  constructor(root: HTMLElement, model: Model) {
    const page = this.page = new Page(model);
    const live = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
    const toast = h("div", { class: "toast", role: "status" });
    page.announce = (text) => live.textContent = text.slice(0, MOST_SPOKEN);
    page.notify = (text) => {
      toast.textContent = text;
      toast.classList.add("on");
      setTimeout(() => toast.classList.remove("on"), 1800);
    };
    page.refocus = () => this.#view().focus();
    this.#actions = new Actions(page);
    this.#menu = new Menu(page, this.#actions);
    page.openMenu = (target, x, y) => this.#menu.open(target, x, y);
    this.#overview = new Overview(page);
    this.#tabs = new Tabs(page);
    this.#threads = new ThreadPicker(page);
    this.#crumbs = new Crumbs(page, this.#actions);
    this.#options = new CallOptions(page, (name) => this.#view().command(name));
    this.#search = new SearchBox(
      page,
      () => this.#overview.hitTime(page.state.range),
      (name) => this.#view().command(name),
      () => this.#view().focus(),
    );
    this.#theme = button("", { class: "toggle", title: "Light, dark, or as the system has it" }, () => page.themes.next());
    this.#safe = button("Colours", { class: "toggle", title: "Colours that colour-blind people can tell apart" }, () =>
      page.themes.toggleSafe());
    page.themes.onChange = () => this.#themed();

    const session = model.session;
    const paper = h("section", { class: "paper", "aria-hidden": "true" });
    addEventListener("beforeprint", () => paper.replaceChildren(printed(page)));
    const nothing = emptiness(session);
    root.replaceChildren(
      header(session, session.threads.length),
      ...(nothing === null
        ? [
          h("nav", { class: "toolbar" }, this.#tabs.element, this.#search.element, this.#threads.element,
            h("span", { class: "grow" }), this.#safe, this.#theme,
            button("?", { class: "toggle", title: "Keys (?)", "aria-label": "Keys" }, () => this.#help.toggle())),
          this.#overview.element,
          this.#crumbs.element,
          this.#stage,
          paper,
        ]
        : [nothing]),
      this.#menu.element,
      this.#help.element,
      live,
      toast,
    );
    this.#themed();
    if (nothing !== null) {
      return;
    }
    page.store.subscribe(() => this.#update());
    document.addEventListener("keydown", (event) => this.#key(event));
    this.#show();
    this.#view().focus();
  }

  #view(): Part {
    const name = this.page.state.view;
    let view = this.#views.get(name);
    if (view === undefined) {
      view = this.#make(name);
      this.#views.set(name, view);
    }
    return view;
  }

  #make(name: View): Part {
    switch (name) {
      case "calls": {
        const view = new CallsView(this.page);
        view.element.prepend(this.#options.element);
        return view;
      }
      case "timeline":
        return new TimelineView(this.page);
      case "flame":
        return new FlameView(this.page);
      case "functions":
        return new FunctionsView(this.page);
      case "lines":
        return new LinesView(this.page);
    }
  }

  #show(): void {
    const { state } = this.page;
    const view = this.#view();
    if (this.#shown !== state.view) {
      const focused = this.#shown !== null && this.#stage.contains(document.activeElement);
      this.#shown = state.view;
      this.#stage.replaceChildren(view.element);
      this.#stage.setAttribute("aria-labelledby", "tab-" + state.view);
      if (focused) {
        view.focus();
      }
    }
    this.#tabs.update(state);
    this.#threads.update(state);
    this.#crumbs.update(state);
    this.#options.update(state);
    this.#overview.update(state);
    view.update(state);
    this.#search.update(state);
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
    const { view, asTable } = this.page.state;
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
    const inView = commandOf(event, this.#scope());
    if (inView !== null && this.#view().command(inView)) {
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
    if (selected.length === 0) {
      return null;
    }
    const view = this.#view();
    return view instanceof CallsView && view.tree.target() || { path: selected, tree: null, node: -1 };
  }

  #run(command: string): boolean {
    const { page } = this;
    const { state, store } = page;
    const actions = this.#actions;
    const target = this.#target();
    const key = target?.path.at(-1);
    const view = VIEWS.find((each) => command === "view " + each);
    if (view !== undefined) {
      store.set({ view });
      this.#show();
      this.#view().focus();
      return true;
    }
    switch (command) {
      case "search":
        this.#search.input.focus();
        this.#search.input.select();
        return true;
      case "next hit":
      case "previous hit":
        return this.#view().command(command);
      case "next thread":
        actions.cycleThread(1);
        return true;
      case "previous thread":
        actions.cycleThread(-1);
        return true;
      case "focus subtree":
        if (target !== null) {
          actions.transform({ kind: "focus-subtree", path: target.path });
        }
        return true;
      case "focus function":
        if (key !== undefined) {
          actions.transform({ kind: "focus-function", key });
        }
        return true;
      case "hide function":
        if (key !== undefined) {
          actions.transform({ kind: "hide-function", key });
        }
        return true;
      case "fold recursion": {
        const folded = state.transforms.find((each) => each.kind === "fold-recursion");
        if (folded) {
          actions.remove(folded);
        } else {
          actions.transform({ kind: "fold-recursion" });
        }
        return true;
      }
      case "undo":
        actions.undo();
        return true;
      case "sandwich":
        if (key !== undefined) {
          store.set({ view: "functions", by: "function" });
        }
        return true;
      case "libraries":
        store.set({ foldLibraries: !state.foldLibraries });
        return true;
      case "percent":
        store.set({ percent: !state.percent }, "replace");
        return true;
      case "invert":
        store.set({ inverted: !state.inverted });
        return true;
      case "copy stack":
        if (target !== null) {
          actions.copy("the stack", actions.stack(target));
        }
        return true;
      case "menu":
        if (target !== null) {
          const active = document.activeElement?.querySelector("[aria-selected=true]") ?? document.activeElement;
          const box = active?.getBoundingClientRect();
          this.#menu.open(target, (box?.left ?? 0) + 160, (box?.top ?? 0) + 24);
        }
        return true;
      case "range":
        this.#crumbs.type();
        return true;
      case "range left":
        actions.moveRange(-1, 0);
        return true;
      case "range right":
        actions.moveRange(1, 0);
        return true;
      case "range wider":
        actions.moveRange(0, 1);
        return true;
      case "range narrower":
        actions.moveRange(0, -1);
        return true;
      case "zoom range":
        store.set({ view: "timeline", window: state.range });
        return true;
      case "escape":
        actions.escape();
        return true;
      case "help":
        this.#help.toggle();
        return true;
      default:
        return false;
    }
  }
}
