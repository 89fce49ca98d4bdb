// Trees that grow from their root, one node for the calls of each function by the calls of one node. What is left out
// is never looked at: a tree costs what is in it, not what was recorded.

import type { Forest } from "./forest.ts";
import { type Functions, OUTSIDE, ROOT, SELF } from "./functions.ts";
import type { Tree } from "./model.ts";
import { depths, ends } from "./order.ts";
import { NANOS } from "./sampled.ts";

const FEW = 32;

/** A tree in the making: what has grown so far, in nanoseconds, each node right before what is below it. */
export abstract class Growth {
  readonly parent: number[] = [];
  /** for each node its function */
  readonly function: number[] = [];
  /** for each node its function with the class that had most of its time */
  readonly func: number[] = [];
  readonly nanos: number[] = [];
  protected readonly forest: Forest;
  protected readonly functions: Functions;
  /** for each member of a group the next one, or -1 */
  readonly #next: Int32Array;
  // Of the groups that will be nodes: the function, the time, the first and the last member, the node above, and the
  // first number that is free again once they are nodes.
  protected of = new Int32Array(64);
  protected time = new Float64Array(64);
  #first = new Int32Array(64);
  #last = new Int32Array(64);
  #above = new Int32Array(64);
  #free = new Int32Array(64);
  #size = 0;
  /** the group of a function, if that is one of the groups from `#base` on */
  readonly #groupOf: Int32Array;
  readonly #shown: number[] = [];
  #base = 0;

  constructor(forest: Forest, functions: Functions) {
    this.forest = forest;
    this.functions = functions;
    this.#next = forest.links;
    this.#groupOf = new Int32Array(functions.size);
  }

  /** The node of the forest that a member stands at, and its time. */
  protected abstract nodeOf(member: number): number;
  protected abstract timeOf(member: number): number;
  /** Has the calls below a member of a group that has become a node join the groups below. */
  protected abstract gather(member: number, node: number): void;

  /** Whether a group becomes a node. */
  protected isShown(_group: number): boolean {
    return true;
  }

  /** Whether what is below a group is looked at. */
  protected isFollowed(_group: number): boolean {
    return true;
  }

  /** Has a last look at the groups that are to be the nodes below a node, in their order. */
  protected choose(_groups: number[], _node: number): void {}

  /** The order of the groups below a node: those with most time first. */
  protected compare(a: number, b: number): number {
    return this.time[b] - this.time[a] || a - b;
  }

  add(parent: number, of: number, func: number, nanos: number): number {
    this.function.push(of);
    this.func.push(func);
    this.nanos.push(nanos);
    return this.parent.push(parent) - 1;
  }

  /** Lets everything grow that is below a node, which stands for the members. */
  grow(top: number, members: Iterable<number>): void {
    this.#base = this.#size = 0;
    for (const member of members) {
      this.join(ROOT, member, 0);
    }
    const waiting = [0];
    while (waiting.length > 0 && this.#size > 0) {
      const group = waiting.pop()!;
      const of = this.of[group];
      this.#size = Math.max(this.#free[group], 1);
      const node = of === ROOT ? top : this.add(this.#above[group], of, this.#name(group), this.time[group]);
      if (of === SELF || of === OUTSIDE || of !== ROOT && !this.isFollowed(group)) {
        continue;
      }
      this.#base = this.#size;
      for (let member = this.#first[group]; member >= 0;) {
        const next = this.#next[member];
        this.gather(member, node);
        member = next;
      }
      const shown = this.#shown;
      shown.length = 0;
      for (let each = this.#base; each < this.#size; each++) {
        if (this.isShown(each)) {
          this.#above[each] = node;
          this.#free[each] = this.#size;
          shown.push(each);
        }
      }
      this.#sort(shown);
      this.choose(shown, node);
      for (let i = shown.length - 1; i >= 0; i--) {
        waiting.push(shown[i]);
      }
    }
  }

  protected join(of: number, member: number, nanos: number): void {
    let group = this.#groupOf[of];
    if (group < this.#base || group >= this.#size || this.of[group] !== of) {
      group = this.#groupOf[of] = this.#size++;
      if (group === this.of.length) {
        this.#enlarge();
      }
      this.of[group] = of;
      this.time[group] = 0;
      this.#first[group] = member;
    } else if (member >= 0) {
      this.#next[this.#last[group]] = member;
    }
    this.time[group] += nanos;
    if (member >= 0) {
      this.#next[member] = -1;
    }
    this.#last[group] = member;
  }

  #enlarge(): void {
    const capacity = 2 * this.of.length;
    const enlarged = (from: Int32Array) => {
      const to = new Int32Array(capacity);
      to.set(from);
      return to;
    };
    [this.of, this.#first, this.#last, this.#above, this.#free] =
      [this.of, this.#first, this.#last, this.#above, this.#free].map(enlarged);
    const times = new Float64Array(capacity);
    times.set(this.time);
    this.time = times;
  }

  #sort(groups: number[]): void {
    if (groups.length > FEW) {
      groups.sort((a, b) => this.compare(a, b));
      return;
    }
    for (let i = 1; i < groups.length; i++) {
      const group = groups[i];
      let place = i;
      for (; place > 0 && this.compare(groups[place - 1], group) > 0; place--) {
        groups[place] = groups[place - 1];
      }
      groups[place] = group;
    }
  }

  protected *membersOf(group: number): Iterable<number> {
    for (let member = this.#first[group]; member >= 0; member = this.#next[member]) {
      yield member;
    }
  }

  /** The group's function with the class that had most of its time. */
  #name(group: number): number {
    const first = this.#first[group];
    if (first < 0) {
      return this.of[group];
    }
    const { func } = this.forest;
    let best = func[this.nodeOf(first)];
    let several = false;
    for (let member = this.#next[first]; member >= 0 && !several; member = this.#next[member]) {
      several = func[this.nodeOf(member)] !== best;
    }
    if (several) {
      const times = new Map<number, number>();
      for (const member of this.membersOf(group)) {
        const each = func[this.nodeOf(member)];
        times.set(each, (times.get(each) ?? 0) + this.timeOf(member));
      }
      best = this.functions.best(times);
    }
    return best;
  }

  /** What has grown as a tree. The time of a node that is not in the calls below it is its own, unless it is given. */
  tree(own?: readonly number[], groups?: Int32Array): Tree {
    const size = this.parent.length;
    const parent = new Int32Array(this.parent);
    const nanos = new Float64Array(this.nanos);
    const self = own === undefined ? nanos.slice() : new Float64Array(own);
    for (let node = 1; node < size && own === undefined; node++) {
      if (this.function[node] !== SELF && this.function[node] !== OUTSIDE) {
        self[parent[node]] -= nanos[node];
      }
    }
    return {
      size,
      parent,
      end: ends(parent, size),
      depth: depths(parent, size),
      func: new Int32Array(this.func),
      total: nanos.map((each) => each / NANOS),
      self: self.map((each) => each / NANOS),
      group: groups ?? new Int32Array(size).fill(-1),
    };
  }
}

/** The nanoseconds of each node of a forest, alone and with what it called. */
export interface Times {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/** What calls, or threads, of a forest called. */
export class Downwards extends Growth {
  protected readonly times: Times;
  readonly #least: number;

  /** @param least what is less than that is left out, in nanoseconds */
  constructor(forest: Forest, functions: Functions, times: Times, least = 0) {
    super(forest, functions);
    this.times = times;
    this.#least = least;
  }

  protected override nodeOf(member: number): number {
    return member;
  }

  protected override timeOf(member: number): number {
    return this.times.total[member];
  }

  protected override isShown(group: number): boolean {
    return this.time[group] >= this.#least;
  }

  protected override gather(member: number, _node: number): void {
    const { parent, end, func } = this.forest;
    const { self, total } = this.times;
    const { ofFunc } = this.functions;
    if (parent[member] === 0 && self[member] > 0) {
      this.join(OUTSIDE, -1, self[member]);
    }
    for (let call = member + 1; call < end[member]; call = end[call]) {
      if (total[call] > 0 && func[call] > 0) {
        this.join(ofFunc[func[call]], call, total[call]);
      }
    }
  }
}

/** What led to calls of a forest. */
export class Upwards extends Growth {
  /** for each node the time of what began there */
  readonly ended: number[] = [];
  readonly #at: Int32Array;
  readonly #weight: Float64Array;
  readonly #least: number;
  readonly #outside: boolean;

  /**
   * @param at where each of the members begins
   * @param least what is less is not followed to its end
   * @param outside whether it is time outside Python what is in no call
   */
  constructor(
    forest: Forest, functions: Functions, at: Int32Array, weight: Float64Array, least = 0, outside = false,
  ) {
    super(forest, functions);
    this.#at = at;
    this.#weight = weight;
    this.#least = least;
    this.#outside = outside;
  }

  override add(parent: number, of: number, func: number, nanos: number): number {
    this.ended.push(of === OUTSIDE ? nanos : 0);
    return super.add(parent, of, func, nanos);
  }

  protected override nodeOf(member: number): number {
    return this.#at[member];
  }

  protected override timeOf(member: number): number {
    return this.#weight[member];
  }

  protected override isFollowed(group: number): boolean {
    return this.time[group] >= this.#least;
  }

  protected override gather(member: number, node: number): void {
    const { parent, func } = this.forest;
    if (node > 0) {
      this.#at[member] = parent[this.#at[member]];
    }
    const call = func[this.#at[member]];
    const weight = this.#weight[member];
    if (call > 0) {
      this.join(this.functions.ofFunc[call], member, weight);
    } else if (node === 0 && this.#outside) {
      this.join(OUTSIDE, -1, weight);
    } else {
      this.ended[node] += weight;
    }
  }
}
