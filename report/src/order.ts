// The order of nodes in which a caller stands right before what it called. Nothing recurses: stacks are deep.

/**
 * All nodes in depth-first order, siblings by number; or those with most weight first, and by number where it is equal.
 *
 * @param parent for each node its parent, a smaller number; node 0 is the root
 */
export function depthFirst(parent: Int32Array, size: number, weight?: Float64Array): Int32Array {
  const first = new Int32Array(size + 1);
  for (let node = 1; node < size; node++) {
    first[parent[node] + 1]++;
  }
  for (let node = 0; node < size; node++) {
    first[node + 1] += first[node];
  }
  const next = first.slice();
  const children = new Int32Array(size);
  for (let node = 1; node < size; node++) {
    children[next[parent[node]]++] = node;
  }
  if (weight) {
    for (let node = 0; node < size; node++) {
      sortHeaviestFirst(children, first[node], first[node + 1], weight);
    }
  }
  const order = new Int32Array(size);
  const waiting = new Int32Array(size);
  let count = 1; // the root waits at the bottom
  let placed = 0;
  while (count > 0) {
    const node = waiting[--count];
    order[placed++] = node;
    for (let i = first[node + 1] - 1; i >= first[node]; i--) {
      waiting[count++] = children[i];
    }
  }
  return order;
}

const FEW = 32;

function sortHeaviestFirst(nodes: Int32Array, from: number, to: number, weight: Float64Array): void {
  if (to - from > FEW) {
    nodes.subarray(from, to).sort((a, b) => weight[b] - weight[a] || a - b);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const node = nodes[i];
    let place = i;
    while (place > from && weight[nodes[place - 1]] < weight[node]) {
      nodes[place] = nodes[place - 1];
      place--;
    }
    nodes[place] = node;
  }
}

/** For each node the one after the last below it. */
export function ends(parent: Int32Array, size: number): Int32Array {
  const end = new Int32Array(size);
  for (let node = size - 1; node >= 0; node--) {
    end[node] = Math.max(end[node], node + 1);
    if (node > 0 && end[parent[node]] < end[node]) {
      end[parent[node]] = end[node];
    }
  }
  return end;
}

export function depths(parent: Int32Array, size: number): Int32Array {
  const depth = new Int32Array(size);
  for (let node = 1; node < size; node++) {
    depth[node] = depth[parent[node]] + 1;
  }
  return depth;
}

/**
 * For each node 1 if none above it is of the same kind.
 *
 * @param end of nodes in depth-first order
 * @param kind 0 up to the one before `kinds`; less than 0 for none
 */
export function outermost(end: Int32Array, kind: Int32Array, kinds: number): Uint8Array {
  const result = new Uint8Array(end.length);
  const open = new Int32Array(kinds);
  const path = new Int32Array(end.length);
  let depth = 0;
  for (let node = 0; node < end.length; node++) {
    while (depth > 0 && end[path[depth - 1]] <= node) {
      const closed = kind[path[--depth]];
      if (closed >= 0) {
        open[closed]--;
      }
    }
    path[depth++] = node;
    if (kind[node] >= 0) {
      result[node] = open[kind[node]]++ === 0 ? 1 : 0;
    }
  }
  return result;
}
