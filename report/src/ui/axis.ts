// Ticks at round numbers, 1, 2 or 5 times a power of ten apart, and what people type for a range of time.

import type { Range } from "../model.ts";

export interface Ticks {
  /** in milliseconds */
  readonly step: number;
  readonly values: readonly number[];
}

/** The ticks of a range, at most `most` steps. */
export function ticks(from: number, to: number, most: number): Ticks {
  const span = to - from;
  if (!(span > 0) || most < 1) {
    return { step: 0, values: [] };
  }
  const step = niceStep(span / most);
  const values: number[] = [];
  const first = Math.ceil(from / step - 1e-9);
  for (let i = first; i * step <= to + step * 1e-9 && values.length <= most; i++) {
    values.push(i * step);
  }
  return { step, values };
}

/** The smallest 1, 2 or 5 times a power of ten that is not below `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-12);
  for (const factor of [1, 2, 5]) {
    if (factor * power >= least * (1 - 1e-12)) {
      return factor * power;
    }
  }
  return 10 * power;
}

/**
 * A time with as many decimals as the step between ticks asks for: `1.25 s`, `20 ms`.
 *
 * @param largest of the times that are seen together: they have one unit
 */
export function tickLabel(value: number, step: number, largest: number): string {
  const unit = largest >= 1000 ? 1000 : largest >= 1 ? 1 : 0.001;
  const name = unit === 1000 ? " s" : unit === 1 ? " ms" : " µs";
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step / unit) + 1e-9)));
  return (value / unit).toFixed(decimals) + name;
}

/** Reads `1.2s-3.4s`, `200ms-1s`, `5-7` (seconds). null for what is no range. */
export function parseRange(text: string): Range | null {
  const parts = text.trim().split(/\s*(?:-|–|\.\.|\bto\b)\s*/);
  if (parts.length !== 2) {
    return null;
  }
  const from = parseTime(parts[0]);
  const to = parseTime(parts[1]);
  return from === null || to === null || !(to > from) ? null : { from, to };
}

function parseTime(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)\s*(s|ms|us|µs|m|min)?$/.exec(text);
  if (!match) {
    return null;
  }
  const units: Record<string, number> = { s: 1000, ms: 1, us: 0.001, "µs": 0.001, m: 60_000, min: 60_000 };
  return Number(match[1]) * units[match[2] ?? "s"];
}

/** `1.200 s – 3.400 s` */
export function rangeLabel(range: Range): string {
  const step = niceStep((range.to - range.from) / 200);
  return tickLabel(range.from, step, range.to) + " – " + tickLabel(range.to, step, range.to);
}
