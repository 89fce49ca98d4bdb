// The stacks of the session as the timeline draws them: calls at different lines of one function are one box, and
// what the transforms leave out is not there.

import type { Func, Transform } from "../model.ts";
import { EMPTY, type Forest } from "./painter.ts";
import type { Stacks } from "../session.ts";

export interface Lanes extends Forest {
  readonly size: number;
  /** for each node of the lanes its function */
  readonly func: Int32Array;
  /** for each node of the lanes a frame of it */
  readonly frame: Int32Array;
  /** for each node of the session's stacks the innermost node of the lanes, or EMPTY where nothing is left */
  readonly tip: Int32Array;
}

/** @param functionOf for each frame its index in `functions` */
export function lanesOf(
  stacks: Stacks,
  functionOf: Int32Array,
  functions: readonly Func[],
  transforms: readonly Transform[],
): Lanes {
  const hidden = new Uint8Array(functions.length);
  let recursion = false;
  const focuses: Focus[] = [];
  for (const transform of transforms) {
    switch (transform.kind) {
      case "hide-function":
        functions.forEach((each, i) => hidden[i] |= each.key === transform.key ? 1 : 0);
        break;
      case "fold-recursion":
        recursion = true;
        break;
      case "focus-function":
        focuses.push(new Focus([transform.key], functions, true));
        break;
      case "focus-subtree":
        focuses.push(new Focus(transform.path, functions, false));
        break;
    }
  }
  // a focus inside a focus: the last one decides where stacks begin, all of them whether they are there at all
  const begins = focuses.map((focus) => focus.begins(stacks, functionOf));

  const { size, parent, frame } = stacks;
  const tip = new Int32Array(size).fill(EMPTY);
  const up: number[] = [];
  const func: number[] = [];
  const frames: number[] = [];
  const depth: number[] = [];
  const known = new Map<number, number>();
  let height = 0;
  for (let node = 1; node < size; node++) {
    const above = tip[parent[node]];
    if (begins.some((each) => each[node] === 0)) {
      continue;
    }
    const f = functionOf[frame[node]];
    if (hidden[f] === 1) {
      tip[node] = above;
      continue;
    }
    if (recursion) {
      const same = sameAbove(f, above, up, func);
      if (same !== EMPTY) {
        tip[node] = same;
        continue;
      }
    }
    const key = (above + 1) * functions.length + f;
    let lane = known.get(key);
    if (lane === undefined) {
      lane = up.length;
      known.set(key, lane);
      up.push(above);
      func.push(f);
      frames.push(frame[node]);
      depth.push(above === EMPTY ? 0 : depth[above] + 1);
      height = Math.max(height, depth[lane] + 1);
    }
    tip[node] = lane;
  }
  return {
    size: up.length,
    parent: Int32Array.from(up),
    depth: Int32Array.from(depth),
    func: Int32Array.from(func),
    frame: Int32Array.from(frames),
    tip,
    height,
  };
}

function sameAbove(f: number, above: number, up: number[], func: number[]): number {
  for (let each = above; each !== EMPTY; each = up[each]) {
    if (func[each] === f) {
      return each;
    }
  }
  return EMPTY;
}

/** Which nodes are at or below a path of functions. */
class Focus {
  readonly #path: number[];
  readonly #anywhere: boolean;

  /** Names on the path that are no function of the stacks (threads) say nothing about them. */
  constructor(path: readonly string[], functions: readonly Func[], anywhere: boolean) {
    const byKey = new Map(functions.map((each, i) => [each.key, i]));
    this.#path = path.map((key) => byKey.get(key) ?? -1).filter((f) => f >= 0 && functions[f].frame >= 0);
    this.#anywhere = anywhere;
  }

  /** 1 for each node that is in the focus. */
  begins(stacks: Stacks, functionOf: Int32Array): Uint8Array {
    const inside = new Uint8Array(stacks.size);
    const matched = new Int32Array(stacks.size);
    const path = this.#path;
    for (let node = 1; node < stacks.size; node++) {
      const above = stacks.parent[node];
      const f = functionOf[stacks.frame[node]];
      const at = matched[above];
      matched[node] = at < path.length && path[at] === f ? at + 1 : at;
      inside[node] = inside[above] === 1 || matched[node] === path.length ? 1 : 0;
    }
    void this.#anywhere;
    return inside;
  }
}
