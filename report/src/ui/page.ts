// What every view needs: the model, the state, the words for functions, and a voice.

import { isOwn } from "./color.ts";
import type { FunctionRow, Model, Subject, Tree } from "../model.ts";
import { printable } from "./format.ts";
import { framesAs } from "../own.ts";
import { frameHits, parseQuery, type Query } from "./search.ts";
import { keyTable, type PageState } from "./state.ts";
import { Store } from "./store.ts";
import { Themes } from "./theme.ts";
import { threadOrder } from "./threads.ts";
import { certainty, decimalsOf, percent, seconds } from "./format.ts";

/** A view, or a part of one. */
export interface Part {
  readonly element: HTMLElement;
  /** The state is another one. */
  update(state: PageState): void;
  /** Does what a key asks for, or says that it is none of its business. */
  command(name: string): boolean;
  focus(): void;
  /** Goes to the next call whose name begins so. */
  find?(beginning: string): void;
  /** What the keyboard is at, with the tree it is in. */
  target?(): Target | null;
}

/** What can be done something with: a node of a tree, or a function alone. */
export interface Target {
  readonly path: readonly string[];
  readonly tree: Tree | null;
  readonly node: number;
}

/** What the times depend on, as text: the same text, the same times. */
export function computed(state: PageState): string {
  const { range, threads, transforms, foldLibraries, own, threshold, showAll } = state;
  return JSON.stringify([range, threads, transforms, foldLibraries, own, threshold, showAll]);
}

export class Page<M extends Subject = Model> {
  readonly store: Store;
  readonly themes = new Themes();
  readonly byKey: Map<string, number>;
  /** for each of the model's functions the first with the same key: one function may have several classes */
  readonly same: Int32Array;
  readonly decimals: number;
  /** set by the page once its parts are there */
  openMenu: (target: Target, x: number, y: number) => void = () => {};
  announce: (text: string) => void = () => {};
  /** says something for a moment, to everyone */
  notify: (text: string) => void = () => {};
  /** gives the keyboard back to the view */
  refocus: () => void = () => {};
  #threads: readonly number[] | null = null;
  #times: { key: string; rows: readonly FunctionRow[]; byFunc: Map<number, FunctionRow> } | null = null;
  #query: { text: string; query: Query; hits: Uint8Array | null } | null = null;

  constructor(readonly model: M) {
    this.byKey = new Map();
    this.same = Int32Array.from(model.functions, (each, i) => {
      const first = this.byKey.get(each.key) ?? i;
      this.byKey.set(each.key, first);
      return first;
    });
    this.store = new Store(keyTable(this.byKey.keys()), model.session.threads.length);
    this.decimals = decimalsOf(model.session.interval);
  }

  get state(): PageState {
    return this.store.state;
  }

  key(func: number): string {
    return this.model.functions[func]?.key ?? "";
  }

  name(func: number): string {
    const it = this.model.functions[func];
    if (it === undefined) {
      return "everything";
    }
    return printable(it.className === null ? it.label : it.className + "." + it.label);
  }

  /** `file:line`; empty for what is nowhere. */
  place(func: number): string {
    const frame = this.frame(func);
    if (frame === null) {
      return "";
    }
    if (frame.file === null) {
      return "built-in";
    }
    return printable(frame.firstLine > 0 ? frame.shortPath + ":" + frame.firstLine : frame.shortPath);
  }

  frame(func: number) {
    const index = this.model.functions[func]?.frame ?? -1;
    return index < 0 ? null : this.frames[index];
  }

  /** Those of the session, as the reader has them. */
  get frames() {
    return framesAs(this.model.session.frames, this.state.own);
  }

  isOwn(func: number): boolean {
    const frame = this.frame(func);
    return frame === null || isOwn(frame);
  }

  time(millis: number, base: number): string {
    return this.state.percent ? percent(base === 0 ? 0 : millis / base) : seconds(millis, this.decimals);
  }

  query(): Query {
    return this.#searched().query;
  }

  /** Whether the search names the function; null if nothing is searched. */
  hit(func: number): boolean | null {
    const { hits, query } = this.#searched();
    const it = this.model.functions[func];
    if (query.kind === "thread") {
      return it !== undefined && it.frame < 0 && query.test(it.label);
    }
    return hits === null ? null : it !== undefined && it.frame >= 0 && hits[it.frame] === 1;
  }

  #searched() {
    const text = this.state.search;
    if (this.#query?.text !== text) {
      const query = parseQuery(text);
      this.#query = { text, query, hits: frameHits(this.model.session.frames, query) };
    }
    return this.#query;
  }

  /** Self and total of a function in what is selected; null if it is not there. */
  functionTimes(func: number): FunctionRow | null {
    const key = computed(this.state);
    if (this.#times?.key !== key) {
      const rows = this.model.functionTable(this.state);
      this.#times = { key, rows, byFunc: new Map(rows.map((row) => [this.same[row.func], row])) };
    }
    return this.#times.byFunc.get(this.same[func] ?? -1) ?? null;
  }

  functionTable(): readonly FunctionRow[] {
    this.functionTimes(-1);
    return this.#times!.rows;
  }

  /** How sure a share is of a time, for a sentence. */
  certainty(share: number, millis: number): string {
    return certainty(share, this.model.samples(this.state, millis));
  }

  /** The function that is selected, or -1. */
  selectedFunc(): number {
    return this.byKey.get(this.state.selected.at(-1) ?? "") ?? -1;
  }

  select(path: readonly string[]): void {
    this.store.set({ selected: path }, "replace");
  }

  /** The heat of a share of time: 4 is most. */
  heat(share: number): number {
    return share > 0.6 ? 4 : share > 0.3 ? 3 : share > 0.15 ? 2 : share > 0.05 ? 1 : 0;
  }

  threadName(index: number): string {
    const { threads } = this.model.session;
    const thread = threads[index];
    const several = threads.some((other) => other.processId !== thread.processId);
    return printable(several ? `${thread.name}, process ${thread.processId}` : thread.name);
  }

  allThreads(): readonly number[] {
    return this.#threads ??= threadOrder(this.model.session);
  }
}

/** The threads that count: those of a process together, its main one first. */
export function threadsOf(page: Page): number[] {
  const { threads } = page.state;
  const only = page.model.transformed(page.state).thread;
  return page.allThreads().filter((each) => (threads === null || threads.includes(each)) && (only < 0 || each === only));
}
