// Holds the state, tells the views when it changed, and keeps the link of the page in step with it.

import { changed, fromHash, INITIAL, type PageState, toHash } from "./state.ts";

/** `push` is a step that Back undoes, `replace` is not, `live` is one of many during a drag. */
export type Step = "push" | "replace" | "live";
export type Listener = (state: PageState, before: PageState) => void;

export class Store {
  state: PageState;
  /** whether the state is one of many during a drag */
  live = false;
  readonly #listeners: Listener[] = [];
  readonly #keyOf: (id: string) => string | undefined;
  readonly #threads: number;
  /** what the page shows if its link says nothing */
  readonly #first: PageState;
  /** of the last step that Back can reach */
  #settled: string;

  constructor(keyOf: (id: string) => string | undefined, threads: number) {
    this.#keyOf = keyOf;
    this.#threads = threads;
    const asked = document.querySelector<HTMLMetaElement>("meta[name=look]")?.content ?? "";
    this.#first = fromHash(asked, keyOf, threads, INITIAL);
    this.state = this.#read();
    this.#settled = this.#hash();
    const moved = () => {
      if (location.hash.slice(1) !== this.#hash()) {
        this.#become(this.#read());
        this.#settled = this.#hash();
      }
    };
    addEventListener("popstate", moved);
    addEventListener("hashchange", moved);
  }

  subscribe(listener: Listener): void {
    this.#listeners.push(listener);
  }

  set(change: Partial<PageState>, step: Step = "push"): void {
    this.live = step === "live";
    this.#become(changed(this.state, change));
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
    return fromHash(location.hash, this.#keyOf, this.#threads, this.#first);
  }

  #hash(): string {
    return toHash(this.state, this.#first);
  }

  /** A page inside a frame, or one that steps very often, may be refused a history; it works without. */
  #write(step: Step): void {
    const hash = this.#hash();
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
