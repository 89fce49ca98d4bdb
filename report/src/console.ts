// A call with what is below it as text: the same lines as those of the console report.

import { type Functions, ROOT, SELF } from "./functions.ts";
import type { Tree } from "./model.ts";
import { NANOS } from "./sampled.ts";
import type { Session } from "./session.ts";

/** A library call with more of the thread's time in itself than this is shown although it is in a group. */
const HOT = 0.2;
/** With fewer calls to hide than this, a line that says so would save nothing. */
const FEWEST_HIDDEN = 2;
/** Deeper calls begin at the margin again, below a line that says how deep they are. */
const LEVELS = 100;
const MAX_LIBRARIES = 40;
const BELOW_GROUP = "      ";
const BUILT_IN = "<built-in>";

export function treeText(session: Session, functions: Functions, tree: Tree, node: number): string {
  return new TreePrinter(session, functions, tree, node).print();
}

class TreePrinter {
  readonly #functions: Functions;
  readonly #tree: Tree;
  readonly #top: number;
  readonly #end: number;
  readonly #decimals: number;
  readonly #hiddenCalls: Int32Array;
  readonly #shown: Uint8Array;
  readonly #shownParent: Int32Array;
  readonly #lastShownChild: Int32Array;
  readonly #hiddenLibraries = new Map<number, Set<string>>();

  constructor(session: Session, functions: Functions, tree: Tree, node: number) {
    this.#functions = functions;
    this.#tree = tree;
    this.#top = node;
    this.#end = tree.end[node];
    this.#decimals = decimals(session.interval);
    this.#hiddenCalls = new Int32Array(tree.size);
    this.#shown = new Uint8Array(tree.size);
    this.#shownParent = new Int32Array(tree.size);
    this.#lastShownChild = new Int32Array(tree.size);
    this.#chooseWhatToShow();
    this.#hangUpWhatIsShown();
  }

  /** The root and the threads are no calls: what is below them begins at the margin. */
  #isCall(node: number): boolean {
    return this.#functions.ofFunc[this.#tree.func[node]] > ROOT;
  }

  #chooseWhatToShow(): void {
    const { group, parent, self, size, depth, total } = this.#tree;
    const leadsOut = new Uint8Array(size);
    for (let node = 1; node < size; node++) {
      if (group[node] !== group[parent[node]]) {
        leadsOut[parent[node]] = 1;
      }
    }
    let all = total[0];
    for (let node = 1; node < size; node++) {
      all = depth[node] === 1 && !this.#isCall(node) ? total[node] : all; // each thread has its own
      const hot = Math.round(self[node] * NANOS) > HOT * Math.round(all * NANOS);
      const shown = group[node] < 0 || group[node] === node || leadsOut[node] === 1 || hot;
      this.#shown[node] = shown ? 1 : 0;
      this.#hiddenCalls[group[node]] += shown ? 0 : 1;
    }
    for (let node = 1; node < size; node++) {
      if (this.#shown[node] === 0 && this.#hiddenCalls[group[node]] >= FEWEST_HIDDEN) {
        const libraries = this.#hiddenLibraries.get(group[node]) ?? new Set();
        this.#hiddenLibraries.set(group[node], libraries.add(this.#library(node)));
      }
      if (group[node] >= 0 && this.#hiddenCalls[group[node]] < FEWEST_HIDDEN) {
        this.#shown[node] = 1;
      }
    }
    this.#shown[this.#top] = 1;
  }

  #hangUpWhatIsShown(): void {
    const { parent } = this.#tree;
    const nearest = new Int32Array(this.#tree.size);
    nearest[this.#top] = this.#top;
    for (let node = this.#top + 1; node < this.#end; node++) {
      this.#shownParent[node] = nearest[parent[node]];
      nearest[node] = this.#shown[node] === 1 ? node : this.#shownParent[node];
      if (this.#shown[node] === 1) {
        this.#lastShownChild[this.#shownParent[node]] = node;
      }
    }
  }

  print(): string {
    const lines: string[] = [];
    const depths = new Int32Array(this.#tree.size).fill(-1);
    const pieces: string[] = []; // what each level adds to the indent of its calls
    const indent = (from: number, to: number) => pieces.slice(from + 1, to + 1).join("");
    let printedFrom = 0;
    for (let node = this.#top; node < this.#end; node++) {
      if (this.#shown[node] === 0) {
        continue;
      }
      if (!this.#isCall(node)) {
        if (node > this.#top) {
          lines.push(printable(this.#functions.all[this.#tree.func[node]].label));
        }
        continue;
      }
      const parent = this.#shownParent[node];
      const depth = node === this.#top ? 0 : depths[parent] + 1;
      depths[node] = depth;
      const from = Math.floor(depth / LEVELS) * LEVELS;
      if (from !== printedFrom) {
        lines.push(`[${from} calls deep]`);
        printedFrom = from;
      }
      lines.push((depth === from ? "" : indent(from, depth - 1) + this.#branch(node, parent)) + this.#line(node));
      pieces[depth] = depth === 0 ? "" : this.#below(node, parent);
      if (this.#hiddenLibraries.has(node)) {
        lines.push(indent(from, depth) + this.#groupLine(node));
      }
    }
    return lines.map((line) => line + "\n").join("");
  }

  #branch(node: number, parent: number): string {
    return this.#hiddenLibraries.has(parent) ? BELOW_GROUP : this.#lastShownChild[parent] === node ? "`- " : "|- ";
  }

  #below(node: number, parent: number): string {
    return this.#hiddenLibraries.has(parent) ? BELOW_GROUP : this.#lastShownChild[parent] === node ? "   " : "|  ";
  }

  #line(node: number): string {
    const { className, label } = this.#functions.all[this.#tree.func[node]];
    const name = printable(className === null ? label : className + "." + label);
    const position = this.#position(node);
    const time = seconds(Math.round(this.#tree.total[node] * NANOS), this.#decimals);
    return `${time} ${name}${position === "" ? "" : "  " + position}`;
  }

  #position(node: number): string {
    const frame = this.#frame(node);
    const file = this.#shortFile(node);
    return printable(frame && frame.file !== null && frame.firstLine !== 0 ? file + ":" + frame.firstLine : file);
  }

  #frame(node: number) {
    const frame = this.#functions.all[this.#tree.func[node]].frame;
    return frame < 0 ? null : this.#functions.frames[frame];
  }

  /** `[self]` has the file of the function it is the time of. */
  #shortFile(node: number): string {
    const frame = this.#frame(this.#tree.func[node] === SELF ? this.#tree.parent[node] : node);
    return frame === null ? "" : frame.file === null ? BUILT_IN : frame.shortPath;
  }

  #groupLine(group: number): string {
    const named = [...this.#hiddenLibraries.get(group)!].filter((each) => each !== "");
    let libraries = named.join(", ");
    if (libraries.length > MAX_LIBRARIES) {
      libraries = libraries.slice(0, MAX_LIBRARIES - 3) + "...";
    }
    return `   [${this.#hiddenCalls[group]} frames hidden]${libraries === "" ? "" : "  " + libraries}`;
  }

  /** The package or module that a call belongs to: the first part of its short path. */
  #library(node: number): string {
    return /^[^/\\.]*/.exec(this.#shortFile(node))![0];
  }
}

/** How many decimals of a second mean something if looks were this far apart. */
export function decimals(intervalMillis: number): number {
  const nanos = Math.max(1, Math.round(intervalMillis * NANOS));
  let result = 0;
  for (let unit = 1e9; nanos < unit; unit /= 10) {
    result++;
  }
  return result;
}

/** Seconds with as many decimals as given, halves to the even digit. */
export function seconds(nanos: number, decimals: number): string {
  const unit = 10 ** (9 - Math.min(decimals, 9));
  let count = Math.floor(nanos / unit);
  const rest = nanos - count * unit;
  if (2 * rest > unit || 2 * rest === unit && count % 2 === 1) {
    count++;
  }
  const digits = String(count).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : digits.slice(0, -decimals) + "." + digits.slice(-decimals);
}

/** The text without what could move a terminal's cursor. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(
    /[\x00-\x1f\x7f-\x9f]/g,
    (c) => c === "\n" ? "\\n" : "\\x" + c.charCodeAt(0).toString(16).padStart(2, "0"),
  );
}
