/** An item dragged to another day with the pointer. Pointer events alone: the shell takes the page's own drags for files. */
import { type PointerEvent, useRef, useState } from "react";
import type { AgendaItem } from "../../ipc/bindings.ts";

/** Less than this is a click with an unsteady hand, px. */
const least = 6;

export type Drag = {
  /** the day under the pointer, while something is dragged */ over: string | null;
  /** what is dragged */ id: string | null;
  begin: (item: AgendaItem, event: PointerEvent<HTMLElement>) => void;
  /** whether the click that follows is the end of a drag */ wasDrag: () => boolean;
};

export function useDrag(drop: (item: AgendaItem, day: string) => void): Drag {
  const [over, setOver] = useState<string | null>(null);
  const [id, setId] = useState<string | null>(null);
  const dragged = useRef(false);
  const begin = (item: AgendaItem, event: PointerEvent<HTMLElement>) => {
    dragged.current = false;
    if (event.button !== 0 || item.ghost) return;
    const { clientX: x, clientY: y, pointerId } = event;
    const dayAt = (at: globalThis.PointerEvent) =>
      document.elementFromPoint(at.clientX, at.clientY)?.closest<HTMLElement>("[data-day]")?.dataset.day ??
      null;
    const move = (at: globalThis.PointerEvent) => {
      if (at.pointerId !== pointerId) return;
      if (!dragged.current && Math.hypot(at.clientX - x, at.clientY - y) < least) return;
      dragged.current = true;
      setId(item.id);
      setOver(dayAt(at));
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", stop);
      window.removeEventListener("keydown", giveUp, true);
      setOver(null);
      setId(null);
    };
    const end = (at: globalThis.PointerEvent) => {
      const day = dragged.current ? dayAt(at) : null;
      stop();
      if (day !== null) drop(item, day);
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
  return { over, id, begin, wasDrag: () => dragged.current };
}
