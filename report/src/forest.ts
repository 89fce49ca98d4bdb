// What each thread called, whatever part of it is looked at: the stacks of a session as calls, a tree for each thread.

import type { Functions } from "./functions.ts";
import { depthFirst, ends, outermost } from "./order.ts";
import { PairMap } from "./pairs.ts";
import type { Session } from "./session.ts";
import type { View } from "./stacks.ts";
import { Stem, stem } from "./stem.ts";

/** The calls in depth-first order, siblings as they were first seen. Node 0 is everything, below it are the threads. */
export class Forest {
  readonly size: number;
  readonly parent: Int32Array;
  readonly end: Int32Array;
  /** for each node its function with a class, as in `Functions.all`; 0 for what is no call */
  readonly func: Int32Array;
  /** for each node 1 if its function is not above it */
  readonly outermost: Uint8Array;
  /** for each node the stem that it is part of */
  readonly stems: Uint8Array;
  /** for each thread its node */
  readonly threads: Int32Array;
  /** for each thread the node of each of its runs, or -1 if their time does not count */
  readonly runs: readonly Int32Array[];
  /** room for lists of nodes, of the one tree that grows from them at a time */
  readonly links: Int32Array;

  constructor(session: Session, { stacks, of, thread: only }: View, functions: Functions) {
    const parents = [-1];
    const funcs = [0];
    const known = new PairMap(stacks.size);
    const nodes = new Int32Array(stacks.size); // of this thread, or smaller than its root
    const ahead: number[] = [];
    const roots: number[] = [];
    const runs = session.threads.map(({ node }, thread) => {
      const root = parents.push(0) - 1;
      funcs.push(0);
      roots.push(root);
      nodes[0] = root;
      return node.map((whole) => {
        const stack = of === null ? whole : of[whole];
        if (stack < 0 || only >= 0 && only !== thread) {
          return -1;
        }
        let at = stack;
        while (nodes[at] < root) {
          ahead.push(at);
          at = stacks.parent[at];
        }
        let call = nodes[at];
        while (ahead.length > 0) {
          const next = ahead.pop()!;
          const frame = stacks.frame[next];
          const func = frame < 0 ? 0 : functions.funcOfFrame[frame];
          const below = known.get(call, func, parents.length);
          if (below === parents.length) {
            parents.push(call);
            funcs.push(func);
          }
          call = nodes[next] = below;
        }
        return call;
      });
    });
    const size = this.size = parents.length;
    const order = depthFirst(Int32Array.from(parents), size);
    const number = new Int32Array(size);
    order.forEach((node, index) => number[node] = index);
    this.parent = order.map((node) => node === 0 ? -1 : number[parents[node]]);
    this.end = ends(this.parent, size);
    this.func = order.map((node) => funcs[node]);
    this.threads = Int32Array.from(roots, (root) => number[root]);
    this.runs = runs.map((nodes) => nodes.map((node) => node < 0 ? -1 : number[node]));
    const { ofFunc, frames, frame } = functions;
    this.outermost = outermost(this.end, this.func.map((func) => func === 0 ? -1 : ofFunc[func]), functions.size);
    this.links = new Int32Array(size);
    this.stems = new Uint8Array(size);
    for (let node = 0; node < size; node++) {
      const above = this.parent[node];
      const first = this.parent[above] === 0;
      if (this.func[node] > 0 && (first || this.stems[above] !== Stem.None)) {
        this.stems[node] = stem(frames[frame[ofFunc[this.func[node]]]], first, this.stems[above]);
      }
    }
  }

  /** Whether a thread was anywhere but in the calls by which Python gets to the program. */
  leadsSomewhere(thread: number, self: Float64Array, total: Float64Array): boolean {
    let rest = total[thread];
    for (let node = thread + 1; node < this.end[thread];) {
      const isStem = this.stems[node] !== Stem.None;
      rest -= isStem ? self[node] : 0;
      node = isStem ? node + 1 : this.end[node];
    }
    return rest > 0;
  }

  /** For each node the first one that differs from it by classes only: the same call. */
  sameCalls(functions: Functions): Int32Array {
    const same = this.parent.map((_, node) => node);
    if (functions.haveClasses) {
      const known = new PairMap(this.size);
      for (let node = 1; node < this.size; node++) {
        const func = this.func[node];
        same[node] = func === 0 ? node : known.get(same[this.parent[node]], functions.ofFunc[func], node);
      }
    }
    return same;
  }
}
