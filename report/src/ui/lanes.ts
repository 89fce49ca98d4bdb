// The stacks as the timeline draws them: calls at different lines of one function are one box.

import type { Transformed } from "../model.ts";
import { depthFirst } from "../order.ts";
import { EMPTY, type Forest } from "./painter.ts";

export interface Lanes extends Forest {
  readonly size: number;
  /** for each node of the lanes its function */
  readonly func: Int32Array;
  /** for each node of the session's stacks the innermost node of the lanes, or EMPTY where nothing is left */
  readonly tip: Int32Array;
  /** for each node of the lanes its place in depth-first order */
  readonly rank: Int32Array;
}

/** @param functionOf for each frame its function, a number below `functions` */
export function lanesOf({ stacks, of }: Transformed, functionOf: Int32Array, functions: number): Lanes {
  const { size, parent, frame } = stacks;
  const lane = new Int32Array(size).fill(EMPTY);
  const up: number[] = [];
  const func: number[] = [];
  const depth: number[] = [];
  const known = new Map<number, number>();
  let height = 0;
  for (let node = 1; node < size; node++) {
    const above = lane[parent[node]];
    if (frame[node] < 0) {
      lane[node] = above;
      continue;
    }
    const called = functionOf[frame[node]];
    const key = (above + 1) * functions + called;
    let made = known.get(key);
    if (made === undefined) {
      made = up.push(above) - 1;
      known.set(key, made);
      func.push(called);
      depth.push(above === EMPTY ? 0 : depth[above] + 1);
      height = Math.max(height, depth[made] + 1);
    }
    lane[node] = made;
  }
  const rank = new Int32Array(up.length);
  const underOne = Int32Array.from({ length: up.length + 1 }, (_, node) => node === 0 ? -1 : up[node - 1] + 1);
  depthFirst(underOne, underOne.length).forEach((node, place) => rank[node - 1] = place);
  return {
    size: up.length,
    parent: Int32Array.from(up),
    depth: Int32Array.from(depth),
    func: Int32Array.from(func),
    tip: of === null ? lane : of.map((node) => node < 0 ? EMPTY : lane[node]),
    rank,
    height,
  };
}
