/**
 * What is said of a record in passing: where the pointer rests on its row for a while, or when its key asks for it. It
 * goes with the first move elsewhere, press, scroll or key, takes neither the pointer nor the focus, and never comes up
 * while something is typed or chosen.
 */
import { useEffect } from "react";
import { useStore } from "../lib/store.ts";
import style from "./float.module.css";
import { Float } from "./float.tsx";
import { cellElement } from "./focus.ts";
import { commandFor } from "./keys.ts";
import { activeOf, change, type GridRun } from "./state.ts";

/** So long the pointer rests on a row before anything is said. */
export const REST_MS = 700;

/** The text of a cell that is cut off. */
function cutOff(target: HTMLElement): string | null {
  const cell = target.closest<HTMLElement>("[data-c]");
  return cell && cell.scrollWidth > cell.clientWidth ? cell.textContent : null;
}

export function endAside(run: GridRun): void {
  clearTimeout(run.resting);
  if (run.state.get().aside) change(run, { aside: null });
}

const isBusy = (run: GridRun): boolean => {
  const { draft, menu, fill, sizing } = run.state.get();
  return Boolean(draft ?? menu ?? fill ?? sizing);
};

/** The pointer came here, or left the grid where there is no event. */
export function asideAt(
  run: GridRun,
  event: Pick<PointerEvent, "target" | "buttons" | "clientX"> | null,
): void {
  if (!run.props.aside) return;
  const target = event?.target as HTMLElement | undefined;
  const row = target?.closest<HTMLElement>("[data-r][data-id]");
  const { aside } = run.state.get();
  if (aside && !aside.asked && target && row?.dataset.id === aside.id) {
    const cut = cutOff(target);
    if (cut !== aside.cut) change(run, { aside: { ...aside, cut } });
    return;
  }
  // What was asked for by key stays while the pointer only lies about.
  if (aside?.asked && event?.buttons === 0) return;
  endAside(run);
  const id = row?.dataset.id;
  if (!event || !target || !row || !id || event.buttons !== 0) return;
  const left = event.clientX + 12;
  run.resting = window.setTimeout(() => {
    // Rows are drawn anew for other records while the table is scrolled.
    if (!row.isConnected || row.dataset.id !== id || isBusy(run)) return;
    const { top, bottom } = row.getBoundingClientRect();
    change(run, { aside: { id, asked: false, place: { left, top, bottom }, cut: cutOff(target) } });
  }, REST_MS);
}

/** Any key ends it but the one that asks for it, and those it is pressed with. */
export function endByKey(run: GridRun, event: KeyboardEvent): void {
  const held = event.key === "Control" || event.key === "Meta";
  if (!held && commandFor(event, "cells") !== "aside") endAside(run);
}

/** Asked for by key: said of the active record, or no longer. */
export function askAside(run: GridRun): void {
  const { aside } = run.state.get();
  const { row, cell } = activeOf(run);
  const box = cellElement(run, cell)?.getBoundingClientRect();
  endAside(run);
  if (!run.props.aside || aside?.asked || row?.line.kind !== "record" || !box) return;
  const { left, top, bottom } = box;
  change(run, { aside: { id: row.line.id, asked: true, place: { left, top, bottom }, cut: null } });
}

export function Aside({ run }: { run: GridRun }) {
  const { aside } = useStore(run.state);
  useEffect(() => {
    const end = () => endAside(run);
    window.addEventListener("blur", end);
    return () => {
      clearTimeout(run.resting);
      window.removeEventListener("blur", end);
    };
  }, [run]);
  if (!aside || !run.props.aside || isBusy(run)) return null;
  return (
    <Float anchor={aside.place} at={aside.id} tone="aside">
      {/* Whoever hears rather than sees asks by key, and is told once. */}
      <div
        className={style.aside}
        role={aside.asked ? "status" : undefined}
        aria-hidden={!aside.asked || undefined}
        data-beside
      >
        {aside.cut && <p className={style.full}>{aside.cut}</p>}
        {run.props.aside(aside.id, aside.asked)}
      </div>
    </Float>
  );
}
