// What is said about a call under the pointer.

import { boxColor, css, packageOf } from "./color.ts";
import type { Subject } from "../model.ts";
import { h } from "./dom.ts";
import type { Page } from "./page.ts";

export function tipOf(page: Page<Subject>, func: number, facts: readonly (readonly [string, string])[]): Node[] {
  const frame = page.frame(func);
  const swatch = h("span", { class: "swatch" });
  if (frame !== null) {
    swatch.style.background = css(boxColor(frame, page.themes.look, page.themes.safe));
  }
  const list = h("dl");
  for (const [what, value] of facts) {
    list.append(h("div", {}, h("dt", {}, what), h("dd", {}, value)));
  }
  return [
    h("strong", {}, page.name(func)),
    ...(frame === null
      ? []
      : [h("div", { class: "tip-place" }, swatch, page.place(func), h("span", {}, " " + packageOf(frame)))]),
    list,
  ];
}

/** The same for those who listen. */
export function speech(page: Page<Subject>, func: number, facts: readonly (readonly [string, string])[]): string {
  const place = page.place(func);
  return [page.name(func), ...(place === "" ? [] : [place]), ...facts.map(([what, value]) => `${what} ${value}`)]
    .join(", ");
}
