// Two sessions compared, function by function and call by call, as pyrometer.tree.TreeDiff does it. Which functions are
// the same is not decided here: the report says it.

import { decimals, printable, seconds } from "./console.ts";
import { key } from "./functions.ts";
import type { Growth } from "./growth.ts";
import type { Changes, Func, FunctionRow, Subject, Tree, ViewState } from "./model.ts";
import { Noise, verdictOf } from "./noise.ts";
import { depths, ends } from "./order.ts";
import { type Both, Overlay, type Pair } from "./overlay.ts";
import { NANOS, nanosOf } from "./sampled.ts";
import type { Session } from "./session.ts";
import { OUTSIDE_NUMBER, SELF_NUMBER, Side } from "./side.ts";

/** What a report says beside two sessions. */
export interface Same {
  /** for each frame of the session before the number of its function; 0 is own time, 1 the time outside Python */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** what each function is called */
  readonly labels: readonly string[];
  /** for each thread of a session its number, and what each is called */
  readonly threads: {
    readonly before: readonly number[];
    readonly after: readonly number[];
    readonly labels: readonly string[];
  };
  /** the share of the time in which it could have run that a program waited for a CPU */
  readonly contention: number;
  readonly notes: readonly string[];
}

const ROOT = 0;

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
  readonly longest: Pair<number>;
  readonly #sides: Pair<Side>;
  readonly #calls: Both;
  readonly #trees = new Map<string, Tree>();

  constructor(before: Session, after: Session, same: Same) {
    this.before = before;
    this.same = same;
    this.session = { ...after, frames: [...after.frames, ...before.frames] };
    const { length } = same.labels;
    this.#sides = [new Side(before, same.before, length), new Side(after, same.after, length)];
    const overlay = new Overlay();
    this.longest = this.#sides.map((side, run) => this.#addThreads(side, run, overlay)) as unknown as Pair<number>;
    this.#calls = overlay.both();
    const threads = same.threads.labels.map((label) => ({ key: "thread " + label, label, className: null, frame: -1 }));
    this.functions = [...this.#functions(after), ...threads];
  }

  /** Lays the threads of a run over those of the other; gives the time of the one that was there longest. */
  #addThreads(side: Side, run: number, overlay: Overlay): number {
    const grown = side.threads();
    const numbers = run === 0 ? this.same.threads.before : this.same.threads.after;
    let longest = 0;
    side.session.threads.forEach((_, index) => {
      const number = this.same.labels.length + numbers[index];
      const time = side.timeOf(index);
      longest = Math.max(longest, time / NANOS);
      overlay.addToRoot(run, time);
      const from = grown.parent.length;
      grown.thread(index);
      overlay.add(overlay.child(ROOT, number, run, time), grown, from, side.numbers, run);
    });
    return longest;
  }

  #functions(after: Session): Func[] {
    const frames = new Int32Array(this.same.labels.length).fill(-1);
    this.same.before.forEach((number, frame) => frames[number] = after.frames.length + frame);
    this.same.after.forEach((number, frame) => frames[number] = frame); // as it is now, where it still is
    frames.fill(-1, 0, OUTSIDE_NUMBER + 1);
    return this.same.labels.map((label, number) => ({
      key: frames[number] < 0 ? label : key(this.session.frames[frames[number]]),
      label,
      className: null,
      frame: frames[number],
    }));
  }

  /** How much as much time before counts as the run after has, if the two are made equally long. */
  #factor(normalised: boolean): number {
    const [before, after] = this.#calls.nanos;
    return normalised && before[ROOT] > 0 && after[ROOT] > 0 ? after[ROOT] / before[ROOT] : 1;
  }

  #noise(factor: number): Noise {
    const [before, after] = this.#calls.nanos;
    return new Noise(
      { interval: nanosOf(this.before.interval) * factor, total: before[ROOT] * factor },
      { interval: nanosOf(this.session.interval), total: after[ROOT] },
      this.same.contention,
    );
  }

  /** Calls with both times; those before as if the run had been as long as the one after, if normalised. */
  #columns({ nanos: [earlier, after] }: Both, normalised: boolean): Columns {
    const factor = this.#factor(normalised);
    const noise = this.#noise(factor);
    const before = earlier.map((nanos) => nanos * factor);
    return { before, after, noise: after.map((nanos, node) => noise.of(before[node], nanos)) };
  }

  /** What the shares of normalised times are shares of: all of the run after, in milliseconds. */
  base(): number {
    const [before, after] = this.#calls.nanos;
    return (after[ROOT] || before[ROOT]) / NANOS;
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
      return Uint8Array.from(this.#calls.func, (func, node) => func === SELF_NUMBER && node > ROOT ? 0 : 1);
    });
  }

  #tree(state: ViewState, kind: string, choose: (columns: Columns) => Uint8Array): Tree {
    const id = [kind, state.percent, kind === "calls" && state.showAll, kind === "calls" && state.threshold].join();
    let tree = this.#trees.get(id);
    if (tree === undefined) {
      const columns = this.#columns(this.#calls, state.percent);
      tree = chosen(this.#calls, choose(columns), columns);
      this.#trees.clear();
      this.#trees.set(id, tree);
    }
    return tree;
  }

  /** The calls that take long or have changed, and those that lead there. */
  #shown(state: ViewState, { before, after, noise }: Columns): Uint8Array {
    const longest = Math.max(nanosOf(this.longest[0]) * this.#factor(state.percent), nanosOf(this.longest[1]));
    const { parent } = this.#calls;
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
    const { parent, end, func } = this.#calls;
    const caller = parent[node];
    return caller > ROOT && node === caller + 1 && end[node] === end[caller] && func[node] === SELF_NUMBER;
  }

  callers(state: ViewState, func: number): Tree {
    return this.#around(state, (side) => side.callers(func));
  }

  callees(state: ViewState, func: number): Tree {
    return this.#around(state, (side) => side.callees(func));
  }

  #around(state: ViewState, grow: (side: Side) => Growth): Tree {
    const overlay = new Overlay();
    this.#sides.forEach((side, run) => {
      const grown = grow(side);
      overlay.addToRoot(run, grown.nanos[ROOT]);
      overlay.add(ROOT, grown, ROOT, side.numbers, run);
    });
    const both = overlay.both();
    return chosen(both, new Uint8Array(both.parent.length).fill(1), this.#columns(both, state.percent));
  }

  /** Those that changed most in themselves first. */
  compared(normalised: boolean): ComparedFunction[] {
    const factor = this.#factor(normalised);
    const noise = this.#noise(factor);
    const [before, after] = this.#sides;
    const change = (was: number, is: number): [number, number, number] => {
      return [was * factor / NANOS, is / NANOS, noise.of(was * factor, is) / NANOS];
    };
    const rows: ComparedFunction[] = [];
    for (let func = OUTSIDE_NUMBER; func < this.same.labels.length; func++) {
      if (before.total[func] + after.total[func] > 0) {
        rows.push({
          func,
          self: change(before.self[func], after.self[func]),
          total: change(before.total[func], after.total[func]),
        });
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

/** The nodes that are shown as a tree. */
function chosen(both: Both, shown: Uint8Array, columns: Columns): Tree {
  const nodes: number[] = [];
  const place = new Int32Array(shown.length);
  shown.forEach((yes, node) => {
    if (yes === 1) {
      place[node] = nodes.push(node) - 1;
    }
  });
  const size = nodes.length;
  const pick = (times: Float64Array) => Float64Array.from(nodes, (node) => times[node] / NANOS);
  const parent = Int32Array.from(nodes, (node) => node === ROOT ? -1 : place[both.parent[node]]);
  const changes: Changes = { before: pick(columns.before), after: pick(columns.after), noise: pick(columns.noise) };
  return {
    size,
    parent,
    end: ends(parent, size),
    depth: depths(parent, size),
    func: Int32Array.from(nodes, (node) => both.func[node]),
    total: changes.before.map((before, node) => Math.max(before, changes.after[node])),
    self: new Float64Array(size),
    group: new Int32Array(size).fill(-1),
    changes,
  };
}
