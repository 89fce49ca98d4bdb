// The colours of packages: a hash of the package's name picks a hue, so a package looks the same in every recording.
// The program's own code is vivid, libraries are pale, what is built in is grey.

import { type Frame, Origin } from "../session.ts";

export type Look = "light" | "dark";
export type Rgb = readonly [number, number, number];

/** Evenly spread around the circle. */
const HUES = [25, 55, 85, 115, 145, 175, 205, 235, 265, 295, 325, 355];
/** Told apart by people who see red and green, or blue and yellow, as one: few hues, and three lightnesses. */
const SAFE_HUES = [60, 255, 95, 235, 345, 75];

/** The text on boxes. */
export const INK: Record<Look, Rgb> = { light: [24, 24, 27], dark: [243, 242, 240] };

/** The package of a frame: the library, or the first part of the path of the program's own code. */
export function packageOf(frame: Frame): string {
  if (frame.library !== "") {
    return frame.library;
  }
  if (frame.file === null) {
    return "built-in";
  }
  const path = frame.shortPath.replace(/^[./\\]+/, "");
  return /^[^/\\]*?(?=[/\\]|\.pyc?$|$)/.exec(path)?.[0] || path;
}

/** Is it code that the program's author wrote? */
export function isOwn(frame: Frame): boolean {
  return frame.origin === Origin.Application || frame.origin === Origin.Generated && frame.library === "";
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ h >>> 13) >>> 0;
}

export function boxColor(frame: Frame, look: Look, safe: boolean): Rgb {
  const own = isOwn(frame);
  const name = packageOf(frame);
  const seed = hash(name);
  const dark = look === "dark";
  if (frame.origin === Origin.Builtin && name === "built-in") {
    return fromOklch(dark ? 0.37 : 0.87, 0.004, 80);
  }
  const hues = safe ? SAFE_HUES : HUES;
  const hue = hues[seed % hues.length];
  const shade = (Math.floor(seed / hues.length) % 3 - 1) * (safe ? 0.05 : 0.02);
  if (own) {
    return fromOklch((dark ? 0.45 : 0.83) + shade * (dark ? 0.7 : 1), 0.085, hue);
  }
  return fromOklch((dark ? 0.33 : 0.92) + shade * 0.6, dark ? 0.026 : 0.024, hue);
}

/** From OKLCH, in which equal steps look equal, to sRGB; what a screen cannot show is clipped. */
export function fromOklch(lightness: number, chroma: number, degrees: number): Rgb {
  const a = chroma * Math.cos(degrees * Math.PI / 180);
  const b = chroma * Math.sin(degrees * Math.PI / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function toByte(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.max(0, Math.min(1, value)));
}

/** As WCAG 2 defines it: 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function parseColor(text: string): Rgb {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  return match ? [parseInt(match[1], 16), parseInt(match[2], 16), parseInt(match[3], 16)] : [128, 128, 128];
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round(a[i] + (b[i] - a[i]) * share)) as unknown as Rgb;
}

/** As a canvas keeps it, on machines that store the lowest byte first: all that browsers run on. */
export function pixel(color: Rgb): number {
  return (255 << 24 | color[2] << 16 | color[1] << 8 | color[0]) >>> 0;
}

export const css = (color: Rgb) => `rgb(${color.join(" ")})`;
