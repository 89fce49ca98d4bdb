// From drafts to the trees that the views show.

import type { Tree } from "./model.ts";
import { depthFirst, depths, ends } from "./order.ts";
import { type Draft, isSynthetic } from "./passes.ts";
import { NANOS } from "./sampled.ts";

/** The trees of threads under one root. */
export class Joined {
  readonly #parent: Int32Array;
  readonly #func: Int32Array;
  readonly #total: Float64Array;
  readonly #self: Float64Array;
  readonly #group: Int32Array;
  #size = 1;

  constructor(size: number) {
    this.#parent = new Int32Array(size);
    this.#func = new Int32Array(size);
    this.#total = new Float64Array(size);
    this.#self = new Float64Array(size);
    this.#group = new Int32Array(size).fill(-1);
    this.#parent[0] = -1;
  }

  thread(draft: Draft, groups: Int32Array | null, func: (node: number) => number): void {
    const offset = this.#size;
    const self = selfNanos(draft);
    for (let node = 0; node < draft.size; node++) {
      this.#parent[offset + node] = node === 0 ? 0 : offset + draft.parent[node];
      this.#func[offset + node] = func(node);
      this.#total[offset + node] = draft.nanos[node];
      this.#self[offset + node] = self[node] / NANOS;
      if (groups !== null && groups[node] >= 0) {
        this.#group[offset + node] = offset + groups[node];
      }
    }
    this.#total[0] += draft.nanos[0];
    this.#size += draft.size;
  }

  tree(): Tree {
    return {
      size: this.#size,
      parent: this.#parent,
      end: ends(this.#parent, this.#size),
      depth: depths(this.#parent, this.#size),
      func: this.#func,
      total: this.#total.map((nanos) => nanos / NANOS),
      self: this.#self,
      group: this.#group,
    };
  }
}

/** The time not spent in functions below a node: its own, and what it absorbed. */
function selfNanos(draft: Draft): Float64Array {
  const self = draft.nanos.slice(0, draft.size);
  for (let node = 1; node < draft.size; node++) {
    if (!isSynthetic(draft.function[node])) {
      self[draft.parent[node]] -= draft.nanos[node];
    }
  }
  return self;
}

/** The draft with its hottest calls first, and for each node of that its number before. */
export function hottestFirst(draft: Draft): { draft: Draft; number: Int32Array } {
  const number = depthFirst(draft.parent, draft.size, draft.nanos);
  return { draft: draft.inOrder(number), number };
}

export function plainTree(draft: Draft, func: (node: number) => number): Tree {
  const size = draft.size;
  const parent = draft.parent.slice(0, size);
  const funcs = new Int32Array(size);
  for (let node = 0; node < size; node++) {
    funcs[node] = func(node);
  }
  return {
    size,
    parent,
    end: ends(parent, size),
    depth: depths(parent, size),
    func: funcs,
    total: draft.nanos.slice(0, size).map((nanos) => nanos / NANOS),
    self: selfNanos(draft).map((nanos) => nanos / NANOS),
    group: new Int32Array(size).fill(-1),
  };
}
