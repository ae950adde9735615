/**
 * Editing one cell: opening the input on it, sending what was typed, and keeping a refused text where it was typed.
 * The core reads and judges every text; here nothing is parsed.
 */
import { today as dayOf, getLocalTimeZone } from "@internationalized/date";
import type { Id, Value } from "../ipc/bindings.ts";
import { t } from "../lib/i18n.ts";
import { openEnded, partsOf } from "../lib/several.ts";
import { focusInput, select } from "./focus.ts";
import { cellOf } from "./lines.ts";
import type { GridColumn, Option } from "./model.ts";
import { isMany, type Selection, sameCell, selectCell, type Turn, turn } from "./selection.ts";
import { activeOf, boundsOf, change, type Draft, type GridRun, heldKey, refuse } from "./state.ts";
import { inTurn, revOf } from "./turns.ts";

/** What happens after a commit: a turn to another cell, none, or none and the focus is already elsewhere. */
export type Next = Turn | "stay" | "away";

function setHeld(run: GridRun, id: Id, key: string, text: string | null, reason: string | null = null): void {
  run.state.set((was) => {
    const held = new Map(was.held);
    if (text === null) held.delete(heldKey(id, key));
    else held.set(heldKey(id, key), { text, reason });
    return { ...was, held };
  });
}

/** Whether the active cell can be typed into, saying why not when asked to. */
export function canEdit(run: GridRun, say: boolean): boolean {
  const { row, column } = activeOf(run);
  const { closed } = run.props.door;
  if (closed) {
    if (say) refuse(run, closed);
    return false;
  }
  const reason = !row ? "absent" : row.line.kind === "group" ? "group" : !column?.editor ? "computed" : null;
  if (reason && say) refuse(run, t(`ui.grid.said.${reason}`, { column: column?.title ?? "" }));
  return reason === null;
}

/** The text an edit opens with: of several another one is typed behind those that are there. */
const opening = (column: GridColumn, text: string): string =>
  column.several ? openEnded(partsOf(text)) : text;

/** Opens the input on the active cell. While an input method composes its text must not be touched: `replace` leaves it. */
export function begin(run: GridRun, mode: Draft["mode"]): void {
  const { row, column } = activeOf(run);
  const input = run.input.current;
  if (!canEdit(run, true) || row?.line.kind !== "record" || !column || !input) return;
  if (column.editor === "bool") {
    const now = cellOf(row, column.key);
    store(run, row.line.id, column, { t: "bool", v: !(now?.t === "bool" && now.v) }, "");
    return;
  }
  const held = run.state.get().held.get(heldKey(row.line.id, column.key));
  const initial = mode === "keep" ? opening(column, held?.text ?? column.entry(cellOf(row, column.key))) : "";
  if (mode === "keep") {
    input.value = initial;
    if (column.options || column.editor === "date") input.select();
    else input.setSelectionRange(initial.length, initial.length);
  }
  const text = mode === "keep" ? "" : input.value;
  change(run, { draft: { id: row.line.id, key: column.key, mode, initial, text, picker: true } });
  input.focus({ preventScroll: true });
}

/** Notes what the input holds, for option lists. Opens the edit when it began by typing. */
export function typed(run: GridRun): void {
  const { draft } = run.state.get();
  const text = run.input.current?.value ?? "";
  if (!draft) {
    if (text !== "") begin(run, "replace");
  } else change(run, { draft: { ...draft, text, picker: true } });
}

/** Empties and hides the input; nothing is sent. */
export function close(run: GridRun): void {
  const input = run.input.current;
  if (input) {
    input.value = "";
    // It may have grown with a long text.
    input.style.height = `${run.extent.rowHeight}px`;
  }
  change(run, { draft: null });
}

/** Drops the edit; a refused text on the cell goes with it. */
export function drop(run: GridRun): void {
  const { draft } = run.state.get();
  close(run);
  if (draft) giveUp(run, draft.id, draft.key);
  focusInput(run);
}

/** Gives up the refused text of the active cell. False when there was none. */
export function dropRefused(run: GridRun): boolean {
  const { row, column } = activeOf(run);
  if (row?.line.kind !== "record" || !column) return false;
  if (!run.state.get().held.get(heldKey(row.line.id, column.key))?.reason) return false;
  giveUp(run, row.line.id, column.key);
  return true;
}

/** Has the refused text of the active cell kept elsewhere; it stands here until it is. */
export function keepForChecking(run: GridRun): void {
  const { row, column } = activeOf(run);
  const { door } = run.props;
  if (row?.line.kind !== "record" || !column || !door.keep) return;
  const { id } = row.line;
  const held = () => run.state.get().held.get(heldKey(id, column.key));
  const before = held();
  if (!before?.reason) return;
  door.keep(id, column.key, before.text).then(
    // What was typed over it meanwhile waits for its own answer.
    () => held() === before && giveUp(run, id, column.key),
    (error: unknown) => refuse(run, door.reason(error)),
  );
}

/** Nothing typed here waits to be stored any more. */
function giveUp(run: GridRun, id: Id, key: string): void {
  if (run.state.get().held.has(heldKey(id, key))) run.props.door.dropped();
  setHeld(run, id, key, null);
}

/** Lines looked at for the next record: with all groups folded there may be none for a long way. */
const HEADS_AHEAD = 2_000;

/** A turn that steps over heads of groups, in which nothing can be typed; onto one where nothing else comes. */
function overHeads(run: GridRun, selection: Selection, way: Turn): Selection | null {
  const bounds = boundsOf(run);
  const first = turn(selection, bounds, way);
  let next = first;
  for (let n = 0; next && n < HEADS_AHEAD; n += 1) {
    if (run.props.lines.get(next.active.row)?.line.kind !== "group") return next;
    const after: Selection | null = turn(next, bounds, way);
    if (after && sameCell(after.active, next.active)) break;
    next = after;
  }
  return first;
}

/** The cell a turn leads to. Enter after Tab goes back below where Tab began, as in Excel. */
export function turned(run: GridRun, way: Turn): Selection | null {
  const { selection } = run.state.get();
  const { active } = selection;
  const { tabbed } = run;
  const from = tabbed && sameCell(tabbed.at, active) ? tabbed.from : active.column;
  const back = way === "down" && !isMany(selection, boundsOf(run)) && from !== active.column;
  const next = overHeads(run, back ? selectCell({ ...active, column: from }) : selection, way);
  run.tabbed = next && way === "next" ? { from, at: next.active } : null;
  return next;
}

/** Goes on from the active cell after an edit. */
export function advance(run: GridRun, next: Next): void {
  if (next === "stay" || next === "away") return;
  const selection = turned(run, next);
  if (selection) select(run, selection, selection.active);
}

/** What an edit would store: the option picked, or the text typed. Null when nothing was changed. */
export function outcome(run: GridRun, option: Option | null = null): { value: Value; text: string } | null {
  const { draft } = run.state.get();
  const column = run.props.columns.find(({ key }) => key === draft?.key);
  const text = run.input.current?.value ?? "";
  if (!draft || !column) return null;
  if (option) return { value: option.value, text: option.label };
  if (draft.mode === "keep" && text === draft.initial) {
    const refused = run.state.get().held.get(heldKey(draft.id, draft.key))?.reason;
    return refused ? { value: column.read(text), text } : null;
  }
  return { value: column.read(text), text };
}

/** Ends the edit and sends it. `option` is one picked by hand; otherwise the list's choice for what was typed counts. */
export function commit(run: GridRun, next: Next, option: Option | null = null): void {
  const { draft } = run.state.get();
  if (!draft) return;
  const column = run.props.columns.find(({ key }) => key === draft.key);
  const result = outcome(run, option ?? run.picker.current?.chosen() ?? null);
  close(run);
  if (result && column) store(run, draft.id, column, result.value, result.text);
  advance(run, next);
  if (next !== "away") focusInput(run);
}

/**
 * Ends an open edit before the pointer does anything else. While an input method composes, its word is not in the
 * input yet: without the focus the composition ends, and what came of it is stored then.
 */
export function leaveEdit(run: GridRun): void {
  if (!run.state.get().draft) return;
  if (!run.composing) {
    commit(run, "away");
    return;
  }
  const input = run.input.current;
  input?.addEventListener("compositionend", () => commit(run, "away"), { once: true });
  input?.blur();
}

/** Sends a value. The typed text stands in the cell until the core has answered, and stays there if it refuses. */
function store(run: GridRun, id: Id, column: GridColumn, value: Value, text: string): void {
  const slot = heldKey(id, column.key);
  setHeld(run, id, column.key, text);
  run.onWay.set(slot, text);
  const known = revOf(run, id);
  const send = () => {
    // By then the lines may be gone with the table; what was known when it was typed still holds.
    const row = { id, rev: Math.max(known, revOf(run, id)) };
    const again = () => store(run, id, column, value, text);
    return run.props.door.edit(row, column.key, value, again);
  };
  // What was typed there since waits for its own answer.
  const mine = () => run.onWay.get(slot) === text;
  inTurn(run, send)
    .then(
      () => mine() && setHeld(run, id, column.key, null),
      (error: unknown) => keepRefused(run, id, column, text, error),
    )
    .finally(() => mine() && run.onWay.delete(slot));
}

function keepRefused(run: GridRun, id: Id, column: GridColumn, text: string, error: unknown): void {
  const reason = run.props.door.reason(error);
  setHeld(run, id, column.key, text, reason);
  refuse(run, t("ui.grid.said.refused", { column: column.title, text, reason }), true);
  // Who has not begun anything else is brought back to it; who types on keeps typing.
  const { draft } = run.state.get();
  const index = run.props.lines.locate(id)?.index ?? null;
  const place = run.props.columns.findIndex(({ key }) => key === column.key);
  if (!draft && index !== null && place >= 0) select(run, selectCell({ row: index, column: place }));
}

/** Puts today's date into the active cell. */
export function putToday(run: GridRun): void {
  const { row, column } = activeOf(run);
  if (!canEdit(run, true) || row?.line.kind !== "record" || column?.editor !== "date") return;
  const day = dayOf(getLocalTimeZone()).toString();
  store(run, row.line.id, column, column.read(day), day);
}
