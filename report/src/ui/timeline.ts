// Every thread as a track: what it did, when it ran or waited, and where nothing is known.

import { niceStep, tickLabel, ticks } from "./axis.ts";
import { Brush } from "./brush.ts";
import { Chart } from "./chart.ts";
import { css, mix, pixel } from "./color.ts";
import { clock, count, duration, percent } from "./format.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Range } from "../model.ts";
import { type Page, threadsOf } from "./page.ts";
import { ancestorAt, EMPTY, type Paint, Columns } from "./painter.ts";
import { isRunning, isWaiting, State, stateName, type Thread } from "../session.ts";
import type { PageState } from "./state.ts";
import { firstAfter, Sums } from "./sums.ts";
import { isIdle } from "./threads.ts";
import { speech, tipOf } from "./tip.ts";
import { orWhole, within } from "./zoom.ts";

const AXIS = 24;
const HEAD = 22;
const STRIP = 7;
const ROW = 17;
const GAP = 12;

interface Track {
  readonly index: number;
  readonly thread: Thread;
  readonly running: Sums;
  /** of that; null if there is none of it, as of the GIL */
  readonly collecting: Sums | null;
  readonly waiting: Sums;
  /** of that */
  readonly gil: Sums | null;
  readonly unknown: Sums;
  hits: Sums | null;
  rows: number;
  folded: boolean;
  top: number;
}

/** A box: a call on a track for as long as it was seen. */
interface Cursor {
  readonly track: Track;
  /** a run of the thread that is in the box */
  readonly run: number;
  readonly row: number;
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

const HELP = "Arrow keys go from box to box, Enter zooms to one, w and s zoom, a and d move, 0 shows everything. " +
  "Shift with the arrow keys selects a range of time. The same as a table: button As table.";

export class TimelineChart extends Chart {
  #tracks: Track[];
  #lanes: Lanes;
  #paint: Paint;
  #key = "";
  #lanesKey = "";
  #paintKey = "";
  #cursor: Cursor | null = null;
  readonly #brush: Brush;
  readonly #folds = new Map<number, boolean>();

  constructor(page: Page) {
    super(page, "Timeline", HELP);
    this.#brush = new Brush(page);
    this.#tracks = [];
    this.#lanes = { size: 0, parent: new Int32Array(0), depth: new Int32Array(0), height: 0, func: new Int32Array(0),
      tip: new Int32Array(0), rank: new Int32Array(0) };
    this.#paint = { color: new Uint32Array(0), faint: new Uint32Array(0) };
  }

  update(state: PageState): void {
    const key = JSON.stringify([state.threads, state.transforms, state.search]);
    if (key !== this.#key) {
      this.#key = key;
      this.#rebuild(state);
    }
    this.#repaint(state);
    if (this.#cursor !== null && this.#keyOf(this.#cursor.node) !== state.selected.at(-1)) {
      this.#cursor = null;
    }
    this.redraw();
  }

  #rebuild(state: PageState): void {
    const { model } = this.page;
    const lanesKey = JSON.stringify(state.transforms);
    if (lanesKey !== this.#lanesKey || this.#lanes.size === 0) {
      this.#lanesKey = lanesKey;
      this.#lanes = lanesOf(model.transformed(state), model.functionOf, model.functions.length);
    }
    const known = new Map(this.#tracks.map((track) => [track.index, track]));
    const matches = model.matches(state);
    this.#tracks = threadsOf(this.page).map((index) => known.get(index) ?? this.#track(index));
    for (const track of this.#tracks) {
      const { node } = track.thread;
      track.rows = this.#rowsOf(track.thread);
      const { tip } = this.#lanes;
      track.hits = matches === null
        ? null
        : new Sums(track.thread, (i) => tip[node[i]] === EMPTY ? 0 : matches[node[i]]);
    }
    this.#cursor = null;
    this.#place();
  }

  #track(index: number): Track {
    const thread = this.page.model.session.threads[index];
    const { state } = thread;
    const sums = (is: (state: State) => boolean) => new Sums(thread, (i) => is(state[i]) ? 1 : 0);
    const rare = (which: State) => state.includes(which) ? sums((each) => each === which) : null;
    return {
      index,
      thread,
      running: sums(isRunning),
      collecting: rare(State.Collecting),
      waiting: sums(isWaiting),
      gil: rare(State.WaitingForGil),
      unknown: sums((each) => each === State.Unknown),
      hits: null,
      rows: 0,
      folded: this.#folds.get(index) ?? isIdle(thread),
      top: 0,
    };
  }

  #rowsOf(thread: Thread): number {
    const { tip, depth } = this.#lanes;
    let most = 0;
    for (let i = 0; i < thread.node.length; i++) {
      const node = tip[thread.node[i]];
      if (node !== EMPTY && depth[node] >= most) {
        most = depth[node] + 1;
      }
    }
    return most;
  }

  #place(): void {
    let top = 0;
    for (const track of this.#tracks) {
      track.top = top;
      top += this.#heightOf(track);
    }
  }

  #repaint(state: PageState): void {
    const { themes } = this.page;
    const key = [this.#lanesKey, themes.look, themes.safe, state.own, state.search, state.selected.at(-1)].join("\0");
    if (key !== this.#paintKey || this.#paint.color.length !== this.#lanes.size) {
      this.#paintKey = key;
      this.#paint = this.paint(this.#lanes.size, (node) => this.#lanes.func[node]);
    }
  }

  all(): Range {
    return { from: 0, to: Math.max(1e-3, this.page.model.session.duration) };
  }

  part(): Range {
    const { window } = this.page.state;
    return window === null ? this.all() : within(window, this.all());
  }

  setPart(part: Range, settled: boolean): void {
    this.page.store.set({ window: orWhole(part, this.all()) }, settled ? "push" : "replace");
  }

  protected contentHeight(): number {
    const last = this.#tracks.at(-1);
    return AXIS + (last ? last.top + this.#heightOf(last) : 0);
  }

  #heightOf(track: Track): number {
    return HEAD + STRIP + 3 + (track.folded ? 0 : track.rows * ROW) + GAP;
  }

  protected draw(canvas: CanvasRenderingContext2D): void {
    const { themes } = this.page;
    const { from, to } = this.part();
    const columns = this.columns();
    const nodes = new Int32Array(columns);
    const waits = new Uint8Array(columns);
    for (const track of this.#tracks) {
      const y = AXIS + track.top - this.scrollTop;
      if (y + this.#heightOf(track) < AXIS || y > this.height) {
        continue;
      }
      const boxes = y + HEAD + STRIP + 3;
      if (!track.folded) {
        this.#columnsOf(track.thread).sample(from, to, nodes, waits);
        const place = { top: boxes, from: Math.max(AXIS, boxes), to: Math.min(this.height, boxes + track.rows * ROW),
          row: ROW, height: track.rows };
        this.boxes(canvas, this.#lanes, nodes, waits, this.#paint, place, (node) => this.#label(node));
      }
      this.#strip(canvas, track, y + HEAD, from, to);
    }
    const { range } = this.page.state;
    if (range !== null) {
      const left = this.xOf(range.from);
      const right = this.xOf(range.to);
      canvas.fillStyle = css(themes.color("ground"));
      canvas.globalAlpha = 0.62;
      canvas.fillRect(0, AXIS, Math.max(0, left), this.height);
      canvas.fillRect(Math.min(this.width, right), AXIS, this.width, this.height);
      canvas.globalAlpha = 1;
      canvas.fillStyle = css(themes.color("accent"));
      canvas.fillRect(left - 1, AXIS, 1, this.height);
      canvas.fillRect(right, AXIS, 1, this.height);
    }
    for (const track of this.#tracks) {
      this.#head(canvas, track, AXIS + track.top - this.scrollTop);
    }
    this.#axis(canvas, from, to);
    if (range !== null) {
      const left = Math.max(0, this.xOf(range.from));
      canvas.fillStyle = css(themes.color("accent"));
      canvas.fillRect(left, AXIS - 3, Math.min(this.width, this.xOf(range.to)) - left, 3);
    }
  }

  #label(node: number): string {
    return this.page.name(this.#lanes.func[node]);
  }

  #head(canvas: CanvasRenderingContext2D, track: Track, y: number): void {
    const { themes } = this.page;
    if (y + HEAD < AXIS || y > this.height) {
      return;
    }
    const { range } = this.page.state;
    const { from, to } = range ?? this.all();
    const running = track.running.between(from, to);
    const waiting = track.waiting.between(from, to);
    const seen = running + waiting + track.unknown.between(from, to);
    const part = (of: Sums | null, what: string) => of === null ? "" : ` (${what} ${percent(of.between(from, to) / seen)})`;
    const states = running + waiting === 0
      ? "running or waiting: not known"
      : `running ${percent(running / seen)}${part(track.collecting, "garbage")}   ` +
        `waiting ${percent(waiting / seen)}${part(track.gil, "GIL")}`;
    const facts = seen === 0 ? "not seen" : `${states}   seen for ${duration(seen)}`;
    canvas.save();
    canvas.fillStyle = css(themes.color("ink"));
    canvas.font = "600 12px system-ui, sans-serif";
    const name = (track.folded ? "▸ " : "▾ ") + this.page.threadName(track.index);
    canvas.fillText(name, 8, y + HEAD / 2 + 1);
    const width = canvas.measureText(name).width;
    canvas.fillStyle = css(themes.color("muted"));
    canvas.font = "11px system-ui, sans-serif";
    if (width + 260 < this.width) {
      canvas.fillText(facts, width + 24, y + HEAD / 2 + 1);
    }
    canvas.restore();
  }

  /** Running or collecting garbage, waiting or that for the GIL, or not known; and where the search found something. */
  #strip(canvas: CanvasRenderingContext2D, track: Track, y: number, from: number, to: number): void {
    if (y + STRIP < AXIS || track.thread.start.length === 0) {
      return;
    }
    const { themes } = this.page;
    const columns = this.columns();
    const running = new Float32Array(columns);
    const waiting = new Float32Array(columns);
    const unknown = new Float32Array(columns);
    track.running.columns(from, to, running);
    track.waiting.columns(from, to, waiting);
    track.unknown.columns(from, to, unknown);
    const rare = (of: Sums | null) => {
      const values = new Float32Array(columns);
      of?.columns(from, to, values);
      return values;
    };
    const collecting = rare(track.collecting);
    const gil = rare(track.gil);
    const hits = track.hits === null ? null : new Float32Array(columns);
    if (hits !== null) {
      track.hits!.columns(from, to, hits);
    }
    const ground = themes.color("ground");
    const [onCpu, inCollection, inWait, forGil, notKnown, found] =
      ["running", "collecting", "waiting", "gil", "unknown", "box-hit"].map((each) => themes.color(each));
    const begins = track.thread.start[0];
    const ends = track.thread.end[track.thread.end.length - 1];
    const image = new ImageData(columns, 3);
    const pixels = new Uint32Array(image.data.buffer);
    for (let x = 0; x < columns; x++) {
      const moment = from + (x + 0.5) / columns * (to - from);
      const seen = running[x] + waiting[x] + unknown[x];
      if (seen >= 0.02) {
        const reason = mix(inWait, forGil, gil[x] / Math.max(1e-9, waiting[x]));
        const wait = mix(reason, notKnown, unknown[x] / Math.max(1e-9, waiting[x] + unknown[x]));
        const work = mix(onCpu, inCollection, collecting[x] / Math.max(1e-9, running[x]));
        const color = mix(wait, work, running[x] / seen);
        pixels[x] = pixel(mix(ground, color, 0.25 + 0.75 * Math.min(1, seen)));
      } else if (moment > begins && moment < ends && x % 4 < 2) {
        pixels[columns + x] = pixel(notKnown); // alive but not seen: a thin line of dots
      }
      if (hits !== null && hits[x] > 0) {
        pixels[2 * columns + x] = pixel(found);
      }
    }
    this.stretch(canvas, image, [[y, STRIP - 2], [y + STRIP - 3, 1], [y + STRIP - 2, 3]]);
  }

  #axis(canvas: CanvasRenderingContext2D, from: number, to: number): void {
    const { themes } = this.page;
    canvas.clearRect(0, 0, this.width, AXIS);
    const { step, values } = ticks(from, to, Math.max(2, this.width / 90));
    canvas.font = "11px system-ui, sans-serif";
    for (const value of values) {
      const x = this.xOf(value);
      canvas.fillStyle = css(themes.color("line"));
      canvas.fillRect(Math.round(x), AXIS - 6, 1, 6);
      canvas.globalAlpha = 0.45;
      canvas.fillRect(Math.round(x), AXIS, 1, this.height);
      canvas.globalAlpha = 1;
      canvas.fillStyle = css(themes.color("muted"));
      canvas.fillText(tickLabel(value, step, to), x + 4, AXIS / 2 - 1);
    }
    canvas.fillStyle = css(themes.color("line"));
    canvas.fillRect(0, AXIS - 1, this.width, 1);
  }

  #trackAt(y: number): Track | null {
    const at = y - AXIS + this.scrollTop;
    return y < AXIS ? null : this.#tracks.find((each) => at >= each.top && at < each.top + this.#heightOf(each)) ?? null;
  }

  #cursorAt(x: number, y: number): Cursor | null {
    const track = this.#trackAt(y);
    if (track === null || track.folded) {
      return null;
    }
    const row = Math.floor((y - AXIS + this.scrollTop - track.top - HEAD - STRIP - 3) / ROW);
    // the same that is drawn there
    const column = Math.floor(x / Math.max(1, this.width) * this.columns());
    const momentOf = (edge: number) => this.momentAt(edge * this.width / this.columns());
    const run = this.#columnsOf(track.thread).span(momentOf(column), momentOf(column + 1));
    return row < 0 || run === EMPTY ? null : this.#box(track, run, row);
  }

  #columnsOf(thread: Thread): Columns {
    return new Columns(thread, this.#lanes.tip, this.#lanes.rank);
  }

  /** The box around a run at a row. */
  #box(track: Track, run: number, row: number): Cursor | null {
    const { thread } = track;
    const { tip } = this.#lanes;
    const at = (i: number) => ancestorAt(this.#lanes, tip[thread.node[i]], row);
    const node = at(run);
    if (node === EMPTY) {
      return null;
    }
    // nodes of one stack often repeat: remember the last answer
    const same = new Map<number, boolean>();
    const isSame = (i: number) => {
      let known = same.get(thread.node[i]);
      if (known === undefined) {
        known = at(i) === node;
        same.set(thread.node[i], known);
      }
      return known;
    };
    let first = run;
    while (first > 0 && thread.start[first] - thread.end[first - 1] < 1e-6 && isSame(first - 1)) {
      first--;
    }
    let last = run;
    while (
      last + 1 < thread.start.length && thread.start[last + 1] - thread.end[last] < 1e-6 && isSame(last + 1)
    ) {
      last++;
    }
    return { track, run, row, node, from: thread.start[first], to: thread.end[last] };
  }

  #keyOf(node: number): string {
    return this.page.key(this.#lanes.func[node]);
  }

  #pathOf(node: number): string[] {
    const path: string[] = [];
    for (let each = node; each !== EMPTY; each = this.#lanes.parent[each]) {
      path.push(this.#keyOf(each));
    }
    return path.reverse();
  }

  protected drawOver(canvas: CanvasRenderingContext2D, at: { x: number; y: number } | null): Node[] | null {
    const { page } = this;
    if (this.#cursor !== null) {
      this.#outlineOf(canvas, this.#cursor, true);
    }
    if (at === null) {
      return null;
    }
    canvas.fillStyle = css(page.themes.color("muted"));
    canvas.fillRect(Math.round(at.x), 0, 1, this.height);
    const { from, to } = this.part();
    const moment = this.momentAt(at.x);
    const label = tickLabel(moment, niceStep((to - from) / Math.max(1, this.width)), to) +
      "  at " + clock(page.model.session.started + moment).slice(11);
    canvas.font = "11px system-ui, sans-serif";
    const width = canvas.measureText(label).width + 10;
    const left = Math.min(this.width - width, at.x + 1);
    canvas.fillStyle = css(page.themes.color("ink"));
    canvas.fillRect(left, 2, width, AXIS - 6);
    canvas.fillStyle = css(page.themes.color("ground"));
    canvas.fillText(label, left + 5, AXIS / 2 - 1);
    const cursor = this.#cursorAt(at.x, at.y);
    if (cursor === null) {
      return null;
    }
    this.#outlineOf(canvas, cursor, false);
    return tipOf(page, this.#lanes.func[cursor.node], this.#facts(cursor));
  }

  #outlineOf(canvas: CanvasRenderingContext2D, cursor: Cursor, strong: boolean): void {
    const y = AXIS - this.scrollTop + cursor.track.top + HEAD + STRIP + 3 + cursor.row * ROW;
    if (y >= AXIS && y < this.height) {
      this.outline(canvas, cursor.from, cursor.to, y, ROW, strong);
    }
  }

  #facts(cursor: Cursor): [string, string][] {
    const { page } = this;
    const state = cursor.track.thread.state[cursor.run];
    const facts: [string, string][] = [
      ["for", duration(cursor.to - cursor.from)],
      ["from", duration(cursor.from)],
      ["thread", page.threadName(cursor.track.index)],
      ["state", stateName(state)],
    ];
    const row = page.functionTimes(this.#lanes.func[cursor.node]);
    if (row !== null) {
      facts.push(["total", duration(row.total)], ["self", duration(row.self)]);
    }
    facts.push(["depth", count(cursor.row + 1)]);
    return facts;
  }

  #go(cursor: Cursor | null): void {
    if (cursor === null) {
      return;
    }
    this.#cursor = cursor;
    this.page.select(this.#pathOf(cursor.node));
    this.#cursor = cursor;
    const y = cursor.track.top + HEAD + STRIP + 3 + cursor.row * ROW;
    const room = this.height - AXIS - 2 * ROW;
    if (y < this.scrollTop) {
      this.scrollTop = Math.max(0, y - 3 * ROW);
    } else if (y > this.scrollTop + room) {
      this.scrollTop = y - room;
    }
    const part = this.part();
    if (cursor.to < part.from || cursor.from > part.to) {
      const middle = (cursor.from + cursor.to) / 2;
      const half = (part.to - part.from) / 2;
      this.setPart(within({ from: middle - half, to: middle + half }, this.all()), false);
    }
    this.page.announce(speech(this.page, this.#lanes.func[cursor.node], this.#facts(cursor)));
    this.redraw();
  }

  /** The box that the keyboard begins at: one of the selected function, or the outermost in the middle. */
  #firstCursor(): Cursor | null {
    const { from, to } = this.part();
    const selected = this.page.selectedFunc();
    for (const track of this.#tracks) {
      if (track.folded) {
        continue;
      }
      const { thread } = track;
      for (let i = firstAfter(thread, from); selected >= 0 && i < thread.start.length && thread.start[i] < to; i++) {
        for (let node = this.#lanes.tip[thread.node[i]]; node !== EMPTY; node = this.#lanes.parent[node]) {
          if (this.#lanes.func[node] === selected) {
            return this.#box(track, i, this.#lanes.depth[node]);
          }
        }
      }
    }
    for (const track of this.#tracks) {
      const run = Math.min(firstAfter(track.thread, (from + to) / 2), track.thread.start.length - 1);
      if (run >= 0 && !track.folded) {
        return this.#box(track, run, 0);
      }
    }
    return null;
  }

  override command(name: string): boolean {
    const cursor = this.#cursor;
    if (/^box /.test(name) && cursor === null) {
      this.#go(this.#firstCursor());
      return true;
    }
    switch (name) {
      case "box up":
        this.#go(cursor!.row > 0 ? this.#box(cursor!.track, cursor!.run, cursor!.row - 1) : this.#otherTrack(-1));
        return true;
      case "box down":
        this.#go(this.#below(cursor!) ?? this.#otherTrack(1));
        return true;
      case "box left":
        this.#go(this.#beside(cursor!, -1));
        return true;
      case "box right":
        this.#go(this.#beside(cursor!, 1));
        return true;
      case "zoom box":
        if (cursor !== null) {
          this.#zoomTo(cursor);
        }
        return true;
      case "zoom range":
        if (this.page.state.range !== null) {
          this.setPart(this.page.state.range, true);
        }
        return true;
      case "next hit":
      case "previous hit":
        return this.#nextHit(name === "next hit" ? 1 : -1);
      default:
        return super.command(name);
    }
  }

  #otherTrack(step: number): Cursor | null {
    let at = this.#tracks.indexOf(this.#cursor!.track) + step;
    while (at >= 0 && at < this.#tracks.length && this.#tracks[at].folded) {
      at += step;
    }
    const track = this.#tracks[at];
    if (!track || track.thread.start.length === 0) {
      return null;
    }
    const run = Math.min(firstAfter(track.thread, this.#cursor!.from), track.thread.start.length - 1);
    return this.#box(track, run, 0);
  }

  #below(cursor: Cursor): Cursor | null {
    const { thread } = cursor.track;
    for (let i = firstAfter(thread, cursor.from); i < thread.start.length && thread.start[i] < cursor.to; i++) {
      const box = this.#box(cursor.track, i, cursor.row + 1);
      if (box !== null) {
        return box;
      }
    }
    return null;
  }

  #beside(cursor: Cursor, step: 1 | -1): Cursor | null {
    const { thread } = cursor.track;
    let i = step > 0 ? firstAfter(thread, cursor.to) : firstAfter(thread, cursor.from) - 1;
    for (; i >= 0 && i < thread.start.length; i += step) {
      const node = this.#lanes.tip[thread.node[i]];
      if (node !== EMPTY && this.#lanes.depth[node] >= cursor.row) {
        return this.#box(cursor.track, i, cursor.row);
      }
    }
    return null;
  }

  #nextHit(step: 1 | -1): boolean {
    const start = this.#cursor;
    const order = step > 0 ? this.#tracks : [...this.#tracks].reverse();
    const from = start === null ? 0 : order.indexOf(start.track);
    for (let k = 0; k <= order.length; k++) {
      const track = order[(from + k) % order.length];
      if (track === undefined || track.folded) {
        continue;
      }
      const { thread } = track;
      const here = k === 0 && start !== null;
      let i = here
        ? step > 0 ? firstAfter(thread, start.to) : firstAfter(thread, start.from) - 1
        : step > 0 ? 0 : thread.start.length - 1;
      for (; i >= 0 && i < thread.start.length; i += step) {
        for (let node = this.#lanes.tip[thread.node[i]]; node !== EMPTY; node = this.#lanes.parent[node]) {
          if (this.page.hit(this.#lanes.func[node])) {
            this.#go(this.#box(track, i, this.#lanes.depth[node]));
            return true;
          }
        }
      }
    }
    return false;
  }

  #zoomTo(cursor: Cursor): void {
    const margin = (cursor.to - cursor.from) * 0.04;
    this.setPart(within({ from: cursor.from - margin, to: cursor.to + margin }, this.all()), true);
  }

  click(x: number, y: number): void {
    const track = this.#trackAt(y);
    const cursor = this.#cursorAt(x, y);
    if (cursor !== null) {
      this.#go(cursor);
    } else if (track !== null && y - AXIS + this.scrollTop - track.top < HEAD) {
      track.folded = !track.folded;
      this.#folds.set(track.index, track.folded);
      this.#place();
      this.redraw();
    } else if (this.page.state.range !== null) {
      this.page.store.set({ range: null, outer: [] });
    } else {
      this.#cursor = null;
      this.page.select([]);
    }
  }

  doubleClick(x: number, y: number): void {
    const cursor = this.#cursorAt(x, y);
    if (cursor !== null) {
      this.#zoomTo(cursor);
    }
  }

  dragStart(x: number): boolean {
    this.#brush.start(this.momentAt(x), 5 / Math.max(1, this.width) * (this.part().to - this.part().from));
    return true;
  }

  drag(x: number): void {
    this.#brush.move(this.momentAt(x));
  }

  dragEnd(): void {
    this.#brush.end();
  }

  openMenu(x: number, y: number, pageX: number, pageY: number): void {
    const cursor = this.#cursorAt(x, y);
    if (cursor !== null) {
      this.#go(cursor);
      this.page.openMenu({ path: this.#pathOf(cursor.node), tree: null, node: -1 }, pageX, pageY);
    }
  }
}
