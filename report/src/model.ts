// What all views share: one state, and what is computed from it. A view never computes a time of its own.

import type { Session, Stacks } from "./session.ts";

/** A part of the recording, in milliseconds since the start of the program. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type View = "calls" | "timeline" | "flame" | "functions" | "lines";

/** Everything that a link to exactly this view has to say. Immutable: a change is a new one. */
export interface ViewState {
  readonly view: View;
  /** null is the whole recording */
  readonly range: Range | null;
  /** indices of the threads that count; null is all */
  readonly threads: readonly number[] | null;
  /** as typed: `text`, `/regex/`, `file:text`, `thread:text` */
  readonly search: string;
  /** what is done to the stacks before they are added up, in order */
  readonly transforms: readonly Transform[];
  /** fold calls of library functions into groups */
  readonly foldLibraries: boolean;
  /** as typed: the files whose code counts as the program's own, `django, -vendor` */
  readonly own: string;
  /** leave out calls below this share of the selected time, 0 to 1 */
  readonly threshold: number;
  readonly showAll: boolean;
  readonly inverted: boolean;
  readonly percent: boolean;
  /** the selected call: the frames from the root, by function key; empty for none */
  readonly selected: readonly string[];
}

/** Functions are named by `key(frame)`: what survives a new recording of the same program. */
export type Transform =
  | { readonly kind: "focus-subtree"; readonly path: readonly string[] }
  | { readonly kind: "focus-function"; readonly key: string }
  | { readonly kind: "hide-function"; readonly key: string }
  | { readonly kind: "fold-recursion" };

/**
 * A call tree in columns, each caller right before what it called; node 0 is the root. The same passes as
 * pyrometer.tree makes, held equal by the examples that the tests of both sides read.
 */
export interface Tree {
  readonly size: number;
  readonly parent: Int32Array;
  readonly end: Int32Array;
  readonly depth: Int32Array;
  /** index into `functions` */
  readonly func: Int32Array;
  readonly total: Float64Array;
  readonly self: Float64Array;
  /** runs of library calls that are folded: the group's root, or -1 */
  readonly group: Int32Array;
  /** of a comparison */
  readonly changes?: Changes;
}

/** Times of two runs side by side, in milliseconds; `noise` is the largest difference that is still likely chance. */
export interface Changes {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly noise: Float64Array;
}

/** What a node of a tree stands for. */
export interface Func {
  readonly key: string;
  readonly label: string;
  readonly className: string | null;
  /** an index of session.frames with this function, or -1 for what is none: the thread, `[self]` */
  readonly frame: number;
}

/** One row of the functions table; times in milliseconds, each moment counted once. */
export interface FunctionRow {
  readonly func: number;
  readonly self: number;
  readonly total: number;
  readonly samples: number;
}

export interface LineRow {
  readonly frame: number;
  readonly line: number;
  readonly self: number;
  readonly total: number;
}

/** The stacks of the session as the transforms leave them. */
export interface Transformed {
  /** a node without a frame other than 0 is one whose functions were all left out */
  readonly stacks: Stacks;
  /** for each stack of the session the one it became, or -1 if its time does not count; null: itself */
  readonly of: Int32Array | null;
  /** the only thread whose time counts, or -1 */
  readonly thread: number;
}

/** What a page is about, whether it is one recording or a comparison of two. */
export interface Subject {
  readonly session: Session;
  readonly functions: readonly Func[];
  /** the call tree that people read: passes, folding and threshold applied; one child of the root for each thread */
  callTree(state: ViewState): Tree;
  functionTable(state: ViewState): FunctionRow[];
  /** who called a function, from it to the outermost; and what it called */
  callers(state: ViewState, func: number): Tree;
  callees(state: ViewState, func: number): Tree;
  /** how many looks stand behind so many of the selected milliseconds */
  samples(state: ViewState, millis: number): number;
  /** the subtree as text */
  text(state: ViewState, tree: Tree, node: number): string;
}

/** Computes from a session; keeps buffers between calls, so that a drag allocates nothing that grows. */
export interface Model extends Subject {
  /** for each frame of the session its index in `functions` */
  readonly functionOf: Int32Array;
  /** milliseconds that the state selects, over all its threads */
  selectedTime(state: ViewState): number;
  /**
   * Every call: what the flame graph draws; by total, or bottom-up if inverted.
   *
   * @param least calls of fewer milliseconds are left out
   */
  flameTree(state: ViewState, least?: number): Tree;
  /** what the timeline draws; the same object for the same transforms */
  transformed(state: ViewState): Transformed;
  /**
   * The time of groups of functions; a moment counts once for each, however often it is on the stack.
   *
   * @param groupOf for each of `functions` its group, a number below `groups`
   */
  totalsBy(state: ViewState, groupOf: readonly number[], groups: number): Float64Array;
  lines(state: ViewState): LineRow[];
  /** for each node of the session's stacks 1 if a frame on it, or above it, matches the search; null: no search */
  matches(state: ViewState): Uint8Array | null;
}
