// The list of keys.

import { button, h } from "./dom.ts";
import { BINDINGS, keyCap, type Scope } from "./keys.ts";

const TITLES: Record<Scope, string> = {
  page: "Everywhere",
  tree: "In a call tree",
  chart: "In the timeline and the flame graph",
  table: "In a table",
};

export class Help {
  readonly element: HTMLDialogElement;

  /** @param commands those of this page; null for all */
  constructor(commands: ReadonlySet<string> | null) {
    const lists = (Object.keys(TITLES) as Scope[]).map((scope) => {
      const list = h("dl");
      for (const each of BINDINGS.filter((each) => each.scope === scope && (commands?.has(each.command) ?? true))) {
        const keys = h("dt");
        each.keys.filter((key) => key !== "=").slice(0, 2).forEach((key, i) => {
          keys.append(i > 0 ? " or " : "", h("kbd", {}, keyCap(key)));
        });
        list.append(h("div", {}, keys, h("dd", {}, each.help)));
      }
      return h("section", {}, h("h3", {}, TITLES[scope]), list);
    });
    const close = button("Close", { class: "toggle" }, () => this.element.close());
    const mouse = h(
      "section",
      {},
      h("h3", {}, "With the mouse or fingers"),
      h(
        "ul",
        {},
        h("li", {}, "Click a row to open or close it; with Alt, everything below it too."),
        h("li", {}, "Drag on the strip above the views, or on the timeline, to select a range of time. All views follow."),
        h("li", {}, "Wheel zooms; with Shift it moves in time, with Alt up and down. Shift-drag moves both ways."),
        h("li", {}, "Right-click for all that can be done with a call."),
        h("li", {}, "Two fingers zoom, one moves; on the strip it selects. Hold for what a right-click does."),
        h("li", {}, "Where a pixel of the timeline stands for several stacks, it shows the calls that were there most of the time."),
        h("li", {}, "Search for text, /a regular expression/, file:name, package:name or thread:name."),
      ),
    );
    this.element = h("dialog", { class: "help", "aria-label": "Keys" }, h("header", {}, h("h2", {}, "Keys and mouse"), close),
      h("div", { class: "columns" }, mouse, ...lists));
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) {
        this.element.close();
      }
    });
  }

  toggle(): void {
    if (this.element.open) {
      this.element.close();
    } else {
      this.element.showModal();
    }
  }
}
