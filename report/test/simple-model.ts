// The plainest model that does what the seam asks: for looking at the views without a recording.

import { lanesOf } from "../src/ui/lanes.ts";
import type { Func, FunctionRow, LineRow, Model, Tree, ViewState } from "../src/model.ts";
import { isOwn } from "../src/ui/color.ts";
import { frameHits, frameLabel, parseQuery } from "../src/ui/search.ts";
import type { Session } from "../src/session.ts";

interface Node {
  func: number;
  total: number;
  self: number;
  kids: Map<number, Node>;
}

const node = (func: number): Node => ({ func, total: 0, self: 0, kids: new Map() });

export class SimpleModel implements Model {
  readonly functions: Func[] = [];
  readonly functionOf: Int32Array;

  constructor(readonly session: Session) {
    const known = new Map<string, number>();
    this.functionOf = Int32Array.from(session.frames, (frame, i) => {
      const key = [frame.file ?? "", frame.name, frame.firstLine].join("\0");
      let func = known.get(key);
      if (func === undefined) {
        func = this.functions.length;
        known.set(key, func);
        this.functions.push({ key, label: frame.name, className: frame.className, frame: i });
      }
      return func;
    });
    session.threads.forEach((thread, i) => {
      this.functions.push({ key: "thread\0" + i, label: thread.name, className: null, frame: -1 });
    });
  }

  *#weights(state: ViewState): Generator<[number, Float64Array]> {
    const from = state.range?.from ?? -Infinity;
    const to = state.range?.to ?? Infinity;
    const threads = state.threads ?? this.session.threads.map((_, i) => i);
    for (const t of threads) {
      const thread = this.session.threads[t];
      const weights = new Float64Array(this.session.stacks.size);
      for (let i = 0; i < thread.node.length; i++) {
        const time = Math.min(to, thread.end[i]) - Math.max(from, thread.start[i]);
        if (time > 0) {
          weights[thread.node[i]] += time;
        }
      }
      yield [t, weights];
    }
  }

  #stacks(state: ViewState, visit: (path: number[], time: number, thread: number) => void): void {
    const lanes = lanesOf(this.session.stacks, this.functionOf, this.functions, state.transforms);
    for (const [thread, weights] of this.#weights(state)) {
      weights.forEach((time, each) => {
        if (time > 0 && lanes.tip[each] >= 0) {
          const path: number[] = [];
          for (let lane = lanes.tip[each]; lane >= 0; lane = lanes.parent[lane]) {
            path.push(lanes.func[lane]);
          }
          visit(path.reverse(), time, thread);
        }
      });
    }
  }

  selectedTime(state: ViewState): number {
    let sum = 0;
    this.#stacks(state, (_, time) => sum += time);
    return sum;
  }

  #tree(root: Node, least: number): Tree {
    const parent: number[] = [], func: number[] = [], total: number[] = [], self: number[] = [], depth: number[] = [];
    const todo: [Node, number][] = [[root, -1]];
    while (todo.length > 0) {
      const [each, above] = todo.pop()!;
      const id = parent.length;
      parent.push(above);
      func.push(each.func);
      total.push(each.total);
      self.push(each.self);
      depth.push(above < 0 ? 0 : depth[above] + 1);
      const kids = [...each.kids.values()].filter((kid) => kid.total >= least).sort((a, b) => a.total - b.total);
      for (const kid of kids) {
        todo.push([kid, id]);
      }
    }
    const size = parent.length;
    const end = new Int32Array(size);
    for (let i = size - 1; i >= 0; i--) {
      end[i] = Math.max(end[i], i + 1);
      if (i > 0) end[parent[i]] = Math.max(end[parent[i]], end[i]);
    }
    const library = func.map((f) => {
      const frame = this.functions[f]?.frame ?? -1;
      return frame >= 0 && !isOwn(this.session.frames[frame]);
    });
    const group = new Int32Array(size).fill(-1);
    const callsLibrary = new Uint8Array(size);
    for (let i = 1; i < size; i++) if (library[i]) callsLibrary[parent[i]] = 1;
    for (let i = 1; i < size; i++) {
      if (library[i]) group[i] = group[parent[i]] >= 0 ? group[parent[i]] : callsLibrary[i] ? i : -1;
    }
    return {
      size, end, group,
      parent: Int32Array.from(parent), depth: Int32Array.from(depth), func: Int32Array.from(func),
      total: Float64Array.from(total), self: Float64Array.from(self),
    };
  }

  #build(state: ViewState, threads: boolean, shape: (path: number[]) => number[] | null): Node {
    const root = node(-1);
    const firstThread = this.functions.length - this.session.threads.length;
    this.#stacks(state, (path, time, thread) => {
      const shaped = shape(path);
      if (shaped === null) return;
      let at = root;
      at.total += time;
      for (const f of threads ? [firstThread + thread, ...shaped] : shaped) {
        let kid = at.kids.get(f);
        if (!kid) {
          kid = node(f);
          at.kids.set(f, kid);
        }
        kid.total += time;
        at = kid;
      }
      at.self += time;
    });
    return root;
  }

  callTree(state: ViewState): Tree {
    const root = this.#build(state, true, (path) => path);
    return this.#tree(root, state.showAll ? 0 : root.total * state.threshold);
  }

  flameTree(state: ViewState): Tree {
    return this.#tree(this.#build(state, false, (path) => state.inverted ? path.slice().reverse() : path), 0);
  }

  callers(state: ViewState, func: number): Tree {
    return this.#tree(this.#build(state, false, (path) => {
      const at = path.lastIndexOf(func);
      return at < 0 ? null : path.slice(0, at + 1).reverse();
    }), 0);
  }

  callees(state: ViewState, func: number): Tree {
    return this.#tree(this.#build(state, false, (path) => {
      const at = path.indexOf(func);
      return at < 0 ? null : path.slice(at);
    }), 0);
  }

  functionTable(state: ViewState): FunctionRow[] {
    const rows = new Map<number, { func: number; self: number; total: number; samples: number }>();
    this.#stacks(state, (path, time) => {
      new Set(path).forEach((func) => {
        const row = rows.get(func) ?? { func, self: 0, total: 0, samples: 0 };
        row.total += time;
        row.samples += Math.round(time / this.session.interval);
        rows.set(func, row);
      });
      rows.get(path[path.length - 1])!.self += time;
    });
    return [...rows.values()].sort((a, b) => b.self - a.self);
  }

  lines(state: ViewState): LineRow[] {
    const { stacks } = this.session;
    const rows = new Map<number, { frame: number; line: number; self: number; total: number }>();
    for (const [, weights] of this.#weights(state)) {
      weights.forEach((time, leaf) => {
        const seen = new Set<number>();
        for (let each = leaf; time > 0 && each > 0; each = stacks.parent[each]) {
          const key = stacks.frame[each] * 100000 + stacks.line[each];
          const row = rows.get(key) ?? { frame: stacks.frame[each], line: stacks.line[each], self: 0, total: 0 };
          rows.set(key, row);
          if (!seen.has(key)) row.total += time;
          if (each === leaf) row.self += time;
          seen.add(key);
        }
      });
    }
    return [...rows.values()].sort((a, b) => b.self - a.self);
  }

  matches(state: ViewState): Uint8Array | null {
    const hits = frameHits(this.session.frames, parseQuery(state.search));
    if (hits === null) return null;
    const { stacks } = this.session;
    const found = new Uint8Array(stacks.size);
    for (let i = 1; i < stacks.size; i++) found[i] = found[stacks.parent[i]] | hits[stacks.frame[i]];
    return found;
  }

  text(_state: ViewState, tree: Tree, top: number): string {
    const lines: string[] = [];
    for (let i = top; i < tree.end[top]; i++) {
      const func = this.functions[tree.func[i]];
      const name = func === undefined ? "all" : func.frame < 0 ? func.label : frameLabel(this.session.frames[func.frame]);
      lines.push("  ".repeat(tree.depth[i] - tree.depth[top]) + (tree.total[i] / 1000).toFixed(3) + " " + name);
    }
    return lines.join("\n") + "\n";
  }
}
