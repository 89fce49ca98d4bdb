// The trees of two runs laid over one another: calls of the same functions are one node.

import type { Growth } from "./growth.ts";
import { depthFirst, ends } from "./order.ts";
import { PairMap } from "./pairs.ts";

/** One of each run. */
export type Pair<T> = readonly [before: T, after: T];

/** Calls of two runs in depth-first order, those first that took longest in either. */
export interface Both {
  readonly parent: Int32Array;
  readonly end: Int32Array;
  readonly func: Int32Array;
  readonly nanos: Pair<Float64Array>;
}

export class Overlay {
  readonly #parent = [-1];
  readonly #func = [0];
  readonly #nanos: Pair<number[]> = [[0], [0]];
  readonly #calls = new PairMap();

  /** The node of what a node calls, or is called by, with so much more time in a run. */
  child(parent: number, func: number, run: number, nanos: number): number {
    const node = this.#calls.get(parent, func, this.#parent.length);
    if (node === this.#parent.length) {
      this.#parent.push(parent);
      this.#func.push(func);
      this.#nanos.forEach((times) => times.push(0));
    }
    this.#nanos[run][node] += nanos;
    return node;
  }

  /**
   * Lays the nodes of a tree over what is there.
   *
   * @param root what the first of them becomes
   * @param numbers for each function of the run the one of both
   */
  add(root: number, grown: Growth, from: number, numbers: Int32Array, run: number): void {
    const nodes = [root];
    for (let node = from + 1; node < grown.parent.length; node++) {
      const caller = nodes[grown.parent[node] - from];
      nodes.push(this.child(caller, numbers[grown.function[node]], run, grown.nanos[node]));
    }
  }

  both(): Both {
    const [before, after] = this.#nanos;
    const longest = Float64Array.from(before, (nanos, node) => Math.max(nanos, after[node]));
    const order = depthFirst(Int32Array.from(this.#parent), longest.length, longest);
    const place = new Int32Array(order.length);
    order.forEach((node, index) => place[node] = index);
    const parent = order.map((node) => node === 0 ? -1 : place[this.#parent[node]]);
    const inOrder = (times: readonly number[]) => Float64Array.from(order, (node) => times[node]);
    return {
      parent,
      end: ends(parent, order.length),
      func: order.map((node) => this.#func[node]),
      nanos: [inOrder(before), inOrder(after)],
    };
  }

  /** Adds time to the root. */
  addToRoot(run: number, nanos: number): void {
    this.#nanos[run][0] += nanos;
  }
}
