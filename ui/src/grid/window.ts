/**
 * Which rows and columns are drawn for a scroll position, and where to scroll to bring a cell into view.
 * Pure arithmetic: knows no DOM, no lines, no selection.
 */

/** Browsers lay out about 33.5 million px; a taller sheet is squeezed into this and scrolled at a ratio. */
export const SHEET_LIMIT = 30_000_000;
/** Rows drawn above and below what is visible. */
const OVERSCAN = 8;
/**
 * Rows are placed relative to a base that moves in steps of this many rows: a row's own offset stays small
 * (exact in single precision) and changes only when the base does.
 */
const BASE_STEP = 4096;

/** `view` is the height left for rows between the sticky head and foot. */
export type Extent = {
  readonly rows: number;
  readonly rowHeight: number;
  readonly view: number;
  /** Height at the top of the view that a kept header covers. */
  readonly cover?: number;
};

/** Rows `first..end` (end excluded); row `i` stands at `(i - base) * rowHeight` inside a layer moved down by `offset`. */
export type RowWindow = {
  readonly first: number;
  readonly end: number;
  readonly base: number;
  readonly offset: number;
};

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The height given to the browser. */
export function sheetHeight({ rows, rowHeight }: Extent): number {
  return Math.min(rows * rowHeight, SHEET_LIMIT);
}

/** Where the view's top edge is in the full, unsqueezed sheet. */
export function fullTop(scrollTop: number, extent: Extent): number {
  const full = extent.rows * extent.rowHeight;
  const sheet = sheetHeight(extent);
  if (full === sheet) return Math.max(0, scrollTop);
  return clamp((scrollTop * (full - extent.view)) / (sheet - extent.view), 0, full - extent.view);
}

/** The inverse of `fullTop`. */
export function scrollTopFor(top: number, extent: Extent): number {
  const full = extent.rows * extent.rowHeight;
  const sheet = sheetHeight(extent);
  const most = Math.max(0, sheet - extent.view);
  if (full === sheet) return clamp(top, 0, most);
  return clamp((top * (sheet - extent.view)) / (full - extent.view), 0, most);
}

/** How many rows are drawn: always as many, so that scrolling makes and unmakes no element. */
export function poolSize(
  { view, rowHeight }: Pick<Extent, "view" | "rowHeight">,
  overscan: number = OVERSCAN,
): number {
  return Math.ceil(view / rowHeight) + 1 + 2 * overscan;
}

/** The rows to draw. */
export function rowWindow(scrollTop: number, extent: Extent, overscan: number = OVERSCAN): RowWindow {
  const { rows, rowHeight } = extent;
  const top = fullTop(scrollTop, extent);
  const pool = poolSize(extent, overscan);
  const first = clamp(Math.floor(top / rowHeight) - overscan, 0, Math.max(0, rows - pool));
  const end = Math.min(first + pool, rows);
  const base = Math.floor(first / BASE_STEP) * BASE_STEP;
  // Even, so that it is exact beyond 2^24 px where single precision counts in twos.
  const squeeze = rows * rowHeight > SHEET_LIMIT ? Math.round((top - scrollTop) / 2) * 2 : 0;
  return { first, end, base, offset: base * rowHeight - squeeze };
}

/**
 * Row `n` in the order of elements: while one scrolls (`turning`), row `i` keeps the place `i % pool`, for a moved
 * element is laid out anew; at rest elements stand as rows do, for whoever has them read aloud.
 */
export function rowAt(n: number, { first, end }: RowWindow, pool: number, turning: boolean): number {
  if (!turning) return first + n;
  const turn = first + ((pool - (first % pool)) % pool);
  return turn + n < end ? turn + n : first + n - Math.max(0, end - turn);
}

/** The scroll position that shows `row`, or null when it already is in view, give or take the browser's rounding. */
export function revealRow(row: number, scrollTop: number, extent: Extent): number | null {
  const top = fullTop(scrollTop, extent);
  const y = row * extent.rowHeight;
  const cover = extent.cover ?? 0;
  if (y < top + cover - 0.5)
    return y === 0 && top < 0.5 ? null : scrollTopFor(Math.max(0, y - cover), extent);
  if (y + extent.rowHeight > top + extent.view + 0.5)
    return scrollTopFor(y + extent.rowHeight - extent.view, extent);
  return null;
}

/** Left edges of the columns (one more than there are), the pinned count, and the widths they make. */
export type ColumnLayout = {
  readonly x: readonly number[];
  readonly pinned: number;
  readonly pinnedRight: number;
  readonly width: number;
};

/** Lays columns out after a gutter; pinned ones are expected first. */
export function layOut(
  columns: readonly { readonly width: number; readonly pinned: boolean }[],
  gutter: number,
): ColumnLayout {
  const x = [gutter];
  let right = gutter;
  let pinned = 0;
  for (const column of columns) {
    if (column.pinned && pinned === x.length - 1) pinned += 1;
    right += column.width;
    x.push(right);
  }
  return { x, pinned, pinnedRight: x[pinned] ?? gutter, width: right };
}

/** The unpinned columns `first..end` (end excluded) to draw. */
export type ColumnWindow = { readonly first: number; readonly end: number };

/** `slack` px are drawn beyond each side. */
export function columnWindow(
  scrollLeft: number,
  viewWidth: number,
  layout: ColumnLayout,
  slack = 80,
): ColumnWindow {
  const { x, pinned, pinnedRight } = layout;
  const count = x.length - 1;
  const left = scrollLeft + pinnedRight - slack;
  const right = scrollLeft + viewWidth + slack;
  let first = pinned;
  while (first < count - 1 && (x[first + 1] ?? 0) <= left) first += 1;
  let end = first;
  while (end < count && (x[end] ?? 0) < right) end += 1;
  return { first, end };
}

/** The scroll position that shows `column` clear of the pinned ones, or null when it is in view. */
export function revealColumn(
  column: number,
  scrollLeft: number,
  viewWidth: number,
  layout: ColumnLayout,
): number | null {
  if (column < layout.pinned) return null;
  const left = layout.x[column] ?? 0;
  const right = layout.x[column + 1] ?? left;
  if (left < scrollLeft + layout.pinnedRight) return Math.max(0, left - layout.pinnedRight);
  if (right > scrollLeft + viewWidth) {
    // A column wider than the view shows its beginning.
    return Math.min(left - layout.pinnedRight, right - viewWidth);
  }
  return null;
}
