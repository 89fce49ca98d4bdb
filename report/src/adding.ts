// The stacks of one thread as a tree of calls.

import { OUTSIDE, ROOT, SELF } from "./functions.ts";
import { depthFirst } from "./order.ts";
import { Draft, Places } from "./passes.ts";
import { Sampled } from "./sampled.ts";
import type { Calls, View } from "./stacks.ts";

/** Merges the stacks of one thread, which differ by lines and classes, to calls: first seen first. */
export class Adding {
  readonly sampled: Sampled;
  readonly #view: View;
  readonly #calls: Calls;
  // All zero between two threads.
  readonly #nodeOfStack: Int32Array;
  readonly #nodeOfCall: Int32Array;
  readonly #selfOfCall: Int32Array;
  readonly #total: Float64Array;

  constructor(view: View, calls: Calls) {
    this.sampled = new Sampled(view.stacks.size);
    this.#view = view;
    this.#calls = calls;
    this.#nodeOfStack = new Int32Array(view.stacks.size);
    this.#total = new Float64Array(view.stacks.size);
    this.#nodeOfCall = new Int32Array(calls.size);
    this.#selfOfCall = new Int32Array(calls.size);
  }

  /** The tree of what is in `sampled`, which is empty then. */
  up(): Draft {
    const { parent, frame } = this.#view.stacks;
    const { self, seen, count } = this.sampled;
    const { ofStack, function: functionOf } = this.#calls;
    const [nodeOfStack, nodeOfCall, total] = [this.#nodeOfStack, this.#nodeOfCall, this.#total];
    const draft = new Draft(new Places(), 64);
    draft.add(-1, ROOT);
    const touched: number[] = [];
    const ahead: number[] = [];
    for (let i = 0; i < count; i++) {
      let known = seen[i];
      while (frame[known] >= 0 && nodeOfStack[known] === 0) {
        ahead.push(known);
        known = parent[known];
      }
      let above = nodeOfStack[known];
      for (let stack = ahead.pop(); stack !== undefined; stack = ahead.pop()) {
        const call = ofStack[stack];
        if (nodeOfCall[call] === 0) {
          nodeOfCall[call] = draft.add(above, functionOf[call]);
        }
        above = nodeOfStack[stack] = nodeOfCall[call];
        touched.push(stack);
      }
      this.#addSelf(draft, seen[i], above, self[seen[i]]);
      total[seen[i]] = self[seen[i]];
      draft.nanos[0] += self[seen[i]];
    }
    for (let i = touched.length - 1; i >= 0; i--) {
      total[parent[touched[i]]] += total[touched[i]];
    }
    for (const stack of touched) {
      draft.addPlace(nodeOfStack[stack], stack, total[stack]);
    }
    for (const stack of touched) {
      this.#forget(stack);
    }
    for (let i = 0; i < count; i++) {
      this.#forget(seen[i]);
    }
    this.#forget(0);
    this.sampled.clear();
    return draft.inOrder(depthFirst(draft.parent, draft.size));
  }

  #forget(stack: number): void {
    const call = this.#calls.ofStack[stack];
    this.#nodeOfStack[stack] = 0;
    this.#total[stack] = 0;
    this.#nodeOfCall[call] = 0;
    this.#selfOfCall[call] = 0;
  }

  #addSelf(draft: Draft, stack: number, node: number, nanos: number): void {
    if (stack === 0) {
      draft.nanos[draft.add(0, OUTSIDE)] += nanos;
      return;
    }
    const call = this.#calls.ofStack[stack];
    if (this.#selfOfCall[call] === 0) {
      this.#selfOfCall[call] = draft.add(node, SELF);
    }
    draft.nanos[this.#selfOfCall[call]] += nanos;
  }
}
