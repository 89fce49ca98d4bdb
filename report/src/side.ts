// One of two runs that are compared, by the functions that both have in common.

import { CallGrowth } from "./calltree.ts";
import { FirstSeen, Order } from "./firstseen.ts";
import { Forest } from "./forest.ts";
import { Functions, OUTSIDE, ROOT } from "./functions.ts";
import { Downwards, type Growth, type Times, Upwards } from "./growth.ts";
import { outermost } from "./order.ts";
import { Sampled, summedUp } from "./sampled.ts";
import type { Session } from "./session.ts";

export const SELF_NUMBER = 0;
export const OUTSIDE_NUMBER = 1;

export class Side {
  readonly session: Session;
  /** for each function of the run the number of the one of both */
  readonly numbers: Int32Array;
  /** by number, in nanoseconds */
  readonly self: Float64Array;
  readonly total: Float64Array;
  readonly #functions: Functions;
  readonly #forest: Forest;
  readonly #sampled: Sampled;
  readonly #times: Times;
  /** for each number its calls that are in no other one of it */
  readonly #calls: number[][];

  /** @param ofFrame for each frame of the session the number of its function, below `count` */
  constructor(session: Session, ofFrame: readonly number[], count: number) {
    this.session = session;
    const functions = this.#functions = new Functions(session);
    this.numbers = new Int32Array(functions.size).fill(SELF_NUMBER);
    this.numbers[OUTSIDE] = OUTSIDE_NUMBER;
    functions.ofFrame.forEach((of, frame) => this.numbers[of] = ofFrame[frame] ?? SELF_NUMBER);
    const forest = this.#forest = new Forest(session, { stacks: session.stacks, of: null, thread: -1 }, functions);
    this.#sampled = new Sampled(session, forest.runs, forest.size);
    this.#sampled.select([...session.threads.keys()], null);
    const { self } = this.#sampled;
    const total = summedUp(self, forest.parent, new Float64Array(forest.size));
    this.#times = { self, total };
    this.self = new Float64Array(count);
    this.total = new Float64Array(count);
    this.#calls = Array.from(this.self, () => []);
    const number = forest.func.map((func) => func === 0 ? -1 : this.numbers[functions.ofFunc[func]]);
    const outer = outermost(forest.end, number, count);
    for (let node = 1; node < forest.size; node++) {
      const of = number[node] < 0 ? OUTSIDE_NUMBER : number[node];
      this.self[of] += self[node];
      if (number[node] < 0) {
        this.total[of] += self[node];
      } else if (outer[node] === 1) {
        this.total[of] += total[node];
        this.#calls[of].push(node);
      }
    }
  }

  timeOf(thread: number): number {
    return this.#times.total[this.#forest.threads[thread]];
  }

  /** The calls of all threads without stems and what hides, the earliest first. */
  threads(): AllCalls {
    const firstSeen = new FirstSeen(new Order(this.#forest, this.#functions), this.#sampled.firstSeen());
    const grown = new AllCalls(this.#forest, this.#functions, this.#times, { showAll: false, threshold: 0 }, () => firstSeen);
    grown.add(-1, ROOT, ROOT, 0);
    return grown;
  }

  callers(number: number): Growth {
    const { parent } = this.#forest;
    const from = Int32Array.from(this.#calls[number], (call) => parent[call]);
    const weights = Float64Array.from(this.#calls[number], (call) => this.#times.total[call]);
    const grown = new Upwards(this.#forest, this.#functions, from, weights);
    grown.add(-1, ROOT, ROOT, this.total[number]);
    grown.grow(0, from.keys());
    return grown;
  }

  callees(number: number): Growth {
    const grown = new Downwards(this.#forest, this.#functions, this.#times);
    grown.add(-1, ROOT, ROOT, this.total[number]);
    grown.grow(0, this.#calls[number]);
    return grown;
  }
}

class AllCalls extends CallGrowth {
  protected override readonly dropsLoneSelf = false;

  protected override compare(a: number, b: number): number {
    return this.inOrder(a, b);
  }
}
