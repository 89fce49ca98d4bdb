// A call tree as rows: time, own time, the call, where it is. Used for the calls, the callers and the callees.

import { callRows, type CallRows, groupSummary, hiddenBy, locate, Openness, pathHashes, pathOf } from "./callrows.ts";
import { barOf, h } from "./dom.ts";
import { count, percent, seconds } from "./format.ts";
import { onMenu } from "./gestures.ts";
import { List } from "./list.ts";
import type { Subject, Tree } from "../model.ts";
import { computed, type Page, type Target } from "./page.ts";
import type { PageState } from "./state.ts";
import { packageOf } from "./color.ts";

const INDENT = 16;
const SELF = "Time in the function itself, and in calls that are too small to be shown";

/** What stands before a call. */
export interface TreeColumn {
  readonly label: string;
  readonly class: string;
  readonly title?: string;
  cell(tree: Tree, node: number): HTMLElement;
}

export interface TreeOptions {
  readonly label: string;
  /** the tree is upside down: what hangs from a row called it */
  readonly upsideDown: boolean;
  /** selecting a row selects it in all views */
  readonly selects: boolean;
  /** calls deeper than this are closed at first */
  readonly level: number;
  /** instead of one time and own time, what is known of each call */
  readonly columns?: readonly TreeColumn[];
}

export class TreeView {
  readonly element: HTMLElement;
  readonly list: List;
  readonly openness = new Openness();
  readonly #page: Page<Subject>;
  readonly #options: TreeOptions;
  readonly #columns: readonly TreeColumn[];
  #tree: Tree | null = null;
  #hashes: Float64Array = new Float64Array(0);
  #rows: CallRows | null = null;
  #folding = false;
  #top = 0;
  /** for each node what its share is a share of: the time of its thread */
  #base: Float64Array = new Float64Array(0);
  #node = -1;
  #onGroup = false;
  #indentFrom = 0;
  #firstShown = 0;
  #shown = "";
  #search = "";

  constructor(page: Page<Subject>, options: TreeOptions) {
    this.#page = page;
    this.#options = options;
    this.#columns = options.columns ?? [
      { label: "Time", class: "time", cell: (tree, node) => this.#time(tree, node) },
      { label: "Self", class: "self", title: SELF, cell: (tree, node) => this.#self(tree, node) },
    ];
    this.openness.setLevel(options.level);
    const head = h(
      "div",
      { class: "row head", role: "row" },
      ...this.#columns.map((column) => h("span", { role: "columnheader", class: column.class, title: column.title }, column.label)),
      h("span", { role: "columnheader", class: "call" }, options.upsideDown ? "Called by" : "Call"),
      h("span", { role: "columnheader", class: "place" }, "Defined in"),
    );
    this.list = new List("treegrid", options.label, head, (index) => this.#row(index));
    this.list.onShown = (first, end) => this.#chooseIndent(first, end);
    this.element = this.list.element;
    this.element.classList.add("tree");
    this.element.addEventListener("click", (event) => this.#clicked(event));
    onMenu(this.element, (event) => this.#menu(event));
  }

  get node(): number {
    return this.#node;
  }

  get tree(): Tree | null {
    return this.#tree;
  }

  /** Shows what the state asks for, or follows its selection if that is shown. */
  update(state: PageState, tree: () => Tree, folding: boolean): void {
    const wanted = computed(state) + state.inverted + state.percent;
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      this.show(tree(), folding);
    } else {
      this.#followSelection();
    }
    if (state.search !== this.#search) {
      this.#search = state.search;
      this.list.draw();
    }
  }

  show(tree: Tree, folding: boolean): void {
    this.#tree = tree;
    this.#folding = folding;
    this.#hashes = pathHashes(tree, this.#page.same);
    const isThread = (node: number) => this.#isThread(node);
    const onlyThread = tree.size > 1 && tree.end[1] === tree.size && isThread(1);
    this.#top = onlyThread ? 1 : 0;
    this.#base = new Float64Array(tree.size);
    for (let node = 0; node < tree.size; node++) {
      this.#base[node] = node === 0 || isThread(node) ? tree.total[node] : this.#base[tree.parent[node]];
    }
    this.#node = this.#locateSelected();
    this.rebuild();
    this.element.classList.toggle("is-empty", this.#rows?.count === 0);
  }

  #isThread(node: number): boolean {
    const tree = this.#tree!;
    return tree.depth[node] === 1 && /^thread\b/.test(this.#page.key(tree.func[node])) &&
      this.#page.frame(tree.func[node]) === null;
  }

  #locateSelected(): number {
    const { state, byKey, same } = this.#page;
    if (!this.#options.selects || this.#tree === null || state.selected.length === 0) {
      return -1;
    }
    const path = this.#options.upsideDown ? [...state.selected].reverse() : state.selected;
    return locate(this.#tree, byKey, same, path);
  }

  /** The selection came from elsewhere. */
  #followSelection(): void {
    const tree = this.#tree;
    if (tree === null) {
      return;
    }
    const { state } = this.#page;
    const here = this.#node < 0 ? [] : this.#pathOf(this.#node);
    if (here.length === state.selected.length && here.every((key, i) => key === state.selected[i])) {
      return;
    }
    const node = this.#locateSelected();
    if (node >= 0) {
      this.reveal(node);
    } else {
      this.#node = -1;
      this.list.current = -1;
      this.list.draw();
    }
  }

  #pathOf(node: number): string[] {
    const path = pathOf(this.#tree!, (func) => this.#page.key(func), node);
    return this.#options.upsideDown ? path.reverse() : path;
  }

  rebuild(): void {
    const tree = this.#tree!;
    this.#rows = callRows(tree, this.#hashes, this.openness, this.#folding, this.#top);
    this.list.count = this.#rows.count;
    this.list.current = this.#rowOfNode(this.#node, this.#onGroup);
    this.list.draw();
  }

  #rowOfNode(node: number, group: boolean): number {
    const rows = this.#rows!;
    let low = 0;
    let high = rows.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rows.node[middle] < node) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low >= rows.count || rows.node[low] !== node) {
      return -1;
    }
    return group && low + 1 < rows.count && rows.isGroup[low + 1] === 1 ? low + 1 : low;
  }

  /** Very deep calls begin further left, so that they are in sight. */
  #chooseIndent(first: number, end: number): void {
    const rows = this.#rows!;
    this.#firstShown = first;
    let least = Infinity;
    let most = 0;
    for (let row = first; row < end; row++) {
      least = Math.min(least, rows.level[row]);
      most = Math.max(most, rows.level[row]);
    }
    const room = Math.max(6, Math.floor(this.element.clientWidth * 0.45 / INDENT));
    this.#indentFrom = most > room ? Math.max(0, Math.min(least - 2, most - room)) : 0;
  }

  #row(index: number): HTMLElement {
    const rows = this.#rows!;
    const tree = this.#tree!;
    const page = this.#page;
    const node = rows.node[index];
    const group = rows.isGroup[index] === 1;
    const level = rows.level[index];
    const open = group
      ? this.openness.isGroupOpen(this.#hashes[node])
      : rows.hasCalls[index] === 1
      ? this.openness.isOpen(this.#hashes[node], level)
      : null;
    const cut = Math.min(this.#indentFrom, level - 1);
    const indent = h("span", { class: "indent", "aria-hidden": "true" });
    indent.style.width = (level - 1 - cut) * INDENT + "px";
    const twisty = h("span", {
      class: "twisty" + (open === null ? "" : open ? " open" : " closed"),
      "aria-hidden": "true",
    });
    const attributes = {
      role: "row",
      "aria-level": level,
      "aria-expanded": open === null ? null : String(open),
      "aria-posinset": rows.position[index],
      "aria-setsize": rows.siblings[index],
    };
    const found = open === false ? this.#found(node, group) : null;
    if (group) {
      const [hidden, libraries] = groupSummary(tree, node, (func) => this.#library(func));
      return h(
        "div",
        { ...attributes, class: "row group" },
        ...this.#columns.map((column) => h("span", { role: "gridcell", class: column.class })),
        h(
          "span",
          { role: "gridcell", class: "call" },
          indent,
          twisty,
          h("span", { class: "name" }, count(hidden) + (open ? " library frames" : " frames hidden")),
          found,
          h("span", { class: "libraries" }, libraries.slice(0, 4).join(", ") + (libraries.length > 4 ? ", …" : "")),
        ),
        h("span", { role: "gridcell", class: "place" }),
      );
    }
    const func = tree.func[node];
    const share = this.#options.columns ? 0 : this.#share(tree, node);
    const hit = page.hit(func);
    const frame = page.frame(func);
    const deep = cut > 0 && index === this.#firstShown ? h("span", { class: "deep" }, "level " + count(level)) : null;
    return h(
      "div",
      {
        ...attributes,
        class: `row heat${page.heat(share)}` + (page.isOwn(func) ? " own" : " library") +
          (hit === null ? "" : hit ? " hit" : " miss") + (this.#isThread(node) ? " thread" : ""),
      },
      ...this.#columns.map((column) => column.cell(tree, node)),
      h(
        "span",
        { role: "gridcell", class: "call" },
        indent,
        twisty,
        deep,
        h("span", { class: "name" }, page.name(func)),
        found,
      ),
      h("span", { role: "gridcell", class: "place", title: frame?.file ?? "" }, page.place(func)),
    );
  }

  /** That the search names calls which the closed row hides. */
  #found(node: number, isGroup: boolean): HTMLElement | null {
    const tree = this.#tree!;
    let found = 0;
    if (this.#page.hit(tree.func[node]) !== null) {
      for (const each of hiddenBy(tree, node, isGroup)) {
        found += Number(this.#page.hit(tree.func[each]));
      }
    }
    return found === 0 ? null : h("span", { class: "found-below" }, `${count(found)} found`);
  }

  #share(tree: Tree, node: number): number {
    return this.#base[node] === 0 ? 0 : tree.total[node] / this.#base[node];
  }

  #time(tree: Tree, node: number): HTMLElement {
    const share = this.#share(tree, node);
    const base = this.#base[node];
    const title = `${percent(share)} of ${seconds(base, 3)} s: ${this.#page.certainty(share, base)}`;
    return h("span", { role: "gridcell", class: "time", title }, barOf(share),
      h("span", { class: "number" }, this.#page.time(tree.total[node], this.#base[node])));
  }

  #self(tree: Tree, node: number): HTMLElement {
    const text = tree.self[node] > 0 ? this.#page.time(tree.self[node], this.#base[node]) : "";
    return h("span", { role: "gridcell", class: "self" }, text);
  }

  #library(func: number): string {
    const frame = this.#page.frame(func);
    return frame === null ? "" : frame.library || (frame.file === null ? "" : packageOf(frame));
  }

  #clicked(event: MouseEvent): void {
    const row = this.list.rowOf(event);
    if (row < 0) {
      return;
    }
    if ((getSelection()?.toString() ?? "") !== "") {
      return; // the reader selects text
    }
    this.#go(row);
    this.#toggle(row, event.altKey);
  }

  #menu(event: MouseEvent): void {
    const row = this.list.rowOf(event);
    if (row >= 0) {
      event.preventDefault();
      this.#go(row);
      const target = this.target();
      if (target) {
        this.#page.openMenu(target, event.clientX, event.clientY);
      }
    }
  }

  /** What the keyboard is at. */
  target(): Target | null {
    return this.#node < 1 || this.#tree === null
      ? null
      : { path: this.#pathOf(this.#node), tree: this.#tree, node: this.#node };
  }

  #go(row: number): void {
    const rows = this.#rows!;
    if (row < 0 || row >= rows.count) {
      return;
    }
    this.list.go(row);
    this.#node = rows.node[row];
    this.#onGroup = rows.isGroup[row] === 1;
    if (this.#options.selects) {
      this.#page.select(this.#pathOf(this.#node));
    }
  }

  /** Opens what hides the node, and goes there. */
  reveal(node: number): void {
    const tree = this.#tree!;
    this.#node = node;
    this.#onGroup = false;
    let row = this.#rowOfNode(node, false);
    if (row < 0) {
      for (let each = tree.parent[node]; each > 0; each = tree.parent[each]) {
        this.openness.setOpen(this.#hashes[each], tree.depth[each] - this.#top, true);
      }
      if (tree.group[node] >= 0 && tree.group[node] !== node) {
        this.openness.setGroupOpen(this.#hashes[tree.group[node]], true);
      }
      this.rebuild();
      row = this.#rowOfNode(node, false);
    }
    this.list.go(row);
  }

  #toggle(row: number, below: boolean): void {
    const rows = this.#rows!;
    const node = rows.node[row];
    if (rows.isGroup[row] === 1) {
      this.openness.setGroupOpen(this.#hashes[node], !this.openness.isGroupOpen(this.#hashes[node]));
    } else if (rows.hasCalls[row] === 0) {
      return;
    } else {
      this.#setOpen(row, !this.openness.isOpen(this.#hashes[node], rows.level[row]), below);
      return;
    }
    this.rebuild();
  }

  #setOpen(row: number, open: boolean, below: boolean): void {
    const rows = this.#rows!;
    const tree = this.#tree!;
    const node = rows.node[row];
    this.openness.setOpen(this.#hashes[node], rows.level[row], open);
    if (below) {
      for (let each = node; each < tree.end[node]; each++) {
        this.openness.setOpen(this.#hashes[each], tree.depth[each] - this.#top, open);
        if (tree.group[each] === each) {
          this.openness.setGroupOpen(this.#hashes[each], open);
        }
      }
    }
    this.rebuild();
  }

  /** Goes to the next call that the search names. */
  nextHit(step: 1 | -1): boolean {
    const tree = this.#tree;
    if (tree === null || tree.size < 2) {
      return false;
    }
    for (let i = 1, node = Math.max(this.#node, 0); i < tree.size; i++) {
      node += step;
      node = node < 1 ? tree.size - 1 : node >= tree.size ? 1 : node;
      if (this.#page.hit(tree.func[node])) {
        this.reveal(node);
        if (this.#options.selects) {
          this.#page.select(this.#pathOf(node));
        }
        return true;
      }
    }
    return false;
  }

  /** Goes to the row, this one or the next that fits, whose name begins so. */
  find(beginning: string): void {
    const rows = this.#rows;
    for (let i = 0; rows !== null && i < rows.count; i++) {
      const row = (Math.max(0, this.list.current) + i) % rows.count;
      const { func } = this.#tree!;
      const label = this.#page.model.functions[func[rows.node[row]]].label;
      const names = [label, this.#page.name(func[rows.node[row]])];
      if (rows.isGroup[row] === 0 && names.some((name) => name.toLowerCase().startsWith(beginning))) {
        this.#go(row);
        return;
      }
    }
    this.#page.announce("No call begins with " + beginning);
  }

  command(name: string): boolean {
    const rows = this.#rows;
    const tree = this.#tree;
    if (rows === null || tree === null || rows.count === 0) {
      return false;
    }
    const row = this.list.current;
    const node = row < 0 ? -1 : rows.node[row];
    const group = row >= 0 && rows.isGroup[row] === 1;
    const open = row >= 0 && (group
      ? this.openness.isGroupOpen(this.#hashes[node])
      : rows.hasCalls[row] === 1 && this.openness.isOpen(this.#hashes[node], rows.level[row]));
    switch (name) {
      case "next hit":
        return this.nextHit(1);
      case "previous hit":
        return this.nextHit(-1);
      case "close everything":
        this.openness.setLevel(1, false);
        this.rebuild();
        return true;
      case "open everything":
        this.openness.setLevel(Infinity, true);
        this.rebuild();
        return true;
      case "one level less":
      case "one level more":
        this.#level(name === "one level more" ? 1 : -1);
        return true;
      case "hot path":
        this.#hotPath(Math.max(node, this.#top));
        return true;
      case "open":
      case "close":
      case "toggle":
      case "open all below":
      case "close all below":
      case "toggle all below":
      case "open siblings":
        if (row < 0) {
          this.#go(0);
          return true;
        }
        break;
      default: {
        const moved = this.list.command(name);
        if (moved) {
          this.#go(this.list.current);
        }
        return moved;
      }
    }
    if (name === "open" && (open || rows.hasCalls[row] === 0)) {
      if (!group && rows.hasCalls[row] === 1) {
        this.#go(row + 1);
      }
    } else if (name === "close" && !open) {
      this.#go(rows.caller[row] < 0 ? row : rows.caller[row]);
    } else if (name === "open siblings") {
      for (let each = 0; each < rows.count; each++) {
        if (rows.caller[each] === rows.caller[row]) {
          this.openness.setOpen(this.#hashes[rows.node[each]], rows.level[each], true);
        }
      }
      this.rebuild();
      this.list.reveal();
    } else if (name === "toggle" || group) {
      this.#toggle(row, false);
    } else if (name === "toggle all below") {
      this.#toggle(row, true);
    } else {
      this.#setOpen(row, name.startsWith("open"), name.endsWith("below"));
    }
    return true;
  }

  #level(step: number): void {
    const rows = this.#rows!;
    let deepest = 1;
    for (let row = 0; row < rows.count; row++) {
      deepest = Math.max(deepest, rows.level[row]);
    }
    const now = Math.min(this.openness.level, deepest);
    this.openness.setLevel(Math.max(1, now + step));
    this.rebuild();
    this.#page.announce(`${Math.max(1, now + step)} levels`);
  }

  /** As long as one call has most of its caller's time. */
  #hotPath(from: number): void {
    const tree = this.#tree!;
    let node = from;
    for (;;) {
      let hottest = -1;
      for (let child = node + 1; child < tree.end[node]; child = tree.end[child]) {
        if (hottest < 0 || tree.total[child] > tree.total[hottest]) {
          hottest = child;
        }
      }
      if (hottest < 0 || tree.total[hottest] < tree.total[node] / 2) {
        break;
      }
      node = hottest;
    }
    if (node > 0) {
      this.reveal(node);
      if (this.#options.selects) {
        this.#page.select(this.#pathOf(node));
      }
    }
  }
}
