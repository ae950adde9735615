/** From a key press to a command: input methods first, then the table, then typing. */
import { isComposing } from "../lib/keys.ts";
import { commitByArrow, perform } from "./commands.ts";
import { canEdit } from "./edit.ts";
import { focusInput } from "./focus.ts";
import { type Command, commandFor, isOnce, types, type Zone } from "./keys.ts";
import { isMany } from "./selection.ts";
import { boundsOf, type GridRun } from "./state.ts";
import { prepareCopy } from "./transfer.ts";

function zoneOf(run: GridRun): Zone {
  const { draft, head } = run.state.get();
  return draft ? "editor" : head === null ? "cells" : "heads";
}

/** Arrows while editing: through an open list, of which Space checks one, else out of an edit that began by typing. True when used. */
function listInEditor(run: GridRun, event: KeyboardEvent): boolean {
  const { draft } = run.state.get();
  if (!draft || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  if (event.key === " " && run.picker.current?.toggle?.()) return true;
  const vertical = event.key === "ArrowUp" || event.key === "ArrowDown";
  if (vertical && run.picker.current && !run.picker.current.focus) {
    run.picker.current.move(event.key === "ArrowDown" ? 1 : -1);
    return true;
  }
  if (draft.mode === "keep" || !(vertical || event.key === "ArrowLeft" || event.key === "ArrowRight"))
    return false;
  commitByArrow(run, event.key);
  return true;
}

/** Inside a range Enter opens nothing: held, it goes on walking. */
const walks = (run: GridRun, event: KeyboardEvent, command: Command): boolean =>
  command === "edit" && event.key === "Enter" && isMany(run.state.get().selection, boundsOf(run));

export function onKeyDown(run: GridRun, event: KeyboardEvent): void {
  if (isComposing(event)) return;
  // Keys inside a popover (a calendar, a menu) are its own; they reach here only by bubbling through React.
  if (!run.root.current?.contains(event.target as Node)) return;
  const zone = zoneOf(run);
  if (zone === "cells" && (event.key === "Control" || event.key === "Meta")) prepareCopy(run, event.repeat);
  if (zone === "editor" && listInEditor(run, event)) {
    event.preventDefault();
    return;
  }
  const command = commandFor(event, zone);
  if (command) {
    // Tab past the last cell is prevented by its own command, or left to the browser.
    event.preventDefault();
    if (!(event.repeat && isOnce(command)) || walks(run, event, command)) perform(run, command, event);
    return;
  }
  if (zone === "cells" && types(event)) {
    if (!canEdit(run, true)) event.preventDefault();
    // In the moment before the input takes over, the letter must still land in it.
    else if (document.activeElement !== run.input.current) run.input.current?.focus({ preventScroll: true });
  } else if (zone === "heads" && types(event)) focusInput(run);
}
