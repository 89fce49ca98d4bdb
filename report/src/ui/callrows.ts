// Which calls of a tree are rows, and where they hang: what is open, and which library calls are folded.

import type { Tree } from "../model.ts";

/** A library call with more of the time in itself than this is shown although it is in a folded group. */
const HOT = 0.2;
/** With fewer calls to hide than this, a row that says so would save nothing. */
const FEWEST_HIDDEN = 2;

export interface CallRows {
  readonly count: number;
  readonly node: Int32Array;
  /** 1 for a row that stands for the folded calls of the group that begins at `node` */
  readonly isGroup: Uint8Array;
  /** from 1 */
  readonly level: Int32Array;
  /** among the calls of the same caller, from 1 */
  readonly position: Int32Array;
  readonly siblings: Int32Array;
  /** the row of the caller, or -1 */
  readonly caller: Int32Array;
  /** whether anything hangs from the row, open or not */
  readonly hasCalls: Uint8Array;
}

/** What is open, remembered by a hash of the calls' paths so that it survives a new tree. */
export class Openness {
  /** calls at this level and deeper are closed at first */
  #level = Infinity;
  #groupsOpen = false;
  readonly #changed = new Set<number>();
  readonly #changedGroups = new Set<number>();

  isOpen(path: number, level: number): boolean {
    return level < this.#level !== this.#changed.has(path);
  }

  isGroupOpen(path: number): boolean {
    return this.#groupsOpen !== this.#changedGroups.has(path);
  }

  setOpen(path: number, level: number, open: boolean): void {
    change(this.#changed, path, open !== level < this.#level);
  }

  setGroupOpen(path: number, open: boolean): void {
    change(this.#changedGroups, path, open !== this.#groupsOpen);
  }

  /** Opens the calls above this level and closes all others. */
  setLevel(level: number, groupsOpen = this.#groupsOpen): void {
    this.#level = level;
    this.#groupsOpen = groupsOpen;
    this.#changed.clear();
    this.#changedGroups.clear();
  }

  get level(): number {
    return this.#level;
  }
}

function change(set: Set<number>, path: number, member: boolean): void {
  if (member) {
    set.add(path);
  } else {
    set.delete(path);
  }
}

/**
 * For each node a number that the path of functions to it decides: 53 bits of hash.
 *
 * @param same for each function the one that it counts as
 */
export function pathHashes(tree: Tree, same: Int32Array): Float64Array {
  const a = new Int32Array(tree.size);
  const b = new Int32Array(tree.size);
  const hashes = new Float64Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    const above = tree.parent[node];
    const func = same[tree.func[node]];
    a[node] = Math.imul(a[above] ^ func + 1, 0x9e3779b1) ^ a[above] >>> 15;
    b[node] = Math.imul(b[above] + func + 0x7f4a7c15, 0x85ebca6b) ^ b[above] >>> 13;
    hashes[node] = (a[node] >>> 0) * 0x200000 + (b[node] & 0x1fffff);
  }
  return hashes;
}

/** Which calls of folded groups are rows all the same: those that lead out of the library, and hot ones. */
function hiddenCalls(tree: Tree): { shown: Uint8Array; hidden: Int32Array } {
  const shown = new Uint8Array(tree.size);
  const hidden = new Int32Array(tree.size);
  const leadsOut = new Uint8Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    if (tree.group[node] !== tree.group[tree.parent[node]]) {
      leadsOut[tree.parent[node]] = 1;
    }
  }
  for (let node = 1; node < tree.size; node++) {
    const group = tree.group[node];
    shown[node] = group < 0 || group === node || leadsOut[node] === 1 || tree.self[node] > HOT * tree.total[0] ? 1 : 0;
    if (shown[node] === 0) {
      hidden[group]++;
    }
  }
  return { shown, hidden };
}

/** @param first the nodes that are shown begin below this one: 0, or the only thread */
export function callRows(tree: Tree, paths: Float64Array, openness: Openness, folding: boolean, top: number): CallRows {
  const { shown, hidden } = folding ? hiddenCalls(tree) : { shown: null, hidden: new Int32Array(0) };
  const most = tree.size + (folding ? tree.size : 0);
  const node = new Int32Array(most);
  const isGroup = new Uint8Array(most);
  const level = new Int32Array(most);
  const position = new Int32Array(most);
  const caller = new Int32Array(most);
  const calls = new Int32Array(most + 1);
  const hasCalls = new Uint8Array(most);
  const rowOf = new Int32Array(tree.size).fill(-1);
  let count = 0;

  const add = (each: number, group: boolean, callerRow: number) => {
    const row = count++;
    node[row] = each;
    isGroup[row] = group ? 1 : 0;
    caller[row] = callerRow;
    level[row] = callerRow < 0 ? 1 : level[callerRow] + 1;
    position[row] = ++calls[callerRow + 1];
    if (callerRow >= 0) {
      hasCalls[callerRow] = 1;
    }
    return row;
  };

  let each = top + 1;
  const end = tree.end[top];
  while (each < end) {
    const callerRow = each === top + 1 || tree.parent[each] === top ? -1 : rowOf[tree.parent[each]];
    const group = tree.group[each];
    const folded = shown !== null && group >= 0 && group !== each && hidden[group] >= FEWEST_HIDDEN &&
      shown[each] === 0 && !openness.isGroupOpen(paths[group]);
    if (folded) {
      rowOf[each] = callerRow; // its calls hang from the caller that is shown
      each++;
      continue;
    }
    const row = add(each, false, callerRow);
    rowOf[each] = row;
    const leaf = tree.end[each] === each + 1;
    if (leaf) {
      each++;
      continue;
    }
    hasCalls[row] = 1;
    if (!openness.isOpen(paths[each], level[row])) {
      each = tree.end[each];
      continue;
    }
    if (shown !== null && group === each && hidden[each] >= FEWEST_HIDDEN) {
      add(each, true, row);
    }
    each++;
  }
  const siblings = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    siblings[row] = calls[caller[row] + 1];
  }
  return { count, node, isGroup, level, position, siblings, caller, hasCalls };
}

/** How many calls the group that begins at the node hides while it is folded, and of which libraries. */
export function groupSummary(tree: Tree, group: number, libraryOf: (func: number) => string): [number, string[]] {
  const libraries = new Set<string>();
  let count = 0;
  for (const node of hiddenBy(tree, group, true)) {
    count++;
    libraries.add(libraryOf(tree.func[node]));
  }
  libraries.delete("");
  return [count, [...libraries]];
}

/** The calls that a closed row hides: all below it, or those of the folded group that begins there. */
export function* hiddenBy(tree: Tree, node: number, isGroup: boolean): Iterable<number> {
  const shown = isGroup ? hiddenCallsOnce(tree).shown : null;
  for (let each = node + 1; each < tree.end[node]; each++) {
    if (shown === null || tree.group[each] === node && shown[each] === 0) {
      yield each;
    }
  }
}

const remembered = new WeakMap<Tree, { shown: Uint8Array; hidden: Int32Array }>();
function hiddenCallsOnce(tree: Tree) {
  let found = remembered.get(tree);
  if (!found) {
    found = hiddenCalls(tree);
    remembered.set(tree, found);
  }
  return found;
}

/**
 * The node that is most like the path: it has the last function of it, as many of the others above it as possible, in
 * their order, and then the most time. -1 if there is none.
 */
export function locate(
  tree: Tree,
  functions: ReadonlyMap<string, number>,
  same: Int32Array,
  path: readonly string[],
): number {
  const wanted = functions.get(path[path.length - 1] ?? "");
  if (wanted === undefined) {
    return -1;
  }
  const funcs = path.map((key) => functions.get(key) ?? -2);
  let best = -1;
  let bestScore = -1;
  for (let node = 1; node < tree.size; node++) {
    if (same[tree.func[node]] !== wanted) {
      continue;
    }
    let score = 0;
    let at = funcs.length - 1;
    let climbed = 0;
    for (let each = node; each > 0 && at >= 0 && climbed < 300; each = tree.parent[each], climbed++) {
      if (same[tree.func[each]] === funcs[at]) {
        score++;
        at--;
      }
    }
    if (score > bestScore || score === bestScore && tree.total[node] > tree.total[best]) {
      best = node;
      bestScore = score;
    }
  }
  return best;
}

/** The functions from the outermost call to the node. */
export function pathOf(tree: Tree, keys: (func: number) => string, node: number): string[] {
  const path: string[] = [];
  for (let each = node; each > 0; each = tree.parent[each]) {
    path.push(keys(tree.func[each]));
  }
  return path.reverse();
}
