// What goes on paper: the top of the call tree, without what only makes sense on a screen.

import { callRows, Openness, pathHashes } from "./callrows.ts";
import { h } from "./dom.ts";
import type { Page } from "./page.ts";

const ROWS = 150;

export function printed(page: Page): HTMLElement {
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
    const row = h("div", { class: "paper-row" }, h("b", {}, page.time(tree.total[node], tree.total[0])),
      h("span", {}, page.name(func)), h("i", {}, page.place(func)));
    row.style.paddingLeft = Math.min(40, rows.level[i] - 1) * 10 + "px";
    list.append(row);
  }
  if (rows.count > ROWS) {
    list.append(h("p", {}, `… and ${rows.count - ROWS} more rows.`));
  }
  return list;
}
