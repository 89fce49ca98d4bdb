// Which of two calls was seen first: the order of calls that took equally long.

import type { Forest } from "./forest.ts";
import type { Functions } from "./functions.ts";
import { depths } from "./order.ts";

/** A call, as a node of the forest; or, as the complement of one, the time in which that was innermost. */
export type Seen = number;

/** The calls of a forest without what they are, whatever is looked at. */
export class Order {
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** for each node the first one that is the same call */
  readonly same: Int32Array;

  constructor(forest: Forest, functions: Functions) {
    this.parent = forest.parent;
    this.depth = depths(forest.parent, forest.size);
    this.same = forest.sameCalls(functions);
  }
}

export class FirstSeen {
  readonly #order: Order;
  /** for each call the run that saw it innermost first, and the one that saw it at all */
  readonly #innermost: Int32Array;
  readonly #seen: Int32Array;

  /** @param first for each node the first run in which it was innermost */
  constructor(order: Order, first: Int32Array) {
    const { parent, same } = order;
    this.#order = order;
    this.#innermost = first;
    for (let node = first.length - 1; node > 0; node--) {
      first[same[node]] = Math.min(first[same[node]], first[node]);
    }
    const seen = this.#seen = first.slice();
    for (let node = first.length - 1; node > 0; node--) {
      const above = same[parent[node]];
      seen[above] = Math.min(seen[above], seen[same[node]]);
    }
  }

  /** Less than 0 if `a` comes first in depth-first order; neither is below the other. */
  compare(a: Seen, b: Seen): number {
    const { depth, same, parent } = this.#order;
    const depthOf = (each: Seen) => each < 0 ? depth[~each] + 1 : depth[each];
    const caller = (each: Seen) => each < 0 ? ~each : parent[each];
    while (depthOf(a) > depthOf(b)) {
      a = caller(a);
    }
    while (depthOf(b) > depthOf(a)) {
      b = caller(b);
    }
    while (same[caller(a)] !== same[caller(b)]) {
      a = caller(a);
      b = caller(b);
    }
    const when = (each: Seen) => each < 0 ? this.#innermost[same[~each]] : this.#seen[same[each]];
    return when(a) - when(b);
  }
}
