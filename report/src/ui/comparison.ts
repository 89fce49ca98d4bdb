// The page of a comparison: the calls, the flame graphs and the functions of two recordings, side by side.

import type { Comparison } from "../compare.ts";
import type { Session } from "../session.ts";
import { CallsView } from "./calls.ts";
import { ChangedFlames } from "./changedflames.ts";
import { ChangedFunctions } from "./changedfunctions.ts";
import { verdictOf } from "../noise.ts";
import { changeColumns, changeText, legend } from "./changes.ts";
import { h } from "./dom.ts";
import { clock, count, duration, percent, printable } from "./format.ts";
import type { Part } from "./page.ts";
import { Shell } from "./shell.ts";
import type { View } from "../model.ts";
import { BINDINGS } from "./keys.ts";

const VIEWS: readonly View[] = ["calls", "flame", "functions"];

/** What keys of the whole page do here; those of trees, tables and charts work as ever. */
const PAGE_COMMANDS = [
  "view 1", "view 2", "view 3", "search", "next hit", "previous hit", "percent", "sandwich", "copy stack", "menu",
  "escape", "help",
];

export function startComparison(root: HTMLElement, comparison: Comparison): void {
  new ComparisonPage(root, comparison);
}

class ComparisonPage extends Shell<Comparison> {
  constructor(root: HTMLElement, comparison: Comparison) {
    const commands = BINDINGS.filter((each) => each.scope !== "page").map((each) => each.command);
    super(comparison, VIEWS, new Set([...PAGE_COMMANDS, ...commands]));
    this.open(root, top(comparison), null, [], [], []);
  }

  protected override make(name: View): Part {
    return name === "flame"
      ? new ChangedFlames(this.page)
      : name === "functions"
      ? new ChangedFunctions(this.page)
      : new CallsView(this.page, { columns: changeColumns(this.page), legend: legend(this.page) });
  }

  protected override run(): boolean {
    return false;
  }
}

function top(comparison: Comparison): HTMLElement {
  const [before, after, noise] = comparison.total();
  const verdict = verdictOf(before, after, noise);
  const change = h("p", { class: "change " + verdict }, h("b", {}, changeText(before, after, noise)));
  return h(
    "header",
    { class: "top" },
    h("h1", {}, printable(comparison.session.description)),
    side("Before", comparison.before),
    side("After", comparison.session),
    change,
    ...comparison.same.notes.map((note) => h("p", { class: "note" }, printable(note))),
  );
}

function side(name: string, session: Session): HTMLElement {
  const { quality } = session;
  const facts = h("dl", { class: "side" }, h("div", {}, h("dt", {}, name), h("dd", {}, h("b", {}, duration(session.duration)))));
  const fact = (what: string, value: string) => facts.append(h("div", {}, h("dt", {}, what), h("dd", {}, value)));
  fact("Samples", `${count(quality.samples)} every ${duration(session.interval)}`);
  const looks = quality.samples + quality.undecided;
  fact("Missed", percent(looks === 0 ? 0 : quality.undecided / looks));
  fact("Threads", count(session.threads.length));
  if (session.pythonVersion !== "") {
    fact("Python", printable(session.pythonVersion));
  }
  fact("Recorded", clock(session.started));
  return facts;
}
