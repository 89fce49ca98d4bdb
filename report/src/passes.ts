// From what a thread's samples add up to, to what is worth reading: the passes of pyrometer.tree, with the same result.
// That which merges neighbouring `[self]` is missing: here calls are always added up, and that does it too.
// A pass makes a new tree, and keeps the time of the whole thread: what it leaves out is absorbed by the caller.

import { FIRST, type Functions, OUTSIDE, ROOT, SELF } from "./functions.ts";
import { depthFirst, ends } from "./order.ts";
import { PairMap } from "./pairs.ts";
import { Origin } from "./session.ts";
import { Stem, stem } from "./stem.ts";

/** Where the time of nodes was spent: lists of stacks, each node with its own. Trees hand them on to each other. */
export class Places {
  readonly stack: number[] = [];
  readonly nanos: number[] = [];
  readonly next: number[] = [];

  add(stack: number, nanos: number): number {
    this.stack.push(stack);
    this.nanos.push(nanos);
    return this.next.push(-1) - 1;
  }
}

/** The calls of one thread, each with its time. Node 0 is the thread itself. Callers come first. */
export class Draft {
  readonly places: Places;
  size = 0;
  parent: Int32Array;
  function: Int32Array;
  nanos: Float64Array;
  /** the first and the last place of each node, -1 for none */
  firstPlace: Int32Array;
  lastPlace: Int32Array;

  constructor(places: Places, capacity: number) {
    this.places = places;
    this.parent = new Int32Array(capacity);
    this.function = new Int32Array(capacity);
    this.nanos = new Float64Array(capacity);
    this.firstPlace = new Int32Array(capacity);
    this.lastPlace = new Int32Array(capacity);
  }

  /** A tree with the root of another and no calls yet. */
  static like(draft: Draft): Draft {
    const result = new Draft(draft.places, draft.size);
    result.copy(draft, 0, -1);
    return result;
  }

  add(parent: number, of: number): number {
    if (this.size === this.parent.length) {
      this.#grow();
    }
    const node = this.size++;
    this.parent[node] = parent;
    this.function[node] = of;
    this.firstPlace[node] = -1;
    this.lastPlace[node] = -1;
    return node;
  }

  #grow(): void {
    const capacity = Math.max(64, 2 * this.size);
    this.parent = grown(this.parent, new Int32Array(capacity));
    this.function = grown(this.function, new Int32Array(capacity));
    this.nanos = grown(this.nanos, new Float64Array(capacity));
    this.firstPlace = grown(this.firstPlace, new Int32Array(capacity));
    this.lastPlace = grown(this.lastPlace, new Int32Array(capacity));
  }

  copy(from: Draft, node: number, parent: number): number {
    const copy = this.add(parent, from.function[node]);
    this.merge(from, node, copy);
    return copy;
  }

  merge(from: Draft, node: number, into: number): void {
    this.nanos[into] += from.nanos[node];
    this.#append(into, from.firstPlace[node], from.lastPlace[node]);
  }

  addPlace(node: number, stack: number, nanos: number): void {
    this.nanos[node] += nanos;
    const place = this.places.add(stack, nanos);
    this.#append(node, place, place);
  }

  #append(node: number, first: number, last: number): void {
    if (first < 0) {
      return;
    }
    if (this.firstPlace[node] < 0) {
      this.firstPlace[node] = first;
    } else {
      this.places.next[this.lastPlace[node]] = first;
    }
    this.lastPlace[node] = last;
  }

  /** The same tree with its nodes in another order, callers first. */
  inOrder(order: Int32Array): Draft {
    const number = new Int32Array(this.size);
    const result = new Draft(this.places, this.size);
    for (const node of order) {
      number[node] = result.copy(this, node, node === 0 ? -1 : number[this.parent[node]]);
    }
    return result;
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Leaves out the calls by which Python itself gets to the program. A stem that leads nowhere is kept. */
export function trimStem(draft: Draft, functions: Functions): Draft {
  const stems = new Uint8Array(draft.size);
  let isThere = false;
  let leadsSomewhere = false;
  for (let node = 1; node < draft.size; node++) {
    const above = draft.parent[node];
    const of = draft.function[node];
    if (of >= FIRST) {
      stems[node] = stem(functions.frames[functions.frame[of]], above === 0, stems[above]);
    } else {
      stems[node] = above === 0 ? Stem.None : stems[above];
    }
    isThere ||= stems[node] !== Stem.None;
    leadsSomewhere ||= stems[node] === Stem.None;
  }
  if (!(isThere && leadsSomewhere)) {
    return draft;
  }
  const result = Draft.like(draft);
  const copies = new Int32Array(draft.size);
  for (let node = 1; node < draft.size; node++) {
    if (stems[node] === Stem.None) {
      copies[node] = result.copy(draft, node, copies[draft.parent[node]]);
    }
  }
  return result;
}

/** What `import` does between the statement and the module is left out: the module is shown under its importer. */
export function removeImportSystem(draft: Draft, functions: Functions): Draft {
  return liftChildren(draft, (node) => functions.origin(draft.function[node]) === Origin.ImportSystem);
}

/** Leaves out functions that ask for it with a local variable `__tracebackhide__`. */
export function removeHidden(draft: Draft, functions: Functions, frameOfStack: Int32Array): Draft {
  const places = draft.places;
  return !functions.anyHidden ? draft : liftChildren(draft, (node) => {
    for (let place = draft.firstPlace[node]; place >= 0; place = places.next[place]) {
      if (functions.frames[frameOfStack[places.stack[place]]].hidden) {
        return true;
      }
    }
    return false;
  });
}

/** What a node called takes its place; where a stack begins is always shown. */
function liftChildren(draft: Draft, isLeftOut: (node: number) => boolean): Draft {
  const lifted = new Uint8Array(draft.size);
  let any = false;
  for (let node = 1; node < draft.size; node++) {
    if (draft.parent[node] !== 0 && isLeftOut(node)) {
      lifted[node] = 1;
      any = true;
    }
  }
  if (!any) {
    return draft;
  }
  const result = Draft.like(draft);
  const copies = new Int32Array(draft.size);
  for (let node = 1; node < draft.size; node++) {
    const caller = copies[draft.parent[node]];
    copies[node] = lifted[node] === 1 ? caller : result.copy(draft, node, caller);
  }
  return result;
}

/** Adds up the calls of one function by one caller, and sorts the calls of each caller by time, longest first. */
export function aggregateRepeatedCalls(draft: Draft): Draft {
  const result = Draft.like(draft);
  const numbers = new Int32Array(draft.size);
  const known = new PairMap(draft.size);
  for (let node = 1; node < draft.size; node++) {
    const caller = numbers[draft.parent[node]];
    const of = draft.function[node];
    numbers[node] = known.get(caller, of, () => result.add(caller, of));
    result.merge(draft, node, numbers[node]);
  }
  return result.inOrder(depthFirst(result.parent, result.size, result.nanos));
}

/** Leaves out, with all it called, what is below a share of the thread's time. Of calls that are added up. */
export function removeIrrelevant(draft: Draft, threshold: number): Draft {
  const end = ends(draft.parent, draft.size);
  const result = Draft.like(draft);
  const copies = new Int32Array(draft.size);
  let node = 1;
  while (node < draft.size) {
    if (draft.nanos[node] / draft.nanos[0] < threshold) {
      node = end[node];
    } else {
      copies[node] = result.copy(draft, node, copies[draft.parent[node]]);
      node++;
    }
  }
  return result;
}

/** Leaves out a `[self]` that has no calls beside it: it says no more than its caller. */
export function removeUnnecessarySelfTime(draft: Draft): Draft {
  const end = ends(draft.parent, draft.size);
  const result = Draft.like(draft);
  const copies = new Int32Array(draft.size);
  for (let node = 1; node < draft.size; node++) {
    const caller = draft.parent[node];
    const alone = node === caller + 1 && end[node] === end[caller];
    if (!(alone && draft.function[node] === SELF && caller !== 0)) {
      copies[node] = result.copy(draft, node, copies[caller]);
    }
  }
  return result;
}

/** For each node 1 if it runs the program's own code. */
export function applicationNodes(draft: Draft, functions: Functions): Uint8Array {
  const result = new Uint8Array(draft.size);
  for (let node = 1; node < draft.size; node++) {
    const origin = functions.origin(draft.function[node]);
    const above = draft.parent[node];
    result[node] = origin === Origin.Application ||
        origin === Origin.Generated && (above === 0 || result[above] === 1)
      ? 1
      : 0;
  }
  return result;
}

/**
 * Puts neighbouring library calls into groups: a library call that makes another, and all library calls below it that
 * are reached without leaving the library. For each node the first one of its group, or -1.
 */
export function groupLibraryCalls(draft: Draft, functions: Functions): Int32Array {
  const application = applicationNodes(draft, functions);
  const library = new Uint8Array(draft.size);
  const callsLibrary = new Uint8Array(draft.size);
  for (let node = 1; node < draft.size; node++) {
    if (application[node] === 0) {
      library[node] = 1;
      callsLibrary[draft.parent[node]] = 1;
    }
  }
  const groups = new Int32Array(draft.size).fill(-1);
  const end = ends(draft.parent, draft.size);
  const first = draft.size > 1 && end[1] === draft.size ? 2 : 1; // a tree's only root is never in a group
  for (let node = first; node < draft.size; node++) {
    if (library[node] === 1) {
      const callersGroup = groups[draft.parent[node]];
      groups[node] = callersGroup >= 0 ? callersGroup : callsLibrary[node] === 1 ? node : -1;
    }
  }
  return groups;
}

/** Whether it is in a tree without being a function. */
export function isSynthetic(of: number): boolean {
  return of === ROOT || of === SELF || of === OUTSIDE;
}
