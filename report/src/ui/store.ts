// Holds the state, tells the views when it changed, and keeps the link of the page in step with it.

import { fromHash, type PageState, toHash } from "./state.ts";

/** `push` is a step that Back undoes, `replace` is not, `live` is one of many during a drag. */
export type Step = "push" | "replace" | "live";
export type Listener = (state: PageState, before: PageState) => void;

export class Store {
  state: PageState;
  readonly #listeners: Listener[] = [];
  readonly #keyOf: (id: string) => string | undefined;
  readonly #threads: number;
  /** of the last step that Back can reach */
  #settled: string;

  constructor(keyOf: (id: string) => string | undefined, threads: number) {
    this.#keyOf = keyOf;
    this.#threads = threads;
    this.state = this.#read();
    this.#settled = toHash(this.state);
    const moved = () => {
      if (location.hash.slice(1) !== toHash(this.state)) {
        this.#become(this.#read());
        this.#settled = toHash(this.state);
      }
    };
    addEventListener("popstate", moved);
    addEventListener("hashchange", moved);
  }

  subscribe(listener: Listener): void {
    this.#listeners.push(listener);
  }

  set(change: Partial<PageState>, step: Step = "push"): void {
    this.#become({ ...this.state, ...change });
    if (step !== "live") {
      this.#write(step);
    }
  }

  #become(state: PageState): void {
    const before = this.state;
    this.state = state;
    for (const listener of this.#listeners) {
      listener(state, before);
    }
  }

  #read(): PageState {
    return fromHash(location.hash, this.#keyOf, this.#threads);
  }

  /** A page inside a frame, or one that steps very often, may be refused a history; it works without. */
  #write(step: Step): void {
    const hash = toHash(this.state);
    const push = step === "push" && hash !== this.#settled;
    if (push) {
      this.#settled = hash;
    }
    const url = hash === "" ? location.pathname + location.search : "#" + hash;
    try {
      if (push) {
        history.pushState(null, "", url);
      } else {
        history.replaceState(null, "", url);
      }
    } catch {
      // the state holds all the same
    }
  }
}
