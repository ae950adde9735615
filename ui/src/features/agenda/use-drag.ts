/** An item dragged to another day, or to a time of it, with the pointer. Pointer events alone: the shell takes the page's own drags for files. */
import { type PointerEvent, useRef, useState } from "react";
import type { AgendaItem } from "../../ipc/bindings.ts";

/** Less than this is a click with an unsteady hand, px. */
const least = 6;

/** Times are taken to the quarter of an hour. */
const step = 15;

/** Where something is let go: on a day, at a time of it, or where the whole day's things stand. */
export type Spot = { day: string; time: string | null; whole: boolean };

export type Drag = {
  /** what is under the pointer, while something is dragged */ over: Spot | null;
  /** what is dragged */ item: AgendaItem | null;
  begin: (item: AgendaItem, event: PointerEvent<HTMLElement>) => void;
  /** whether the click that follows is the end of a drag */ wasDrag: () => boolean;
};

export const timeText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** What lies under a point; `grabbed` is how far below its top the item is held. */
function spotAt(x: number, y: number, grabbed: number): Spot | null {
  const under = document.elementFromPoint(x, y);
  const day = under?.closest<HTMLElement>("[data-day]")?.dataset.day;
  if (!day) return null;
  const hours = under?.closest("[data-hours]")?.getBoundingClientRect();
  if (!hours) return { day, time: null, whole: under?.closest("[data-whole]") != null };
  const minutes = Math.round((((y - grabbed - hours.top) / hours.height) * 1440) / step) * step;
  return { day, time: timeText(Math.min(Math.max(minutes, 0), 1440 - step)), whole: false };
}

export function useDrag(drop: (item: AgendaItem, spot: Spot) => void): Drag {
  const [over, setOver] = useState<Spot | null>(null);
  const [held, setHeld] = useState<AgendaItem | null>(null);
  const dragged = useRef(false);
  const begin = (item: AgendaItem, event: PointerEvent<HTMLElement>) => {
    dragged.current = false;
    if (event.button !== 0) return;
    const { clientX: x, clientY: y, pointerId } = event;
    const timed = event.currentTarget.closest("[data-hours]");
    const grabbed = timed ? y - event.currentTarget.getBoundingClientRect().top : 0;
    const spot = (at: globalThis.PointerEvent) => spotAt(at.clientX, at.clientY, grabbed);
    const move = (at: globalThis.PointerEvent) => {
      if (at.pointerId !== pointerId) return;
      if (!dragged.current && Math.hypot(at.clientX - x, at.clientY - y) < least) return;
      dragged.current = true;
      setHeld(item);
      setOver(spot(at));
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", stop);
      window.removeEventListener("keydown", giveUp, true);
      setOver(null);
      setHeld(null);
    };
    const end = (at: globalThis.PointerEvent) => {
      const to = dragged.current ? spot(at) : null;
      stop();
      if (to !== null) drop(item, to);
    };
    const giveUp = (key: KeyboardEvent) => {
      if (key.key !== "Escape" || !dragged.current) return;
      key.stopPropagation();
      stop();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", stop);
    window.addEventListener("keydown", giveUp, true);
  };
  return { over, item: held, begin, wasDrag: () => dragged.current };
}
