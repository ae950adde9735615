/** Up and down from line to line of a list, wherever in a line one is. */
import type { KeyboardEvent } from "react";

/** Whether there was a line to go to. */
export function walkLines(event: KeyboardEvent<HTMLElement>): boolean {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return false;
  const lines = [...(event.currentTarget.parentElement?.children ?? [])];
  const next = lines[lines.indexOf(event.currentTarget) + step];
  next?.querySelector<HTMLElement>("button")?.focus();
  return next !== undefined;
}
