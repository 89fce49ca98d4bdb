// The comparisons of the page are those of `pyrometer diff`.

import { modelOf } from "../src/aggregate.ts";
import { Comparison, type Same } from "../src/compare.ts";
import type { Tree } from "../src/model.ts";
import { verdictOf } from "../src/noise.ts";
import type { Session } from "../src/session.ts";
import { assert, assertEquals } from "./assert.ts";
import { type Example, examples } from "./examples.ts";
import { STATE } from "./states.ts";

type Change = readonly [before: number, after: number, noise: number, verdict: string];

interface Expected {
  readonly before: string;
  readonly after: string;
  readonly same: Same;
  readonly total: Change;
  readonly functions: readonly (readonly [number, Change, Change])[];
  readonly calls: readonly (readonly [number, string, Change])[];
}

const FOLDER = new URL("../../protocol/diffs/", import.meta.url);
const SESSIONS = new Map<string, Example>(examples().map((each) => [each.name, each]));

function compared(expected: Expected): Comparison {
  return new Comparison(SESSIONS.get(expected.before)!.session, SESSIONS.get(expected.after)!.session, expected.same);
}

/** The threads of one session, and those of another that are its first ones. */
function threadsOf(before: Session, after: Session): Same["threads"] {
  const numbers = (session: Session) => session.threads.map((_, index) => index);
  return { before: numbers(before), after: numbers(after), labels: before.threads.map((thread) => thread.name) };
}

const nanos = (millis: number) => Math.round(millis * 1e6);

function change([before, after, noise]: readonly number[]): Change {
  return [nanos(before), nanos(after), nanos(noise), verdictOf(before, after, noise)];
}

for (const file of [...Deno.readDirSync(FOLDER)].map((each) => each.name).sort()) {
  const expected = JSON.parse(Deno.readTextFileSync(new URL(file, FOLDER))) as Expected;
  Deno.test(`the comparison ${file} is that of Java`, () => {
    const comparison = compared(expected);

    assertEquals(expected.total, change(comparison.total()));
    assertEquals(
      expected.functions,
      comparison.compared(false).sort((a, b) => a.func - b.func)
        .map((row) => [row.func, change(row.self), change(row.total)]),
    );
    const tree = comparison.callTree({ ...STATE, showAll: true });
    const { before, after, noise } = tree.changes!;
    const calls = [];
    for (let node = 0; node < tree.size; node++) {
      calls.push([
        tree.parent[node],
        node === 0 ? "[root]" : comparison.functions[tree.func[node]].label,
        change([before[node], after[node], noise[node]]),
      ]);
    }
    assertEquals(withoutLoneSelf(expected.calls), calls);
  });
}

for (const name of ["service", "threads"]) {
  Deno.test(`callers and callees in a comparison of ${name} are those of both runs`, () => {
    const { session } = SESSIONS.get(name)!;
    const later = { ...session, threads: session.threads.slice(0, 1) };
    const numbers = session.frames.map((_, frame) => frame + 2);
    const labels = ["[self]", "[outside Python]", ...session.frames.map((frame) => frame.name)];
    const comparison = new Comparison(session, later, {
      before: numbers, after: numbers, labels, threads: threadsOf(session, later), contention: 0, notes: [],
    });
    const models = [session, later].map(modelOf);
    for (const { func, total } of comparison.compared(false).filter((row) => comparison.functions[row.func].frame >= 0)) {
      for (const which of ["callers", "callees"] as const) {
        const both = comparison[which](STATE, func);
        models.forEach((model, run) => {
          const times = run === 0 ? both.changes!.before : both.changes!.after;
          const wanted = model.functions.findIndex((each) => each.key === comparison.functions[func].key);
          if (wanted < 0) {
            return;
          }
          const one = model[which](STATE, wanted);
          assertEquals(nanos(total[run]), nanos(times[0]));
          assertEquals(
            paths(one, (node) => model.functions[one.func[node]].key, one.total),
            paths(both, (node) => comparison.functions[both.func[node]].key, times),
          );
        });
      }
    }
  });
}

/** What a tree says of each path of functions that took time. */
function paths(tree: Tree, keyOf: (node: number) => string, times: Float64Array): string[] {
  const path: string[] = [""];
  for (let node = 1; node < tree.size; node++) {
    path.push(path[tree.parent[node]] + " > " + keyOf(node));
  }
  return path.map((each, node) => `${each} ${nanos(times[node])}`).filter((_, node) => times[node] > 0).sort();
}

/** Own time that is all that its caller did is never shown. */
function withoutLoneSelf(calls: Expected["calls"]): unknown[] {
  const children = calls.map((_, node) => calls.filter(([parent]) => parent === node).length);
  const isLone = calls.map(([parent, name], node) =>
    name === "[self]" && parent > 0 && node === parent + 1 && children[parent] === 1
  );
  const place = new Map<number, number>([[-1, -1]]);
  calls.forEach((_, node) => isLone[node] || place.set(node, place.size - 1));
  return calls.filter((_, node) => !isLone[node]).map(([parent, name, times]) => [place.get(parent), name, times]);
}

Deno.test("runs of different length are equal when they are normalised", () => {
  const { session } = SESSIONS.get("service")!;
  const slow = {
    ...session,
    threads: session.threads.map((thread) => ({
      ...thread, start: thread.start.map((time) => 2 * time), end: thread.end.map((time) => 2 * time),
    })),
  };
  const numbers = session.frames.map((_, frame) => frame + 2);
  const labels = ["[self]", "[outside Python]", ...session.frames.map((frame) => frame.name)];
  const comparison = new Comparison(session, slow, {
    before: numbers, after: numbers, labels, threads: threadsOf(session, slow), contention: 0, notes: [],
  });
  const verdicts = (percent: boolean) => {
    const { size, changes } = comparison.callTree({ ...STATE, percent });
    const { before, after, noise } = changes!;
    return new Set(Array.from({ length: size }, (_, node) => verdictOf(before[node], after[node], noise[node])));
  };

  assert(verdicts(false).has("slower"));
  assertEquals(["noise"], [...verdicts(true)]);
});
