// The comparisons of the page are those of `pyrometer diff`.

import { Comparison, type Same } from "../src/compare.ts";
import { verdictOf } from "../src/noise.ts";
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
    before: numbers, after: numbers, labels, contention: 0, notes: [],
  });
  const verdicts = (percent: boolean) => {
    const { size, changes } = comparison.callTree({ ...STATE, percent });
    const { before, after, noise } = changes!;
    return new Set(Array.from({ length: size }, (_, node) => verdictOf(before[node], after[node], noise[node])));
  };

  assert(verdicts(false).has("slower"));
  assertEquals(["noise"], [...verdicts(true)]);
});
