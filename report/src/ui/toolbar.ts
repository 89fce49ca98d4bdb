// The views, the search, what is selected, and how it is shown.

import type { Actions } from "./actions.ts";
import { rangeLabel } from "./axis.ts";
import { button, h, pressed, toggle } from "./dom.ts";
import { clock, count, counted, duration, percent } from "./format.ts";
import { parseOwn } from "../own.ts";
import type { Page } from "./page.ts";
import type { PageState } from "./state.ts";
import type { Range, Subject, View } from "../model.ts";

const TITLES = { calls: "Calls", timeline: "Timeline", flame: "Flame graph", functions: "Functions", lines: "Lines" };

export class Tabs {
  readonly element = h("div", { class: "tabs", role: "tablist", "aria-label": "Views" });

  constructor(page: Page<Subject>, views: readonly View[]) {
    views.forEach((view, i) => {
      const tab = button(TITLES[view], {
        role: "tab", id: "tab-" + view, "data-view": view, title: `${TITLES[view]} (${i + 1})`, "aria-controls": "view",
      }, () => page.store.set({ view }));
      tab.addEventListener("keydown", (event) => {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (step !== 0 && !event.shiftKey) {
          event.preventDefault();
          event.stopPropagation();
          const next = views[(views.indexOf(view) + step + views.length) % views.length];
          page.store.set({ view: next });
          this.element.querySelector<HTMLElement>(`[data-view=${next}]`)?.focus();
        }
      });
      this.element.append(tab);
    });
  }

  update(state: PageState): void {
    for (const tab of this.element.children) {
      const on = (tab as HTMLElement).dataset.view === state.view;
      tab.setAttribute("aria-selected", String(on));
      (tab as HTMLElement).tabIndex = on ? 0 : -1;
    }
  }
}

export class SearchBox {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly #found = h("span", { class: "found", role: "status" });
  readonly #page: Page<Subject>;
  readonly #hitShare: () => number | null;

  /**
   * @param hitShare the share of the time that is in hits, if it is known
   * @param command for Enter and Shift+Enter
   */
  constructor(page: Page<Subject>, hitShare: () => number | null, command: (name: string) => void, leave: () => void) {
    this.#page = page;
    this.#hitShare = hitShare;
    this.input = h("input", {
      type: "search", placeholder: "Search", "aria-label": "Search functions", autocomplete: "off", spellcheck: "false",
      title: "text, /regular expression/, file:name, package:name, thread:name",
    });
    this.input.addEventListener("input", () => page.store.set({ search: this.input.value }, "replace"));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        command(event.shiftKey ? "previous hit" : "next hit");
      } else if (event.key === "Escape") {
        event.stopPropagation();
        page.store.set({ search: "" });
        leave();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        leave();
      }
    });
    this.element = h("div", { class: "search" }, this.input, this.#found);
  }

  update(state: PageState): void {
    if (this.input.value !== state.search) {
      this.input.value = state.search;
    }
    const query = this.#page.query();
    this.input.setAttribute("aria-invalid", String(query.kind === "wrong"));
    if (query.kind === "none") {
      this.#found.textContent = "";
    } else if (query.kind === "wrong") {
      this.#found.textContent = query.message;
    } else if (query.kind === "thread") {
      const names = this.#page.allThreads().filter((index) => query.test(this.#page.threadName(index))).length;
      this.#found.textContent = `${counted(names, "thread")}`;
    } else {
      const rows = this.#page.functionTable();
      const hits = rows.filter((row) => this.#page.hit(row.func) === true).length;
      const share = this.#hitShare();
      this.#found.textContent = hits === 0
        ? "nothing"
        : counted(hits, "function") + (share === null ? "" : ", " + percent(Math.min(1, share)));
    }
  }
}

/** A button that opens a list of check boxes. */
export class ThreadPicker {
  readonly element: HTMLDetailsElement;
  readonly #summary = h("summary", { class: "toggle" });
  readonly #list = h("div", { class: "threads", role: "group", "aria-label": "Threads" });
  readonly #page: Page;
  #made = false;

  constructor(page: Page) {
    this.#page = page;
    this.element = h("details", { class: "picker" }, this.#summary, this.#list);
    this.element.hidden = page.model.session.threads.length < 2;
    this.element.addEventListener("toggle", () => this.update(page.state));
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.contains(event.target as Node)) {
        this.element.open = false;
      }
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.element.open) {
        event.stopPropagation();
        this.element.open = false;
        this.#summary.focus();
      }
    });
  }

  update(state: PageState): void {
    const all = this.#page.model.session.threads.length;
    this.#summary.textContent = state.threads === null
      ? `All ${count(all)} threads`
      : state.threads.length === 1
      ? this.#page.threadName(state.threads[0])
      : `${count(state.threads.length)} of ${count(all)} threads`;
    if (!this.element.open) {
      return;
    }
    if (!this.#made) {
      this.#made = true;
      this.#make();
    }
    for (const box of this.#list.querySelectorAll<HTMLInputElement>("input")) {
      box.checked = state.threads === null || state.threads.includes(Number(box.value));
    }
  }

  #make(): void {
    const { store, model } = this.#page;
    this.#list.append(
      h("div", { class: "bar-of-options" },
        button("All", { class: "toggle" }, () => store.set({ threads: null })),
        button("Main", { class: "toggle" }, () =>
          store.set({ threads: this.#page.allThreads().filter((index) => model.session.threads[index].main) }))),
    );
    for (const index of this.#page.allThreads()) {
      const thread = model.session.threads[index];
      const box = h("input", { type: "checkbox", value: index });
      box.addEventListener("change", () => {
        const now = new Set(this.#page.state.threads ?? model.session.threads.map((_, i) => i));
        if (box.checked) {
          now.add(index);
        } else {
          now.delete(index);
        }
        store.set({ threads: now.size === model.session.threads.length ? null : [...now].sort((a, b) => a - b) });
      });
      const only = button("only", { class: "link", "aria-label": "Only " + this.#page.threadName(index) }, () =>
        store.set({ threads: [index] }));
      this.#list.append(h("div", { class: "thread" },
        h("label", {}, box, h("span", {}, this.#page.threadName(index)),
          h("small", {}, `${count(thread.samples)} samples, thread ${thread.nativeId}`)), only));
    }
  }
}

/** What the views are narrowed to: the ranges and the transforms, each with a way out. */
export class Crumbs {
  readonly element = h("div", { class: "crumbs" });
  readonly #page: Page;
  readonly #actions: Actions;
  readonly #input: HTMLInputElement;
  #typing = false;
  #key = "";

  constructor(page: Page, actions: Actions) {
    this.#page = page;
    this.#actions = actions;
    this.#input = h("input", {
      class: "range-input", placeholder: "1.2s-3.4s", "aria-label": "Range of time", autocomplete: "off",
    });
    this.#input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") {
        if (actions.typeRange(this.#input.value)) {
          this.#stop();
        } else {
          this.#input.setAttribute("aria-invalid", "true");
          page.announce("This is no range of the recording.");
        }
      } else if (event.key === "Escape") {
        this.#stop();
      }
    });
    this.#input.addEventListener("blur", () => this.#stop());
  }

  type(): void {
    this.#typing = true;
    this.#key = "";
    this.update(this.#page.state);
    this.#input.value = "";
    this.#input.setAttribute("aria-invalid", "false");
    this.#input.focus();
  }

  #stop(): void {
    if (this.#typing) {
      this.#typing = false;
      this.#key = "";
      this.update(this.#page.state);
      this.#page.refocus();
    }
  }

  update(state: PageState): void {
    const key = JSON.stringify([state.range, state.outer, state.transforms, state.view]);
    if (key === this.#key) {
      return;
    }
    this.#key = key;
    const { store, model } = this.#page;
    const parts: HTMLElement[] = [];
    const all = state.range === null
      ? h("span", { class: "crumb now" }, `All ${duration(model.session.duration)}`)
      : button(`All ${duration(model.session.duration)}`, { class: "crumb" }, () => store.set({ range: null, outer: [] }));
    parts.push(all);
    state.outer.forEach((range, i) => {
      parts.push(button(rangeLabel(range), { class: "crumb" }, () => store.set({ range, outer: state.outer.slice(0, i) })));
    });
    if (state.range !== null) {
      const { range } = state;
      parts.push(
        h("span", { class: "crumb now", title: this.#clock(range) }, rangeLabel(range), h("b", {}, duration(range.to - range.from)),
          this.#remove("Clear the range", () => store.set({ range: state.outer.at(-1) ?? null, outer: state.outer.slice(0, -1) }))),
      );
      if (state.view === "timeline") {
        parts.push(button("Zoom to it", { class: "link", title: "z" }, () => store.set({ window: range })));
      }
    }
    if (this.#typing) {
      parts.push(this.#input);
    } else {
      parts.push(button("Type a range", { class: "link", title: "t" }, () => this.type()));
      if (state.range === null) {
        parts.push(h("span", { class: "hint" }, "or drag across the strip: every view follows"));
      }
    }
    for (const transform of state.transforms) {
      parts.push(h("span", { class: "chip" }, this.#actions.describe(transform),
        this.#remove("Undo: " + this.#actions.describe(transform), () => this.#actions.remove(transform))));
    }
    this.element.replaceChildren(...parts);
  }

  #clock({ from, to }: Range): string {
    const { started } = this.#page.model.session;
    return clock(started + from) + " – " + clock(started + to).slice(11);
  }

  #remove(label: string, run: () => void): HTMLElement {
    return button("×", { class: "remove", "aria-label": label, title: label }, () => {
      run();
      this.#page.refocus();
    });
  }
}

/** Below which share of the time calls are left out. */
function leastShare(page: Page<Subject>): HTMLSelectElement {
  const shares = new Set([0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, page.state.threshold]);
  const select = h("select", { "aria-label": "Leave out calls below" });
  for (const share of [...shares].sort((a, b) => a - b)) {
    select.append(h("option", { value: share }, share === 0 ? "every call" : `from ${Number((share * 100).toPrecision(4))}%`));
  }
  select.addEventListener("change", () => page.store.set({ threshold: Number(select.value) }));
  return select;
}

/** What the colours of a comparison mean. */
export interface Legend {
  readonly elements: readonly HTMLElement[];
  update(): void;
}

/** How the call tree is shown. */
export class CallOptions {
  readonly element: HTMLElement;
  readonly #legend: Legend | null;
  readonly #fold: HTMLButtonElement;
  readonly #own: HTMLInputElement;
  readonly #percent: HTMLButtonElement;
  readonly #all: HTMLButtonElement;
  readonly #least: HTMLSelectElement;

  /** @param legend of a comparison, in which nothing is folded */
  constructor(page: Page<Subject>, legend: Legend | null, command: (name: string) => void) {
    this.#legend = legend;
    this.#fold = toggle("Fold libraries", "Fold calls of library functions (l)", () =>
      page.store.set({ foldLibraries: !page.state.foldLibraries }));
    this.#own = h("input", {
      class: "own-input", placeholder: "own code in …", "aria-label": "Files that are own code", autocomplete: "off", spellcheck: "false",
      title: "Files whose calls count as your own and are never folded: text or /regular expression/; -text folds them",
    });
    this.#own.addEventListener("input", () => page.store.set({ own: this.#own.value }, "replace"));
    this.#own.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        event.stopPropagation();
        page.refocus();
      }
    });
    this.#percent = toggle("Percent", "Seconds or percent (%)", () =>
      page.store.set({ percent: !page.state.percent }, "replace"));
    const more = legend === null
      ? "Also the import system, frames that hide themselves, and the smallest calls"
      : "Also calls that neither take long nor changed";
    this.#all = toggle("Show all", more, () => page.store.set({ showAll: !page.state.showAll }));
    this.#least = leastShare(page);
    const ask = (label: string, title: string, name: string) => button(label, { class: "toggle", title }, () => command(name));
    this.element = h("div", { class: "bar-of-options" }, ...legend?.elements ?? [this.#fold, this.#own, this.#percent],
      this.#all, h("label", {}, this.#least), h("span", { class: "grow" }),
      ask("Hot path", "Follow the time down to where it goes (h)", "hot path"),
      ask("Close all", "[", "close everything"), ask("Open all", "]", "open everything"));
  }

  update(state: PageState): void {
    this.#legend?.update();
    pressed(this.#fold, state.foldLibraries && !state.showAll);
    pressed(this.#percent, state.percent);
    pressed(this.#all, state.showAll);
    if (this.#own.value !== state.own) {
      this.#own.value = state.own;
    }
    this.#own.setAttribute("aria-invalid", String(parseOwn(state.own) === null));
    this.#own.disabled = !state.foldLibraries || state.showAll;
    this.#fold.disabled = state.showAll;
    this.#least.disabled = state.showAll;
    this.#least.value = String(state.threshold);
  }
}
