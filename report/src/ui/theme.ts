// Light, dark or as the system has it, and colours for everyone. Remembered where the browser lets us.

import { type Look, parseColor, type Rgb } from "./color.ts";

export type Theme = "system" | "light" | "dark";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

function recall(name: string): string | null {
  try {
    return localStorage.getItem("pyrometer." + name);
  } catch {
    return null;
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem("pyrometer." + name, value);
  } catch {
    // a file, a frame or a strict browser: it holds for this visit
  }
}

export class Themes {
  theme: Theme;
  safe: boolean;
  onChange: () => void = () => {};
  /** asking the browser costs as much as laying out the page */
  readonly #colors = new Map<string, Rgb>();
  readonly #system = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    this.theme = THEMES.find((each) => each === recall("theme")) ?? "system";
    this.safe = recall("safe-colors") === "1";
    this.#apply();
    this.#system.addEventListener("change", () => this.#apply());
  }

  get look(): Look {
    return this.theme === "system" ? this.#system.matches ? "dark" : "light" : this.theme;
  }

  next(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
    remember("theme", this.theme);
    this.#apply();
  }

  toggleSafe(): void {
    this.safe = !this.safe;
    remember("safe-colors", this.safe ? "1" : "0");
    this.#apply();
  }

  /** A colour of the style sheet. */
  color(name: string): Rgb {
    let known = this.#colors.get(name);
    if (known === undefined) {
      known = parseColor(getComputedStyle(document.documentElement).getPropertyValue("--" + name));
      this.#colors.set(name, known);
    }
    return known;
  }

  #apply(): void {
    document.documentElement.dataset.look = this.look;
    this.#colors.clear();
    this.onChange();
  }
}
