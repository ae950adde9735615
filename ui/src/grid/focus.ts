/**
 * Where the keyboard is. The hidden input must have the focus before an input method's first letter, but a screen
 * reader wants the cell: so the cell is focused first and the input a moment later (`SWAP_MS`), unless the grid
 * is told that a screen reader is in use.
 */

import { t } from "../lib/i18n.ts";
import { type Cell, countCells, isMany, type Selection } from "./selection.ts";
import { selectedCells } from "./spread.ts";
import { boundsOf, change, type GridRun, speak } from "./state.ts";
import { revealColumn, revealRow } from "./window.ts";

/** Long enough for the cell to be announced, shorter than a hand's way from arrow to letter. */
const SWAP_MS = 50;

/** The drawn element of a cell. */
export function cellElement(run: GridRun, cell: Cell): HTMLElement | null {
  return (
    run.scroller.current?.querySelector<HTMLElement>(`[data-r="${cell.row}"] [data-c="${cell.column}"]`) ??
    null
  );
}

export function headElement(run: GridRun, at: number): HTMLElement | null {
  return run.scroller.current?.querySelector<HTMLElement>(`[data-head="${at}"]`) ?? null;
}

/** Opens a menu at a point. The input has the focus before: the menu gives it back where it took it. */
export function openMenu(run: GridRun, x: number, y: number, head: string | null): void {
  run.input.current?.focus({ preventScroll: true });
  change(run, { menu: { x, y, head } });
}

/** Whether the keyboard is anywhere in this grid. */
export function hasFocus(run: GridRun): boolean {
  return run.root.current?.contains(document.activeElement) ?? false;
}

/** Puts the keyboard on the active cell, or on the head it was on. */
export function focusInput(run: GridRun): void {
  const { selection, draft, head } = run.state.get();
  if (head !== null) {
    headElement(run, head)?.focus({ preventScroll: true });
    return;
  }
  const cell = run.props.screenReader && !draft ? cellElement(run, selection.active) : null;
  (cell ?? run.input.current)?.focus({ preventScroll: true });
}

/** Focuses the active cell, to be spoken, and the input after a moment. Returns how to call the second step off. */
export function focusActive(run: GridRun): () => void {
  cellElement(run, run.state.get().selection.active)?.focus({ preventScroll: true });
  if (run.props.screenReader) return () => undefined;
  const timer = setTimeout(() => hasFocus(run) && focusInput(run), SWAP_MS);
  return () => clearTimeout(timer);
}

/** Scrolls as little as needed to show a cell. */
export function reveal(run: GridRun, cell: Cell): void {
  const scroller = run.scroller.current;
  if (!scroller) return;
  const top = revealRow(cell.row, scroller.scrollTop, run.extent);
  const left = revealColumn(cell.column, scroller.scrollLeft, scroller.clientWidth, run.layout);
  if (top !== null) scroller.scrollTop = top;
  if (left !== null) scroller.scrollLeft = left;
  if (top !== null || left !== null) run.measure();
}

/** Makes `selection` the selection and shows where it went. */
export function select(run: GridRun, selection: Selection, show: Cell | null = selection.head): void {
  const bounds = boundsOf(run);
  const was = run.state.get().selection;
  change(run, { selection, head: null });
  if (show) reveal(run, show);
  const cells = countCells(selection, bounds);
  if (isMany(selection, bounds) && cells !== countCells(was, bounds)) {
    speak(run, t("ui.grid.said.selected", { n: selectedCells(run, selection) }));
  }
}
