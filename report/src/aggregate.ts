// Adds a session up, for all views. Sums are nanoseconds inside, which are exact, and milliseconds outside.

import { CallGrowth } from "./calltree.ts";
import { treeText } from "./console.ts";
import { FirstSeen, Order } from "./firstseen.ts";
import { Forest } from "./forest.ts";
import { Functions, OUTSIDE, ROOT } from "./functions.ts";
import { Downwards, Upwards } from "./growth.ts";
import type { FunctionRow, LineRow, Model, Tree, ViewState } from "./model.ts";
import { depths, outermost } from "./order.ts";
import { framesAs } from "./own.ts";
import { PairMap } from "./pairs.ts";
import { NANOS, nanosOf, Sampled, summedUp } from "./sampled.ts";
import type { Session } from "./session.ts";
import { transformed, type View } from "./stacks.ts";
import { frameHits, parseQuery } from "./ui/search.ts";

export function modelOf(session: Session): Model {
  return new Aggregate(session);
}

/** With more steps than this from leaves to roots, what is too small to be seen is not followed to its end. */
const MOST_STEPS = 4e6;
const SMALL = 1e-4;

/** What the transforms leave, what follows from it whatever the range, and the times of the range. */
class Prepared {
  readonly forest: Forest;
  readonly sampled: Sampled;
  readonly total: Float64Array;
  #looks: Int32Array | null = null;
  #order: Order | null = null;
  #lines: Lines | null = null;

  constructor(readonly key: string, readonly session: Session, readonly view: View, readonly functions: Functions) {
    this.forest = new Forest(session, view, functions);
    this.sampled = new Sampled(session, this.forest.runs, this.forest.size);
    this.total = new Float64Array(this.forest.size);
  }

  get self(): Float64Array {
    return this.sampled.self;
  }

  /** Room for the looks of each node with what it called. */
  get looks(): Int32Array {
    return this.#looks ??= new Int32Array(this.forest.size);
  }

  firstSeen(): FirstSeen {
    return new FirstSeen(this.#order ??= new Order(this.forest, this.functions), this.sampled.firstSeen());
  }

  get lines(): Lines {
    return this.#lines ??= new Lines(this.session, this.view, this.functions);
  }
}

class Aggregate implements Model {
  readonly session: Session;
  readonly #functions: Functions;
  #prepared: Prepared | null = null;
  #key = "";

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
    return this.#sum(state).total[0] / NANOS;
  }

  samples(state: ViewState, millis: number): number {
    const { total, sampled } = this.#sum(state);
    const all = total[0] / NANOS;
    return all === 0 ? 0 : Math.round(sampled.allLooks * millis / all);
  }

  callTree(state: ViewState): Tree {
    const times = this.#sum(state);
    let firstSeen: FirstSeen | null = null;
    const tree = new CallGrowth(times.forest, this.#functions, times, state, () => firstSeen ??= times.firstSeen());
    tree.add(-1, ROOT, ROOT, times.total[0]);
    this.#threads(state).forEach((thread) => tree.thread(thread));
    return state.foldLibraries && !state.showAll ? tree.folded(framesAs(this.session.frames, state.own)) : tree.tree();
  }

  flameTree(state: ViewState, least = 0): Tree {
    const times = this.#sum(state);
    const { forest, self, total } = times;
    if (!state.inverted) {
      const tree = new Downwards(forest, this.#functions, times, nanosOf(least));
      tree.add(-1, ROOT, ROOT, total[0]);
      tree.grow(0, forest.threads);
      return tree.tree();
    }
    const depth = depths(forest.parent, forest.size);
    const calls: number[] = [];
    let steps = 0;
    for (let call = 1; call < forest.size; call++) {
      if (self[call] > 0 && (forest.func[call] > 0 || forest.parent[call] === 0)) {
        calls.push(call);
        steps += depth[call];
      }
    }
    const small = steps > MOST_STEPS ? SMALL * total[0] : 0;
    return this.#upwards(times, ROOT, Int32Array.from(calls), self, total[0], 0, Math.max(small, nanosOf(least)));
  }

  /** What led to the calls, each of which weighs as much as `times` has for it. */
  #upwards({ forest }: Prepared, func: number, calls: Int32Array, times: Float64Array, all: number, own: number, least = 0): Tree {
    const weights = Float64Array.from(calls, (call) => times[call]);
    const from = func === ROOT ? calls : calls.map((call) => forest.parent[call]);
    const tree = new Upwards(forest, this.#functions, from, weights, least, func === ROOT);
    tree.add(-1, ROOT, func, all);
    tree.grow(0, from.keys());
    tree.ended[0] = own;
    return tree.tree(tree.ended);
  }

  transformed(state: ViewState): View {
    return this.#prepare(state).view;
  }

  functionTable(state: ViewState): FunctionRow[] {
    const times = this.#sum(state);
    const { sampled, self, total, looks } = times;
    const { size, parent, func: funcs, outermost: isOutermost } = times.forest;
    const functions = this.#functions;
    const { all, ofFunc } = functions;
    const [selfs, totals, samples] = [0, 0, 0].map(() => new Float64Array(all.length));
    looks.set(sampled.looks);
    for (let node = size - 1; node > 0; node--) {
      const func = funcs[node];
      looks[parent[node]] += looks[node];
      selfs[func] += self[node];
      if (isOutermost[node] === 1) {
        totals[func] += total[node];
        samples[func] += looks[node];
      }
    }
    const rows: FunctionRow[] = [];
    const rowOf = new Map<number, number>();
    all.forEach(({ frame }, func) => {
      const of = ofFunc[func];
      if (frame < 0 || totals[func] === 0 && selfs[func] === 0) {
        return;
      }
      const known = rowOf.get(of);
      if (known === undefined) {
        rowOf.set(of, rows.push({ func, self: selfs[func], total: totals[func], samples: samples[func] }) - 1);
        return;
      }
      const row = rows[known];
      rows[known] = {
        func: totals[row.func] === 0 || totals[func] > 0 && functions.named(func, totals[func], row.func, totals[row.func])
          ? func
          : row.func,
        self: row.self + selfs[func],
        total: row.total + totals[func],
        samples: row.samples + samples[func],
      };
    });
    return rows.map((row) => ({ ...row, self: row.self / NANOS, total: row.total / NANOS }))
      .sort((a, b) => b.self - a.self || b.total - a.total || a.func - b.func);
  }

  totalsBy(state: ViewState, groupOf: readonly number[], groups: number): Float64Array {
    const { forest, self, total } = this.#sum(state);
    const group = forest.func.map((func) => func === 0 ? -1 : groupOf[func]);
    const outer = outermost(forest.end, group, groups);
    const totals = new Float64Array(groups);
    for (let node = 1; node < forest.size; node++) {
      if (outer[node] === 1) {
        totals[group[node]] += total[node];
      }
    }
    forest.threads.forEach((thread) => totals[groupOf[OUTSIDE]] += self[thread]);
    return totals.map((nanos) => nanos / NANOS);
  }

  callers(state: ViewState, func: number): Tree {
    const times = this.#sum(state);
    const { outer, self, total } = this.#callsOf(times, func);
    return this.#upwards(times, func, outer, times.total, total, self);
  }

  callees(state: ViewState, func: number): Tree {
    const times = this.#sum(state);
    const { outer, total } = this.#callsOf(times, func);
    const tree = new Downwards(times.forest, this.#functions, times);
    tree.add(-1, ROOT, func, total);
    tree.grow(0, outer);
    return tree.tree();
  }

  /** The outermost calls of a function, whatever its class, and the time of all of them. */
  #callsOf({ forest, self, total }: Prepared, func: number) {
    const { ofFunc } = this.#functions;
    const calls = { outer: new Int32Array(0), self: 0, total: 0 };
    const outer: number[] = [];
    for (let node = 1; node < forest.size; node++) {
      if (total[node] > 0 && forest.func[node] > 0 && ofFunc[forest.func[node]] === ofFunc[func]) {
        calls.self += self[node];
        if (forest.outermost[node] === 1) {
          calls.total += total[node];
          outer.push(node);
        }
      }
    }
    calls.outer = Int32Array.from(outer);
    return calls;
  }

  lines(state: ViewState): LineRow[] {
    return this.#prepare(state).lines.rows(this.#threads(state), state);
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
      this.#prepared = new Prepared(key, this.session, view, this.#functions);
      this.#key = "";
    }
    return this.#prepared;
  }

  /** With the times of what is looked at. */
  #sum(state: ViewState): Prepared {
    const prepared = this.#prepare(state);
    const key = JSON.stringify([state.range, state.threads]);
    if (this.#key !== key) {
      this.#key = key;
      prepared.sampled.select(this.#threads(state), state.range);
      summedUp(prepared.self, prepared.forest.parent, prepared.total);
    }
    return prepared;
  }
}

/** The times of lines, which are what stacks have beyond calls. */
class Lines {
  readonly #view: View;
  readonly #functions: Functions;
  readonly #sampled: Sampled;
  /** for each stack its function with its line, and 1 if that is not above it */
  readonly #line: Int32Array;
  readonly #outermost: Uint8Array;
  #count = 0;

  constructor(session: Session, view: View, functions: Functions) {
    const { stacks, of, thread: only } = view;
    this.#view = view;
    this.#functions = functions;
    const nodes = session.threads.map(({ node }, thread) => {
      return of === null && only < 0
        ? node
        : node.map((stack) => only >= 0 && only !== thread ? -1 : of === null ? stack : of[stack]);
    });
    this.#sampled = new Sampled(session, nodes, stacks.size);
    this.#line = new Int32Array(stacks.size).fill(-1);
    const known = new PairMap();
    for (let stack = 1; stack < stacks.size; stack++) {
      if (stacks.line[stack] > 0) {
        const line = known.get(functions.ofFrame[stacks.frame[stack]], stacks.line[stack], this.#count);
        this.#count += Number(line === this.#count);
        this.#line[stack] = line;
      }
    }
    this.#outermost = outermost(stacks.end, this.#line, this.#count);
  }

  rows(threads: readonly number[], { range }: ViewState): LineRow[] {
    const { stacks } = this.#view;
    const { self: own } = this.#sampled;
    this.#sampled.select(threads, range);
    const all = summedUp(own, stacks.parent, new Float64Array(stacks.size));
    const self = new Float64Array(this.#count);
    const total = new Float64Array(this.#count);
    const where = new Int32Array(this.#count).fill(-1);
    for (let stack = 1; stack < stacks.size; stack++) {
      const place = this.#line[stack];
      if (place >= 0 && all[stack] > 0) {
        where[place] = where[place] < 0 ? stack : where[place];
        self[place] += own[stack];
        total[place] += this.#outermost[stack] === 1 ? all[stack] : 0;
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
}
