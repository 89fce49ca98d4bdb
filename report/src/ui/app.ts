// The page of one recording, put together.

import type { Model, View } from "../model.ts";
import { CallsView } from "./calls.ts";
import { FlameView, TimelineView } from "./charts.ts";
import { FunctionsView } from "./functions.ts";
import { emptiness, header } from "./header.ts";
import { LinesView } from "./lines.ts";
import { Overview } from "./overview.ts";
import type { Sources } from "../sources.ts";
import type { Page, Part, Target } from "./page.ts";
import { Shell } from "./shell.ts";
import { VIEWS } from "./state.ts";
import { Crumbs, ThreadPicker } from "./toolbar.ts";

/** Shows the model in the element. */
export function start(root: HTMLElement, model: Model, sources: Sources | null = null): Page {
  return new App(root, model, sources).page;
}

class App extends Shell<Model> {
  readonly #sources: Sources | null;
  readonly #overview: Overview;
  readonly #crumbs: Crumbs;

  constructor(root: HTMLElement, model: Model, sources: Sources | null) {
    super(model, VIEWS, null);
    const { page } = this;
    this.#sources = sources;
    const { session } = model;
    this.#overview = new Overview(page);
    const threads = new ThreadPicker(page);
    this.#crumbs = new Crumbs(page, this.actions);
    this.open(
      root,
      header(session, session.threads.length),
      emptiness(session),
      [threads.element],
      [this.#overview.element, this.#crumbs.element],
      [threads, this.#crumbs, this.#overview],
    );
  }

  protected override hitShare(): number {
    const { page } = this;
    const all = page.model.selectedTime(page.state);
    return all === 0 ? 0 : this.#overview.hitTime(page.state.range) / all;
  }

  protected override make(name: View): Part {
    switch (name) {
      case "calls":
        return new CallsView(this.page);
      case "timeline":
        return new TimelineView(this.page);
      case "flame":
        return new FlameView(this.page);
      case "functions":
        return new FunctionsView(this.page);
      case "lines":
        return new LinesView(this.page, this.#sources);
    }
  }

  protected override run(command: string, target: Target | null): boolean {
    const { actions } = this;
    const { state, store } = this.page;
    const key = target?.path.at(-1);
    switch (command) {
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
      case "libraries":
        store.set({ foldLibraries: !state.foldLibraries });
        return true;
      case "invert":
        store.set({ inverted: !state.inverted });
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
      default:
        return false;
    }
  }
}
