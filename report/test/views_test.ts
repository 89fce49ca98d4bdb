// What the views are made of, without a browser.

import { niceStep, parseRange, rangeLabel, tickLabel, ticks } from "../src/ui/axis.ts";
import { callRows, locate, Openness, pathHashes } from "../src/ui/callrows.ts";
import { boxColor, contrast, INK, packageOf, parseColor } from "../src/ui/color.ts";
import { layOut } from "../src/ui/flame.ts";
import { count, decimalsOf, duration, percent, printable } from "../src/ui/format.ts";
import { BINDINGS, commandOf, strokeName } from "../src/ui/keys.ts";
import { lanesOf } from "../src/ui/lanes.ts";
import type { Tree } from "../src/model.ts";
import { ancestorAt, Columns, EMPTY, paintBoxes } from "../src/ui/painter.ts";
import { frameHits, parseQuery } from "../src/ui/search.ts";
import { changed, fromHash, INITIAL, keyTable, type PageState, toHash } from "../src/ui/state.ts";
import { firstAfter, Sums } from "../src/ui/sums.ts";
import { nextSort, sorted } from "../src/ui/table.ts";
import { rowsAt, scrollHeight, scrollTo, TALLEST } from "../src/ui/virtual.ts";
import { nested, panned, within, zoomed } from "../src/ui/zoom.ts";
import { assert, assertEquals } from "./assert.ts";
import { deepSession, syntheticSession } from "./synthetic.ts";
import { modelOf } from "../src/aggregate.ts";
import { STATE } from "./states.ts";

const KEYS = ["main /app/a.py:1", "load /app/a.py:20", "list.sort <built-in>", "thread MainThread"];
const keyOf = keyTable(KEYS);

function tree(parent: number[], func: number[], self: number[], group: number[] = []): Tree {
  const size = parent.length;
  const end = new Int32Array(size);
  const depth = new Int32Array(size);
  const total = Float64Array.from(self);
  for (let node = size - 1; node >= 0; node--) {
    end[node] = Math.max(end[node], node + 1);
    if (node > 0) {
      end[parent[node]] = Math.max(end[parent[node]], end[node]);
      total[parent[node]] += total[node];
    }
  }
  for (let node = 1; node < size; node++) {
    depth[node] = depth[parent[node]] + 1;
  }
  return {
    size, end, depth, total,
    parent: Int32Array.from(parent), func: Int32Array.from(func), self: Float64Array.from(self),
    group: Int32Array.from({ length: size }, (_, i) => group[i] ?? -1),
  };
}

Deno.test("a link says everything that differs from the first look, and nothing else", () => {
  assertEquals("", toHash(INITIAL));
  const state: PageState = {
    ...INITIAL,
    view: "flame",
    range: { from: 1200, to: 3400.125 },
    outer: [{ from: 1000, to: 4000 }],
    window: { from: 0.5, to: 5000 },
    graph: { from: 1, to: 20.5 },
    graphBefore: { from: 2, to: 3 },
    threads: [0, 2],
    search: "a=b&c#,/x/ %ü",
    transforms: [
      { kind: "focus-subtree", path: KEYS.slice(0, 2) },
      { kind: "hide-function", key: KEYS[2] },
      { kind: "focus-function", key: KEYS[1] },
      { kind: "fold-recursion" },
    ],
    foldLibraries: false,
    own: "django, -/vendor$/",
    threshold: 0.05,
    showAll: true,
    inverted: true,
    percent: true,
    selected: [KEYS[3], KEYS[0], KEYS[1]],
    sort: "-total",
    by: "package",
    upwards: true,
    asTable: true,
  };
  assertEquals(state, fromHash("#" + toHash(state), keyOf, 3));
});

Deno.test("a link that makes no sense leaves the first look", () => {
  for (const hash of ["#", "v=nothing&r=5-1&t=9&min=2&s=zzz&x=f,hq,s.,q&o=a!b&by=x", "r=-&%=%&=&q=%E0%A4%A"]) {
    assertEquals(INITIAL, fromHash(hash, keyOf, 3));
  }
});

Deno.test("a link stays short however deep the selected call is", () => {
  const selected = Array.from({ length: 30_000 }, () => KEYS[0]);
  assert(toHash({ ...INITIAL, selected }).length < 1000);
});

Deno.test("no thread is another choice than all threads", () => {
  assertEquals([], fromHash(toHash({ ...INITIAL, threads: [] }), keyOf, 3).threads);
});

Deno.test("a search is a text, a regular expression, a file or a thread", () => {
  const test = (typed: string, text: string) => {
    const query = parseQuery(typed);
    return query.kind === "none" || query.kind === "wrong" ? query.kind : [query.kind, query.test(text)];
  };
  assertEquals("none", test("  ", "x"));
  assertEquals(["name", true], test("LOAD", "Orders.load_orders"));
  assertEquals(["name", true], test("/^o.*s$/", "Orders"));
  assertEquals(["name", false], test("/^r/", "Orders"));
  assertEquals("wrong", test("/(/", "x"));
  assertEquals(["file", true], test("file: json/", "json/decoder.py"));
  assertEquals(["package", true], test("package:json", "json"));
  assertEquals(["thread", true], test("thread:work", "Worker-1"));
  assertEquals("none", test("file:", "x"));
  const names = (typed: string) => syntheticSession({ samples: 1 }).frames
    .filter((_, i, frames) => frameHits(frames, parseQuery(typed))?.[i] === 1).map((frame) => frame.name);
  assertEquals(["loads", "decode", "raw_decode"], names("package:/^json$/"));
});

Deno.test("ticks are 1, 2 or 5 times a power of ten apart", () => {
  assertEquals([0.1, 0.2, 0.5, 1, 2, 5, 10, 20], [0.07, 0.11, 0.3, 0.9, 1.5, 3, 7, 20].map(niceStep));
  assertEquals({ step: 200, values: [1000, 1200, 1400, 1600] }, ticks(950, 1700, 5));
  assertEquals([], [...ticks(1, 1, 5).values]);
  assert(ticks(0, 1e-4, 10).values.length <= 11);
});

Deno.test("a tick has as many decimals as tell it from the next, and one unit for all", () => {
  assertEquals("1.2 s", tickLabel(1200, 200, 1700));
  assertEquals("0.02 s", tickLabel(20, 10, 5000));
  assertEquals("20 ms", tickLabel(20, 10, 60));
  assertEquals("0.25 µs", tickLabel(0.00025, 0.00005, 0.0005));
  assertEquals("3.00 s – 9.00 s", rangeLabel({ from: 3000, to: 9000 }));
});

Deno.test("a range is typed with or without units", () => {
  assertEquals({ from: 1200, to: 3400 }, parseRange("1.2s-3.4s"));
  assertEquals({ from: 200, to: 1000 }, parseRange("200ms - 1s"));
  assertEquals({ from: 5000, to: 7000 }, parseRange("5..7"));
  for (const wrong of ["", "5", "7-5", "a-b", "1-2-3", "-1-2"]) {
    assertEquals(null, parseRange(wrong));
  }
});

Deno.test("numbers are written as people read them", () => {
  assertEquals(["1.23 s", "45.6 ms", "789 µs", "0 s"], [1234, 45.6, 0.789, 0].map(duration));
  assertEquals(["12.3%", "<0.1%", "0.0%", "0.0%"], [0.1234, 0.0001, 0, NaN].map(percent));
  assertEquals("1\u202f234\u202f567", count(1234567));
  assertEquals([3, 4, 1, 3], [1, 0.1, 100, 0].map(decimalsOf));
  assertEquals("a\\nb\\x1b\\u202e", printable("a\nb\x1b\u202e"));
});

Deno.test("only the rows in sight are drawn", () => {
  assertEquals({ first: 10, end: 21, top: 220 }, rowsAt(220, 220, 1000, 22));
  assertEquals({ first: 0, end: 3, top: 0 }, rowsAt(0, 500, 3, 22));
  assertEquals(0, rowsAt(0, 500, 0, 22).end);
});

Deno.test("a list that no browser could make that tall reaches its last row", () => {
  const rows = 1_000_000;
  const height = scrollHeight(rows, 22);
  assertEquals(TALLEST, height);
  const bottom = rowsAt(height - 440, 440, rows, 22);
  assertEquals(rows, bottom.end);
  assert(bottom.first >= rows - 21);
  const top = scrollTo(777_777, 0, 440, rows, 22);
  const shown = rowsAt(top, 440, rows, 22);
  assert(shown.first <= 777_777 && 777_777 < shown.end, JSON.stringify(shown));
});

Deno.test("a row that is in sight is not scrolled", () => {
  assertEquals(100, scrollTo(6, 100, 220, 1000, 22));
  assertEquals(44, scrollTo(2, 100, 220, 1000, 22));
});

Deno.test("each key has one meaning where it is typed", () => {
  for (const scope of ["page", "tree", "chart", "table"] as const) {
    const keys = BINDINGS.filter((each) => each.scope === scope).flatMap((each) => each.keys);
    assertEquals([...new Set(keys)], keys, scope);
  }
});

Deno.test("keys are known with what is held down", () => {
  const stroke = (key: string, held: Partial<Record<"altKey" | "ctrlKey" | "metaKey" | "shiftKey", boolean>> = {}) => ({
    key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held,
  });
  assertEquals("Mod+Shift+g", strokeName(stroke("G", { ctrlKey: true, shiftKey: true })));
  assertEquals("?", strokeName(stroke("?", { shiftKey: true })));
  assertEquals("open all below", commandOf(stroke("ArrowRight", { altKey: true }), "tree"));
  assertEquals("range right", commandOf(stroke("ArrowRight", { shiftKey: true }), "page"));
  assertEquals("search", commandOf(stroke("f", { metaKey: true }), "page"));
  assertEquals(null, commandOf(stroke("ArrowRight", { shiftKey: true }), "chart"));
  assertEquals("focus function", commandOf(stroke("F", { shiftKey: true }), "page"));
});

// 0 a(1) b(2) c: three calls deep, then b ends, and a gap
const FOREST = {
  parent: Int32Array.of(-1, 0, 1, 0),
  depth: Int32Array.of(0, 1, 2, 1),
  height: 3,
};

Deno.test("boxes are painted from where a call begins to where it ends", () => {
  const nodes = Int32Array.of(2, 2, 1, 3, EMPTY, 0);
  const color = Uint32Array.of(10, 11, 12, 13);
  const faint = Uint32Array.of(20, 21, 22, 23);
  const pixels = new Uint32Array(18).fill(99);
  const boxes = paintBoxes(FOREST, nodes, Uint8Array.of(0, 1, 0, 0, 0, 0), { color, faint }, 0, 3, 2, pixels);
  assertEquals([10, 20, 10, 0, 0, 10], [...pixels.slice(0, 6)]); // wider than three: its last pixel stays free
  assertEquals([11, 21, 11, 13, 0, 0], [...pixels.slice(6, 12)]);
  assertEquals([12, 22, 0, 0, 0, 0], [...pixels.slice(12)]);
  assertEquals([[2, 0, 2], [1, 0, 3], [0, 0, 4]], boxes.map(({ node, from, to }) => [node, from, to]));
});

Deno.test("rows outside of what is in sight are not painted", () => {
  const paint = { color: Uint32Array.of(10, 11, 12, 13), faint: new Uint32Array(4) };
  const pixels = new Uint32Array(2);
  paintBoxes(FOREST, Int32Array.of(2, 3), new Uint8Array(2), paint, 1, 1, 9, pixels);
  assertEquals([11, 13], [...pixels]);
});

Deno.test("what the flame graph is zoomed to lasts as long as it is the same graph", () => {
  const zoomed = changed(INITIAL, { graph: { from: 1, to: 2 } });
  assertEquals({ from: 1, to: 2 }, changed(zoomed, { search: "a", view: "calls" }).graph);
  assertEquals(null, changed(zoomed, { range: { from: 1, to: 5 } }).graph);
  assertEquals(null, changed(zoomed, { inverted: true }).graph);
});

Deno.test("a column in which nothing changes shows its stack, or that there is none", () => {
  const spans = {
    start: Float64Array.of(0, 10, 30), end: Float64Array.of(10, 20, 40),
    node: Int32Array.of(1, 2, 3), state: Uint8Array.of(0, 1, 0),
  };
  const nodes = new Int32Array(8);
  const waits = new Uint8Array(8);
  new Columns(spans, null, null).sample(0, 40, nodes, waits);
  assertEquals([1, 1, 2, 2, EMPTY, EMPTY, 3, 3], [...nodes]);
  assertEquals([0, 0, 1, 1, 0, 0, 0, 0], [...waits]);
  assertEquals([1, EMPTY], [ancestorAt(FOREST, 2, 1), ancestorAt(FOREST, 1, 2)]);
});

Deno.test("a column in which much changes shows the calls that held most of it", () => {
  // work (0) calls part 1 to 8 in turn, for nine moments of ten; the tenth, which every column's middle is, is idle (9)
  const spans = {
    start: Float64Array.from({ length: 1000 }, (_, i) => i), end: Float64Array.from({ length: 1000 }, (_, i) => i + 1),
    node: Int32Array.from({ length: 1000 }, (_, i) => i % 10 === 5 ? 9 : 1 + i * 7 % 8),
  };
  const forest = {
    parent: Int32Array.of(-1, 0, 0, 0, 0, 0, 0, 0, 0, -1), depth: Int32Array.of(0, 1, 1, 1, 1, 1, 1, 1, 1, 0), height: 2,
  };
  const columns = new Columns(spans, null, null);
  for (const width of [1, 3, 10, 20, 100]) {
    const nodes = new Int32Array(width);
    columns.sample(0, 1000, nodes, new Uint8Array(width));
    assertEquals(Array(width).fill(0), [...nodes].map((node) => ancestorAt(forest, node, 0)), `${width} columns`);
  }
});

Deno.test("a call that held most of a column is drawn, whatever is around it, at any zoom", () => {
  const session = syntheticSession({ samples: 3000, threads: 1 });
  const model = modelOf(session);
  const lanes = lanesOf(model.transformed(STATE), model.functionOf, model.functions.length);
  const thread = session.threads[0];
  const columns = new Columns(thread, lanes.tip, lanes.rank);
  const ancestors = (node: number) => {
    const path: number[] = [];
    for (let each = node; each !== EMPTY; each = lanes.parent[each]) {
      path.push(each);
    }
    return path;
  };
  let judged = 0;
  for (const width of [40, 200, 900]) {
    const nodes = new Int32Array(width);
    columns.sample(0, session.duration, nodes, new Uint8Array(width));
    const step = session.duration / width;
    nodes.forEach((drawn, x) => {
      const held = new Map<number, number>();
      for (let i = firstAfter(thread, x * step); i < thread.start.length && thread.start[i] < (x + 1) * step; i++) {
        const time = Math.min(thread.end[i], (x + 1) * step) - Math.max(thread.start[i], x * step);
        ancestors(lanes.tip[thread.node[i]]).forEach((node) => held.set(node, (held.get(node) ?? 0) + time));
      }
      const path = new Set(ancestors(drawn));
      for (const [node, time] of held) {
        if (time > 0.75 * step) { // fifteen looks are surer of that than of a half
          judged++;
          assert(path.has(node), `column ${x} of ${width}: ${time / step} in ${node} is not drawn`);
        }
      }
    });
  }
  assert(judged > 2000, `only ${judged}`);
});

Deno.test("time is summed up to any moment, through gaps", () => {
  const size = 1000;
  const start = Float64Array.from({ length: size }, (_, i) => 10 * i);
  const end = start.map((each) => each + 6);
  const sums = new Sums({ start, end }, (i) => i % 2);
  const naive = (to: number) =>
    start.reduce((sum, from, i) => sum + i % 2 * Math.max(0, Math.min(6, to - from)), 0);
  for (const to of [-5, 0, 3, 10, 12, 17, 639.5, 640, 5555, 9996, 1e6]) {
    assertEquals(naive(to), sums.upTo(to), `up to ${to}`);
  }
  const columns = new Float32Array(7);
  sums.columns(0, 700, columns);
  assertEquals(Array(7).fill(0.3), [...columns].map((each) => Math.round(1000 * each) / 1000));
  assertEquals([0, 1, 999, 1000], [0, 6, 9995, 1e9].map((moment) => firstAfter({ start, end }, moment)));
});

Deno.test("zoom keeps what is under the pointer, and nothing leaves the recording", () => {
  const all = { from: 0, to: 100 };
  assertEquals({ from: 15, to: 40 }, zoomed({ from: 10, to: 60 }, all, 0.5, 20));
  assertEquals(all, zoomed({ from: 10, to: 60 }, all, 99, 20));
  assertEquals({ from: 50, to: 100 }, panned({ from: 10, to: 60 }, all, 1e9));
  assertEquals({ from: 0, to: 50 }, within({ from: -20, to: 30 }, all));
});

Deno.test("a range drawn inside another remembers the way back", () => {
  const [wide, middle, small] = [{ from: 0, to: 90 }, { from: 10, to: 50 }, { from: 20, to: 30 }];
  assertEquals([wide, middle], [...nested([wide], middle, small)]);
  assertEquals([wide], [...nested([wide], small, middle)]);
  assertEquals([], [...nested([wide], middle, null)]);
});

Deno.test("calls of a folded group are one row, and those that lead out of it stay", () => {
  // all > own > lib(group) > lib > lib > own; the group hides two
  const folded = tree([-1, 0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5, 6], [0, 1, 0, 0, 0, 0, 9], [-1, -1, 2, 2, 2, 2, -1]);
  const same = Int32Array.from({ length: 7 }, (_, i) => i);
  const hashes = pathHashes(folded, same);
  const openness = new Openness();
  const shown = () => {
    const rows = callRows(folded, hashes, openness, true, 0);
    return Array.from({ length: rows.count }, (_, i) => (rows.isGroup[i] ? "+" : "") + rows.node[i] + "@" + rows.level[i]);
  };
  assertEquals(["1@1", "2@2", "+2@3", "5@3", "6@4"], shown());
  openness.setGroupOpen(hashes[2], true);
  assertEquals(["1@1", "2@2", "+2@3", "3@3", "4@4", "5@5", "6@6"], shown());
  openness.setOpen(hashes[1], 1, false);
  assertEquals(["1@1"], shown());
});

Deno.test("rows know their place among their siblings", () => {
  const flat = tree([-1, 0, 1, 1, 1], [0, 1, 2, 3, 4], [0, 0, 3, 2, 1]);
  const rows = callRows(flat, pathHashes(flat, Int32Array.of(0, 1, 2, 3, 4)), new Openness(), false, 0);
  assertEquals([[1, 1], [1, 3], [2, 3], [3, 3]], Array.from({ length: 4 }, (_, i) => [rows.position[i], rows.siblings[i]]));
  assertEquals([-1, 0, 0, 0], [...rows.caller.slice(0, 4)]);
});

Deno.test("what was closed stays closed in another tree of the same program", () => {
  const same = Int32Array.of(0, 1, 2, 3);
  const before = tree([-1, 0, 1, 0], [0, 1, 2, 3], [0, 0, 5, 1]);
  const after = tree([-1, 0, 0, 2], [0, 3, 1, 2], [0, 9, 0, 5]);
  const openness = new Openness();
  openness.setOpen(pathHashes(before, same)[1], 1, false);
  const rows = callRows(after, pathHashes(after, same), openness, false, 0);
  assertEquals([1, 2], [...rows.node.slice(0, rows.count)]);
});

Deno.test("a call is found again in another tree", () => {
  const functions = new Map([["a", 0], ["b", 1], ["c", 2]]);
  const same = Int32Array.of(0, 1, 2, 2);
  // all > a > c', all > b > c
  const found = tree([-1, 0, 1, 0, 3], [-1, 0, 3, 1, 2], [0, 0, 9, 0, 1]);
  assertEquals(4, locate(found, functions, same, ["a", "b", "c"]));
  assertEquals(2, locate(found, functions, same, ["c"]));
  assertEquals(-1, locate(found, functions, same, ["unknown"]));
});

Deno.test("in a flame graph calls are to the left of their caller's own time", () => {
  const { left, spans, height } = layOut(tree([-1, 0, 1, 1, 0], [0, 1, 2, 3, 4], [1, 2, 4, 8, 16]));
  assertEquals([0, 0, 0, 4, 14], [...left]);
  assertEquals([2, 3, 1, 4, 0], [...spans.node]);
  assertEquals([0, 4, 12, 14, 30], [...spans.start]);
  assertEquals([4, 12, 14, 30, 31], [...spans.end]);
  assertEquals(3, height);
});

Deno.test("calls at two lines of one function are one box", () => {
  const stacks = {
    size: 4, parent: Int32Array.of(-1, 0, 0, 2), frame: Int32Array.of(-1, 0, 0, 1), line: Int32Array.of(0, 5, 6, 0),
    end: Int32Array.of(4, 2, 4, 4), depth: Int32Array.of(0, 1, 1, 2),
  };
  const lanes = lanesOf({ stacks, of: null, thread: -1 }, Int32Array.of(0, 1), 2);
  assertEquals([EMPTY, 0, 0, 1], [...lanes.tip]);
  assertEquals(2, lanes.height);
});

Deno.test("what a transform leaves out is in no lane, and the model agrees", () => {
  const session = syntheticSession({ samples: 2000, threads: 1 });
  const model = modelOf(session);
  const sleep = model.functions.find((each) => each.label === "epoll.poll")!.key;
  const state = { ...STATE, transforms: [{ kind: "hide-function" as const, key: sleep }] };
  const lanes = lanesOf(model.transformed(state), model.functionOf, model.functions.length);
  assert(!lanes.func.some((func) => model.functions[func].key === sleep));
  assert(!model.functionTable(state).some((row) => model.functions[row.func].key === sleep));
  assert(Math.abs(model.selectedTime(state) - model.selectedTime(STATE)) < 1e-6);
});

Deno.test("a stack of 30,000 calls is rows, boxes and lanes without recursion", () => {
  const session = deepSession(30_000);
  const model = modelOf(session);
  const state = { ...STATE, showAll: true };
  const deep = model.callTree(state);
  const rows = callRows(deep, pathHashes(deep, model.functions.map((_, i) => i) as unknown as Int32Array), new Openness(), false, 0);
  assert(rows.count >= 30_000);
  const lanes = lanesOf(model.transformed(state), model.functionOf, model.functions.length);
  assertEquals(30_000, lanes.height);
  assertEquals(30_001, layOut(model.flameTree(state)).height);
});

Deno.test("a table is sorted by any column, and a second click turns it round", () => {
  const rows = [{ a: 1, b: "x" }, { a: 3, b: "z" }, { a: 2, b: "y" }];
  const values = { a: (row: { a: number }) => row.a, b: (row: { b: string }) => row.b };
  assertEquals([3, 2, 1], sorted(rows, "-a", values).map((row) => row.a));
  assertEquals(["x", "y", "z"], sorted(rows, "b", values).map((row) => row.b));
  assertEquals(["-a", "a", "-a"], [nextSort("", "a", true), nextSort("-a", "a", true), nextSort("a", "a", true)]);
});

const SHEET = Deno.readTextFileSync(new URL("../src/page.css", import.meta.url));

function sheet(look: "light" | "dark"): Map<string, string> {
  const blocks = [...SHEET.matchAll(/:root(\[data-look="dark"\])? \{([^}]*)\}/g)];
  const colors = new Map<string, string>();
  for (const [, dark, body] of blocks.slice(0, look === "dark" ? 2 : 1)) {
    void dark;
    for (const [, name, value] of body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) {
      colors.set(name, value);
    }
  }
  return colors;
}

Deno.test("text can be read on its ground in light and in dark", () => {
  for (const look of ["light", "dark"] as const) {
    const colors = sheet(look);
    const color = (name: string) => parseColor(colors.get(name)!);
    for (const ink of ["ink", "soft", "muted", "accent", "heat4", "heat3", "heat2", "heat1", "heat0"]) {
      for (const ground of ["ground", "raised"]) {
        const ratio = contrast(color(ink), color(ground));
        assert(ratio >= 4.5, `${look}: ${ink} on ${ground} is ${ratio.toFixed(2)}`);
      }
    }
    for (const box of ["box-none", "box-selected", "box-hit"]) {
      const ratio = contrast(color("ink-box"), color(box));
      assert(ratio >= 4.5, `${look}: a label on ${box} is ${ratio.toFixed(2)}`);
    }
  }
});

Deno.test("the label of every box can be read, for every package, look and palette", () => {
  const { frames } = syntheticSession({ samples: 1, threads: 1 });
  for (const look of ["light", "dark"] as const) {
    for (const safe of [false, true]) {
      for (const frame of frames) {
        for (let i = 0; i < 60; i++) {
          const named = { ...frame, library: frame.library && frame.library + i, shortPath: `p${i}/${frame.shortPath}` };
          const ratio = contrast(INK[look], boxColor(named, look, safe));
          assert(ratio >= 4.5, `${look} ${safe} ${packageOf(named)}: ${ratio.toFixed(2)}`);
        }
      }
    }
  }
});

Deno.test("a package has the same colour in every recording", () => {
  const { frames } = syntheticSession({ samples: 1, threads: 1 });
  assertEquals([255, 185, 178], boxColor(frames[1], "light", false));
  assertEquals(["shop", "flask", "json", "built-in"], [frames[1], frames[8], frames[16], frames[21]].map(packageOf));
});
