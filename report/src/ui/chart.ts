// What the timeline and the flame graph share: a canvas as high as what is in sight, a second one for what follows
// the pointer, zoom and scroll, and boxes with labels.

import { type Box, type Forest, type Paint, paintBoxes } from "./painter.ts";
import { boxColor, css, mix, pixel, type Rgb } from "./color.ts";
import { h, onceAFrame } from "./dom.ts";
import { type Gestures, listen, onMenu } from "./gestures.ts";
import type { Model, Range, Subject } from "../model.ts";
import type { Page } from "./page.ts";
import { zoomed, panned } from "./zoom.ts";

const FONT = "11px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const NARROWEST_LABEL = 24;
const PADDING = 4;

export abstract class Chart<M extends Subject = Model> implements Gestures {
  readonly element: HTMLElement;
  readonly redraw = onceAFrame(() => this.#draw());
  readonly fingerSelects = false;
  protected readonly page: Page<M>;
  protected width = 0;
  protected height = 0;
  readonly #base = h("canvas", { "aria-hidden": "true" });
  readonly #over = h("canvas", { class: "over", "aria-hidden": "true" });
  readonly #sticky: HTMLElement;
  readonly #spacer = h("div", { class: "chart-spacer" });
  readonly #tip = h("div", { class: "tip", role: "presentation" });
  readonly #buffer = document.createElement("canvas");
  #letter = 0;
  #scale = 1;
  #pointer: { x: number; y: number } | null = null;
  readonly #redrawOver = onceAFrame(() => this.#drawOver());

  constructor(page: Page<M>, label: string, help: string) {
    this.page = page;
    this.#tip.hidden = true;
    this.#sticky = h("div", { class: "chart-sticky" }, this.#base, this.#over, this.#tip);
    const helpId = "help-" + label.replace(/\W/g, "");
    this.element = h(
      "div",
      { class: "chart", role: "application", "aria-label": label, "aria-describedby": helpId, tabindex: 0 },
      h("span", { class: "unseen", id: helpId }, help),
      this.#sticky,
      this.#spacer,
    );
    listen(this.element, this.#sticky, this);
    this.element.addEventListener("scroll", () => this.redraw(), { passive: true });
    this.element.addEventListener("focus", () => this.#redrawOver());
    this.element.addEventListener("blur", () => this.#redrawOver());
    onMenu(this.#sticky, (event) => {
      event.preventDefault();
      const box = this.#sticky.getBoundingClientRect();
      this.openMenu(event.clientX - box.left, event.clientY - box.top, event.clientX, event.clientY);
    });
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  /** Everything that can be zoomed to. */
  abstract all(): Range;
  abstract part(): Range;
  abstract setPart(part: Range, settled: boolean): void;
  protected abstract contentHeight(): number;
  protected abstract draw(canvas: CanvasRenderingContext2D): void;
  /** What follows the pointer or the keyboard; returns what the tip says. */
  protected abstract drawOver(canvas: CanvasRenderingContext2D, at: { x: number; y: number } | null): Node[] | null;
  abstract click(x: number, y: number, event: MouseEvent): void;
  abstract doubleClick(x: number, y: number): void;
  abstract dragStart(x: number, y: number): boolean;
  abstract drag(x: number): void;
  abstract dragEnd(): void;
  abstract openMenu(x: number, y: number, pageX: number, pageY: number): void;

  get scrollTop(): number {
    return this.element.scrollTop;
  }

  set scrollTop(top: number) {
    this.element.scrollTop = top;
  }

  xOf(moment: number): number {
    const { from, to } = this.part();
    return (moment - from) / (to - from) * this.width;
  }

  momentAt(x: number): number {
    const { from, to } = this.part();
    return from + x / Math.max(1, this.width) * (to - from);
  }

  zoom(factor: number, x: number): void {
    this.setPart(zoomed(this.part(), this.all(), factor, this.momentAt(x)), false);
  }

  pan(dx: number, dy: number): void {
    const { from, to } = this.part();
    if (dx !== 0) {
      this.setPart(panned({ from, to }, this.all(), -dx / Math.max(1, this.width) * (to - from)), false);
    }
    if (dy !== 0) {
      this.element.scrollTop -= dy;
    }
  }

  hover(x: number, y: number): void {
    this.#pointer = { x, y };
    this.#redrawOver();
  }

  leave(): void {
    this.#pointer = null;
    this.#redrawOver();
  }

  moveOver(): void {
    this.#redrawOver();
  }

  /** The keys that all charts share. */
  command(name: string): boolean {
    const middle = this.width / 2;
    switch (name) {
      case "zoom in":
        this.zoom(1 / 1.5, middle);
        return true;
      case "zoom out":
        this.zoom(1.5, middle);
        return true;
      case "pan left":
        this.pan(this.width / 5, 0);
        return true;
      case "pan right":
        this.pan(-this.width / 5, 0);
        return true;
      case "zoom all":
        this.setPart(this.all(), true);
        return true;
      case "pan start":
        this.pan(1e9, 0);
        return true;
      case "pan end":
        this.pan(-1e9, 0);
        return true;
      case "page down":
        this.element.scrollTop += this.height * 0.8;
        return true;
      case "page up":
        this.element.scrollTop -= this.height * 0.8;
        return true;
      default:
        return false;
    }
  }

  #draw(): void {
    if (!this.element.isConnected || this.element.clientWidth === 0) {
      return;
    }
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.#scale = Math.max(1, devicePixelRatio || 1);
    this.#spacer.style.height = Math.min(8_000_000, Math.max(0, this.contentHeight() - this.height)) + "px";
    this.#sticky.style.height = this.height + "px";
    const canvas = this.#prepare(this.#base);
    canvas.font = FONT;
    canvas.textBaseline = "middle";
    this.#letter ||= canvas.measureText("0".repeat(50)).width / 50;
    this.draw(canvas);
    this.#drawOver();
  }

  #prepare(element: HTMLCanvasElement): CanvasRenderingContext2D {
    const width = Math.round(this.width * this.#scale);
    const height = Math.round(this.height * this.#scale);
    if (element.width !== width || element.height !== height) {
      element.width = width;
      element.height = height;
      element.style.width = this.width + "px";
      element.style.height = this.height + "px";
    }
    const canvas = element.getContext("2d")!;
    canvas.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    canvas.clearRect(0, 0, this.width, this.height);
    return canvas;
  }

  #drawOver(): void {
    if (this.width === 0) {
      return;
    }
    const canvas = this.#prepare(this.#over);
    canvas.font = FONT;
    canvas.textBaseline = "middle";
    const words = this.drawOver(canvas, this.#pointer);
    this.#tip.hidden = words === null || this.#pointer === null;
    if (words !== null && this.#pointer !== null) {
      this.#tip.replaceChildren(...words);
      const { x, y } = this.#pointer;
      const room = this.width - this.#tip.offsetWidth - 8;
      const below = y + 18 + this.#tip.offsetHeight < this.height;
      this.#tip.style.transform = `translate(${Math.max(4, Math.min(room, x + 12))}px, ` +
        `${below ? y + 18 : Math.max(2, y - this.#tip.offsetHeight - 10)}px)`;
    }
  }

  /** How many columns boxes are painted with: one for each pixel of the screen. */
  protected columns(): number {
    return Math.max(1, Math.round(this.width * this.#scale));
  }

  /** Paints boxes and their labels between two heights of the canvas; `top` is where row 0 begins. */
  protected boxes(
    canvas: CanvasRenderingContext2D,
    forest: Forest,
    nodes: Int32Array,
    waits: Uint8Array,
    paint: Paint,
    place: { top: number; from: number; to: number; row: number; height: number; upwards?: number },
    label: (node: number) => string,
  ): void {
    const { row: rowHeight, upwards } = place;
    const width = nodes.length;
    let first: number;
    let end: number;
    if (upwards === undefined) {
      first = Math.floor((place.from - place.top) / rowHeight);
      end = Math.ceil((place.to - place.top) / rowHeight);
    } else {
      first = Math.floor((upwards - place.to) / rowHeight);
      end = Math.ceil((upwards - place.from) / rowHeight);
    }
    first = Math.max(0, first);
    end = Math.min(place.height, end);
    const rows = end - first;
    if (rows <= 0) {
      return;
    }
    const image = new ImageData(width, rows);
    const labelled = NARROWEST_LABEL * this.#scale;
    const boxes = paintBoxes(
      forest, nodes, waits, paint, first, rows, labelled, new Uint32Array(image.data.buffer),
    );
    this.#buffered(image);
    const yOf = (row: number) =>
      upwards === undefined ? place.top + row * rowHeight : upwards - (row + 1) * rowHeight;
    canvas.save();
    canvas.beginPath();
    canvas.rect(0, place.from, this.width, place.to - place.from);
    canvas.clip();
    canvas.imageSmoothingEnabled = false;
    if (upwards === undefined) {
      canvas.drawImage(this.#buffer, 0, 0, width, rows, 0, yOf(first), this.width, rows * rowHeight);
    } else {
      canvas.scale(1, -1);
      canvas.drawImage(this.#buffer, 0, 0, width, rows, 0, -(yOf(first) + rowHeight), this.width, rows * rowHeight);
      canvas.scale(1, -1);
    }
    for (let row = first; row < end; row++) {
      canvas.clearRect(0, yOf(row) + rowHeight - 1, this.width, 1);
    }
    canvas.fillStyle = css(this.page.themes.color("ink-box"));
    for (const box of boxes) {
      this.#label(canvas, box, yOf(box.row), rowHeight, label(box.node));
    }
    canvas.restore();
  }

  #buffered(image: ImageData): void {
    const buffer = this.#buffer;
    if (buffer.width !== image.width || buffer.height < image.height) {
      buffer.width = image.width;
      buffer.height = image.height;
    }
    buffer.getContext("2d")!.putImageData(image, 0, 0);
  }

  /** Draws each row of an image as wide as the canvas, at a place of its own: from where, and how high. */
  protected stretch(canvas: CanvasRenderingContext2D, image: ImageData, rows: readonly (readonly [number, number])[]): void {
    this.#buffered(image);
    canvas.imageSmoothingEnabled = false;
    rows.forEach(([y, height], row) => canvas.drawImage(this.#buffer, 0, row, image.width, 1, 0, y, this.width, height));
  }

  #label(canvas: CanvasRenderingContext2D, box: Box, y: number, rowHeight: number, text: string): void {
    const left = box.from / this.#scale;
    const letters = Math.floor((box.to / this.#scale - left - 2 * PADDING) / this.#letter);
    if (letters >= 2) {
      const cut = text.length > letters ? text.slice(0, letters - 1) + "…" : text;
      canvas.fillText(cut, left + PADDING, y + rowHeight / 2);
    }
  }

  /** The colours of nodes; what the search does not name is pale, what is selected stands out. */
  protected paint(size: number, funcOf: (node: number) => number): Paint {
    const { page } = this;
    const { themes } = page;
    const ground = themes.color("ground");
    const selected = page.selectedFunc();
    const colorOf = (func: number): Rgb => {
      const frame = page.frame(func);
      const hit = page.hit(func);
      const rgb = frame === null ? themes.color("box-none") : boxColor(frame, themes.look, themes.safe);
      return func >= 0 && page.same[func] === selected
        ? themes.color("box-selected")
        : hit === null
        ? rgb
        : hit
        ? themes.color("box-hit")
        : mix(rgb, ground, 0.7);
    };
    const known: (readonly [number, number])[] = []; // by function; the first is that of what is none
    const color = new Uint32Array(size);
    const faint = new Uint32Array(size);
    for (let node = 0; node < size; node++) {
      const func = funcOf(node);
      let pixels = known[func + 1];
      if (pixels === undefined) {
        const rgb = colorOf(func);
        pixels = known[func + 1] = [pixel(rgb), pixel(mix(rgb, ground, 0.55))];
      }
      color[node] = pixels[0];
      faint[node] = pixels[1];
    }
    return { color, faint };
  }

  /** The outline of a box under the pointer or the keyboard. */
  protected outline(
    canvas: CanvasRenderingContext2D,
    from: number,
    to: number,
    y: number,
    height: number,
    strong: boolean,
  ): void {
    const left = Math.max(-4, this.xOf(from));
    const right = Math.min(this.width + 4, this.xOf(to));
    canvas.strokeStyle = css(this.page.themes.color(strong ? "accent" : "ink"));
    canvas.lineWidth = strong ? 2 : 1;
    canvas.strokeRect(left + 0.5, y + 0.5, Math.max(1, right - left - 2), height - 2);
  }
}
