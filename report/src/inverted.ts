// Trees that are read from the inside out: below a function those that called it.

import { ROOT } from "./functions.ts";
import { depths } from "./order.ts";
import { Draft, Places } from "./passes.ts";
import type { Calls } from "./stacks.ts";

export interface Item {
  /** the call that hangs from the root of the inverted tree; 0 for none */
  readonly call: number;
  readonly weight: number;
}

export interface Inverted {
  readonly draft: Draft;
  /** for each node its function with a class; of the root, none */
  readonly func: number[];
  /** for each node the weight of the stacks that began there */
  readonly ended: number[];
}

/** With more steps than this from leaves to roots, what is too small to be seen is not followed to its end. */
const MOST_STEPS = 4e6;
const SMALL = 1e-4;

/**
 * @param best the one of several functions with classes that gives its name to a node, by weight
 * @param funcOf the function with a class of a call
 */
export function upwards(
  items: readonly Item[],
  calls: Calls,
  best: (weights: ReadonlyMap<number, number>) => number,
  funcOf: (call: number) => number,
): Inverted {
  const at = Int32Array.from(items, (item) => item.call);
  const order = at.map((_, index) => index);
  const sorted = new Int32Array(order.length);
  const least = leastWeight(items, calls);
  const draft = new Draft(new Places(), 64);
  const func = [ROOT];
  const ended = [0];
  draft.add(-1, ROOT);
  const waiting: [node: number, from: number, to: number][] = [[0, 0, items.length]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, from, to] = next;
    const counts = new Map<number, number>(); // by function, in the order in which they are found
    for (let i = from; i < to; i++) {
      const called = calls.function[at[order[i]]];
      counts.set(called, (counts.get(called) ?? 0) + 1);
    }
    const places = new Map<number, number>();
    let place = from;
    for (const [called, count] of counts) {
      places.set(called, place);
      place += count;
    }
    for (let i = from; i < to; i++) {
      const called = calls.function[at[order[i]]];
      const free = places.get(called)!;
      sorted[free] = order[i];
      places.set(called, free + 1);
    }
    order.set(sorted.subarray(from, to), from);
    let begin = from;
    for (const [called, count] of counts) {
      const end = begin + count;
      if (called === ROOT) {
        for (let i = begin; i < end; i++) {
          ended[node] += items[order[i]].weight;
        }
      } else {
        const child = draft.add(node, called);
        const weights = new Map<number, number>();
        for (let i = begin; i < end; i++) {
          const weight = items[order[i]].weight;
          const each = funcOf(at[order[i]]);
          draft.nanos[child] += weight;
          weights.set(each, (weights.get(each) ?? 0) + weight);
          at[order[i]] = calls.parent[at[order[i]]];
        }
        func.push(best(weights));
        ended.push(0);
        if (draft.nanos[child] >= least) {
          waiting.push([child, begin, end]);
        }
      }
      begin = end;
    }
  }
  return { draft, func, ended };
}

function leastWeight(items: readonly Item[], calls: Calls): number {
  const depth = depths(calls.parent, calls.size);
  let steps = 0;
  let total = 0;
  for (const item of items) {
    steps += depth[item.call];
    total += item.weight;
  }
  return steps > MOST_STEPS ? SMALL * total : 0;
}
