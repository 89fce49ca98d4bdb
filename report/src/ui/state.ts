// The one state of the page, and how it is written into a link.

import type { Range, Transform, View, ViewState } from "../model.ts";

export const VIEWS: readonly View[] = ["calls", "timeline", "flame", "functions", "lines"];
export type GroupBy = "function" | "file" | "package";

/** What the views show beyond what the model computes from. */
export interface PageState extends ViewState {
  /** the selected ranges around `range`, widest first */
  readonly outer: readonly Range[];
  /** what the timeline is zoomed to; null is the whole recording */
  readonly window: Range | null;
  /** what the flame graph is zoomed to, in time from its left; of a comparison, the one after */
  readonly graph: Range | null;
  /** of a comparison, the flame graph before */
  readonly graphBefore: Range | null;
  /** a column, with `-` before it to sort descending; empty for the order of the view */
  readonly sort: string;
  readonly by: GroupBy;
  /** the flame graph grows upwards */
  readonly upwards: boolean;
  /** the chart is shown as a table */
  readonly asTable: boolean;
}

export const INITIAL: PageState = {
  view: "calls",
  range: null,
  threads: null,
  search: "",
  transforms: [],
  foldLibraries: true,
  own: "",
  threshold: 0.01,
  showAll: false,
  inverted: false,
  percent: false,
  selected: [],
  outer: [],
  window: null,
  graph: null,
  graphBefore: null,
  sort: "",
  by: "function",
  upwards: false,
  asTable: false,
};

/** The state after a change. Another flame graph is seen whole: a place in the one before means nothing in it. */
export function changed(state: PageState, change: Partial<PageState>): PageState {
  const next = { ...state, ...change };
  const same = (["range", "threads", "transforms", "inverted"] as const).every((name) => next[name] === state[name]);
  return same ? next : { ...next, graph: change.graph ?? null, graphBefore: change.graphBefore ?? null };
}

/** Longer paths are cut at the root: links have to stay short, and the innermost calls say most. */
const LONGEST_PATH = 60;

/** A short name of a function key for links: 41 bits of two hashes. */
export function shortId(key: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < key.length; i++) {
    const c = key.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x5bd1e995) + 0x7f4a7c15 | 0;
    b ^= b >>> 15;
  }
  return ((a >>> 0) * 512 + (b & 511)).toString(36);
}

/** Finds function keys by their short names. */
export function keyTable(keys: Iterable<string>): (id: string) => string | undefined {
  let table: Map<string, string> | null = null;
  return (id) => {
    if (table === null) {
      table = new Map();
      for (const key of keys) {
        table.set(shortId(key), key);
      }
    }
    return table.get(id);
  };
}

const millis = (value: number) => String(Math.round(value * 1000) / 1000);
const rangeText = (range: Range) => millis(range.from) + "-" + millis(range.to);
const pathText = (path: readonly string[]) => path.slice(-LONGEST_PATH).map(shortId).join(".");

function transformText(transform: Transform): string {
  switch (transform.kind) {
    case "focus-subtree":
      return "s" + pathText(transform.path);
    case "focus-function":
      return "f" + shortId(transform.key);
    case "hide-function":
      return "h" + shortId(transform.key);
    case "fold-recursion":
      return "r";
  }
}

const flag = (on: boolean) => on ? "1" : "0";
const transformsText = (state: PageState) => state.transforms.map(transformText).join(",");

/** The state as the part of a link after `#`: only what differs from the first look. */
export function toHash(state: PageState, first: PageState = INITIAL): string {
  const parts: string[] = [];
  const put = (name: string, value: string, unless: string) => {
    if (value !== unless) {
      parts.push(name + "=" + encodeURIComponent(value).replace(/%2C/g, ","));
    }
  };
  put("v", state.view, first.view);
  put("r", [...state.outer, ...(state.range ? [state.range] : [])].map(rangeText).join(","), "");
  put("z", state.window ? rangeText(state.window) : "", "");
  put("g", state.graph ? rangeText(state.graph) : "", "");
  put("gb", state.graphBefore ? rangeText(state.graphBefore) : "", "");
  put("t", state.threads ? state.threads.join(",") || "none" : "", "");
  put("q", state.search, "");
  put("x", transformsText(state), transformsText(first));
  put("fold", flag(state.foldLibraries), flag(first.foldLibraries));
  put("own", state.own, first.own);
  put("min", String(state.threshold), String(first.threshold));
  put("all", flag(state.showAll), flag(first.showAll));
  put("inv", flag(state.inverted), flag(first.inverted));
  put("pc", flag(state.percent), flag(first.percent));
  put("up", flag(state.upwards), flag(first.upwards));
  put("tab", flag(state.asTable), flag(first.asTable));
  put("o", state.sort, "");
  put("by", state.by, first.by);
  put("s", pathText(state.selected), "");
  return parts.join("&");
}

/** Reads what `toHash` wrote; whatever makes no sense is left at what it was at first. */
export function fromHash(hash: string, keyOf: (id: string) => string | undefined, threads: number, first: PageState = INITIAL): PageState {
  const given = new Map<string, string>();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at > 0) {
      given.set(part.slice(0, at), decode(part.slice(at + 1)));
    }
  }
  const flag = (name: string, unless: boolean) => given.has(name) ? given.get(name) === "1" : unless;
  const ranges = (given.get("r") ?? "").split(",").map(readRange).filter((each) => each !== null);
  const threshold = Number(given.get("min"));
  const sort = given.get("o") ?? "";
  return {
    ...first,
    view: VIEWS.find((each) => each === given.get("v")) ?? first.view,
    range: ranges.at(-1) ?? null,
    outer: ranges.slice(0, -1),
    window: readRange(given.get("z") ?? ""),
    graph: readRange(given.get("g") ?? ""),
    graphBefore: readRange(given.get("gb") ?? ""),
    threads: readThreads(given.get("t"), threads),
    search: given.get("q") ?? "",
    transforms: (given.get("x") ?? transformsText(first)).split(",").map((each) => readTransform(each, keyOf)).filter((t) => t !== null),
    foldLibraries: flag("fold", first.foldLibraries),
    own: given.get("own") ?? first.own,
    threshold: given.has("min") && threshold >= 0 && threshold <= 1 ? threshold : first.threshold,
    showAll: flag("all", first.showAll),
    inverted: flag("inv", first.inverted),
    percent: flag("pc", first.percent),
    upwards: flag("up", first.upwards),
    asTable: flag("tab", first.asTable),
    sort: /^-?[a-z]{1,12}$/.test(sort) ? sort : "",
    by: (["function", "file", "package"] as const).find((each) => each === given.get("by")) ?? first.by,
    selected: readPath(given.get("s") ?? "", keyOf) ?? [],
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function readRange(text: string): Range | null {
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text);
  if (!match) {
    return null;
  }
  const range = { from: Number(match[1]), to: Number(match[2]) };
  return range.to > range.from ? range : null;
}

function readThreads(text: string | undefined, threads: number): number[] | null {
  if (text === undefined) {
    return null;
  }
  const given = text === "none" ? [] : text.split(",").map(Number);
  const known = given.filter((each) => Number.isInteger(each) && each >= 0 && each < threads);
  return known.length === 0 && text !== "none" ? null : known;
}

function readPath(text: string, keyOf: (id: string) => string | undefined): string[] | null {
  if (text === "") {
    return null;
  }
  const path = text.split(".").map(keyOf);
  return path.every((each) => each !== undefined) ? path : null;
}

function readTransform(text: string, keyOf: (id: string) => string | undefined): Transform | null {
  const rest = text.slice(1);
  switch (text.charAt(0)) {
    case "s": {
      const path = readPath(rest, keyOf);
      return path && { kind: "focus-subtree", path };
    }
    case "f":
    case "h": {
      const key = keyOf(rest);
      return key === undefined ? null : { kind: text.charAt(0) === "f" ? "focus-function" : "hide-function", key };
    }
    case "r":
      return rest === "" ? { kind: "fold-recursion" } : null;
    default:
      return null;
  }
}
