// Numbers as people read them. Times come in milliseconds.

const THIN_SPACE = "\u202f";

/** How many decimals of a second an interval is worth: 3 for one millisecond. */
export function decimalsOf(interval: number): number {
  if (!(interval > 0)) {
    return 3;
  }
  return Math.min(9, Math.max(0, Math.ceil(-Math.log10(interval / 1000) - 1e-9)));
}

/** `1.234`, in seconds. */
export function seconds(millis: number, decimals: number): string {
  return (millis / 1000).toFixed(decimals);
}

/** With the unit that gives three or four digits: `1.23 s`, `45.6 ms`, `789 µs`. */
export function duration(millis: number): string {
  const abs = Math.abs(millis);
  if (abs >= 1000 || abs === 0) {
    return significant(millis / 1000) + " s";
  }
  if (abs >= 1) {
    return significant(millis) + " ms";
  }
  return significant(millis * 1000) + " µs";
}

function significant(value: number): string {
  const abs = Math.abs(value);
  if (abs >= 100) {
    return count(Math.round(value));
  }
  return value.toFixed(abs >= 10 ? 1 : abs === 0 ? 0 : 2);
}

/** `12.3%`; what is little, but not nothing, is `<0.1%`. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) {
    return "<0.1%";
  }
  return (100 * (Number.isFinite(share) ? share : 0)).toFixed(1) + "%";
}

/** Of a hundred true shares, 95 are no more than so many standard errors away. */
const Z = 1.96;

/** Where the true share is likely to be, if each of so many samples could have hit or missed it: Wilson's interval. */
export function likely(share: number, samples: number): readonly [from: number, to: number] {
  const spread = Z * Z / samples;
  const middle = (share + spread / 2) / (1 + spread);
  const half = Z / (1 + spread) * Math.sqrt(share * (1 - share) / samples + spread / (4 * samples));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** `10.2% to 14.7%, 95% sure from 798 samples`. */
export function certainty(share: number, samples: number): string {
  const [from, to] = likely(Math.min(1, share), Math.max(1, samples));
  return `${percent(from)} to ${percent(to)}, 95% sure from ${counted(samples, "sample")}`;
}

/** `12 345` with thin spaces. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** `45 KB`. */
export function bytes(value: number): string {
  return value < 1000 ? count(value) + " bytes" : count(Math.round(value / 1000)) + " KB";
}

/** `3 samples`, `1 sample`. */
export function counted(value: number, noun: string): string {
  return count(value) + " " + noun + (value === 1 ? "" : "s");
}

/** The date and time of the reader's own clock: `2026-11-22 16:51:44`. */
export function clock(millis: number): string {
  const date = new Date(millis);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Names come from the program: what could break a line or turn the direction of the text is written out. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0);
    return c === "\n" ? "\\n" : code < 256 ? "\\x" + code.toString(16).padStart(2, "0") : "\\u" + code.toString(16);
  });
}
