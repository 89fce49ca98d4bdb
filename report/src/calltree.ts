// The call tree that people read: the passes of pyrometer.tree, with the same result, made in one go from the root on.
// What is left out is absorbed by its caller.

import type { FirstSeen } from "./firstseen.ts";
import type { Forest } from "./forest.ts";
import { FIRST, type Functions, OUTSIDE, ROOT, SELF } from "./functions.ts";
import { Downwards, type Times } from "./growth.ts";
import type { Tree } from "./model.ts";
import { ends } from "./order.ts";
import { type Frame, Origin } from "./session.ts";
import { Stem } from "./stem.ts";

export interface Wanted {
  /** also the import system, what hides itself, and the smallest calls */
  readonly showAll: boolean;
  /** calls with a smaller share of their thread's time are left out */
  readonly threshold: number;
}

export class CallGrowth extends Downwards {
  protected readonly dropsLoneSelf: boolean = true;
  readonly #wanted: Wanted;
  readonly #firstSeen: () => FirstSeen;
  /** the calls whose own time is in the groups that are being made */
  readonly #selves: number[] = [];
  readonly #opened: number[] = [];
  /** of the thread: its node in this tree, its time, and whether its stem is left out */
  #thread = 0;
  #time = 0;
  #trimmed = false;

  constructor(forest: Forest, functions: Functions, times: Times, wanted: Wanted, firstSeen: () => FirstSeen) {
    super(forest, functions, times);
    this.#wanted = wanted;
    this.#firstSeen = firstSeen;
  }

  /** Adds the tree of a thread, if it has one. */
  thread(index: number): void {
    const root = this.forest.threads[index];
    const { self, total } = this.times;
    if (total[root] > 0) {
      this.#time = total[root];
      this.#trimmed = this.forest.leadsSomewhere(root, self, total);
      this.#thread = this.add(0, ROOT, FIRST + index, total[root]);
      this.grow(this.#thread, [root]);
    }
  }

  /** Has library calls in groups; `frames` say what is one. */
  folded(frames: readonly Frame[]): Tree {
    const originOf = (of: number) => this.functions.origin(of, frames);
    return this.tree(undefined, groupLibraryCalls(this.parent, this.function, originOf));
  }

  protected override gather(member: number, node: number): void {
    const { parent, end, func, stems } = this.forest;
    const { self, total } = this.times;
    const { ofFunc, leftOut } = this.functions;
    const isLifted = node !== this.#thread && !this.#wanted.showAll;
    const opened = this.#opened;
    opened.push(member);
    while (opened.length > 0) {
      const at = opened.pop()!;
      if (self[at] > 0 && !(this.#trimmed && stems[at] !== Stem.None)) {
        this.join(parent[at] === 0 ? OUTSIDE : SELF, -1, self[at]);
        this.#selves.push(~at);
      }
      for (let call = at + 1; call < end[at]; call = end[call]) {
        if (total[call] > 0) {
          const of = ofFunc[func[call]];
          if (of === ROOT || this.#trimmed && stems[call] !== Stem.None || isLifted && leftOut[of] === 1) {
            opened.push(call); // what it called takes its place
          } else {
            this.join(of, call, total[call]);
          }
        }
      }
    }
  }

  protected override isShown(group: number): boolean {
    return this.#wanted.showAll || !(this.time[group] / this.#time < this.#wanted.threshold);
  }

  /** A `[self]` that has no calls beside it says no more than its caller. */
  protected override choose(groups: number[], node: number): void {
    this.#selves.length = 0;
    if (groups.length === 1 && this.of[groups[0]] === SELF && node !== this.#thread && this.dropsLoneSelf) {
      groups.length = 0;
    }
  }

  protected override compare(a: number, b: number): number {
    return this.time[b] - this.time[a] || this.inOrder(a, b);
  }

  protected inOrder(a: number, b: number): number {
    const seen = this.#firstSeen();
    const { parent } = this.forest;
    const first = (group: number) => {
      const of = this.of[group];
      const members = of >= FIRST
        ? this.membersOf(group)
        : this.#selves.filter((each) => (parent[~each] === 0) === (of === OUTSIDE));
      let best: number | null = null;
      for (const each of members) {
        best = best === null || seen.compare(each, best) < 0 ? each : best;
      }
      return best!;
    };
    return seen.compare(first(a), first(b));
  }
}

/**
 * Puts neighbouring library calls into groups: a library call that makes another, and all library calls below it that
 * are reached without leaving the library. For each node the first one of its group, or -1.
 *
 * @param parent of the trees of threads below one root
 * @param of for each node its function
 */
function groupLibraryCalls(parent: readonly number[], of: readonly number[], originOf: (of: number) => Origin): Int32Array {
  const size = parent.length;
  const isThread = (node: number) => parent[node] <= 0;
  const application = new Uint8Array(size);
  const callsLibrary = new Uint8Array(size);
  const groups = new Int32Array(size).fill(-1);
  for (let node = 1; node < size; node++) {
    const above = parent[node];
    const origin = originOf(of[node]);
    application[node] = Number(
      isThread(node) || origin === Origin.Application ||
        origin === Origin.Generated && (isThread(above) || application[above] === 1),
    );
    callsLibrary[above] |= 1 - application[node];
  }
  const end = ends(Int32Array.from(parent), size);
  for (let node = 1; node < size; node++) {
    const above = parent[node];
    const onlyCall = isThread(above) && end[node] === end[above] && node === above + 1; // is never in a group
    if (application[node] === 0 && !onlyCall) {
      groups[node] = groups[above] >= 0 ? groups[above] : callsLibrary[node] === 1 ? node : -1;
    }
  }
  return groups;
}
