// Pointers and wheels on a chart, as the few things that they mean.

export interface Gestures {
  /** horizontal factor around a place on the chart */
  zoom(factor: number, x: number): void;
  pan(dx: number, dy: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number, event: MouseEvent): void;
  doubleClick(x: number, y: number): void;
  /** whether one finger selects, as the mouse does; otherwise it moves what is in sight */
  readonly fingerSelects: boolean;
  /** a drag that selects; false if this chart has nothing to select */
  dragStart(x: number, y: number): boolean;
  drag(x: number): void;
  dragEnd(): void;
}

const STILL = 3;

export function listen(element: HTMLElement, surface: HTMLElement, to: Gestures): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let mode: "none" | "press" | "select" | "pan" = "none";
  let startX = 0;
  let startY = 0;
  let lastX = 0;
  let lastY = 0;
  let pinch: { x: number; y: number; spread: number } | null = null;
  let pinched = false;
  const place = (event: MouseEvent) => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { x } = place(event);
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    if (event.altKey) {
      to.pan(0, -event.deltaY * unit);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      to.pan(-(event.deltaX || event.deltaY) * unit, 0);
    } else {
      const speed = event.ctrlKey || event.metaKey ? 0.01 : 0.0025;
      to.zoom(Math.exp(Math.max(-200, Math.min(200, event.deltaY * unit)) * speed), x);
    }
  }, { passive: false });

  surface.addEventListener("pointerdown", (event) => {
    const at = place(event);
    fingers.set(event.pointerId, at);
    pinched = fingers.size > 1;
    if (pinched) {
      if (mode === "select") {
        to.dragEnd();
      }
      mode = "pan";
    } else if (event.pointerType === "touch") {
      mode = to.fingerSelects ? "press" : "pan";
    } else if (event.button === 1 || event.button === 0 && event.shiftKey) {
      event.preventDefault();
      mode = "pan";
    } else if (event.button === 0) {
      mode = "press";
    } else {
      return;
    }
    surface.setPointerCapture(event.pointerId);
    startX = lastX = at.x;
    startY = lastY = at.y;
    pinch = null;
  });

  surface.addEventListener("pointermove", (event) => {
    const at = place(event);
    if (fingers.has(event.pointerId)) {
      fingers.set(event.pointerId, at);
    }
    if (fingers.size === 2) {
      const [a, b] = [...fingers.values()];
      const now = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)) };
      if (pinch !== null) {
        to.pan(now.x - pinch.x, now.y - pinch.y);
        to.zoom(pinch.spread / now.spread, now.x);
      }
      pinch = now;
      return;
    }
    if (mode === "none") {
      to.hover(at.x, at.y);
    } else if (mode === "pan") {
      to.leave(); // what a tap said is no longer there
      to.pan(at.x - lastX, at.y - lastY);
    } else if (mode === "press" && Math.abs(at.x - startX) > STILL) {
      mode = to.dragStart(startX, startY) ? "select" : "pan";
    }
    if (mode === "select") {
      to.drag(at.x);
    }
    lastX = at.x;
    lastY = at.y;
  });

  const up = (event: PointerEvent) => {
    const at = place(event);
    const still = Math.abs(at.x - startX) <= STILL && Math.abs(at.y - startY) <= STILL;
    fingers.delete(event.pointerId);
    if (mode === "select") {
      to.dragEnd();
    } else if (mode !== "none" && still && !pinched && event.type === "pointerup" && event.button === 0) {
      to.click(at.x, at.y, event);
      if (event.pointerType === "touch") {
        to.hover(at.x, at.y);
      }
    }
    const [left] = fingers.values();
    mode = left ? "pan" : "none";
    if (left) { // it goes on from where it is
      lastX = left.x;
      lastY = left.y;
    }
    pinch = null;
  };
  surface.addEventListener("pointerup", up);
  surface.addEventListener("pointercancel", up);
  surface.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") { // a finger that is lifted has left, too
      to.leave();
    }
  });
  surface.addEventListener("dblclick", (event) => {
    const { x, y } = place(event);
    to.doubleClick(x, y);
  });
}

/**
 * For so many milliseconds a finger rests to ask for a menu: not every browser makes a `contextmenu` of that. After half
 * a second they begin to select text.
 */
const REST = 450;
/** So many pixels a finger that rests may move. */
const TREMBLE = 8;

/** Has a menu opened by the right button, or by a finger that rests. */
export function onMenu(element: HTMLElement, open: (event: MouseEvent) => void): void {
  let timer = 0;
  let from: PointerEvent | null = null;
  let opened = false;
  const stop = () => clearTimeout(timer);
  element.addEventListener("contextmenu", (event) => {
    stop();
    open(event);
  });
  element.addEventListener("pointerdown", (event) => {
    stop();
    opened = false;
    from = event;
    if (event.pointerType === "touch" && event.isPrimary) {
      timer = setTimeout(() => {
        opened = true;
        open(event);
      }, REST);
    }
  });
  element.addEventListener("pointermove", (event) => {
    if (from !== null && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > TREMBLE) {
      stop();
    }
  });
  element.addEventListener("pointerup", stop);
  element.addEventListener("pointercancel", stop);
  element.addEventListener("click", (event) => {
    if (opened) { // the finger is lifted
      opened = false;
      event.stopImmediatePropagation();
    }
  }, true);
}
