// Which key does what. The list that `?` shows is this table.

export type Scope = "page" | "tree" | "chart" | "table";

export interface Binding {
  readonly keys: readonly string[];
  readonly command: string;
  readonly help: string;
  readonly scope: Scope;
}

export const BINDINGS: readonly Binding[] = [
  { scope: "page", keys: ["1"], command: "view 1", help: "The first view" },
  { scope: "page", keys: ["2"], command: "view 2", help: "The second view" },
  { scope: "page", keys: ["3"], command: "view 3", help: "The third view" },
  { scope: "page", keys: ["4"], command: "view 4", help: "The fourth view" },
  { scope: "page", keys: ["5"], command: "view 5", help: "The fifth view" },
  { scope: "page", keys: ["/", "Mod+f"], command: "search", help: "Search" },
  { scope: "page", keys: ["F3", "Mod+g"], command: "next hit", help: "Next hit" },
  { scope: "page", keys: ["Shift+F3", "Mod+Shift+g"], command: "previous hit", help: "Previous hit" },
  { scope: "page", keys: ["n"], command: "next thread", help: "Only the next thread" },
  { scope: "page", keys: ["p"], command: "previous thread", help: "Only the previous thread" },
  { scope: "page", keys: ["f"], command: "focus subtree", help: "Focus on the selected call" },
  { scope: "page", keys: ["Shift+F"], command: "focus function", help: "Focus on the selected function" },
  { scope: "page", keys: ["x"], command: "hide function", help: "Hide the selected function" },
  { scope: "page", keys: ["r"], command: "fold recursion", help: "Fold recursion" },
  { scope: "page", keys: ["u", "Mod+z"], command: "undo", help: "Undo the last focus, hide or fold" },
  { scope: "page", keys: ["o"], command: "sandwich", help: "Callers and callees of the selected function" },
  { scope: "page", keys: ["l"], command: "libraries", help: "Fold or unfold library calls" },
  { scope: "page", keys: ["%"], command: "percent", help: "Seconds or percent" },
  { scope: "page", keys: ["i"], command: "invert", help: "Invert the flame graph" },
  { scope: "page", keys: ["c", "Mod+c"], command: "copy stack", help: "Copy the selected stack" },
  { scope: "page", keys: ["m", "ContextMenu", "Shift+F10"], command: "menu", help: "All that can be done with a call" },
  { scope: "page", keys: ["t"], command: "range", help: "Type a range of time" },
  { scope: "page", keys: ["Shift+ArrowLeft"], command: "range left", help: "Move the range of time, or begin one" },
  { scope: "page", keys: ["Shift+ArrowRight"], command: "range right", help: "Move the range of time, or begin one" },
  { scope: "page", keys: ["Shift+ArrowUp"], command: "range wider", help: "Widen the range of time" },
  { scope: "page", keys: ["Shift+ArrowDown"], command: "range narrower", help: "Narrow the range of time" },
  { scope: "page", keys: ["z"], command: "zoom range", help: "Zoom the timeline to the range" },
  { scope: "page", keys: ["Escape"], command: "escape", help: "Close; clear the search, the range, the selection" },
  { scope: "page", keys: ["?"], command: "help", help: "This list" },

  { scope: "tree", keys: ["ArrowDown"], command: "down", help: "Next call" },
  { scope: "tree", keys: ["ArrowUp"], command: "up", help: "Previous call" },
  { scope: "tree", keys: ["ArrowRight"], command: "open", help: "Open, or go to the first call" },
  { scope: "tree", keys: ["ArrowLeft"], command: "close", help: "Close, or go to the caller" },
  { scope: "tree", keys: ["Alt+ArrowRight"], command: "open all below", help: "Open all below" },
  { scope: "tree", keys: ["Alt+ArrowLeft"], command: "close all below", help: "Close all below" },
  { scope: "tree", keys: ["Enter", " "], command: "toggle", help: "Open or close" },
  { scope: "tree", keys: ["Alt+Enter", "Alt+ "], command: "toggle all below", help: "Open or close all below" },
  { scope: "tree", keys: ["Home"], command: "first", help: "First row" },
  { scope: "tree", keys: ["End"], command: "last", help: "Last row" },
  { scope: "tree", keys: ["PageDown"], command: "page down", help: "A page down" },
  { scope: "tree", keys: ["PageUp"], command: "page up", help: "A page up" },
  { scope: "tree", keys: ["'"], command: "type ahead", help: "Then type: go to the next call that begins so" },
  { scope: "tree", keys: ["*"], command: "open siblings", help: "Open all calls beside this one" },
  { scope: "tree", keys: ["h"], command: "hot path", help: "Follow the time down to where it goes" },
  { scope: "tree", keys: ["["], command: "close everything", help: "Close everything" },
  { scope: "tree", keys: ["]"], command: "open everything", help: "Open everything" },
  { scope: "tree", keys: ["<"], command: "one level less", help: "One level less" },
  { scope: "tree", keys: [">"], command: "one level more", help: "One level more" },

  { scope: "chart", keys: ["ArrowUp"], command: "box up", help: "The box above" },
  { scope: "chart", keys: ["ArrowDown"], command: "box down", help: "The box below" },
  { scope: "chart", keys: ["ArrowLeft"], command: "box left", help: "The box to the left" },
  { scope: "chart", keys: ["ArrowRight"], command: "box right", help: "The box to the right" },
  { scope: "chart", keys: ["Enter"], command: "zoom box", help: "Zoom to the box" },
  { scope: "chart", keys: ["w", "+", "="], command: "zoom in", help: "Zoom in" },
  { scope: "chart", keys: ["s", "-"], command: "zoom out", help: "Zoom out" },
  { scope: "chart", keys: ["a"], command: "pan left", help: "Move left" },
  { scope: "chart", keys: ["d"], command: "pan right", help: "Move right" },
  { scope: "chart", keys: ["0"], command: "zoom all", help: "See everything" },
  { scope: "chart", keys: ["Home"], command: "pan start", help: "Go to the start" },
  { scope: "chart", keys: ["End"], command: "pan end", help: "Go to the end" },
  { scope: "chart", keys: ["PageDown"], command: "page down", help: "A page down" },
  { scope: "chart", keys: ["PageUp"], command: "page up", help: "A page up" },

  { scope: "table", keys: ["ArrowDown"], command: "down", help: "Next row" },
  { scope: "table", keys: ["ArrowUp"], command: "up", help: "Previous row" },
  { scope: "table", keys: ["Home"], command: "first", help: "First row" },
  { scope: "table", keys: ["End"], command: "last", help: "Last row" },
  { scope: "table", keys: ["PageDown"], command: "page down", help: "A page down" },
  { scope: "table", keys: ["PageUp"], command: "page up", help: "A page up" },
  { scope: "table", keys: ["Enter"], command: "toggle", help: "Pick" },
];

export interface Stroke {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** `Mod+Shift+g`: Mod is Ctrl, or Command on a Mac. Shift is only named for keys that have no other sign with it. */
export function strokeName(stroke: Stroke): string {
  const named = stroke.key.length > 1 || /^[a-z]$/i.test(stroke.key);
  return (stroke.ctrlKey || stroke.metaKey ? "Mod+" : "") + (stroke.altKey ? "Alt+" : "") +
    (stroke.shiftKey && named ? "Shift+" : "") +
    (stroke.ctrlKey || stroke.metaKey ? stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key : stroke.key);
}

export function commandOf(stroke: Stroke, scope: Scope): string | null {
  const name = strokeName(stroke);
  return BINDINGS.find((each) => each.scope === scope && each.keys.includes(name))?.command ?? null;
}

/** As it is printed on a key. */
export function keyCap(key: string): string {
  const caps: Record<string, string> = {
    ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", " ": "Space", Escape: "Esc", Mod: "Ctrl",
    ContextMenu: "Menu", PageUp: "Page ↑", PageDown: "Page ↓",
  };
  return key === "+" ? key : key.split("+").map((part) => caps[part] ?? part).join(" ").replace("Shift F", "Shift F");
}
