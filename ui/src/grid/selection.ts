/**
 * What is selected: an active cell, a main span from anchor to head, and further spans added with Ctrl.
 * Pure functions over plain values; as in Excel the active cell stays at the anchor while the head moves.
 */

export type Cell = { readonly row: number; readonly column: number };
export type Bounds = { readonly rows: number; readonly columns: number };
/** Whole rows, whole columns and everything keep meaning that when rows come and go. */
export type Shape = "cells" | "rows" | "columns" | "all";
export type Span = { readonly shape: Shape; readonly anchor: Cell; readonly head: Cell };
export type Selection = Span & { readonly active: Cell; readonly extra: readonly Span[] };
/** Edges included. */
export type Box = {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
};
export type Step = { readonly rows: number; readonly columns: number };

const clamp = (value: number, last: number): number => Math.max(0, Math.min(last, value));

/** The nearest cell that exists. An empty grid has the cell 0/0 all the same, so that there is always one to stand on. */
export function clampCell(cell: Cell, bounds: Bounds): Cell {
  return {
    row: clamp(cell.row, Math.max(0, bounds.rows - 1)),
    column: clamp(cell.column, Math.max(0, bounds.columns - 1)),
  };
}

/** One cell. */
export function selectCell(cell: Cell): Selection {
  return { shape: "cells", anchor: cell, head: cell, active: cell, extra: [] };
}

/** A whole row, column, or everything, with `cell` active. */
export function selectWhole(shape: Exclude<Shape, "cells">, cell: Cell): Selection {
  return { shape, anchor: cell, head: cell, active: cell, extra: [] };
}

export const sameCell = (a: Cell, b: Cell): boolean => a.row === b.row && a.column === b.column;

/** Makes a selected cell the active one; the span it lies in becomes the main one, and all stays selected. */
export function activate(selection: Selection, bounds: Bounds, cell: Cell): Selection {
  const inside = (span: Span) => holds(boxOf(span, bounds), cell);
  const at = inside(selection) ? -1 : selection.extra.findLastIndex(inside);
  const span = selection.extra[at];
  if (!span) return { ...selection, active: cell };
  const { shape, anchor, head, extra } = selection;
  return { ...span, active: cell, extra: [...extra.toSpliced(at, 1), { shape, anchor, head }] };
}

/** From the anchor to `head`; the active cell stays. */
export function extendTo(selection: Selection, head: Cell): Selection {
  return selection.shape === "all" ? selection : { ...selection, head, active: selection.anchor };
}

/** Keeps what is selected and starts a further span at `cell`. */
export function addSpan(selection: Selection, shape: Shape, cell: Cell): Selection {
  const { shape: was, anchor, head, extra } = selection;
  return { shape, anchor: cell, head: cell, active: cell, extra: [...extra, { shape: was, anchor, head }] };
}

/** Moves the active cell, or with `extend` the head of the main span. */
export function move(selection: Selection, bounds: Bounds, step: Step, extend: boolean): Selection {
  const from = extend ? selection.head : selection.active;
  const to = clampCell({ row: from.row + step.rows, column: from.column + step.columns }, bounds);
  return extend ? extendTo(selection, to) : selectCell(to);
}

/** The cells a span covers. */
export function boxOf(span: Span, bounds: Bounds): Box {
  const { anchor, head, shape } = span;
  const wide = shape === "rows" || shape === "all";
  const tall = shape === "columns" || shape === "all";
  return {
    top: tall ? 0 : Math.min(anchor.row, head.row),
    bottom: tall ? Math.max(0, bounds.rows - 1) : Math.max(anchor.row, head.row),
    left: wide ? 0 : Math.min(anchor.column, head.column),
    right: wide ? Math.max(0, bounds.columns - 1) : Math.max(anchor.column, head.column),
  };
}

/** Every span's cells, the main one last. */
export function boxesOf(selection: Selection, bounds: Bounds): Box[] {
  return [...selection.extra, selection].map((span) => boxOf(span, bounds));
}

/** Whether more than the active cell is selected. */
export function isMany(selection: Selection, bounds: Bounds): boolean {
  const box = boxOf(selection, bounds);
  return selection.extra.length > 0 || box.top !== box.bottom || box.left !== box.right;
}

const holds = ({ top, bottom, left, right }: Box, { row, column }: Cell): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

/** Whether a cell lies in any span. */
export function covers(selection: Selection, bounds: Bounds, cell: Cell): boolean {
  return boxesOf(selection, bounds).some((box) => holds(box, cell));
}

/** Distinct selected rows as ascending intervals, edges included. */
export function rowIntervals(selection: Selection, bounds: Bounds): { first: number; last: number }[] {
  const sorted = boxesOf(selection, bounds).map(({ top, bottom }) => ({ first: top, last: bottom }));
  sorted.sort((a, b) => a.first - b.first);
  const merged: { first: number; last: number }[] = [];
  for (const next of sorted) {
    const previous = merged.at(-1);
    if (previous && next.first <= previous.last + 1) previous.last = Math.max(previous.last, next.last);
    else merged.push(next);
  }
  return merged;
}

/** Rows, edges included, of which the same columns are selected. */
export type Band = { readonly first: number; readonly last: number; readonly columns: readonly number[] };

/** Every selected cell once, as bands that do not lie over each other, from the top down. */
export function bandsOf(selection: Selection, bounds: Bounds): Band[] {
  const boxes = boxesOf(selection, bounds);
  const edges = [...new Set(boxes.flatMap(({ top, bottom }) => [top, bottom + 1]))].sort((a, b) => a - b);
  const bands: Band[] = [];
  for (const [index, first] of edges.entries()) {
    const after = edges[index + 1];
    if (after === undefined) break;
    const columns = new Set<number>();
    for (const box of boxes) {
      if (box.top > first || box.bottom < first) continue;
      for (let column = box.left; column <= box.right; column += 1) columns.add(column);
    }
    if (columns.size > 0) bands.push({ first, last: after - 1, columns: [...columns].sort((a, b) => a - b) });
  }
  return bands;
}

/** How many distinct cells are selected. */
export function countCells(selection: Selection, bounds: Bounds): number {
  return bandsOf(selection, bounds).reduce(
    (cells, { first, last, columns }) => cells + (last - first + 1) * columns.length,
    0,
  );
}

export type Turn = "next" | "previous" | "down" | "up";

/** The next span of several becomes the main one, with its first cell active; backwards the one before, and its last. */
function turnSpan(selection: Selection, bounds: Bounds, forth: boolean): Selection {
  const { shape, anchor, head, extra } = selection;
  const was: Span = { shape, anchor, head };
  const to = (forth ? extra[0] : extra.at(-1)) ?? was;
  const { top, bottom, left, right } = boxOf(to, bounds);
  return {
    ...to,
    active: forth ? { row: top, column: left } : { row: bottom, column: right },
    extra: forth ? [...extra.slice(1), was] : [was, ...extra.slice(0, -1)],
  };
}

/**
 * Tab and Enter: inside a range they walk its cells and leave it selected, through all parts of one; on one cell Tab
 * runs on into the next line. Null means there is no further cell, and the focus may leave the grid.
 */
export function turn(selection: Selection, bounds: Bounds, way: Turn): Selection | null {
  const whole: Box = {
    top: 0,
    left: 0,
    bottom: Math.max(0, bounds.rows - 1),
    right: Math.max(0, bounds.columns - 1),
  };
  const inside = isMany(selection, bounds);
  const box = inside ? boxOf(selection, bounds) : whole;
  const { row, column } = selection.active;
  const across = way === "next" || way === "previous";
  const forth = way === "next" || way === "down";
  const height = box.bottom - box.top + 1;
  const width = box.right - box.left + 1;
  const places = height * width;
  const at = across
    ? (row - box.top) * width + (column - box.left)
    : (column - box.left) * height + (row - box.top);
  let to = at + (forth ? 1 : -1);
  if (selection.extra.length > 0 && (to < 0 || to >= places)) return turnSpan(selection, bounds, forth);
  if (inside) to = (to + places) % places;
  else if (!across) return selectCell(clampCell({ row: row + (forth ? 1 : -1), column }, bounds));
  else if (to < 0 || to >= places) return null;
  const cell = across
    ? { row: box.top + Math.floor(to / width), column: box.left + (to % width) }
    : { row: box.top + (to % height), column: box.left + Math.floor(to / height) };
  return inside ? { ...selection, active: cell } : selectCell(cell);
}

const shiftSpan = (span: Span, by: number, bounds: Bounds): Span => ({
  shape: span.shape,
  anchor: clampCell({ ...span.anchor, row: span.anchor.row + by }, bounds),
  head: clampCell({ ...span.head, row: span.head.row + by }, bounds),
});

/** The selection after its active record went `by` rows further, or after the bounds changed (`by` 0). */
export function follow(selection: Selection, by: number, bounds: Bounds): Selection {
  const active = clampCell({ ...selection.active, row: selection.active.row + by }, bounds);
  const extra = selection.extra.map((span) => shiftSpan(span, by, bounds));
  return { ...shiftSpan(selection, by, bounds), active, extra };
}
