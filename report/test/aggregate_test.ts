// What holds for every recording, whatever is looked at.

import { modelOf } from "../src/aggregate.ts";
import type { Model, Transform, Tree, ViewState } from "../src/model.ts";
import { assert, assertEquals } from "./assert.ts";
import { examples } from "./examples.ts";
import { STATE } from "./states.ts";

const TRANSFORMS: readonly (readonly Transform[])[] = [
  [],
  [{ kind: "fold-recursion" }],
  [{ kind: "hide-function", key: "b /app/app.py:20" }],
  [{ kind: "focus-function", key: "c /app/m.py:5" }],
  [{ kind: "focus-function", key: "c /app/m.py:5" }, { kind: "fold-recursion" }],
];

for (const { name, session } of examples()) {
  const model = modelOf(session);
  const third = session.duration / 3;
  Deno.test(`all views of ${name} add up to the same, whatever is looked at`, () => {
    for (const range of [null, { from: third, to: 2 * third }, { from: 0.0004, to: 0.0005 }]) {
      for (const transforms of TRANSFORMS) {
        addUp(model, { ...STATE, range, transforms });
      }
    }
  });
}

function addUp(model: Model, state: ViewState): void {
  const all = nanos(model.selectedTime(state));
  const rows = model.functionTable(state);
  const flame = sound(model.flameTree(state));
  const outside = [...flame.func].reduce(
    (sum, func, node) => sum + (model.functions[func].key === "[outside Python]" ? nanos(flame.total[node]) : 0),
    0,
  );
  const inverted = sound(model.flameTree({ ...state, inverted: true }));
  const calls = sound(model.callTree(state));

  assertEquals([all, all, all], [flame, inverted, calls].map((tree) => nanos(tree.total[0])));
  const own = rows.reduce((sum, row) => sum + nanos(row.self), 0);
  const emptied = nanos(flame.self[0]) - outside; // by hiding functions
  assertEquals(all, own + outside + emptied, "what functions did themselves");
  assertEquals(all, children(inverted).reduce((sum, node) => sum + nanos(inverted.total[node]), 0) + emptied);
  for (const row of rows) {
    const callers = sound(model.callers(state, row.func));
    const callees = sound(model.callees(state, row.func));
    assertEquals([nanos(row.total), nanos(row.total)], [nanos(callers.total[0]), nanos(callees.total[0])]);
    assert(row.self <= row.total && row.total <= model.selectedTime(state), "more than there is");
  }
  const lines = model.lines(state);
  for (const { func } of rows) {
    const { frame, key } = model.functions[func];
    const self = lines.filter((line) => model.functions[model.functionOf[line.frame]].key === key)
      .reduce((sum, line) => sum + nanos(line.self), 0);
    const expected = rows.filter((row) => model.functions[row.func].key === key)
      .reduce((sum, row) => sum + nanos(row.self), 0);
    assertEquals(model.session.frames[frame].file === null ? 0 : expected, self, key);
  }
}

function nanos(millis: number): number {
  return Math.round(millis * 1e6);
}

function children(tree: Tree): number[] {
  const found: number[] = [];
  for (let node = 1; node < tree.size; node = tree.end[node]) {
    found.push(node);
  }
  return found;
}

/** Each caller right before its calls, and no call longer than its caller. */
function sound(tree: Tree): Tree {
  const within = new Float64Array(tree.size);
  for (let node = tree.size - 1; node > 0; node--) {
    const parent = tree.parent[node];
    assert(parent < node && tree.end[node] <= tree.end[parent], `node ${node} is not below ${parent}`);
    assertEquals(tree.depth[parent] + 1, tree.depth[node]);
    within[parent] += nanos(tree.total[node]);
    assert(within[node] <= nanos(tree.total[node]), `the calls of node ${node} take longer than it`);
  }
  return tree;
}

for (const { name, session } of examples()) {
  Deno.test(`a range of ${name} that was dragged to has the times of one that was opened`, () => {
    const dragged = modelOf(session);
    const { duration } = session;
    for (let step = 0; step < 40; step++) {
      const from = duration * (step * 7 % 40) / 50;
      const range = step % 9 === 8 ? null : { from, to: from + duration * (1 + step % 5) / 9 };
      const threads = step % 11 < 8 ? null : [...session.threads.keys()].slice(0, 1);
      const state: ViewState = { ...STATE, range, threads, threshold: step % 2 === 0 ? 0 : 0.1 };
      const opened = modelOf(session);
      assertEquals(opened.callTree(state), dragged.callTree(state));
      assertEquals(opened.functionTable(state), dragged.functionTable(state));
      assertEquals(opened.samples(state, 1), dragged.samples(state, 1));
      assertEquals(opened.lines(state), dragged.lines(state));
    }
  });

  Deno.test(`groups of functions of ${name} have the time in which any of them was on the stack`, () => {
    const model = modelOf(session);
    const { func, parent, size, total } = model.flameTree(STATE);
    const groupOf = model.functions.map(({ key }) => key.length % 3);
    const expected = [0, 0, 0];
    for (let node = 1; node < size; node++) {
      const above = [];
      for (let each = parent[node]; each > 0; each = parent[each]) {
        above.push(groupOf[func[each]]);
      }
      expected[groupOf[func[node]]] += above.includes(groupOf[func[node]]) ? 0 : nanos(total[node]);
    }
    assertEquals(expected, [...model.totalsBy(STATE, groupOf, 3)].map(nanos));
  });

  Deno.test(`a flame graph of ${name} without what is small has the rest of it`, () => {
    const model = modelOf(session);
    const all = sound(model.flameTree(STATE));
    const least = all.total[0] / 20;
    const large = sound(model.flameTree(STATE, least));
    assertEquals([...all.total].filter((total) => total >= least), [...large.total]);
  });
}

const [service] = examples().filter((each) => each.name === "service");
const model = modelOf(service.session);

Deno.test("focusing on a call leaves what is below it, and nothing else", () => {
  const tree = model.callTree({ ...STATE, showAll: true });
  const wanted = [...tree.func].findIndex((func) => model.functions[func].label === "get_single_data");
  const path = [];
  for (let node = wanted; node > 0; node = tree.parent[node]) {
    path.unshift(model.functions[tree.func[node]].key);
  }

  const focused: ViewState = { ...STATE, transforms: [{ kind: "focus-subtree", path }] };

  assertEquals(nanos(tree.total[wanted]), nanos(model.selectedTime(focused)));
  assertEquals("get_single_data", model.functions[model.callTree(focused).func[2]].label);
});

Deno.test("a hidden function's time is its caller's", () => {
  const key = [...model.functions].find((func) => func.label === "compose_node")!.key;

  const hidden = model.functionTable({ ...STATE, transforms: [{ kind: "hide-function", key }] });

  assert(hidden.every((row) => model.functions[row.func].key !== key));
  const total = (rows: typeof hidden, label: string) =>
    rows.filter((row) => model.functions[row.func].label === label).map((row) => nanos(row.total));
  assertEquals(total(model.functionTable(STATE), "get_single_data"), total(hidden, "get_single_data"));
});

Deno.test("folded recursion leaves each function once on a stack", () => {
  const tree = model.flameTree({ ...STATE, transforms: [{ kind: "fold-recursion" }] });

  for (let node = 1; node < tree.size; node++) {
    for (let above = tree.parent[node]; above > 0; above = tree.parent[above]) {
      assert(model.functions[tree.func[above]].key !== model.functions[tree.func[node]].key);
    }
  }
});

Deno.test("a search marks the stacks with a frame that it names", () => {
  const named = model.matches({ ...STATE, search: "loads" })!;
  const { stacks, frames } = service.session;

  assertEquals(null, model.matches(STATE));
  for (let stack = 1; stack < stacks.size; stack++) {
    let expected = 0;
    for (let at = stack; at > 0; at = stacks.parent[at]) {
      expected |= frames[stacks.frame[at]].name.includes("loads") ? 1 : 0;
    }
    assertEquals(expected, named[stack]);
  }
  assert(named.includes(1));
});

Deno.test("stacks of 100,000 calls are added up in every way", () => {
  const depth = 100_000;
  const size = depth + 1;
  const parent = Int32Array.from({ length: size }, (_, i) => i - 1);
  const deep = modelOf({
    ...service.session,
    stacks: {
      size,
      parent,
      frame: Int32Array.from({ length: size }, (_, i) => i === 0 ? -1 : i % 3),
      line: new Int32Array(size).fill(7),
      end: new Int32Array(size).fill(size),
      depth: Int32Array.from(parent, (above) => above + 1),
    },
    threads: [{
      ...service.session.threads[0],
      start: Float64Array.of(0),
      end: Float64Array.of(9),
      node: Int32Array.of(depth),
      state: Uint8Array.of(0),
      looks: Int32Array.of(9),
    }],
  });

  for (const transforms of TRANSFORMS.slice(0, 3)) {
    const state: ViewState = { ...STATE, transforms, showAll: true };
    assertEquals(9, deep.callTree(state).total[0]);
    assertEquals(9, deep.flameTree(state).total[0]);
    assertEquals(9, deep.flameTree({ ...state, inverted: true }).total[0]);
    assertEquals(9, deep.functionTable(state)[0].total);
    assert(deep.text(state, deep.callTree(state), 1).length > 0);
  }
});
