// Draws stacks into a pixel buffer, one row of pixels for each row of boxes, which the canvas then stretches. For each
// column the stack of one moment is taken, and only what differs from the column before is walked: the work is width
// times depth, whatever the number of samples.

import { firstAfter, type Spans } from "./sums.ts";

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

/** The innermost node at the middle of each column, and where it waited. */
export function sampleColumns(
  spans: Spans & { readonly node: Int32Array; readonly state?: Uint8Array },
  tip: Int32Array | null,
  from: number,
  to: number,
  waiting: number,
  nodes: Int32Array,
  waits: Uint8Array,
): void {
  const width = nodes.length;
  const step = (to - from) / width;
  const { start, node, state } = spans;
  let index = firstAfter(spans, from);
  for (let x = 0; x < width; x++) {
    const moment = from + (x + 0.5) * step;
    index = firstAfter(spans, moment, index);
    if (index >= start.length || start[index] > moment) {
      nodes[x] = EMPTY;
      waits[x] = 0;
    } else {
      nodes[x] = tip === null ? node[index] : tip[node[index]];
      waits[x] = state !== undefined && state[index] === waiting ? 1 : 0;
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
