/** Which lines of a long list are in sight, by the row height that the page's density sets. */
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Sight } from "./tree.ts";

const SPARE = 8;
const SPARE_ACROSS = 2;
/** How long lines that are scrolled past wait before they are asked for, ms. */
const PATIENCE = 80;

/** `onSight` is told now and then, not with each frame. */
export function useSight(count: number, onSight: (sight: Sight) => void) {
  const scroller = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, to: 60, row: 34 });
  const waiting = useRef<number | null>(null);
  const latest = useRef(sight);
  useEffect(() => {
    latest.current = sight;
    waiting.current ??= window.setTimeout(() => {
      waiting.current = null;
      onSight(latest.current);
    }, PATIENCE);
  }, [sight, onSight]);
  useEffect(() => () => clearTimeout(waiting.current ?? undefined), []);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const look = () => {
      const row = Number.parseFloat(getComputedStyle(box).getPropertyValue("--row")) || 34;
      const from = Math.max(0, Math.floor(box.scrollTop / row) - SPARE);
      const to = Math.min(count, Math.ceil((box.scrollTop + box.clientHeight) / row) + SPARE);
      setSight((was) => (was.from === from && was.to === to && was.row === row ? was : { from, to, row }));
    };
    look();
    box.addEventListener("scroll", look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      size.disconnect();
    };
  }, [count]);
  return { scroller, sight };
}

/** Which of many columns of one width are in sight, beside a head of its own. */
export function useAcross(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  head: number,
  width: number,
) {
  const [sight, setSight] = useState<Sight>({ from: 0, to: 24 });
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const look = () => {
      const from = Math.max(0, Math.floor(box.scrollLeft / width) - SPARE_ACROSS);
      const end = Math.ceil((box.scrollLeft + box.clientWidth - head) / width) + SPARE_ACROSS;
      const to = Math.min(count, Math.max(0, end));
      setSight((was) => (was.from === from && was.to === to ? was : { from, to }));
    };
    look();
    box.addEventListener("scroll", look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      size.disconnect();
    };
  }, [scroller, count, head, width]);
  return sight;
}
