/** What each command of the key table does. */

import { t } from "../lib/i18n.ts";
import { comboText } from "../lib/keys.ts";
import { askAside } from "./aside.tsx";
import { advance, begin, close, commit, drop, dropRefused, outcome, putToday, turned } from "./edit.ts";
import { fillDown, fillRight, fillWith } from "./fill.ts";
import { cellElement, focusInput, headElement, openMenu, reveal, select } from "./focus.ts";
import type { Command } from "./keys.ts";
import type { ColumnChange } from "./model.ts";
import {
  boxOf,
  clampCell,
  isMany,
  move,
  type Step,
  selectCell,
  selectWhole,
  type Turn,
} from "./selection.ts";
import { activeOf, boundsOf, change, type GridRun, refuse, speak } from "./state.ts";
import { clear, copy, cut, paste, selectedRows } from "./transfer.ts";

type Act = (run: GridRun, event: KeyboardEvent | null) => void;

const FAR = 1e9;

const step =
  (rows: number, columns: number, extend = false): Act =>
  (run) => {
    const { selection } = run.state.get();
    const by: Step = { rows, columns };
    const next = move(selection, boundsOf(run), by, extend);
    select(run, next, next.head);
  };

const page = (way: 1 | -1, extend = false): Act => {
  return (run, event) =>
    step(way * Math.max(1, Math.floor(run.extent.view / run.extent.rowHeight) - 1), 0, extend)(run, event);
};

/** Up from the first line goes to the heads. */
const up: Act = (run, event) => {
  const { active } = run.state.get().selection;
  if (active.row === 0) change(run, { head: active.column });
  else step(-1, 0)(run, event);
};

/** On a group's line Ctrl with an arrow folds; elsewhere it goes to the row's end. */
const edge =
  (way: 1 | -1): Act =>
  (run, event) => {
    const line = activeOf(run).row?.line;
    if (line?.kind === "group" && event?.key.startsWith("Arrow")) run.props.onFold(line.key, way < 0);
    else step(0, way * FAR)(run, event);
  };

const runOn =
  (way: "next" | "previous"): Act =>
  (run, event) => {
    const selection = turned(run, way);
    if (selection) select(run, selection, selection.active);
    else leave(run, way, event);
  };

const walk =
  (way: Turn): Act =>
  (run) =>
    advance(run, way);

/** Past the last cell Tab leaves the grid, so that it never traps the keyboard. */
function leave(run: GridRun, way: "next" | "previous", event: KeyboardEvent | null): void {
  const { root } = run;
  const inside = (element: Element) => root.current?.contains(element) ?? false;
  const all = [
    ...document.querySelectorAll<HTMLElement>(
      "a[href], button:not(:disabled), input, textarea, select, [tabindex='0']",
    ),
  ];
  const outside = all.filter(
    (element) => element.tabIndex >= 0 && element.checkVisibility() && !inside(element),
  );
  const here = root.current;
  const after = outside.filter(
    (element) => here && here.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  const before = outside.filter((element) => !after.includes(element));
  const to = way === "next" ? (after[0] ?? outside[0]) : (before.at(-1) ?? outside.at(-1));
  event?.preventDefault();
  to?.focus();
}

const group =
  (way: 1 | -1): Act =>
  (run) => {
    const { active } = run.state.get().selection;
    const at = run.props.lines.find(active.row, way, ({ line }) => line.kind === "group");
    if (at !== null) select(run, selectCell({ row: at, column: active.column }));
  };

/** Enter edits one cell; inside a range it walks down it, as in Excel. F2 edits either way. */
const edit: Act = (run, event) => {
  const line = activeOf(run).row?.line;
  if (event?.key === "Enter" && isMany(run.state.get().selection, boundsOf(run))) advance(run, "down");
  else if (line?.kind === "group") run.props.onFold(line.key, !line.folded);
  else begin(run, "keep");
};

const open =
  (how: "peek" | "page"): Act =>
  (run) => {
    const line = activeOf(run).row?.line;
    if (line?.kind === "record") run.props.onOpen(line.id, how);
    else if (line?.kind === "group") run.props.onFold(line.key, !line.folded);
  };

/** Alt ↓: the list of a cell that has one, otherwise the next group. */
const openList: Act = (run, event) => {
  const { row, column } = activeOf(run);
  const listed = column?.options ?? column?.several ?? column?.editor === "date";
  if (row?.line.kind === "record" && column && listed) {
    begin(run, "keep");
    if (column.editor === "date") requestAnimationFrame(() => run.picker.current?.focus?.());
  } else group(1)(run, event);
};

const commitFill: Act = (run) => {
  const result = outcome(run, run.picker.current?.chosen() ?? null);
  const text = result?.text ?? run.input.current?.value ?? "";
  const many = isMany(run.state.get().selection, boundsOf(run));
  if (!many) return commit(run, "stay");
  close(run);
  fillWith(run, text);
  focusInput(run);
};

/** Excel's two ways of editing: arrows move the caret, or end the edit and move the cell. */
const toggleMode: Act = (run) => {
  const { draft } = run.state.get();
  if (draft) change(run, { draft: { ...draft, mode: draft.mode === "keep" ? "replace" : "keep" } });
};

const lineBreak: Act = (run) => {
  const input = run.input.current;
  input?.setRangeText("\n", input.selectionStart, input.selectionEnd, "end");
  input?.dispatchEvent(new Event("input", { bubbles: true }));
};

const collapse: Act = (run) => {
  if (dropRefused(run)) return;
  const { selection } = run.state.get();
  // Nothing left to give up here: what lies beside the table is next.
  if (!isMany(selection, boundsOf(run))) run.props.onEscape?.();
  select(run, selectCell(selection.active), null);
};

const columnOf = (run: GridRun): string | undefined => {
  const { head, selection } = run.state.get();
  return run.props.columns[head ?? selection.active.column]?.key;
};

const column =
  (make: (key: string, at: number, width: number) => ColumnChange): Act =>
  (run) => {
    const key = columnOf(run);
    const at = run.props.columns.findIndex((one) => one.key === key);
    const width = run.props.columns[at]?.width ?? 0;
    if (key === undefined) return;
    const made = make(key, at, width);
    if (made.kind === "hide" && run.props.columns.length === 1) return;
    if (made.kind === "move" && (made.to < 0 || made.to >= run.props.columns.length)) return;
    run.props.onColumns(made);
    if (made.kind === "move") follow(run, made.to);
    speak(run, t(`ui.grid.said.column_${made.kind}`, { column: run.props.columns[at]?.title ?? "" }));
  };

/** Keeps the selection on the column that was moved. */
function follow(run: GridRun, to: number): void {
  const { head, selection } = run.state.get();
  if (head !== null) change(run, { head: to });
  else select(run, selectCell({ row: selection.active.row, column: to }));
}

const remove: Act = (run) => {
  selectedRows(run)
    .then((rows) => {
      if (rows.length > 0) run.props.onRemove(rows);
      else refuse(run, t("ui.grid.said.no_record"));
    })
    .catch((error: unknown) => refuse(run, run.props.door.reason(error)));
};

/** From the menu. A web view may keep its clipboard shut to that; the key is answered by the browser itself. */
const pasteIn: Act = (run) => {
  const read = navigator.clipboard?.readText?.() ?? Promise.reject(new Error("no clipboard"));
  read.then(
    (text) => paste(run, text, ""),
    () => refuse(run, t("ui.grid.said.paste_by_key", { keys: comboText("mod+v") })),
  );
};

const showActive: Act = (run) => reveal(run, run.state.get().selection.active);

const whole =
  (shape: "rows" | "columns" | "all"): Act =>
  (run) => {
    const { selection } = run.state.get();
    const next = selectWhole(shape, selection.active);
    select(run, shape === "all" ? next : { ...next, anchor: selection.anchor, head: selection.head }, null);
  };

const menu: Act = (run) => {
  const { head, selection } = run.state.get();
  const key = head === null ? null : (run.props.columns[head]?.key ?? null);
  const element = head === null ? cellElement(run, selection.active) : headElement(run, head);
  const box = element?.getBoundingClientRect();
  if (box) openMenu(run, box.left + 8, box.bottom, key);
};

const heads =
  (to: (at: number, last: number) => number): Act =>
  (run) => {
    const last = run.props.columns.length - 1;
    const head = Math.max(0, Math.min(last, to(run.state.get().head ?? 0, last)));
    change(run, { head });
    reveal(run, { row: run.state.get().selection.active.row, column: head });
  };

const headSort =
  (more: boolean): Act =>
  (run) => {
    const at = run.props.columns[run.state.get().head ?? 0];
    if (at?.sortable) run.props.onSort(at.key, more);
  };

const leaveHeads: Act = (run) => {
  const column = run.state.get().head ?? 0;
  const top = boxOf(run.state.get().selection, boundsOf(run)).top;
  select(run, selectCell(clampCell({ row: top, column }, boundsOf(run))));
  focusInput(run);
};

const acts: Record<Command, Act> = {
  up,
  down: step(1, 0),
  left: step(0, -1),
  right: step(0, 1),
  first_row: step(-FAR, 0),
  last_row: step(FAR, 0),
  first_column: edge(-1),
  last_column: edge(1),
  first_cell: step(-FAR, -FAR),
  last_cell: step(FAR, FAR),
  page_up: page(-1),
  page_down: page(1),
  next: runOn("next"),
  previous: runOn("previous"),
  back_up: walk("up"),
  show_active: showActive,
  previous_group: group(-1),
  next_group: group(1),
  extend_up: step(-1, 0, true),
  extend_down: step(1, 0, true),
  extend_left: step(0, -1, true),
  extend_right: step(0, 1, true),
  extend_first_row: step(-FAR, 0, true),
  extend_last_row: step(FAR, 0, true),
  extend_first_column: step(0, -FAR, true),
  extend_last_column: step(0, FAR, true),
  extend_first_cell: step(-FAR, -FAR, true),
  extend_last_cell: step(FAR, FAR, true),
  extend_page_up: page(-1, true),
  extend_page_down: page(1, true),
  select_all: whole("all"),
  select_row: whole("rows"),
  select_column: whole("columns"),
  collapse,
  edit,
  open_list: openList,
  commit_down: (run) => commit(run, "down"),
  commit_up: (run) => commit(run, "up"),
  commit_next: (run) => commit(run, "next"),
  commit_previous: (run) => commit(run, "previous"),
  commit_fill: commitFill,
  line_break: lineBreak,
  drop,
  toggle_mode: toggleMode,
  open_picker: (run) => run.picker.current?.focus?.(),
  today: putToday,
  clear: (run) => clear(run),
  fill_down: fillDown,
  fill_right: fillRight,
  copy: (run) => void copy(run, null),
  cut: (run) => cut(run, null),
  paste: pasteIn,
  peek: open("peek"),
  open: open("page"),
  aside: askAside,
  delete_rows: remove,
  menu,
  column_left: column((key, at) => ({ kind: "move", key, to: at - 1 })),
  column_right: column((key, at) => ({ kind: "move", key, to: at + 1 })),
  column_narrower: column((key, _, width) => ({ kind: "width", key, width: width - 16 })),
  column_wider: column((key, _, width) => ({ kind: "width", key, width: width + 16 })),
  column_hide: column((key) => ({ kind: "hide", key })),
  head_sort: headSort(false),
  head_sort_more: headSort(true),
  head_menu: menu,
  head_left: heads((at) => at - 1),
  head_right: heads((at) => at + 1),
  head_first: heads(() => 0),
  head_last: heads((_, last) => last),
  head_leave: leaveHeads,
};

/** Runs a command; `event` is the key that asked for it, if one did. */
export function perform(run: GridRun, command: Command, event: KeyboardEvent | null = null): void {
  acts[command](run, event);
}

/** Ends an edit by an arrow key, as Excel does where the edit began by typing. */
export function commitByArrow(run: GridRun, key: string): void {
  const ways: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const [rows, columns] = ways[key] ?? [0, 0];
  commit(run, "stay");
  step(rows, columns)(run, null);
  advance(run, "stay");
}
