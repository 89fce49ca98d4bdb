// Adds a session up, for all views. Sums are nanoseconds inside, which are exact, and milliseconds outside.

import { Adding } from "./adding.ts";
import { treeText } from "./console.ts";
import { FIRST, Functions, OUTSIDE, ROOT } from "./functions.ts";
import { type Item, upwards } from "./inverted.ts";
import type { FunctionRow, LineRow, Model, Tree, ViewState } from "./model.ts";
import { outermost } from "./order.ts";
import { PairMap } from "./pairs.ts";
import {
  aggregateRepeatedCalls,
  Draft,
  groupLibraryCalls,
  Places,
  removeHidden,
  removeImportSystem,
  removeIrrelevant,
  removeUnnecessarySelfTime,
  trimStem,
} from "./passes.ts";
import { NANOS, Sampled } from "./sampled.ts";
import { frameHits, parseQuery } from "./ui/search.ts";
import type { Session } from "./session.ts";
import { Calls, transformed, type View } from "./stacks.ts";
import { hottestFirst, Joined, plainTree } from "./trees.ts";

export function modelOf(session: Session): Model {
  return new Aggregate(session);
}

/** The stacks that are left by one list of transforms, and what follows from them whatever the range. */
interface Prepared {
  readonly key: string;
  readonly view: View;
  readonly calls: Calls;
  /** sums up thread by thread */
  readonly adding: Adding;
  /** nanoseconds of each stack, with and without what it called, and of each call */
  readonly total: Float64Array;
  readonly callSelf: Float64Array;
  readonly callTotal: Float64Array;
  /** for each stack its function with its line, and 1 if that is not above it; made when it is asked for */
  lines: { readonly line: Int32Array; readonly outermost: Uint8Array; readonly count: number } | null;
}

class Aggregate implements Model {
  readonly session: Session;
  readonly #functions: Functions;
  #prepared: Prepared | null = null;
  #sums: { readonly key: string; readonly prepared: Prepared; readonly sampled: Sampled } | null = null;

  constructor(session: Session) {
    this.session = session;
    this.#functions = new Functions(session);
  }

  get functions() {
    return this.#functions.all;
  }

  get functionOf() {
    return this.#functions.funcOfFrame;
  }

  selectedTime(state: ViewState): number {
    const { prepared } = this.#sum(state);
    return prepared.callTotal[0] / NANOS;
  }

  samples(state: ViewState, millis: number): number {
    const { prepared, sampled } = this.#sum(state);
    const all = prepared.callTotal[0] / NANOS;
    return all === 0 ? 0 : Math.round(sampled.allLooks() * millis / all);
  }

  callTree(state: ViewState): Tree {
    const { view, adding } = this.#prepare(state);
    const trees: { readonly thread: number; readonly draft: Draft; readonly groups: Int32Array | null }[] = [];
    for (const thread of this.#threads(state)) {
      adding.sampled.add(this.session, thread, state.range, view);
      if (adding.sampled.count > 0) {
        const draft = this.#passes(adding.up(), state, view);
        const groups = state.foldLibraries && !state.showAll ? groupLibraryCalls(draft, this.#functions) : null;
        trees.push({ thread, draft, groups });
      }
    }
    const result = new Joined(1 + trees.reduce((size, { draft }) => size + draft.size, 0));
    for (const { thread, draft, groups } of trees) {
      result.thread(draft, groups, (node) => node === 0 ? FIRST + thread : this.#funcOf(draft, node, view));
    }
    return result.tree();
  }

  #passes(draft: Draft, state: ViewState, view: View): Draft {
    const functions = this.#functions;
    let tree = trimStem(draft, functions);
    if (!state.showAll) {
      tree = removeImportSystem(tree, functions);
      tree = removeHidden(tree, functions, view.stacks.frame);
    }
    tree = aggregateRepeatedCalls(tree);
    if (!state.showAll) {
      tree = removeIrrelevant(tree, state.threshold);
    }
    return removeUnnecessarySelfTime(tree);
  }

  /** The node's function with the class that had most of its time. */
  #funcOf(draft: Draft, node: number, view: View): number {
    const { stack, nanos, next } = draft.places;
    const first = draft.firstPlace[node];
    if (first < 0) {
      return draft.function[node];
    }
    let best = this.#functions.funcOfFrame[view.stacks.frame[stack[first]]];
    let several = false;
    for (let place = next[first]; place >= 0 && !several; place = next[place]) {
      several = this.#functions.funcOfFrame[view.stacks.frame[stack[place]]] !== best;
    }
    if (several) {
      const times = new Map<number, number>();
      for (let place = first; place >= 0; place = next[place]) {
        const func = this.#functions.funcOfFrame[view.stacks.frame[stack[place]]];
        times.set(func, (times.get(func) ?? 0) + nanos[place]);
      }
      best = this.#best(times);
    }
    return best;
  }

  #best(times: ReadonlyMap<number, number>): number {
    let best = -1;
    let most = 0;
    for (const [func, nanos] of times) {
      if (best < 0 || this.#functions.named(func, nanos, best, most)) {
        best = func;
        most = nanos;
      }
    }
    return best;
  }

  flameTree(state: ViewState): Tree {
    const { prepared, sampled } = this.#sum(state);
    const { calls, callSelf, callTotal } = prepared;
    const outside = sampled.self[0];
    if (state.inverted) {
      const items: Item[] = [];
      for (let call = 1; call < calls.size; call++) {
        if (callSelf[call] > 0) {
          items.push({ call, weight: callSelf[call] });
        }
      }
      return this.#inverted(prepared, ROOT, items, outside, callTotal[0], 0);
    }
    const draft = new Draft(new Places(), calls.size + 1);
    const callOf = new Int32Array(calls.size + 1);
    const made = new Int32Array(calls.size);
    draft.add(-1, ROOT);
    draft.nanos[0] = callTotal[0];
    for (let call = 1; call < calls.size; call++) {
      if (callTotal[call] > 0) {
        const node = draft.add(made[calls.parent[call]], calls.function[call]);
        draft.nanos[node] = callTotal[call];
        made[call] = node;
        callOf[node] = call;
      }
    }
    if (outside > 0) {
      draft.nanos[draft.add(0, OUTSIDE)] = outside;
    }
    const order = hottestFirst(draft);
    return plainTree(
      order.draft,
      (node) => {
        const call = callOf[order.number[node]];
        return call === 0 ? order.draft.function[node] : this.#funcOfCall(prepared, call);
      },
    );
  }

  #funcOfCall({ calls, view, total }: Prepared, call: number): number {
    const functions = this.#functions.funcOfFrame;
    const first = calls.firstStack[call];
    let best = functions[view.stacks.frame[first]];
    let several = false;
    for (let stack = calls.nextStack[first]; stack >= 0 && !several; stack = calls.nextStack[stack]) {
      several = functions[view.stacks.frame[stack]] !== best;
    }
    if (several) {
      const times = new Map<number, number>();
      for (let stack = first; stack >= 0; stack = calls.nextStack[stack]) {
        if (total[stack] > 0) {
          const func = functions[view.stacks.frame[stack]];
          times.set(func, (times.get(func) ?? 0) + total[stack]);
        }
      }
      best = times.size === 0 ? best : this.#best(times);
    }
    return best;
  }

  #inverted(prepared: Prepared, root: number, items: Item[], outside: number, total: number, self: number): Tree {
    const { calls } = prepared;
    const inverted = upwards(items, calls, (times) => this.#best(times), (call) => this.#funcOfCall(prepared, call));
    const draft = inverted.draft;
    const funcs = inverted.func;
    funcs[0] = root;
    draft.nanos[0] = total;
    if (outside > 0) {
      const node = draft.add(0, OUTSIDE);
      draft.nanos[node] = outside;
      funcs[node] = OUTSIDE;
      inverted.ended[node] = outside;
    }
    inverted.ended[0] = self;
    const order = hottestFirst(draft);
    const tree = plainTree(order.draft, (node) => funcs[order.number[node]]);
    order.number.forEach((old, node) => tree.self[node] = (inverted.ended[old] ?? 0) / NANOS);
    return tree;
  }

  transformed(state: ViewState): View {
    return this.#prepare(state).view;
  }

  functionTable(state: ViewState): FunctionRow[] {
    const { prepared, sampled } = this.#sum(state);
    const { calls, callSelf, callTotal, view } = prepared;
    const functions = this.#functions;
    const self = new Float64Array(functions.size);
    const total = new Float64Array(functions.size);
    const looks = new Float64Array(functions.size);
    const byClass = new Float64Array(functions.all.length);
    const looksOfCall = this.#looks(prepared, sampled);
    for (let call = 1; call < calls.size; call++) {
      const of = calls.function[call];
      self[of] += callSelf[call];
      if (calls.outermost[call] === 1 && callTotal[call] > 0) {
        total[of] += callTotal[call];
        looks[of] += looksOfCall[call];
        for (let stack = calls.firstStack[call]; stack >= 0; stack = calls.nextStack[stack]) {
          byClass[functions.funcOfFrame[view.stacks.frame[stack]]] += prepared.total[stack];
        }
      }
    }
    const func = new Int32Array(functions.size).fill(-1);
    for (let each = 0; each < functions.all.length; each++) {
      const of = functions.ofFunc[each];
      if (byClass[each] > 0 && (func[of] < 0 || functions.named(each, byClass[each], func[of], byClass[func[of]]))) {
        func[of] = each;
      }
    }
    const rows: FunctionRow[] = [];
    for (let of = FIRST; of < functions.size; of++) {
      if (total[of] > 0) {
        rows.push({ func: func[of], self: self[of] / NANOS, total: total[of] / NANOS, samples: looks[of] });
      }
    }
    return rows.sort((a, b) => b.self - a.self || b.total - a.total || a.func - b.func);
  }

  /** The looks at which the call was on the stack. */
  #looks({ calls }: Prepared, sampled: Sampled): Float64Array {
    const looks = new Float64Array(calls.size);
    for (let i = 0; i < sampled.count; i++) {
      looks[calls.ofStack[sampled.seen[i]]] += sampled.looks[sampled.seen[i]];
    }
    for (let call = calls.size - 1; call > 0; call--) {
      looks[calls.parent[call]] += looks[call];
    }
    return looks;
  }

  callers(state: ViewState, func: number): Tree {
    const { prepared } = this.#sum(state);
    const { calls, callSelf, callTotal } = prepared;
    const wanted = this.#functions.ofFunc[func];
    const items: Item[] = [];
    let total = 0;
    let self = 0;
    for (let call = 1; call < calls.size; call++) {
      if (calls.function[call] === wanted) {
        self += callSelf[call];
        if (calls.outermost[call] === 1 && callTotal[call] > 0) {
          total += callTotal[call];
          items.push({ call: calls.parent[call], weight: callTotal[call] });
        }
      }
    }
    return this.#inverted(prepared, func, items, 0, total, self);
  }

  callees(state: ViewState, func: number): Tree {
    const { prepared } = this.#sum(state);
    const { calls, callTotal } = prepared;
    const wanted = this.#functions.ofFunc[func];
    const draft = new Draft(new Places(), 64);
    const callsOf: number[][] = [[]];
    const numbers = new Int32Array(calls.size);
    const known = new PairMap();
    draft.add(-1, wanted);
    let end = 0;
    for (let call = 1; call < calls.size; call++) {
      if (call >= end) {
        if (calls.function[call] !== wanted || callTotal[call] === 0) {
          continue;
        }
        end = calls.end[call];
        draft.nanos[0] += callTotal[call];
        numbers[call] = 0;
      } else if (callTotal[call] > 0) {
        const caller = numbers[calls.parent[call]];
        const node = known.get(caller, calls.function[call], () => {
          callsOf.push([]);
          return draft.add(caller, calls.function[call]);
        });
        draft.nanos[node] += callTotal[call];
        callsOf[node].push(call);
        numbers[call] = node;
      }
    }
    const order = hottestFirst(draft);
    return plainTree(order.draft, (node) => {
      const times = new Map<number, number>();
      for (const call of callsOf[order.number[node]]) {
        const each = this.#funcOfCall(prepared, call);
        times.set(each, (times.get(each) ?? 0) + callTotal[call]);
      }
      return node === 0 ? func : this.#best(times);
    });
  }

  lines(state: ViewState): LineRow[] {
    const { prepared, sampled } = this.#sum(state);
    const { stacks } = prepared.view;
    prepared.lines ??= linesOf(prepared.view, this.#functions);
    const { line, outermost, count } = prepared.lines;
    const self = new Float64Array(count);
    const total = new Float64Array(count);
    const where = new Int32Array(count).fill(-1);
    for (let stack = 1; stack < stacks.size; stack++) {
      const place = line[stack];
      if (place >= 0 && prepared.total[stack] > 0) {
        where[place] = where[place] < 0 ? stack : where[place];
        self[place] += sampled.self[stack];
        total[place] += outermost[stack] === 1 ? prepared.total[stack] : 0;
      }
    }
    const rows: LineRow[] = [];
    where.forEach((stack, place) => {
      if (stack >= 0) {
        const frame = this.#functions.frame[this.#functions.ofFrame[stacks.frame[stack]]];
        rows.push({ frame, line: stacks.line[stack], self: self[place] / NANOS, total: total[place] / NANOS });
      }
    });
    return rows.sort((a, b) => b.self - a.self || b.total - a.total || a.frame - b.frame || a.line - b.line);
  }

  matches(state: ViewState): Uint8Array | null {
    const query = parseQuery(state.search);
    const stacks = this.session.stacks;
    if (query.kind === "wrong") {
      return new Uint8Array(stacks.size);
    }
    const hits = frameHits(this.session.frames, query);
    if (hits === null) {
      return null;
    }
    const result = new Uint8Array(stacks.size);
    for (let stack = 1; stack < stacks.size; stack++) {
      result[stack] = result[stacks.parent[stack]] | hits[stacks.frame[stack]];
    }
    return result;
  }

  text(_state: ViewState, tree: Tree, node: number): string {
    return treeText(this.session, this.#functions, tree, node);
  }

  #threads(state: ViewState): readonly number[] {
    return state.threads ?? this.session.threads.map((_, index) => index);
  }

  #prepare(state: ViewState): Prepared {
    const key = JSON.stringify(state.transforms);
    if (this.#prepared?.key !== key) {
      const view = transformed(this.session, this.#functions, state.transforms);
      const calls = new Calls(view.stacks, this.#functions);
      this.#prepared = {
        key,
        view,
        calls,
        adding: new Adding(view, calls),
        total: new Float64Array(view.stacks.size),
        callSelf: new Float64Array(calls.size),
        callTotal: new Float64Array(calls.size),
        lines: null,
      };
      this.#sums = null;
    }
    return this.#prepared;
  }

  /** The sums over all threads that are looked at. */
  #sum(state: ViewState): { readonly prepared: Prepared; readonly sampled: Sampled } {
    const prepared = this.#prepare(state);
    const key = JSON.stringify([state.range, state.threads]);
    if (this.#sums?.key === key) {
      return this.#sums;
    }
    const { view, calls, total, callSelf, callTotal } = prepared;
    const sampled = this.#sums?.sampled ?? new Sampled(view.stacks.size);
    sampled.clear();
    for (const thread of this.#threads(state)) {
      sampled.add(this.session, thread, state.range, view);
    }
    total.set(sampled.self);
    callSelf.fill(0);
    for (let i = 0; i < sampled.count; i++) {
      callSelf[calls.ofStack[sampled.seen[i]]] += sampled.self[sampled.seen[i]];
    }
    const parent = view.stacks.parent;
    for (let stack = total.length - 1; stack > 0; stack--) {
      total[parent[stack]] += total[stack];
    }
    callTotal.set(callSelf);
    for (let call = calls.size - 1; call > 0; call--) {
      callTotal[calls.parent[call]] += callTotal[call];
    }
    this.#sums = { key, prepared, sampled };
    return this.#sums;
  }
}

function linesOf(view: View, functions: Functions): NonNullable<Prepared["lines"]> {
  const { stacks } = view;
  const line = new Int32Array(stacks.size).fill(-1);
  const known = new PairMap();
  let count = 0;
  for (let stack = 1; stack < stacks.size; stack++) {
    if (stacks.line[stack] > 0) {
      line[stack] = known.get(functions.ofFrame[stacks.frame[stack]], stacks.line[stack], () => count++);
    }
  }
  return { line, outermost: outermost(stacks.end, line, count), count };
}
