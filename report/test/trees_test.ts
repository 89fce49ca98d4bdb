// The call trees of the page are those of the console report.

import { modelOf } from "../src/aggregate.ts";
import type { Model, Tree, ViewState } from "../src/model.ts";
import { assertEquals } from "./assert.ts";
import { examples, type ExpectedTree } from "./examples.ts";
import { STATE } from "./states.ts";

for (const { name, session, zero, looks } of examples()) {
  const model = modelOf(session);
  for (const look of looks) {
    const range = look.to_nanos === undefined ? null : {
      from: (look.from_nanos! - zero) / 1e6,
      to: (look.to_nanos - zero) / 1e6,
    };
    const what = [
      look.show_all ? "all of it" : `from ${100 * look.threshold}% on`,
      ...(range === null ? [] : ["for a part of the time"]),
    ].join(", ");
    Deno.test(`the trees of ${name} are those of Java: ${what}`, () => {
      const state: ViewState = { ...STATE, range, showAll: look.show_all, threshold: look.threshold };
      const tree = model.callTree(state);
      const expected = look.trees.filter((each) => each.nodes[0][2] > 0);
      assertEquals(expected.map(nodesOf), actual(model, tree));
      assertEquals(
        expected.map((each) => each.text),
        threads(tree).map((node) => model.text(state, tree, node)),
      );
    });
  }
}

function nodesOf(tree: ExpectedTree) {
  return tree.nodes.map(([parent, name, total, self, group], node) => ({
    parent,
    name: node === 0 ? ":[root]" : tree.names[name],
    total,
    self,
    group,
  }));
}

function threads(tree: Tree): number[] {
  const found: number[] = [];
  for (let node = 1; node < tree.size; node = tree.end[node]) {
    found.push(node);
  }
  return found;
}

function actual(model: Model, tree: Tree) {
  return threads(tree).map((thread) => {
    const nodes = [];
    for (let node = thread; node < tree.end[thread]; node++) {
      const func = model.functions[tree.func[node]];
      nodes.push({
        parent: node === thread ? -1 : tree.parent[node] - thread,
        name: node === thread ? ":[root]" : (func.className ?? "") + ":" + func.key,
        total: Math.round(tree.total[node] * 1e6),
        self: Math.round(tree.self[node] * 1e6),
        group: tree.group[node] < 0 ? -1 : tree.group[node] - thread,
      });
    }
    return nodes;
  });
}
