/**
 * One drawn line: a record, a group's header, or a skeleton while the line is on its way. Redrawn only when its own
 * line, window or selection changes; a cell is one element, its mark is drawn by the stylesheet.
 */
import { ChevronDown, ChevronRight } from "lucide-react";
import { type CSSProperties, memo, type ReactNode } from "react";
import { Monogram } from "../components/monogram.tsx";
import type { Line } from "../ipc/bindings.ts";
import { number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import style from "./grid.module.css";
import { cellOf, type Row } from "./lines.ts";
import mark from "./mark.module.css";
import { type CellView, type GridColumn, type GridProps, markStyle } from "./model.ts";
import { type Held, heldKey } from "./state.ts";
import type { ColumnLayout } from "./window.ts";

export type RowProps = {
  readonly index: number;
  readonly y: number;
  readonly row: Row | undefined;
  readonly columns: readonly GridColumn[];
  readonly layout: ColumnLayout;
  readonly first: number;
  readonly end: number;
  readonly grouped: boolean;
  /** Holds the active cell. */
  readonly current: boolean;
  /** Selected columns, both -1 for none. */
  readonly from: number;
  readonly to: number;
  /** Waiting and refused texts, null for most rows. */
  readonly held: ReadonlyMap<string, Held> | null;
  readonly groupView: GridProps["groupView"];
  readonly onFold: GridProps["onFold"];
  readonly onOpen: GridProps["onOpen"];
};

const names = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(" ");

/** Ids of the sentences that say why a text was refused. */
export const reasonId = (id: string, key: string): string => `grid-why-${id}-${key}`;

function place(props: Pick<RowProps, "columns" | "layout" | "first">, at: number): CSSProperties {
  const { columns, layout } = props;
  const width = columns[at]?.width ?? 0;
  if (at < layout.pinned) return { width, left: layout.x[at] };
  const gap = at === props.first ? (layout.x[at] ?? 0) - layout.pinnedRight : 0;
  return gap > 0 ? { width, marginLeft: gap } : { width };
}

/** Members stand under their group's name. */
function indent({ grouped }: RowProps): CSSProperties {
  return grouped ? { paddingLeft: 38 } : {};
}

function drawnColumns({ layout, first, end }: Pick<RowProps, "layout" | "first" | "end">): number[] {
  const drawn: number[] = [];
  for (let at = 0; at < layout.pinned; at += 1) drawn.push(at);
  for (let at = first; at < end; at += 1) drawn.push(at);
  return drawn;
}

function cellClass(column: GridColumn, at: number, layout: ColumnLayout, view: CellView | null): string {
  return names(
    style.cell,
    column.align === "end" && style.end,
    at < layout.pinned && style.pin,
    at === layout.pinned - 1 && style.lastPin,
    view?.mark && mark.mark,
    view?.tone && style[view.tone],
  );
}

function RecordCells(props: RowProps & { row: Row; line: Extract<Line, { kind: "record" }> }): ReactNode {
  const { row, line, columns, layout, from, to, held } = props;
  return drawnColumns(props).map((at) => {
    const column = columns[at];
    if (!column) return null;
    const text = held?.get(heldKey(line.id, column.key));
    const view: CellView = text ? { text: text.text } : column.view(cellOf(row, column.key));
    const refused = Boolean(text?.reason);
    return (
      <div
        key={column.key}
        role={at === 0 ? "rowheader" : "gridcell"}
        aria-colindex={at + 2}
        aria-selected={at >= from && at <= to}
        aria-readonly={column.editor === null || undefined}
        aria-invalid={refused || undefined}
        aria-errormessage={refused ? reasonId(line.id, column.key) : undefined}
        tabIndex={-1}
        data-c={at}
        data-mark={view.mark}
        data-level={view.mark === "bars" ? view.level : undefined}
        data-refused={refused || undefined}
        className={cellClass(column, at, layout, view)}
        style={{
          ...place(props, at),
          ...markStyle(view),
          ...(at === 0 && indent(props)),
        }}
      >
        {view.text}
        {line.warnings.includes(column.key) && <span className={style.doubt} title={t("ui.grid.doubtful")} />}
        {at === 0 && (
          <button
            type="button"
            tabIndex={-1}
            className={style.open}
            aria-label={t("ui.grid.open_record", { name: view.text })}
            onClick={() => props.onOpen(line.id, "peek")}
          />
        )}
      </div>
    );
  });
}

type GroupLine = Extract<Line, { kind: "group" }>;
type GroupProps = Pick<RowProps, "columns" | "layout" | "first" | "end" | "groupView" | "onFold"> & {
  readonly line: GroupLine;
};

/** `echo` leaves out what tests and assistive technology know a cell by: it repeats a header that has scrolled away. */
function GroupCells(props: GroupProps & { echo?: boolean }): ReactNode {
  const { line, columns, layout, echo } = props;
  const label = props.groupView(line.label);
  return drawnColumns(props).map((at) => {
    const column = columns[at];
    if (!column) return null;
    const total = line.totals[column.key];
    const view = at > 0 && total ? column.view(total) : null;
    return (
      <div
        key={column.key}
        {...(!echo && {
          role: at === 0 ? "rowheader" : "gridcell",
          "aria-colindex": at + 2,
          tabIndex: -1,
          "data-c": at,
        })}
        className={cellClass(column, at, layout, null)}
        style={place(props, at)}
      >
        {at === 0 ? (
          <span className={style.groupName}>
            {label.mark === "monogram" && <Monogram name={label.text} seed={label.colour ?? label.text} />}
            <span className={style.clip}>{label.text}</span>
            <small>{number(line.records)}</small>
          </span>
        ) : (
          view?.text
        )}
      </div>
    );
  });
}

function Skeleton(props: RowProps): ReactNode {
  return drawnColumns(props).map((at) => {
    const column = props.columns[at];
    return column ? (
      <div
        key={column.key}
        role={at === 0 ? "rowheader" : "gridcell"}
        aria-colindex={at + 2}
        tabIndex={-1}
        data-c={at}
        className={names(cellClass(column, at, props.layout, null), style.bone)}
        style={place(props, at)}
      />
    ) : null;
  });
}

function FoldButton({ line, label, onFold }: { line: GroupLine; label: string; onFold: RowProps["onFold"] }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={style.fold}
      aria-label={t(line.folded ? "ui.grid.unfold" : "ui.grid.fold", { name: label })}
      onClick={() => onFold(line.key, !line.folded)}
    >
      {line.folded ? <ChevronRight size={15} aria-hidden /> : <ChevronDown size={15} aria-hidden />}
    </button>
  );
}

export const GridRow = memo(function GridRow(props: RowProps) {
  const { index, y, row, current, from, grouped, layout } = props;
  const line = row?.line;
  const level = line?.kind === "record" ? (grouped ? 2 : 1) : 1;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={line?.kind === "group" ? !line.folded : undefined}
      aria-selected={from >= 0}
      aria-busy={line ? undefined : true}
      data-r={index}
      data-id={line?.kind === "record" ? line.id : undefined}
      data-current={current || undefined}
      className={names(style.row, line?.kind === "group" && style.group)}
      style={{ transform: `translateY(${y}px)` }}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className={names(style.cell, style.gutter)}
        style={{ width: layout.x[0] }}
      >
        {line?.kind === "record" && number(line.number)}
        {line?.kind === "group" && (
          <FoldButton line={line} label={props.groupView(line.label).text} onFold={props.onFold} />
        )}
      </div>
      {!row && <Skeleton {...props} />}
      {row && line?.kind === "record" && <RecordCells {...props} row={row} line={line} />}
      {line?.kind === "group" && <GroupCells {...props} line={line} />}
      <div className={style.fill} aria-hidden />
    </div>
  );
});

/** The header of the group one has scrolled into, kept under the heads. */
export const GroupEcho = memo(function GroupEcho(props: GroupProps) {
  const { line, layout, groupView, onFold } = props;
  return (
    <div className={names(style.echo, style.group)} aria-hidden data-echo>
      <div className={names(style.cell, style.gutter)} style={{ width: layout.x[0] }}>
        <FoldButton line={line} label={groupView(line.label).text} onFold={onFold} />
      </div>
      <GroupCells {...props} echo />
      <div className={style.fill} />
    </div>
  );
});
