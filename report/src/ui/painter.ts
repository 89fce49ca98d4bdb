// Draws stacks into a pixel buffer, one row of pixels for each row of boxes, which the canvas then stretches. For each
// column one stack is taken, and only what differs from the column before is walked: the work is width times depth,
// whatever the number of samples.

import { firstAfter, type Spans } from "./sums.ts";
import { isWaiting } from "../session.ts";

/** Nodes of a forest; a parent has a smaller number than its children, and roots have the parent -1. */
export interface Forest {
  readonly parent: Int32Array;
  /** 0 for roots */
  readonly depth: Int32Array;
  /** the deepest, plus one */
  readonly height: number;
}

/** No stack at this column. */
export const EMPTY = -1;

/** Where nodes of the forest are painted. */
export interface Painted extends Spans {
  readonly node: Int32Array;
  readonly state?: Uint8Array;
}

/** Looks at a column in which the stack changes: evenly spread, an odd number. */
const LOOKS = 15;

/**
 * Chooses what a column of pixels shows. Where its stack changes, that is the median of many looks in depth-first order:
 * every call that was on the stack in most looks is on the median one, because what it called stands together in that
 * order. A single moment could be one that is like no other, and at a regular distance it could be so each time.
 */
export class Columns {
  readonly #spans: Painted;
  readonly #tip: Int32Array | null;
  readonly #rank: Int32Array | null;
  readonly #seen = new Int32Array(LOOKS);
  readonly #ranks = new Int32Array(LOOKS);

  /**
   * @param tip for each node of the spans the node of the forest; null: itself
   * @param rank for each node of the forest its place in depth-first order; null: its number
   */
  constructor(spans: Painted, tip: Int32Array | null, rank: Int32Array | null) {
    this.#spans = spans;
    this.#tip = tip;
    this.#rank = rank;
  }

  nodeOf(span: number): number {
    const { node } = this.#spans;
    return span === EMPTY ? EMPTY : this.#tip === null ? node[span] : this.#tip[node[span]];
  }

  /**
   * The span whose stack stands for the time, or EMPTY if mostly there is none.
   *
   * @param first the first span that ends after `from`
   */
  span(from: number, to: number, first = firstAfter(this.#spans, from)): number {
    const { start, end } = this.#spans;
    if (first >= start.length || start[first] >= to) {
      return EMPTY;
    }
    if (start[first] <= from && end[first] >= to) {
      return first;
    }
    const seen = this.#seen;
    const ranks = this.#ranks;
    let index = first;
    for (let look = 0; look < LOOKS; look++) {
      const moment = from + (look + 0.5) / LOOKS * (to - from);
      index = firstAfter(this.#spans, moment, index);
      const span = index < start.length && start[index] <= moment ? index : EMPTY;
      const node = this.nodeOf(span);
      const rank = node === EMPTY || this.#rank === null ? node : this.#rank[node];
      let place = look;
      for (; place > 0 && ranks[place - 1] > rank; place--) {
        ranks[place] = ranks[place - 1];
        seen[place] = seen[place - 1];
      }
      ranks[place] = rank;
      seen[place] = span;
    }
    return seen[LOOKS >> 1];
  }

  /** The innermost node of each column, and where it waited. */
  sample(from: number, to: number, nodes: Int32Array, waits: Uint8Array): void {
    const { state } = this.#spans;
    const width = nodes.length;
    const step = (to - from) / width;
    let index = 0;
    for (let x = 0; x < width; x++) {
      const left = from + x * step;
      index = firstAfter(this.#spans, left, index);
      const span = this.span(left, left + step, index);
      nodes[x] = this.nodeOf(span);
      waits[x] = span !== EMPTY && state !== undefined && isWaiting(state[span]) ? 1 : 0;
    }
  }
}

export interface Box {
  readonly node: number;
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** How a box is coloured: as pixels, and fainter where the thread waited. */
export interface Paint {
  readonly color: Uint32Array;
  readonly faint: Uint32Array;
}

const SEPARATED = 3;

/**
 * Paints the rows from `firstRow` on, and returns the boxes wide enough for a label.
 *
 * @param pixels `rows` times as many as there are columns; is cleared
 */
export function paintBoxes(
  forest: Forest,
  nodes: Int32Array,
  waits: Uint8Array,
  paint: Paint,
  firstRow: number,
  rows: number,
  labelled: number,
  pixels: Uint32Array,
): Box[] {
  const { parent, depth } = forest;
  const width = nodes.length;
  const open = new Int32Array(forest.height + 1).fill(EMPTY);
  const opened = new Int32Array(forest.height + 1);
  const boxes: Box[] = [];
  let height = 0;
  let previous = EMPTY;
  pixels.fill(0);

  const close = (row: number, to: number) => {
    const node = open[row];
    open[row] = EMPTY;
    const line = row - firstRow;
    if (line < 0 || line >= rows) {
      return;
    }
    const from = opened[row];
    const last = to - from > SEPARATED ? to - 1 : to;
    const color = paint.color[node];
    const faint = paint.faint[node];
    const base = line * width;
    for (let x = from; x < last; x++) {
      pixels[base + x] = waits[x] === 1 ? faint : color;
    }
    if (to - from >= labelled) {
      boxes.push({ node, row, from, to });
    }
  };

  for (let x = 0; x <= width; x++) {
    const node = x < width ? nodes[x] : EMPTY;
    if (node === previous && x < width) {
      continue;
    }
    // climb to where the stack of this column meets the open one
    let meets = node;
    while (meets !== EMPTY && open[depth[meets]] !== meets) {
      meets = parent[meets];
    }
    const common = meets === EMPTY ? 0 : depth[meets] + 1;
    for (let row = height - 1; row >= common; row--) {
      close(row, x);
    }
    for (let each = node; each !== meets; each = parent[each]) {
      open[depth[each]] = each;
      opened[depth[each]] = x;
    }
    height = node === EMPTY ? 0 : depth[node] + 1;
    previous = node;
  }
  return boxes;
}

/** The node of the stack that ends in `node` at the row, or EMPTY if the stack is not that high. */
export function ancestorAt(forest: Forest, node: number, row: number): number {
  while (node !== EMPTY && forest.depth[node] > row) {
    node = forest.parent[node];
  }
  return node !== EMPTY && forest.depth[node] === row ? node : EMPTY;
}
