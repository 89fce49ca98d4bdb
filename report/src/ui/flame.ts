// The flame graph: the calls of the whole selection side by side, those with most time to the left.

import { Chart } from "./chart.ts";
import { count, duration, percent } from "./format.ts";
import { pathOf } from "./callrows.ts";
import { locate } from "./callrows.ts";
import type { Model, Range, Subject, Tree } from "../model.ts";
import { computed, type Page } from "./page.ts";
import { ancestorAt, EMPTY, type Forest, type Paint, Columns } from "./painter.ts";
import type { PageState } from "./state.ts";
import { firstAfter, type Spans } from "./sums.ts";
import { speech, tipOf } from "./tip.ts";
import { orWhole, within } from "./zoom.ts";

const ROW = 18;
/** While a range is dragged, a graph with more boxes than this is drawn without those that are narrower than a pixel. */
const MANY = 20_000;

/** For each node where it begins, and who is innermost where: own time is to the right of the calls. */
export interface Layout extends Forest {
  readonly left: Float64Array;
  readonly spans: Spans & { readonly node: Int32Array };
}

export function layOut(tree: Tree): Layout {
  const { size, parent, total, depth, end } = tree;
  const left = new Float64Array(size);
  const filled = new Float64Array(size);
  let height = 1;
  for (let node = 0; node < size; node++) {
    if (node > 0) {
      const above = parent[node];
      left[node] = filled[above];
      filled[above] += total[node];
      height = Math.max(height, depth[node] + 1);
    }
    filled[node] = left[node];
  }
  const start = new Float64Array(size);
  const ends = new Float64Array(size);
  const nodes = new Int32Array(size);
  let count = 0;
  const open: number[] = [];
  for (let node = 0; node <= size; node++) {
    while (open.length > 0 && (node === size || end[open[open.length - 1]] <= node)) {
      const done = open.pop()!;
      const from = Math.max(filled[done], count === 0 ? 0 : ends[count - 1]);
      const to = left[done] + total[done];
      if (to > from) {
        start[count] = from;
        ends[count] = to;
        nodes[count++] = done;
      }
    }
    if (node < size) {
      open.push(node);
    }
  }
  return {
    parent, depth, height, left,
    spans: { start: start.subarray(0, count), end: ends.subarray(0, count), node: nodes.subarray(0, count) },
  };
}

const HELP = "Arrow keys go from box to box, Enter zooms to one, w and s zoom, a and d move, 0 shows everything. " +
  "The same as a table: button As table.";

export class FlameChart<M extends Subject = Model> extends Chart<M> {
  readonly #treeOf: (state: PageState, least: number) => Tree;
  readonly #zoom: "graph" | "graphBefore";
  #tree: Tree | null = null;
  #coarse = false;
  #layout: Layout | null = null;
  #paint: Paint = { color: new Uint32Array(0), faint: new Uint32Array(0) };
  #paintKey = "";
  #key = "";
  #node = -1;

  /**
   * @param treeOf gives the calls of at least so many milliseconds
   * @param zoom where the state has what is in sight
   */
  constructor(
    page: Page<M>, label: string, treeOf: (state: PageState, least: number) => Tree, zoom: "graph" | "graphBefore" = "graph",
  ) {
    super(page, label, HELP);
    this.#treeOf = treeOf;
    this.#zoom = zoom;
  }

  update(state: PageState): void {
    this.#coarse = this.page.store.live && (this.#coarse || this.#tree !== null && this.#tree.size > MANY);
    const key = computed(state) + state.inverted + state.percent + this.#coarse;
    if (key !== this.#key || this.#tree === null) {
      this.#key = key;
      this.#tree = this.#treeOf(state, this.#coarse ? this.widest() / this.columns() : 0);
      this.#layout = layOut(this.#tree);
      this.#node = -1;
      this.#paintKey = "";
    }
    const { themes } = this.page;
    const paintKey = [themes.look, themes.safe, state.own, state.search, state.selected.at(-1)].join("\0");
    if (paintKey !== this.#paintKey) {
      this.#paintKey = paintKey;
      const tree = this.#tree;
      this.#paint = this.colors(tree);
    }
    if (this.#node < 0 || !samePath(this.#pathOf(this.#node), state.selected)) {
      const path = state.inverted ? [...state.selected].reverse() : state.selected;
      this.#node = state.selected.length === 0 ? -1 : locate(this.#tree, this.page.byKey, this.page.same, path);
    }
    this.redraw();
  }

  get tree(): Tree | null {
    return this.#tree;
  }

  #pathOf(node: number): string[] {
    const path = pathOf(this.#tree!, (func) => this.page.key(func), node);
    return this.page.state.inverted ? path.reverse() : path;
  }

  all(): Range {
    return { from: 0, to: Math.max(1e-3, this.widest()) };
  }

  /** How much time is as wide as the chart. */
  protected widest(): number {
    return this.#tree?.total[0] ?? 0;
  }

  protected colors(tree: Tree): Paint {
    return this.paint(tree.size, (node) => node === 0 ? -1 : tree.func[node]);
  }

  part(): Range {
    const part = this.page.state[this.#zoom];
    return part === null ? this.all() : within(part, this.all());
  }

  setPart(part: Range, settled: boolean): void {
    this.page.store.set({ [this.#zoom]: orWhole(part, this.all()) }, settled ? "push" : "replace");
  }

  protected contentHeight(): number {
    return (this.#layout?.height ?? 0) * ROW + 2 * ROW;
  }

  protected draw(canvas: CanvasRenderingContext2D): void {
    const layout = this.#layout;
    if (layout === null || this.#tree === null || this.#tree.total[0] <= 0) {
      return;
    }
    const { from, to } = this.part();
    const nodes = new Int32Array(this.columns());
    const waits = new Uint8Array(nodes.length);
    new Columns(layout.spans, null, null).sample(from, to, nodes, waits);
    const place = {
      top: -this.scrollTop, from: 0, to: this.height, row: ROW, height: layout.height,
      ...(this.page.state.upwards ? { upwards: this.#ground() } : {}),
    };
    this.boxes(canvas, layout, nodes, waits, this.#paint, place, (node) => this.#label(node));
  }

  /** Where the lowest row ends when the graph grows upwards. */
  #ground(): number {
    return Math.max(this.height, this.#layout!.height * ROW) - this.scrollTop;
  }

  #label(node: number): string {
    const tree = this.#tree!;
    return node === 0 ? "all of " + duration(tree.total[0]) : this.page.name(tree.func[node]);
  }

  #yOf(row: number): number {
    return this.page.state.upwards ? this.#ground() - (row + 1) * ROW : row * ROW - this.scrollTop;
  }

  #nodeAt(x: number, y: number): number {
    const layout = this.#layout;
    if (layout === null) {
      return EMPTY;
    }
    const row = this.page.state.upwards
      ? Math.floor((this.#ground() - y) / ROW)
      : Math.floor((y + this.scrollTop) / ROW);
    const moment = this.momentAt(x);
    const span = firstAfter(layout.spans, moment);
    return span >= layout.spans.start.length || layout.spans.start[span] > moment
      ? EMPTY
      : ancestorAt(layout, layout.spans.node[span], row);
  }

  protected drawOver(canvas: CanvasRenderingContext2D, at: { x: number; y: number } | null): Node[] | null {
    if (this.#node >= 0) {
      this.#outlineOf(canvas, this.#node, true);
    }
    const node = at === null ? EMPTY : this.#nodeAt(at.x, at.y);
    if (node === EMPTY) {
      return null;
    }
    this.#outlineOf(canvas, node, false);
    return tipOf(this.page, node === 0 ? -1 : this.#tree!.func[node], this.facts(this.#tree!, node));
  }

  #outlineOf(canvas: CanvasRenderingContext2D, node: number, strong: boolean): void {
    const layout = this.#layout!;
    const left = layout.left[node];
    this.outline(canvas, left, left + this.#tree!.total[node], this.#yOf(layout.depth[node]), ROW, strong);
  }

  protected facts(tree: Tree, node: number): [string, string][] {
    return [
      ["total", `${duration(tree.total[node])} (${percent(tree.total[node] / Math.max(1e-9, tree.total[0]))})`],
      ["likely", this.page.certainty(tree.total[node] / Math.max(1e-9, tree.total[0]), tree.total[0])],
      ["self", duration(tree.self[node])],
      ["depth", count(tree.depth[node])],
    ];
  }

  #go(node: number): void {
    if (node < 0 || this.#tree === null) {
      return;
    }
    this.#node = node;
    this.page.select(this.#pathOf(node));
    const y = this.#yOf(this.#tree.depth[node]);
    if (y < 0) {
      this.scrollTop += y;
    } else if (y + ROW > this.height) {
      this.scrollTop += y + ROW - this.height;
    }
    const left = this.#layout!.left[node];
    const part = this.part();
    if (left > part.to || left + this.#tree.total[node] < part.from) {
      const half = (part.to - part.from) / 2;
      const middle = left + this.#tree.total[node] / 2;
      this.setPart(within({ from: middle - half, to: middle + half }, this.all()), false);
    }
    this.page.announce(speech(this.page, node === 0 ? -1 : this.#tree.func[node], this.facts(this.#tree!, node)));
    this.moveOver();
  }

  override command(name: string): boolean {
    const tree = this.#tree;
    const layout = this.#layout;
    if (tree === null || layout === null) {
      return false;
    }
    const upwards = this.page.state.upwards;
    const node = this.#node;
    switch (name) {
      case "box up":
      case "box down":
        if (node < 0) {
          this.#go(0);
        } else if ((name === "box down") === upwards) {
          this.#go(node === 0 ? 0 : tree.parent[node]);
        } else if (tree.end[node] > node + 1) {
          this.#go(node + 1);
        }
        return true;
      case "box left":
      case "box right":
        this.#go(node < 0 ? 0 : this.#beside(node, name === "box left" ? -1 : 1));
        return true;
      case "zoom box":
        this.#zoomTo(Math.max(0, node));
        return true;
      case "next hit":
      case "previous hit":
        return this.#nextHit(name === "next hit" ? 1 : -1);
      default:
        return super.command(name);
    }
  }

  /** The next box of the same row. */
  #beside(node: number, step: 1 | -1): number {
    const { depth, size } = this.#tree!;
    for (let each = node + step; each > 0 && each < size; each += step) {
      if (depth[each] === depth[node]) {
        return each;
      }
    }
    return node;
  }

  #nextHit(step: 1 | -1): boolean {
    const tree = this.#tree!;
    for (let i = 1, node = Math.max(0, this.#node); i < tree.size; i++) {
      node = (node + step + tree.size) % tree.size;
      if (node > 0 && this.page.hit(tree.func[node])) {
        this.#go(node);
        return true;
      }
    }
    return false;
  }

  #zoomTo(node: number): void {
    const left = this.#layout!.left[node];
    this.setPart({ from: left, to: left + Math.max(1e-3, this.#tree!.total[node]) }, true);
  }

  click(x: number, y: number): void {
    const node = this.#nodeAt(x, y);
    if (node >= 0) {
      this.#go(node);
    } else {
      this.#node = -1;
      this.page.select([]);
    }
  }

  doubleClick(x: number, y: number): void {
    const node = this.#nodeAt(x, y);
    if (node >= 0) {
      this.#zoomTo(node);
    }
  }

  dragStart(): boolean {
    return false;
  }

  drag(): void {}

  dragEnd(): void {}

  openMenu(x: number, y: number, pageX: number, pageY: number): void {
    const node = this.#nodeAt(x, y);
    if (node > 0) {
      this.#go(node);
      this.page.openMenu({ path: this.#pathOf(node), tree: this.#tree, node }, pageX, pageY);
    }
  }
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}
