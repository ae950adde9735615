/** Whose the keyboard is when a record comes into sight. */
import { type RefObject, useEffect } from "react";

/**
 * Beside a list it stays in the list. It is the record's where the record fills the sheet, after walking, and where it
 * was asked for from elsewhere: from the palette, whose closing gives the keyboard back to some button of the rail.
 */
export function useTakeFocus(body: RefObject<HTMLElement | null>, full: boolean): void {
  useEffect(() => {
    const at = document.activeElement;
    const inside = body.current?.parentElement?.contains(at);
    const inList = at?.closest("[data-pane]:not(nav)");
    if (!inside && (full || !inList)) body.current?.focus({ preventScroll: true });
  }, [body, full]);
}
