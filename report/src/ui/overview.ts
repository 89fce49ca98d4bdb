// The whole recording in one strip, above every view: how busy the selected threads were, and which range of time is
// selected. Dragging selects another.

import { rangeLabel, tickLabel, ticks } from "./axis.ts";
import { Brush } from "./brush.ts";
import { css, pixel } from "./color.ts";
import { h, onceAFrame } from "./dom.ts";
import { listen } from "./gestures.ts";
import type { Range } from "../model.ts";
import { type Page, threadsOf } from "./page.ts";
import { isWaiting } from "../session.ts";
import type { PageState } from "./state.ts";
import { Sums } from "./sums.ts";

const LABELS = 14;

export class Overview {
  readonly element: HTMLElement;
  readonly redraw = onceAFrame(() => this.#draw());
  readonly #canvas = h("canvas");
  readonly #page: Page;
  readonly #brush: Brush;
  #busy: { key: string; running: Sums[]; seen: Sums[] } = { key: "", running: [], seen: [] };
  #hits: { key: string; sums: Sums[] } = { key: "", sums: [] };
  /** what the sums are in each column, as long as they and the columns are the same */
  #drawn: { key: string; running: Float32Array; seen: Float32Array; hits: Float32Array } | null = null;

  constructor(page: Page) {
    this.#page = page;
    this.#brush = new Brush(page);
    this.element = h("div", { class: "overview", "aria-hidden": "true", title: "Drag to select a range of time" }, this.#canvas);
    const moment = (x: number) => x / Math.max(1, this.element.clientWidth) * page.model.session.duration;
    listen(this.element, this.element, {
      zoom: () => {},
      pan: (dx) => this.#move(moment(dx)),
      hover: (x) => this.#cursor(moment(x)),
      leave: () => {},
      click: () => page.store.set({ range: null, outer: [] }),
      doubleClick: () => {},
      fingerSelects: true,
      dragStart: (x) => {
        this.#brush.start(moment(x), moment(6));
        return true;
      },
      drag: (x) => this.#brush.move(moment(x)),
      dragEnd: () => this.#brush.end(),
    });
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  #cursor(at: number): void {
    const { range, model } = { range: this.#page.state.range, model: this.#page.model };
    const grip = 6 / Math.max(1, this.element.clientWidth) * model.session.duration;
    const end = range !== null && (Math.abs(at - range.from) < grip || Math.abs(at - range.to) < grip);
    this.element.style.cursor = end ? "ew-resize" : "crosshair";
  }

  #move(by: number): void {
    const { range } = this.#page.state;
    const last = this.#page.model.session.duration;
    if (range !== null) {
      const step = Math.max(-range.from, Math.min(last - range.to, by));
      this.#page.store.set({ range: { from: range.from + step, to: range.to + step }, outer: [] }, "replace");
    }
  }

  update(state: PageState): void {
    const { model } = this.#page;
    const key = JSON.stringify([state.threads, state.transforms]);
    const threads = () => threadsOf(this.#page).map((index) => model.session.threads[index]);
    if (this.#busy.key !== key) {
      this.#busy = {
        key,
        running: threads().map((each) => new Sums(each, (i) => isWaiting(each.state[i]) ? 0 : 1)),
        seen: threads().map((each) => new Sums(each, () => 1)),
      };
    }
    if (this.#hits.key !== key + state.search) {
      const matches = model.matches(state);
      this.#hits = {
        key: key + state.search,
        sums: matches === null ? [] : threads().map((each) => new Sums(each, (i) => matches[each.node[i]])),
      };
    }
    this.redraw();
  }

  /** The time in which the search found something, of the range. */
  hitTime(range: Range | null): number {
    const { from, to } = range ?? { from: 0, to: Infinity };
    return this.#hits.sums.reduce((sum, each) => sum + each.between(from, Math.min(to, 1e300)), 0);
  }

  #draw(): void {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    const hitSums = this.#hits.sums;
    if (width === 0) {
      return;
    }
    const { themes, state, model } = this.#page;
    const scale = Math.max(1, devicePixelRatio || 1);
    const columns = Math.round(width * scale);
    this.#canvas.width = columns;
    this.#canvas.height = Math.round(height * scale);
    const canvas = this.#canvas.getContext("2d")!;
    canvas.setTransform(scale, 0, 0, scale, 0, 0);
    const duration = Math.max(1e-3, model.session.duration);
    const add = (all: readonly Sums[]) => {
      const sum = new Float32Array(columns);
      const one = new Float32Array(columns);
      for (const each of all) {
        each.columns(0, duration, one);
        for (let x = 0; x < columns; x++) {
          sum[x] += one[x];
        }
      }
      return sum;
    };
    const key = this.#hits.key + "\0" + columns;
    if (this.#drawn?.key !== key) {
      const { seen, running } = this.#busy;
      this.#drawn = { key, seen: add(seen), running: add(running), hits: add(hitSums) };
    }
    const { seen, running, hits } = this.#drawn;
    const most = seen.reduce((a, b) => Math.max(a, b), 1);
    const full = height - LABELS - 3;
    const image = new ImageData(columns, Math.max(1, Math.round((full + 4) * scale)));
    const pixels = new Uint32Array(image.data.buffer);
    const bottom = Math.round((full + 1) * scale);
    const area = (values: Float32Array, color: number) => {
      for (let x = 0; x < columns; x++) {
        for (let y = bottom - Math.round(values[x] / most * full * scale); y < bottom; y++) {
          pixels[y * columns + x] = color;
        }
      }
    };
    area(seen, pixel(themes.color("waiting")));
    area(running, pixel(themes.color("running")));
    const hit = pixel(themes.color("box-hit"));
    for (let x = 0; x < columns && hitSums.length > 0; x++) {
      for (let y = bottom; y < image.height && hits[x] > 0; y++) {
        pixels[y * columns + x] = hit;
      }
    }
    canvas.putImageData(image, 0, 0);
    canvas.font = "10px system-ui, sans-serif";
    canvas.textBaseline = "alphabetic";
    const { step, values } = ticks(0, duration, Math.max(2, width / 90));
    for (const value of values) {
      const x = value / duration * width;
      canvas.fillStyle = css(themes.color("line"));
      canvas.fillRect(Math.round(x), full + 1, 1, 5);
      canvas.fillStyle = css(themes.color("muted"));
      const label = tickLabel(value, step, duration);
      const wide = canvas.measureText(label).width;
      if (x + wide + 4 < width) {
        canvas.fillText(label, x + 3, height - 3);
      }
    }
    if (state.view === "timeline" && state.window !== null) {
      const from = state.window.from / duration * width;
      const to = state.window.to / duration * width;
      canvas.strokeStyle = css(themes.color("ink"));
      canvas.strokeRect(from + 0.5, 0.5, Math.max(2, to - from - 1), full);
    }
    if (state.range !== null) {
      const from = state.range.from / duration * width;
      const to = state.range.to / duration * width;
      canvas.fillStyle = css(themes.color("ground"));
      canvas.globalAlpha = 0.68;
      canvas.fillRect(0, 0, from, full + 1);
      canvas.fillRect(to, 0, width - to, full + 1);
      canvas.globalAlpha = 1;
      canvas.fillStyle = css(themes.color("accent"));
      canvas.fillRect(from, full + 1, Math.max(1, to - from), 2);
      canvas.fillRect(from - 1, 0, 2, full + 3);
      canvas.fillRect(to - 1, 0, 2, full + 3);
      this.element.title = rangeLabel(state.range);
    } else {
      this.element.title = "Drag to select a range of time";
    }
  }
}
