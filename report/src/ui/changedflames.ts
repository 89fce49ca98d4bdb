// The flame graphs of two recordings, one above the other, each call at the same place among its siblings in both.
// Colours say what changed. Equal widths are equal times; if the runs are made equally long, equal shares.

import type { Comparison } from "../compare.ts";
import { verdictOf } from "../noise.ts";
import { changeText, legend } from "./changes.ts";
import { mix, pixel } from "./color.ts";
import { button, h, pressed, toggle } from "./dom.ts";
import { FlameChart } from "./flame.ts";
import { count, duration } from "./format.ts";
import type { Tree } from "../model.ts";
import type { Page, Part } from "./page.ts";
import type { Paint } from "./painter.ts";
import type { PageState } from "./state.ts";
import type { Legend } from "./toolbar.ts";

type Side = "before" | "after";

class ChangedFlame extends FlameChart<Comparison> {
  readonly #side: Side;

  constructor(page: Page<Comparison>, side: Side) {
    super(page, side === "before" ? "Flame graph before" : "Flame graph after", (state) => {
      const tree = page.model.flameTree(state);
      return { ...tree, total: tree.changes![side] };
    }, side === "before" ? "graphBefore" : "graph");
    this.#side = side;
  }

  protected override widest(): number {
    const changes = this.tree?.changes;
    return changes ? Math.max(changes.before[0], changes.after[0]) : 0;
  }

  /** The more of the longer time has changed, the stronger. */
  protected override colors(tree: Tree): Paint {
    const { page } = this;
    const { themes } = page;
    const { before, after, noise } = tree.changes!;
    const none = themes.color("box-none");
    const ground = themes.color("ground");
    const color = new Uint32Array(tree.size);
    const selected = page.selectedFunc();
    for (let node = 0; node < tree.size; node++) {
      const func = tree.func[node];
      const verdict = verdictOf(before[node], after[node], noise[node]);
      const part = Math.abs(after[node] - before[node]) / Math.max(before[node], after[node], 1e-9);
      const change = themes.color(after[node] > before[node] ? "box-slower" : "box-faster");
      let rgb = verdict === "noise" ? none : mix(none, change, 0.35 + 0.65 * Math.min(1, 2 * part));
      if (node > 0 && page.same[func] === selected) {
        rgb = themes.color("box-selected");
      } else if (page.hit(func) !== null) {
        rgb = page.hit(func) ? themes.color("box-hit") : mix(rgb, ground, 0.7);
      }
      color[node] = pixel(rgb);
    }
    return { color, faint: color };
  }

  protected override facts(tree: Tree, node: number): [string, string][] {
    const { before, after, noise } = tree.changes!;
    return [
      ["total " + this.#side, duration(tree.total[node])],
      ["change", changeText(before[node], after[node], noise[node])],
      ["depth", count(tree.depth[node])],
    ];
  }
}

export class ChangedFlames implements Part {
  readonly element: HTMLElement;
  readonly #page: Page<Comparison>;
  readonly #before: ChangedFlame;
  readonly #after: ChangedFlame;
  readonly #legend: Legend;
  readonly #upwards: HTMLButtonElement;

  constructor(page: Page<Comparison>) {
    this.#page = page;
    this.#before = new ChangedFlame(page, "before");
    this.#after = new ChangedFlame(page, "after");
    this.#legend = legend(page);
    this.#upwards = toggle("Upwards", "The root at the bottom", () =>
      page.store.set({ upwards: !page.state.upwards }, "replace"));
    this.element = h(
      "section",
      { class: "view flame both" },
      h("div", { class: "bar-of-options" }, ...this.#legend.elements, h("span", { class: "grow" }), this.#upwards,
        button("All", { class: "toggle", title: "See everything (0)" }, () => {
          this.#before.command("zoom all");
          this.#after.command("zoom all");
        })),
      h("h2", {}, "Before"),
      this.#before.element,
      h("h2", {}, "After"),
      this.#after.element,
    );
  }

  update(state: PageState): void {
    this.#legend.update();
    pressed(this.#upwards, state.upwards);
    this.#before.update(state);
    this.#after.update(state);
  }

  #focused(): ChangedFlame {
    return document.activeElement === this.#before.element ? this.#before : this.#after;
  }

  target() {
    const { tree } = this.#focused();
    const { selected } = this.#page.state;
    return tree === null || selected.length === 0 ? null : { path: selected, tree: null, node: -1 };
  }

  command(name: string): boolean {
    return this.#focused().command(name);
  }

  focus(): void {
    this.#after.element.focus({ preventScroll: true });
  }
}
