// What goes on paper: the top of the call tree, without what only makes sense on a screen.

import { callRows, Openness, pathHashes } from "./callrows.ts";
import { h } from "./dom.ts";
import type { Subject } from "../model.ts";
import type { Page } from "./page.ts";

const ROWS = 150;

export function printed(page: Page<Subject>): HTMLElement {
  const { state } = page;
  const tree = page.model.callTree(state);
  const rows = callRows(tree, pathHashes(tree, page.same), new Openness(), state.foldLibraries && !state.showAll, 0);
  const list = h("div", {}, h("h2", {}, "Calls"));
  for (let i = 0; i < Math.min(ROWS, rows.count); i++) {
    if (rows.isGroup[i] === 1) {
      continue;
    }
    const node = rows.node[i];
    const func = tree.func[node];
    const { before, after } = tree.changes ?? {};
    const times = before && after
      ? [before, after].map((run) => run[node] === 0 ? "–" : page.time(run[node], run[0])).join(" → ")
      : page.time(tree.total[node], tree.total[0]);
    const row = h("div", { class: "paper-row" }, h("b", {}, times), h("span", {}, page.name(func)),
      h("i", {}, page.place(func)));
    row.style.paddingLeft = Math.min(40, rows.level[i] - 1) * 10 + "px";
    list.append(row);
  }
  if (rows.count > ROWS) {
    list.append(h("p", {}, `… and ${rows.count - ROWS} more rows.`));
  }
  return list;
}
