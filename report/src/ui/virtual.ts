// Which of many rows are drawn. Browsers lose precision, or refuse, beyond some millions of pixels: taller lists are
// scrolled in proportion.

/** The tallest that a scrolled element is made, in pixels: what all browsers can do. */
export const TALLEST = 8_000_000;

export interface Rows {
  readonly first: number;
  /** the one after the last */
  readonly end: number;
  /** where the first row is drawn, in pixels below the top of the scrolled element */
  readonly top: number;
}

/** The height of the element that is scrolled. */
export function scrollHeight(count: number, rowHeight: number): number {
  return Math.min(TALLEST, count * rowHeight);
}

export function rowsAt(scrollTop: number, height: number, count: number, rowHeight: number): Rows {
  const full = count * rowHeight;
  const scrolled = scrollHeight(count, rowHeight);
  const most = Math.max(0, scrolled - height);
  const top = Math.max(0, Math.min(scrollTop, most));
  const offset = full === scrolled || most === 0 ? top : top / most * (full - height);
  const first = Math.max(0, Math.min(count, Math.floor(offset / rowHeight)));
  const end = Math.min(count, Math.ceil((offset + height) / rowHeight) + 1);
  return { first, end, top: top - (offset - first * rowHeight) };
}

/** The scroll position that has the row in sight, moved as little as possible. */
export function scrollTo(row: number, scrollTop: number, height: number, count: number, rowHeight: number): number {
  const full = count * rowHeight;
  const scrolled = scrollHeight(count, rowHeight);
  const most = Math.max(0, scrolled - height);
  const ratio = full === scrolled || most === 0 ? 1 : most / (full - height);
  const offset = Math.min(scrollTop, most) / ratio;
  if (row * rowHeight < offset) {
    return row * rowHeight * ratio;
  }
  if ((row + 1) * rowHeight > offset + height) {
    return ((row + 1) * rowHeight - height) * ratio;
  }
  return scrollTop;
}
