/**
 * The one input of the grid. It lies unseen over the active cell and has the focus before anything is typed, so
 * that an input method composes in it from the first letter; then it becomes the visible editor. Stands outside the
 * treegrid, and is never given a value while an input method composes.
 */
import { type CSSProperties, useId, useLayoutEffect, useState } from "react";
import { t } from "../lib/i18n.ts";
import { isComposing } from "../lib/keys.ts";
import { useStore } from "../lib/store.ts";
import { useTyping } from "../lib/typing.ts";
import { DayPicker } from "./day-picker.tsx";
import { begin, commit, leaveEdit, typed } from "./edit.ts";
import style from "./editor.module.css";
import float from "./float.module.css";
import { Float } from "./float.tsx";
import { focusInput } from "./focus.ts";
import { cellOf } from "./lines.ts";
import { HEAD } from "./measures.ts";
import { Options } from "./options.tsx";
import { Several } from "./several.tsx";
import { activeOf, type GridRun, isRefused } from "./state.ts";
import type { RowWindow } from "./window.ts";

/** What the input is called: column, record and what the cell says. */
function nameOf(run: GridRun): string {
  const { row, column } = activeOf(run);
  const title = run.props.columns[0];
  if (!row || !column || !title) return run.props.label;
  if (row.line.kind === "group")
    return t("ui.grid.group_cell", { group: run.props.groupView(row.line.label).text, n: row.line.records });
  const of = title.view(cellOf(row, title.key)).text;
  const text = column.view(cellOf(row, column.key)).text;
  return column === title
    ? t("ui.grid.title_cell", { column: column.title, text })
    : t("ui.grid.cell", { column: column.title, of, text });
}

/** A long text's editor grows with it, up to a third of the window. */
function grow(input: HTMLTextAreaElement, least: number): void {
  input.style.height = `${least}px`;
  if (input.scrollHeight > least)
    input.style.height = `${Math.min(input.scrollHeight + 2, window.innerHeight / 3)}px`;
}

/** What the editor shows and allows on the active cell. */
function scene(run: GridRun) {
  const { draft, head } = run.state.get();
  const { row, column, cell } = activeOf(run);
  const record = row?.line.kind === "record" ? row.line : null;
  const typable = record !== null && Boolean(column?.editor) && column?.editor !== "bool";
  const picking = draft?.picker ? column : undefined;
  return {
    cell,
    column,
    draft,
    readOnly: !typable || head !== null,
    refused: isRefused(run),
    /** What the cell says now, to mark it in an option list. */
    current: row && column ? column.view(cellOf(row, column.key)).text : "",
    held: (row && column?.several?.picked(cellOf(row, column.key))) ?? [],
    listed: picking?.options || picking?.several ? picking : null,
    dated: picking?.editor === "date",
  };
}

/** Puts a text into the input, as if it were typed. */
function write(run: GridRun, text: string): void {
  const input = run.input.current;
  if (!input) return;
  input.value = text;
  input.setSelectionRange(text.length, text.length);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The option list or calendar of the cell being edited. */
function Pickers({
  run,
  list,
  onActive,
}: {
  run: GridRun;
  list: string;
  onActive: (id: string | null) => void;
}) {
  const { draft, listed, dated, current, held, cell, column } = scene(run);
  const at = `${cell.row} ${cell.column} ${column?.width ?? 0}`;
  const pick = (day: string) => {
    if (run.input.current) run.input.current.value = day;
    commit(run, "stay");
  };
  if (!draft || !(listed || dated)) return null;
  const text = run.input.current?.value ?? "";
  return (
    <Float anchor={run.input} at={at}>
      {listed?.several ? (
        <Several
          key={`${draft.id} ${draft.key}`}
          id={list}
          label={listed.title}
          of={listed.several}
          record={draft.id}
          text={text}
          touched={text !== draft.initial}
          held={held}
          picker={run.picker}
          onText={(next) => write(run, next)}
          onActive={onActive}
        />
      ) : listed ? (
        <Options
          id={list}
          column={listed}
          record={draft.id}
          text={draft.text}
          current={current}
          picker={run.picker}
          onPick={(option) => commit(run, "stay", option)}
          onActive={onActive}
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape goes back to the input the calendar belongs to
        <div
          onKeyDown={(event) => {
            if (event.key !== "Escape" || isComposing(event)) return;
            event.preventDefault();
            event.stopPropagation();
            focusInput(run);
          }}
        >
          <DayPicker text={draft.text || draft.initial} picker={run.picker} onPick={pick} />
        </div>
      )}
    </Float>
  );
}

/** What is seen in what is being typed, where the table has eyes for it: under the cell, in nobody's way. */
function Watched({ run }: { run: GridRun }) {
  const { draft, listed, dated, refused, cell, column } = scene(run);
  if (!draft || !column || listed || dated || refused || draft.text === draft.initial) return null;
  const seen = run.props.seen?.(column.key, draft.text);
  if (!seen) return null;
  return (
    <Float anchor={run.input} at={`${cell.row} ${cell.column} ${draft.text}`} tone="aside">
      <div className={float.watched} role="status" data-watched>
        {seen}
      </div>
    </Float>
  );
}

export function Editor({ run, rows, rowHeight }: { run: GridRun; rows: RowWindow; rowHeight: number }) {
  useStore(run.state);
  const [option, setOption] = useState<string | null>(null);
  const list = useId();
  const { cell, column, draft, readOnly, refused, listed } = scene(run);
  const { layout } = run;
  const top = HEAD + rows.offset + (cell.row - rows.base) * rowHeight;
  const classes = [style.input, draft && style.editing, column?.align === "end" && style.end];
  const blurred = (to: EventTarget | null) => {
    const left =
      to instanceof HTMLElement && !run.root.current?.contains(to) && !to.closest("[data-day-picker]");
    if (left) leaveEdit(run);
  };

  // Lines it opens with are seen at once: with only its last line in sight a list that ends in a break looks empty.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each edit that begins
  useLayoutEffect(() => {
    if (draft && run.input.current) grow(run.input.current, rowHeight);
  }, [run, draft?.id, draft?.key, rowHeight]);

  useTyping(() => {
    if (!run.state.get().draft) return undefined;
    commit(run, "away");
    return run.queue;
  });

  return (
    <>
      <textarea
        ref={run.input}
        rows={1}
        aria-label={nameOf(run)}
        aria-invalid={refused || undefined}
        aria-autocomplete={listed ? "list" : undefined}
        aria-controls={listed ? list : undefined}
        aria-activedescendant={listed && option ? option : undefined}
        readOnly={readOnly}
        tabIndex={run.props.screenReader && !draft ? -1 : 0}
        spellCheck={false}
        autoComplete="off"
        data-grid-input
        data-pane-focus
        data-idle={draft ? undefined : true}
        data-pinned={cell.column < layout.pinned || undefined}
        data-refused={(draft && refused) || undefined}
        className={classes.filter(Boolean).join(" ")}
        style={
          {
            left: layout.x[cell.column] ?? 0,
            top,
            "--cell": `${column?.width ?? 0}px`,
            height: rowHeight,
          } as CSSProperties
        }
        onInput={(event) => {
          typed(run);
          grow(event.currentTarget, rowHeight);
        }}
        onCompositionStart={() => {
          run.composing = true;
          if (!run.state.get().draft) begin(run, "replace");
        }}
        onCompositionEnd={() => {
          run.composing = false;
        }}
        onBlur={(event) => blurred(event.relatedTarget)}
      />
      {draft && column?.unit && (
        <span
          className={style.editUnit}
          aria-hidden
          style={{ left: (layout.x[cell.column + 1] ?? 0) + 6, top }}
        >
          {column.unit}
        </span>
      )}
      <Pickers run={run} list={list} onActive={setOption} />
      <Watched run={run} />
    </>
  );
}
