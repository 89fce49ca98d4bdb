// Changes in words, figures and colours.

import type { Changes } from "../model.ts";
import { type Verdict, verdictOf } from "../noise.ts";
import { barOf, h, pressed, toggle } from "./dom.ts";
import { duration, percent, seconds } from "./format.ts";
import type { Page } from "./page.ts";
import type { Legend } from "./toolbar.ts";
import type { Comparison } from "../compare.ts";

/** What stands before a change, so that nobody needs its colour. */
const SIGNS: Record<Verdict, string> = { slower: "▲ ", faster: "▼ ", new: "new ", gone: "gone ", noise: "" };

/** `0.5 s → 0.8 s, +60.0%: slower, more than the 0.05 s that may be chance`. */
export function changeText(before: number, after: number, noise: number): string {
  const verdict = verdictOf(before, after, noise);
  const ratio = before === 0 || after === 0 ? "" : `, ${signed(after - before, (by) => percent(by / before))}`;
  const chance = `${duration(noise)} that may be chance`;
  return `${duration(before)} → ${duration(after)}${ratio}: ` +
    (verdict === "noise" ? `no more than the ${chance}` : `${verdict}, more than the ${chance}`);
}

function signed(value: number, text: (value: number) => string): string {
  return (value > 0 ? "+" : value < 0 ? "−" : "") + text(Math.abs(value));
}

/** Seconds, or shares of the run, as the page has it. */
export function figure(page: Page<Comparison>, millis: number): string {
  return page.state.percent ? percent(millis / Math.max(1e-9, page.model.base())) : seconds(millis, page.decimals);
}

/** `▲ +0.300`, in its colour. */
export function changeCell(page: Page<Comparison>, before: number, after: number, noise: number): {
  readonly text: string;
  readonly class: Verdict;
  readonly title: string;
  readonly share: number;
} {
  const verdict = verdictOf(before, after, noise);
  const text = before === after ? "" : SIGNS[verdict] + signed(after - before, (by) => figure(page, by));
  const most = Math.max(1e-9, page.model.base());
  return {
    text,
    class: verdict,
    title: changeText(before, after, noise),
    share: verdict === "noise" ? 0 : Math.abs(after - before) / most,
  };
}

/** The columns of a tree of changes. */
export function changeColumns(page: Page<Comparison>) {
  const plain = (label: string, of: (changes: Changes) => Float64Array) => ({
    label,
    class: label.toLowerCase(),
    cell: (tree: { readonly changes?: Changes }, node: number) => {
      const time = of(tree.changes!)[node];
      return h("span", { role: "gridcell", class: label.toLowerCase() }, time === 0 ? "–" : figure(page, time));
    },
  });
  return [
    plain("Before", (changes) => changes.before),
    plain("After", (changes) => changes.after),
    {
      label: "Change",
      class: "changed",
      cell: ({ changes }: { readonly changes?: Changes }, node: number) => {
        const { before, after, noise } = changes!;
        const cell = changeCell(page, before[node], after[node], noise[node]);
        return h("span", { role: "gridcell", class: "changed " + cell.class, title: cell.title }, barOf(cell.share),
          h("span", { class: "number" }, cell.text));
      },
    },
  ];
}

/** What the colours mean, and a button that makes both runs equally long. */
export function legend(page: Page<Comparison>): Legend {
  const key = (verdict: string, text: string) => h("span", { class: "key" }, h("i", { class: "k-" + verdict }), text);
  const normalised = toggle("Normalised", "As if both runs had been equally long: shares of each (%)", () =>
    page.store.set({ percent: !page.state.percent }, "replace"));
  return {
    elements: [normalised, key("slower", "slower"), key("faster", "faster"), key("noise", "may be chance")],
    update: () => pressed(normalised, page.state.percent),
  };
}
