// Which key does what. The list that `?` shows is this table.

export type Scope = "page" | "tree" | "chart" | "table";

export interface Binding {
  readonly keys: readonly string[];
  readonly command: string;
  readonly help: string;
  readonly scope: Scope;
}

/** Keys, with spaces between them, what they ask for, and how the list of keys says it. */
type Row = readonly [keys: string, command: string, help: string];

const TABLE: Record<Scope, readonly Row[]> = {
  page: [
    ["1", "view 1", "The first view"],
    ["2", "view 2", "The second view"],
    ["3", "view 3", "The third view"],
    ["4", "view 4", "The fourth view"],
    ["5", "view 5", "The fifth view"],
    ["/ Mod+f", "search", "Search"],
    ["F3 Mod+g", "next hit", "Next hit"],
    ["Shift+F3 Mod+Shift+g", "previous hit", "Previous hit"],
    ["n", "next thread", "Only the next thread"],
    ["p", "previous thread", "Only the previous thread"],
    ["f", "focus subtree", "Focus on the selected call"],
    ["Shift+F", "focus function", "Focus on the selected function"],
    ["x", "hide function", "Hide the selected function"],
    ["r", "fold recursion", "Fold recursion"],
    ["u Mod+z", "undo", "Undo the last focus, hide or fold"],
    ["o", "sandwich", "Callers and callees of the selected function"],
    ["l", "libraries", "Fold or unfold library calls"],
    ["%", "percent", "Seconds or percent"],
    ["i", "invert", "Invert the flame graph"],
    ["c Mod+c", "copy stack", "Copy the selected stack"],
    ["m ContextMenu Shift+F10", "menu", "All that can be done with a call"],
    ["t", "range", "Type a range of time"],
    ["Shift+ArrowLeft", "range left", "Move the range of time, or begin one"],
    ["Shift+ArrowRight", "range right", "Move the range of time, or begin one"],
    ["Shift+ArrowUp", "range wider", "Widen the range of time"],
    ["Shift+ArrowDown", "range narrower", "Narrow the range of time"],
    ["z", "zoom range", "Zoom the timeline to the range"],
    ["Escape", "escape", "Close; clear the search, the range, the selection"],
    ["?", "help", "This list"],
  ],
  tree: [
    ["ArrowDown", "down", "Next call"],
    ["ArrowUp", "up", "Previous call"],
    ["ArrowRight", "open", "Open, or go to the first call"],
    ["ArrowLeft", "close", "Close, or go to the caller"],
    ["Alt+ArrowRight", "open all below", "Open all below"],
    ["Alt+ArrowLeft", "close all below", "Close all below"],
    ["Enter Space", "toggle", "Open or close"],
    ["Alt+Enter Alt+Space", "toggle all below", "Open or close all below"],
    ["Home", "first", "First row"],
    ["End", "last", "Last row"],
    ["PageDown", "page down", "A page down"],
    ["PageUp", "page up", "A page up"],
    ["'", "type ahead", "Then type: go to the next call that begins so"],
    ["*", "open siblings", "Open all calls beside this one"],
    ["h", "hot path", "Follow the time down to where it goes"],
    ["[", "close everything", "Close everything"],
    ["]", "open everything", "Open everything"],
    ["<", "one level less", "One level less"],
    [">", "one level more", "One level more"],
  ],
  chart: [
    ["ArrowUp", "box up", "The box above"],
    ["ArrowDown", "box down", "The box below"],
    ["ArrowLeft", "box left", "The box to the left"],
    ["ArrowRight", "box right", "The box to the right"],
    ["Enter", "zoom box", "Zoom to the box"],
    ["w + =", "zoom in", "Zoom in"],
    ["s -", "zoom out", "Zoom out"],
    ["a", "pan left", "Move left"],
    ["d", "pan right", "Move right"],
    ["0", "zoom all", "See everything"],
    ["Home", "pan start", "Go to the start"],
    ["End", "pan end", "Go to the end"],
    ["PageDown", "page down", "A page down"],
    ["PageUp", "page up", "A page up"],
  ],
  table: [
    ["ArrowDown", "down", "Next row"],
    ["ArrowUp", "up", "Previous row"],
    ["Home", "first", "First row"],
    ["End", "last", "Last row"],
    ["PageDown", "page down", "A page down"],
    ["PageUp", "page up", "A page up"],
    ["Enter", "toggle", "Pick"],
  ],
};

export const BINDINGS: readonly Binding[] = (Object.keys(TABLE) as Scope[]).flatMap((scope) =>
  TABLE[scope].map(([keys, command, help]) => ({ scope, keys: keys.split(" "), command, help }))
);

export interface Stroke {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** `Mod+Shift+g`: Mod is Ctrl, or Command on a Mac. Shift is only named for keys that have no other sign with it. */
export function strokeName({ key, altKey, ctrlKey, metaKey, shiftKey }: Stroke): string {
  const named = key.length > 1 || /^[a-z]$/i.test(key);
  const mod = ctrlKey || metaKey;
  return (mod ? "Mod+" : "") + (altKey ? "Alt+" : "") + (shiftKey && named ? "Shift+" : "") +
    (key === " " ? "Space" : mod && key.length === 1 ? key.toLowerCase() : key);
}

export function commandOf(stroke: Stroke, scope: Scope): string | null {
  const name = strokeName(stroke);
  return BINDINGS.find((each) => each.scope === scope && each.keys.includes(name))?.command ?? null;
}

/** As it is printed on a key. */
export function keyCap(key: string): string {
  const caps: Record<string, string> = {
    ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Mod: "Ctrl",
    ContextMenu: "Menu", PageUp: "Page ↑", PageDown: "Page ↓",
  };
  return key === "+" ? key : key.split("+").map((part) => caps[part] ?? part).join(" ");
}
