// Makes elements. What comes from the recording only ever becomes text nodes and attributes that are no code.

export type Child = Node | string | null;

export interface Props {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly [attribute: string]: string | number | boolean | null | undefined;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children) {
    if (child !== null) {
      element.append(child);
    }
  }
  return element;
}

export function button(label: string, props: Props, onClick: (event: MouseEvent) => void): HTMLButtonElement {
  const element = h("button", { type: "button", ...props }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** A bar behind a number, as long as its share, 0 to 1. */
export function barOf(share: number): HTMLElement {
  const bar = h("span", { class: "bar", "aria-hidden": "true" });
  bar.style.transform = `scaleX(${Math.min(1, share).toFixed(4)})`;
  return bar;
}

/** A button that stays pressed. */
export function toggle(label: string, title: string, onClick: () => void): HTMLButtonElement {
  return button(label, { class: "toggle", title, "aria-pressed": "false" }, onClick);
}

export function pressed(element: HTMLElement, on: boolean): void {
  element.setAttribute("aria-pressed", String(on));
}

/** Calls once in the next frame however often it is asked. */
export function onceAFrame(work: () => void): () => void {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        work();
      });
    }
  };
}
