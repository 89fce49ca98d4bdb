// Two sessions compared, function by function and call by call, as pyrometer.tree.TreeDiff does it. Which functions are
// the same is not decided here: the report says it.

import { CallGrowth } from "./calltree.ts";
import { decimals, printable, seconds } from "./console.ts";
import { FirstSeen, Order } from "./firstseen.ts";
import { Forest } from "./forest.ts";
import { Functions, key, OUTSIDE, ROOT, SELF } from "./functions.ts";
import type { Growth, Times } from "./growth.ts";
import type { Changes, Func, FunctionRow, Subject, Tree, ViewState } from "./model.ts";
import { Noise, verdictOf } from "./noise.ts";
import { depthFirst, depths, ends, outermost } from "./order.ts";
import { PairMap } from "./pairs.ts";
import { NANOS, nanosOf, Sampled, summedUp } from "./sampled.ts";
import type { Session } from "./session.ts";

/** What a report says beside two sessions. */
export interface Same {
  /** for each frame of the session before the number of its function; 0 is own time, 1 the time outside Python */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** what each function is called */
  readonly labels: readonly string[];
  /** the share of the time in which it could have run that a program waited for a CPU */
  readonly contention: number;
  readonly notes: readonly string[];
}

const SELF_NUMBER = 0;
const OUTSIDE_NUMBER = 1;
const SIDES = [0, 1] as const;

/** One time in each run. */
type Pair = [before: number, after: number];

/** Nanoseconds of both runs, and how many of the difference may be chance. */
interface Columns {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly noise: Float64Array;
}

export interface ComparedFunction {
  readonly func: number;
  /** before, after and the noise, in milliseconds */
  readonly self: readonly [number, number, number];
  readonly total: readonly [number, number, number];
}

export class Comparison implements Subject {
  /** the one after, with the frames of both */
  readonly session: Session;
  readonly before: Session;
  readonly same: Same;
  /** by number, then the threads */
  readonly functions: readonly Func[];
  /** of the thread that was there longest, before and after, in milliseconds */
  readonly longest: Pair = [0, 0];
  readonly #parent: Int32Array;
  readonly #end: Int32Array;
  readonly #func: Int32Array;
  readonly #nanos: readonly [Float64Array, Float64Array];
  readonly #times: FunctionTimes;
  readonly #trees = new Map<string, Tree>();

  constructor(before: Session, after: Session, same: Same) {
    this.before = before;
    this.same = same;
    this.session = { ...after, frames: [...after.frames, ...before.frames] };
    this.#times = new FunctionTimes(same.labels.length);
    const aligned = new Aligned();
    [before, after].forEach((session, run) => this.#add(session, run, aligned));
    this.functions = this.#functions(after, aligned);

    const unordered = SIDES.map((run) => Float64Array.from(aligned.nanos, (times) => times[run]));
    const order = depthFirst(
      Int32Array.from(aligned.parent),
      aligned.size,
      unordered[0].map((time, node) => Math.max(time, unordered[1][node])),
    );
    const place = new Int32Array(order.length);
    order.forEach((node, index) => place[node] = index);
    this.#parent = Int32Array.from(order, (node) => node === ROOT ? -1 : place[aligned.parent[node]]);
    this.#end = ends(this.#parent, order.length);
    this.#func = Int32Array.from(order, (node) => aligned.func[node]);
    this.#nanos = [0, 1].map((run) => Float64Array.from(order, (node) => unordered[run][node])) as
      unknown as readonly [Float64Array, Float64Array];
  }

  #add(session: Session, run: number, aligned: Aligned): void {
    const functions = new Functions(session);
    const numbers = this.#numbers(functions, run === 0 ? this.same.before : this.same.after);
    const forest = new Forest(session, { stacks: session.stacks, of: null, thread: -1 }, functions);
    const sampled = new Sampled(session, forest.runs, forest.size);
    sampled.select([...session.threads.keys()], null);
    const times = { self: sampled.self, total: summedUp(sampled.self, forest.parent, new Float64Array(forest.size)) };
    this.#times.add(forest, times, forest.func.map((func) => func === 0 ? -1 : numbers[functions.ofFunc[func]]), run);
    const firstSeen = new FirstSeen(new Order(forest, functions), sampled.firstSeen());
    const grown = new AllCalls(forest, functions, times, { showAll: false, threshold: 0 }, () => firstSeen);
    const top = grown.add(-1, ROOT, ROOT, 0);
    const seen = new Map<string, number>();
    session.threads.forEach((thread, index) => {
      const name = thread.main ? "" : thread.name;
      const earlier = seen.get(name) ?? 0;
      seen.set(name, earlier + 1);
      this.longest[run] = Math.max(this.longest[run], times.total[forest.threads[index]] / NANOS);
      const label = (name === "" ? "MainThread" : name) + (earlier === 0 ? "" : ` (${earlier + 1})`);
      const root = aligned.thread(`${name}\0${earlier}`, this.same.labels.length, label);
      const from = grown.parent.length;
      grown.thread(index);
      aligned.add(root, top, grown, from, numbers, run);
    });
  }

  /** For each function of a session the common one. */
  #numbers(functions: Functions, ofFrame: readonly number[]): Int32Array {
    const numbers = new Int32Array(functions.size);
    numbers[SELF] = SELF_NUMBER;
    numbers[OUTSIDE] = OUTSIDE_NUMBER;
    functions.ofFrame.forEach((of, frame) => numbers[of] = ofFrame[frame] ?? SELF_NUMBER);
    return numbers;
  }

  #functions(after: Session, aligned: Aligned): Func[] {
    const frames = new Int32Array(this.same.labels.length).fill(-1);
    this.same.before.forEach((number, frame) => frames[number] = after.frames.length + frame);
    this.same.after.forEach((number, frame) => frames[number] = frame); // as it is now, where it still is
    frames.fill(-1, 0, OUTSIDE_NUMBER + 1);
    const real = this.same.labels.map((label, number) => ({
      key: frames[number] < 0 ? label : key(this.session.frames[frames[number]]),
      label,
      className: null,
      frame: frames[number],
    }));
    const threads = aligned.labels.map((label) => ({ key: "thread " + label, label, className: null, frame: -1 }));
    return [...real, ...threads];
  }

  /** How much as much time before counts as the run after has, if the two are made equally long. */
  #factor(normalised: boolean): number {
    const [before, after] = this.#nanos;
    return normalised && before[ROOT] > 0 && after[ROOT] > 0 ? after[ROOT] / before[ROOT] : 1;
  }

  #noise(factor: number): Noise {
    const [before, after] = this.#nanos;
    return new Noise(
      { interval: nanosOf(this.before.interval) * factor, total: before[ROOT] * factor },
      { interval: nanosOf(this.session.interval), total: after[ROOT] },
      this.same.contention,
    );
  }

  /** All calls with both times; those before as if the run had been as long as the one after, if normalised. */
  #columns(normalised: boolean): Columns {
    const factor = this.#factor(normalised);
    const noise = this.#noise(factor);
    const before = this.#nanos[0].map((nanos) => nanos * factor);
    const after = this.#nanos[1];
    return { before, after, noise: after.map((nanos, node) => noise.of(before[node], nanos)) };
  }

  /** What the shares of normalised times are shares of: all of the run after, in milliseconds. */
  base(): number {
    return (this.#nanos[1][ROOT] || this.#nanos[0][ROOT]) / NANOS;
  }

  /** How long the program ran, before and after, and how much of the difference may be chance. */
  total(): readonly [number, number, number] {
    const [before, after] = this.longest;
    return [before, after, this.#noise(1).of(nanosOf(before), nanosOf(after)) / NANOS];
  }

  callTree(state: ViewState): Tree {
    return this.#tree(state, "calls", (columns) => this.#shown(state, columns));
  }

  /** All calls of both runs without own time, which is what is left of their boxes. */
  flameTree(state: ViewState): Tree {
    return this.#tree(state, "flame", () => {
      return Uint8Array.from(this.#func, (func, node) => func === SELF_NUMBER && node > ROOT ? 0 : 1);
    });
  }

  #tree(state: ViewState, kind: string, choose: (columns: Columns) => Uint8Array): Tree {
    const id = [kind, state.percent, kind === "calls" && state.showAll, kind === "calls" && state.threshold].join();
    let tree = this.#trees.get(id);
    if (tree === undefined) {
      const columns = this.#columns(state.percent);
      tree = this.#chosen(choose(columns), columns);
      this.#trees.clear();
      this.#trees.set(id, tree);
    }
    return tree;
  }

  /** The calls that take long or have changed, and those that lead there. */
  #shown(state: ViewState, { before, after, noise }: Columns): Uint8Array {
    const longest = Math.max(nanosOf(this.longest[0]) * this.#factor(state.percent), nanosOf(this.longest[1]));
    const parent = this.#parent;
    const shown = new Uint8Array(parent.length);
    shown[ROOT] = 1;
    for (let node = parent.length - 1; node > ROOT; node--) {
      if (this.#isLoneSelf(node)) {
        continue;
      }
      const wanted = state.showAll || verdictOf(before[node], after[node], noise[node]) !== "noise" ||
        Math.max(before[node], after[node]) >= state.threshold * longest;
      shown[node] |= wanted ? 1 : 0;
      shown[parent[node]] |= shown[node];
    }
    return shown;
  }

  /** All that its caller did: it says nothing that the caller does not. */
  #isLoneSelf(node: number): boolean {
    const caller = this.#parent[node];
    return caller > ROOT && node === caller + 1 && this.#end[node] === this.#end[caller] &&
      this.#func[node] === SELF_NUMBER;
  }

  #chosen(shown: Uint8Array, columns: Columns): Tree {
    const nodes: number[] = [];
    const place = new Int32Array(shown.length);
    shown.forEach((yes, node) => {
      if (yes === 1) {
        place[node] = nodes.push(node) - 1;
      }
    });
    const size = nodes.length;
    const pick = (times: Float64Array) => Float64Array.from(nodes, (node) => times[node] / NANOS);
    const parent = Int32Array.from(nodes, (node) => node === ROOT ? -1 : place[this.#parent[node]]);
    const changes: Changes = { before: pick(columns.before), after: pick(columns.after), noise: pick(columns.noise) };
    return {
      size,
      parent,
      end: ends(parent, size),
      depth: depths(parent, size),
      func: Int32Array.from(nodes, (node) => this.#func[node]),
      total: changes.before.map((before, node) => Math.max(before, changes.after[node])),
      self: new Float64Array(size),
      group: new Int32Array(size).fill(-1),
      changes,
    };
  }

  /** Those that changed most in themselves first. */
  compared(normalised: boolean): ComparedFunction[] {
    const factor = this.#factor(normalised);
    const noise = this.#noise(factor);
    const change = ([before, after]: Pair): [number, number, number] => {
      return [before * factor / NANOS, after / NANOS, noise.of(before * factor, after) / NANOS];
    };
    const rows: ComparedFunction[] = [];
    for (let func = OUTSIDE_NUMBER; func < this.same.labels.length; func++) {
      const total = this.#times.total[func];
      if (total[0] + total[1] > 0) {
        rows.push({ func, self: change(this.#times.self[func]), total: change(total) });
      }
    }
    const most = ([before, after]: readonly number[]) => Math.abs(after - before);
    return rows.sort((a, b) => most(b.self) - most(a.self) || most(b.total) - most(a.total) || a.func - b.func);
  }

  samples(_state: ViewState, millis: number): number {
    return Math.round(millis / this.session.interval);
  }

  functionTable(): FunctionRow[] {
    return this.compared(false).map(({ func, self, total }) => ({ func, self: self[1], total: total[1], samples: 0 }));
  }

  text(_state: ViewState, tree: Tree, top: number): string {
    const { before, after, noise } = tree.changes!;
    const digits = Math.max(decimals(this.before.interval), decimals(this.session.interval));
    const text = (millis: number) => seconds(nanosOf(millis), digits);
    let lines = "";
    for (let node = top; node < tree.end[top]; node++) {
      const func = this.functions[tree.func[node]];
      const change = verdictOf(before[node], after[node], noise[node]);
      lines += "  ".repeat(tree.depth[node] - tree.depth[top]) +
        `${text(before[node])} -> ${text(after[node])} (${change})  ${printable(func.label)}\n`;
    }
    return lines;
  }
}

/** The trees of both runs laid over one another: calls of the same functions are one node. */
class Aligned {
  readonly parent = [-1];
  readonly func = [SELF_NUMBER];
  readonly nanos: Pair[] = [[0, 0]];
  /** what the threads are called */
  readonly labels: string[] = [];
  readonly #threads = new Map<string, number>();
  readonly #calls = new PairMap();

  get size(): number {
    return this.parent.length;
  }

  /** @param firstThread threads are functions from here on */
  thread(kind: string, firstThread: number, label: string): number {
    let thread = this.#threads.get(kind);
    if (thread === undefined) {
      thread = this.#create(ROOT, firstThread + this.labels.push(label) - 1);
      this.#threads.set(kind, thread);
    }
    return thread;
  }

  /** Lays the nodes of a tree from one on over what is there. */
  add(root: number, top: number, grown: Growth, from: number, numbers: Int32Array, run: number): void {
    const nodes: number[] = [];
    for (let node = from; node < grown.parent.length; node++) {
      let place = root;
      if (grown.parent[node] === top) {
        this.nanos[ROOT][run] += grown.nanos[node];
      } else {
        const caller = nodes[grown.parent[node] - from];
        const number = numbers[grown.function[node]];
        place = this.#calls.get(caller, number, this.size);
        if (place === this.size) {
          this.#create(caller, number);
        }
      }
      nodes.push(place);
      this.nanos[place][run] += grown.nanos[node];
    }
  }

  #create(parent: number, func: number): number {
    this.parent.push(parent);
    this.nanos.push([0, 0]);
    return this.func.push(func) - 1;
  }
}

/** The times of functions in both runs. */
class FunctionTimes {
  readonly self: Pair[];
  readonly total: Pair[];

  constructor(functions: number) {
    this.self = Array.from({ length: functions }, () => [0, 0]);
    this.total = Array.from({ length: functions }, () => [0, 0]);
  }

  /** @param numbers for each node the common function, or -1 for what is no call */
  add(forest: Forest, { self, total }: Times, numbers: Int32Array, run: number): void {
    const outer = outermost(forest.end, numbers, this.self.length);
    for (let node = 1; node < forest.size; node++) {
      const number = numbers[node];
      if (number >= 0) {
        this.self[number][run] += self[node];
        this.total[number][run] += outer[node] === 1 ? total[node] : 0;
      } else {
        this.self[OUTSIDE_NUMBER][run] += self[node];
        this.total[OUTSIDE_NUMBER][run] += self[node];
      }
    }
  }
}

/** The calls of a thread without its stem and what hides, the earliest first. */
class AllCalls extends CallGrowth {
  protected override readonly dropsLoneSelf = false;

  protected override compare(a: number, b: number): number {
    return this.inOrder(a, b);
  }
}
