// The stacks of a session as the transforms leave them.

import { FIRST, type Functions, key } from "./functions.ts";
import type { Transform } from "./model.ts";
import { depthFirst, depths, ends } from "./order.ts";
import { ABSENT, PairMap } from "./pairs.ts";
import { Origin, type Session, type Stacks } from "./session.ts";
import { Stem, stem } from "./stem.ts";

/** What is left of the stacks of a session. */
export interface View {
  readonly stacks: Stacks;
  /** for each stack of the session the one it became, or -1 if its time does not count; null: itself */
  readonly of: Int32Array | null;
  /** the only thread whose time counts, or -1 */
  readonly thread: number;
}

/** The stack that a hidden function leaves where it was called by nobody: empty, but not outside of Python. */
function isTop(stacks: Stacks, stack: number): boolean {
  return stacks.frame[stack] < 0;
}

/** A trie that is being made, callers before what they call. */
class TrieBuilder {
  readonly parent = [-1, 0];
  readonly frame = [-1, -1];
  readonly line = [0, 0];
  readonly #places = new PairMap();
  readonly #known = new PairMap();
  #placeCount = 0;

  child(parent: number, frame: number, line: number): number {
    const place = this.#places.get(frame, line, this.#placeCount);
    this.#placeCount += Number(place === this.#placeCount);
    const node = this.#known.get(parent, place, this.parent.length);
    if (node === this.parent.length) {
      this.parent.push(parent);
      this.frame.push(frame);
      this.line.push(line);
    }
    return node;
  }

  /** @param of for each stack of the session its node here */
  build(of: Int32Array): { stacks: Stacks; of: Int32Array } {
    const size = this.parent.length;
    const order = depthFirst(Int32Array.from(this.parent), size);
    const number = new Int32Array(size);
    order.forEach((node, index) => number[node] = index);
    const parent = Int32Array.from(order, (node) => node === 0 ? -1 : number[this.parent[node]]);
    const stacks = {
      size,
      parent,
      frame: Int32Array.from(order, (node) => this.frame[node]),
      line: Int32Array.from(order, (node) => this.line[node]),
      end: ends(parent, size),
      depth: depths(parent, size),
    };
    return { stacks, of: of.map((node) => node < 0 ? -1 : number[node]) };
  }
}

const HIDDEN_TOP = 1;

export function transformed(session: Session, functions: Functions, transforms: readonly Transform[]): View {
  let view: View = { stacks: session.stacks, of: null, thread: -1 };
  for (const transform of transforms) {
    view = step(view, functions, transform);
  }
  return view;
}

function step(before: View, functions: Functions, transform: Transform): View {
  const old = before.stacks;
  const trie = new TrieBuilder();
  const to = new Int32Array(old.size);
  let thread = before.thread;
  switch (transform.kind) {
    case "focus-subtree": {
      const wanted = path(functions, transform.path);
      thread = wanted.thread < 0 ? thread : wanted.thread;
      focusSubtree(old, functions, wanted.keys, trie, to);
      break;
    }
    case "focus-function":
      focus(old, trie, to, (stack) => key(functions.frames[old.frame[stack]]) === transform.key);
      break;
    case "hide-function": {
      const hidden = functions.frames.map((frame) => key(frame) === transform.key);
      for (let stack = 1; stack < old.size; stack++) {
        const left = isTop(old, stack) || hidden[old.frame[stack]];
        to[stack] = left ? to[old.parent[stack]] : trie.child(to[old.parent[stack]], old.frame[stack], old.line[stack]);
      }
      break;
    }
    case "fold-recursion":
      foldRecursion(old, functions, trie, to);
      break;
  }
  for (let stack = 1; stack < old.size; stack++) {
    to[stack] = to[stack] === 0 ? HIDDEN_TOP : to[stack];
  }
  const built = trie.build(to);
  const of = before.of === null ? built.of : before.of.map((stack) => stack < 0 ? -1 : built.of[stack]);
  return { stacks: built.stacks, of, thread };
}

/** The functions of a path without what is none: the root, the thread and `[self]`. */
function path(functions: Functions, keys: readonly string[]): { thread: number; keys: string[] } {
  let thread = -1;
  const left = keys.filter((each) => {
    const found = functions.all.findIndex((func) => func.frame < 0 && func.key === each);
    thread = found >= FIRST ? found - FIRST : thread;
    return found < 0;
  });
  return { thread, keys: left };
}

/** Keeps what is below the functions of a path. Frames that trees leave out may stand between those of the path. */
function focusSubtree(
  old: Stacks,
  functions: Functions,
  keys: readonly string[],
  trie: TrieBuilder,
  to: Int32Array,
): void {
  const found = new Int32Array(old.size);
  const stems = new Uint8Array(old.size);
  to[0] = keys.length === 0 ? 0 : ABSENT;
  for (let stack = 1; stack < old.size; stack++) {
    const above = old.parent[stack];
    if (isTop(old, stack)) {
      found[stack] = found[above];
      to[stack] = to[above];
      continue;
    }
    const frame = functions.frames[old.frame[stack]];
    stems[stack] = stem(frame, above === 0, stems[above]);
    const matched = found[above];
    if (matched === keys.length) {
      found[stack] = matched;
      to[stack] = trie.child(Math.max(0, to[above]), old.frame[stack], old.line[stack]);
    } else if (matched >= 0 && key(frame) === keys[matched]) {
      found[stack] = matched + 1;
      const reached = matched + 1 === keys.length;
      to[stack] = reached ? trie.child(0, old.frame[stack], old.line[stack]) : ABSENT;
    } else {
      const leftOut = frame.hidden || frame.origin === Origin.ImportSystem ||
        matched === 0 && stems[stack] !== Stem.None;
      found[stack] = matched >= 0 && leftOut ? matched : ABSENT;
      to[stack] = ABSENT;
    }
  }
}

/** Keeps what is below the outermost frames that fit. */
function focus(old: Stacks, trie: TrieBuilder, to: Int32Array, fits: (stack: number) => boolean): void {
  to[0] = ABSENT;
  for (let stack = 1; stack < old.size; stack++) {
    const above = to[old.parent[stack]];
    if (isTop(old, stack)) {
      to[stack] = above;
    } else if (above >= 0) {
      to[stack] = trie.child(above, old.frame[stack], old.line[stack]);
    } else {
      to[stack] = fits(stack) ? trie.child(0, old.frame[stack], old.line[stack]) : ABSENT;
    }
  }
}

/** A function that is on the stack already is the same call; what was between the two is left out. */
function foldRecursion(old: Stacks, functions: Functions, trie: TrieBuilder, to: Int32Array): void {
  for (let stack = 1; stack < old.size; stack++) {
    const above = to[old.parent[stack]];
    if (isTop(old, stack)) {
      to[stack] = above;
      continue;
    }
    const wanted = functions.ofFrame[old.frame[stack]];
    let same = above; // no farther than there are functions: each is at most once above
    while (same > 0 && functions.ofFrame[trie.frame[same]] !== wanted) {
      same = trie.parent[same];
    }
    to[stack] = same > 0 ? same : trie.child(above, old.frame[stack], old.line[stack]);
  }
}
