// What part of a line of time is in sight.

import type { Range } from "../model.ts";

/** Nothing closer than this can be seen: a nanosecond on a thousand pixels is beyond any clock. */
const CLOSEST = 1e-3;

/** The part zoomed by the factor (below 1 is closer) around a moment, within `all`. */
export function zoomed(part: Range, all: Range, factor: number, around: number): Range {
  const span = Math.min(all.to - all.from, Math.max(CLOSEST, (part.to - part.from) * factor));
  const share = (around - part.from) / (part.to - part.from);
  return within({ from: around - share * span, to: around + (1 - share) * span }, all);
}

export function panned(part: Range, all: Range, by: number): Range {
  return within({ from: part.from + by, to: part.to + by }, all);
}

/** Moved, not shortened, into `all`, as far as it is not longer. */
export function within(part: Range, all: Range): Range {
  const span = Math.min(part.to - part.from, all.to - all.from);
  const from = Math.max(all.from, Math.min(part.from, all.to - span));
  return { from, to: from + span };
}

/** As a state keeps it: null for everything. */
export function orWhole(part: Range, all: Range): Range | null {
  return part.to - part.from >= (all.to - all.from) * (1 - 1e-9) ? null : part;
}

/** The ranges around a new one: those that contain it, and the one it was drawn in. */
export function nested(outer: readonly Range[], before: Range | null, now: Range | null): readonly Range[] {
  if (now === null) {
    return [];
  }
  const candidates = before === null ? outer : [...outer, before];
  return candidates.filter((each) =>
    each.from <= now.from && each.to >= now.to && (each.from < now.from || each.to > now.to)
  );
}
