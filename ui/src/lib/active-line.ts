/** The line of a list that the keyboard is on. When it goes, the one that took its place is next. */
import { useCallback, useEffect, useRef, useState } from "react";

/** Each line bears its key as `data-line`, and within it what takes the focus is marked `data-row`. */
export function useActiveLine<L extends { key: string }>(lines: readonly L[]) {
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const at = useRef(0);
  const inside = useRef(false);
  const keys = lines.map(({ key }) => key);
  const found = active === null ? -1 : keys.indexOf(active);
  const place = found >= 0 ? found : Math.min(at.current, keys.length - 1);
  const current = lines[place] ?? null;
  const focus = useCallback((key: string | undefined) => {
    if (key) list.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(key)}"] [data-row]`)?.focus();
  }, []);
  useEffect(() => {
    at.current = Math.max(0, place);
  }, [place]);
  const currentKey = current?.key;
  useEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (inside.current && lost) focus(currentKey);
  }, [currentKey, focus]);
  const move = (step: number) => {
    // The first J goes to the line that is marked already.
    const to = inside.current || active !== null ? place + step : place;
    const next = keys[Math.min(keys.length - 1, Math.max(0, to))];
    setActive(next ?? null);
    focus(next);
  };
  const hears = {
    onFocus: () => {
      inside.current = true;
    },
    onBlur: (event: React.FocusEvent) => {
      if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) inside.current = false;
    },
    onKeyDown: (event: React.KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1, Home: -keys.length, End: keys.length }[event.key];
      if (step === undefined || !(event.target as HTMLElement).matches("[data-row]")) return;
      event.preventDefault();
      move(step);
    },
  };
  return { list, current, setActive, focus, move, hears };
}
