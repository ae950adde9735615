/**
 * Selecting with the mouse: cells, whole rows by the gutter, further ranges with Ctrl, the fill knob, and scrolling
 * on when a drag leaves the view. Everything here has a twin on the keyboard.
 */
import type { PointerEvent as ReactPointerEvent } from "react";
import { leaveEdit } from "./edit.ts";
import { fillBox, fillTo } from "./fill.ts";
import { focusInput, select } from "./focus.ts";
import { HEAD } from "./measures.ts";
import {
  activate,
  addSpan,
  type Cell,
  clampCell,
  covers,
  extendTo,
  type Selection,
  type Shape,
  sameCell,
  selectCell,
  selectWhole,
} from "./selection.ts";
import { boundsOf, change, type GridRun } from "./state.ts";
import { fullTop } from "./window.ts";

/** The cell at a point of the window; the nearest one for points outside. `gutter` tells that it was left of all cells. */
function cellAt(run: GridRun, x: number, y: number): { cell: Cell; gutter: boolean } {
  const scroller = run.scroller.current;
  const box = scroller?.getBoundingClientRect();
  if (!scroller || !box) return { cell: { row: 0, column: 0 }, gutter: false };
  const down = Math.max(0, Math.min(run.extent.view - 1, y - box.top - HEAD));
  const row = Math.floor((fullTop(scroller.scrollTop, run.extent) + down) / run.extent.rowHeight);
  const across = Math.max(0, Math.min(scroller.clientWidth - 1, x - box.left));
  const { layout } = run;
  const at = across < layout.pinnedRight ? across : across + scroller.scrollLeft;
  const column = layout.x.findIndex(
    (left, index) => at >= left && at < (layout.x[index + 1] ?? Number.POSITIVE_INFINITY),
  );
  return { cell: clampCell({ row, column }, boundsOf(run)), gutter: x - box.left < (layout.x[0] ?? 0) };
}

/** Px a drag scrolls per frame, growing with the distance outside. */
function pull(position: number, low: number, high: number): number {
  if (position < low) return Math.max(-40, (position - low) / 2);
  return position > high ? Math.min(40, (position - high) / 2) : 0;
}

/** Px from where it was pressed within which the pointer only clicks. */
const still = 4;

/** Where a drag is; `far` once it is away from where it was pressed. */
type OnCell = (cell: Cell, far: boolean) => void;

/** Follows the pointer until it is released, scrolling while it is held outside the view. */
function drag(run: GridRun, from: ReactPointerEvent, onCell: OnCell, onEnd: OnCell = () => undefined): void {
  let x = 0;
  let y = 0;
  let frame = 0;
  const isFar = () => Math.hypot(x - from.clientX, y - from.clientY) > still;
  const look = () => onCell(cellAt(run, x, y).cell, isFar());
  const roll = () => {
    frame = 0;
    const scroller = run.scroller.current;
    const box = scroller?.getBoundingClientRect();
    if (!scroller || !box) return;
    const down = pull(y, box.top + HEAD, box.top + HEAD + run.extent.view);
    const across = pull(x, box.left + run.layout.pinnedRight, box.left + scroller.clientWidth);
    if (down === 0 && across === 0) return;
    scroller.scrollBy(across, down);
    run.measure();
    look();
    frame = requestAnimationFrame(roll);
  };
  const moved = (event: PointerEvent) => {
    x = event.clientX;
    y = event.clientY;
    look();
    if (frame === 0) frame = requestAnimationFrame(roll);
  };
  const ended = (event: PointerEvent) => {
    // WebKit may release without a last move: the place of the release counts.
    if (event.type === "pointerup") moved(event);
    cancelAnimationFrame(frame);
    window.removeEventListener("pointermove", moved);
    window.removeEventListener("pointerup", ended);
    window.removeEventListener("pointercancel", ended);
    // Taken away by the system, it was never let go anywhere.
    onEnd(cellAt(run, x, y).cell, event.type === "pointerup" && isFar());
  };
  window.addEventListener("pointermove", moved);
  window.addEventListener("pointerup", ended);
  window.addEventListener("pointercancel", ended);
}

function started(run: GridRun, cell: Cell, shape: Shape, event: ReactPointerEvent): Selection {
  const { selection } = run.state.get();
  if (event.shiftKey) return { ...extendTo(selection, cell), shape };
  if (event.ctrlKey || event.metaKey) return addSpan(selection, shape, cell);
  return shape === "cells" || shape === "all" ? selectCell(cell) : selectWhole(shape, cell);
}

/** Whoever scrolls to look something up goes on typing afterwards. */
function onScrollbar(
  run: GridRun,
  { target, nativeEvent: { offsetX, offsetY } }: ReactPointerEvent,
): boolean {
  const scroller = run.scroller.current;
  if (!scroller || target !== scroller) return false;
  return offsetX >= scroller.clientWidth || offsetY >= scroller.clientHeight;
}

export function onPointerDown(run: GridRun, event: ReactPointerEvent): void {
  const target = event.target as HTMLElement;
  // What floats over the grid, a list or a calendar, belongs to the edit and reaches here only through React.
  if (target === run.input.current || !run.root.current?.contains(target)) return;
  if (onScrollbar(run, event)) return;
  leaveEdit(run);
  if (target.closest("button")) return;
  if (target.closest("[data-corner]")) {
    event.preventDefault();
    select(run, selectWhole("all", run.state.get().selection.active), null);
    focusInput(run);
    return;
  }
  if (!target.closest("[data-body]")) {
    // The empty place below the lines: nothing to select, but the keyboard comes here.
    if (!target.closest("[role=row], [data-echo]")) {
      event.preventDefault();
      focusInput(run);
    }
    return;
  }
  event.preventDefault();
  if (boundsOf(run).rows === 0) {
    focusInput(run);
    return;
  }
  const { cell, gutter } = cellAt(run, event.clientX, event.clientY);
  if (target.closest("[data-knob]")) {
    fillDrag(run, event);
    return;
  }
  const shape: Shape = gutter ? "rows" : "cells";
  if (event.button === 2) {
    // The menu is about the cell it was asked for on, and about all that is selected with it.
    const { selection } = run.state.get();
    const inside = covers(selection, boundsOf(run), cell);
    select(run, inside ? activate(selection, boundsOf(run), cell) : started(run, cell, shape, event), null);
  } else if (event.button === 0) {
    select(run, started(run, cell, shape, event), null);
    let last = cell;
    drag(run, event, (head) => {
      if (!sameCell(head, last)) select(run, extendTo(run.state.get().selection, head), null);
      last = head;
    });
  }
  focusInput(run);
}

function fillDrag(run: GridRun, from: ReactPointerEvent): void {
  drag(
    run,
    from,
    (cell, far) => change(run, { fill: far ? fillBox(run, cell) : null }),
    (cell, far) => {
      change(run, { fill: null });
      if (far) fillTo(run, fillBox(run, cell));
      focusInput(run);
    },
  );
}
