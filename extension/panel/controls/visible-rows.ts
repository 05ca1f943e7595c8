/** The height of every row of the list, in CSS pixels. */
export const ROW_HEIGHT = 22;

/**
 * The tallest spacer, in CSS pixels: Firefox draws uneven rows above 8M and collapses the box above 17.9M,
 * Chromium breaks at 16.7M when the device pixel ratio is 2. A longer list scrolls faster than its bar.
 */
export const MAX_SPACER = 8_000_000;

/** Rows drawn above and below what can be seen, so that a fast scroll does not show blank. */
const OVERSCAN = 6;

export interface VisibleRows {
  /** The rows to draw: from `first` up to, not including, `end`. */
  first: number;
  end: number;
  /** Where the first of them stands in the spacer, in CSS pixels. */
  offset: number;
  /** The height of the spacer, in CSS pixels. */
  spacer: number;
}

/** The height of the spacer of so many rows, in CSS pixels. */
export function spacerOf(count: number, height = ROW_HEIGHT): number {
  return Math.min(count * height, MAX_SPACER);
}

/**
 * Which rows a list of equally high rows has to draw.
 *
 * Division instead of a virtualiser library: those keep a measurement for each row and walk all of them whenever a row
 * is added, which a list of a million rows that grows sixty times a second cannot pay.
 *
 * @param scrollTop of the scrolling box, in CSS pixels
 * @param viewport the height in which rows can be seen, in CSS pixels
 * @param height of a row, in CSS pixels
 */
export function visibleRows(count: number, scrollTop: number, viewport: number, height = ROW_HEIGHT): VisibleRows {
  const spacer = spacerOf(count, height);
  // Rows stand on whole pixels: text between two of them is drawn again, and looks different, at every step.
  const factor = stretch(count, viewport, height);
  const top = factor === 1 ? scrollTop : Math.round(scrollTop * factor);
  const seen = Math.floor(top / height);
  const first = clamp(seen - OVERSCAN, 0, count);
  const end = clamp(seen + Math.ceil(viewport / height) + 1 + OVERSCAN, first, count);
  return { first, end, offset: scrollTop - (top - first * height), spacer };
}

/** No more than so many of the rows to draw: the last of them for a list that follows its end, else the first. */
export function fewerRows(rows: VisibleRows, most: number, following: boolean, height = ROW_HEIGHT): VisibleRows {
  const left = rows.end - rows.first - most;
  if (left <= 0) return rows;
  if (!following) return { ...rows, end: rows.end - left };
  return { ...rows, first: rows.first + left, offset: rows.offset + left * height };
}

/** Where to scroll so that `row` can be seen, moving as little as possible; `scrollTop` itself when it can be already. */
export function scrollTopToShow(
  row: number,
  count: number,
  scrollTop: number,
  viewport: number,
  height = ROW_HEIGHT,
): number {
  const factor = stretch(count, viewport, height);
  const top = scrollTop * factor;
  const start = row * height;
  if (start < top) return start / factor;
  if (start + height > top + viewport) return (start + height - viewport) / factor;
  return scrollTop;
}

/** Is `row` not to be seen whole where the box was `viewport` pixels high? Not before it had a height. */
export const isOutOfSight = (row: number, count: number, scrollTop: number, viewport: number, height = ROW_HEIGHT) =>
  viewport > 0 && scrollTopToShow(row, count, scrollTop, viewport, height) !== scrollTop;

/** How many pixels of list one pixel of scrolling moves: 1 up to 363,636 rows of 22 pixels. */
function stretch(count: number, viewport: number, height: number): number {
  const total = count * height;
  return total <= MAX_SPACER ? 1 : (total - viewport) / (MAX_SPACER - viewport);
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
