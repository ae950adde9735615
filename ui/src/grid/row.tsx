/**
 * One drawn line: a record, a group's header, or a skeleton while the line is on its way. Redrawn only when its own
 * line, window or selection changes; a cell is one element, its mark is drawn by the stylesheet.
 */
import { ChevronDown, ChevronRight } from "lucide-react";
import { Fragment, memo, type ReactNode } from "react";
import { Dot } from "../components/dot.tsx";
import { Monogram } from "../components/monogram.tsx";
import type { Line } from "../ipc/bindings.ts";
import { number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import style from "./grid.module.css";
import { cellOf, type Row } from "./lines.ts";
import mark from "./mark.module.css";
import { type CellView, type GridColumn, type GridProps, markStyle } from "./model.ts";
import { names, type Slots } from "./slots.ts";
import { type Held, heldKey } from "./state.ts";

export type RowProps = {
  readonly index: number;
  readonly y: number;
  readonly row: Row | undefined;
  readonly slots: Slots;
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

/** Ids of the sentences that say why a text was refused. */
export const reasonId = (id: string, key: string): string => `grid-why-${id}-${key}`;

/** What a line on its way shows. */
const nothing: CellView = { text: "" };

function className(name: string, view: CellView): string {
  return view.mark || view.tone ? names(name, view.mark && mark.mark, view.tone && style[view.tone]) : name;
}

/** What stands in a cell: its text, or several values, each by itself; for whoever hears or copies them those stay parted. */
function words(view: CellView): ReactNode {
  return !view.parts
    ? view.text
    : view.parts.map(({ text, colour }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other, and none moves
        <Fragment key={at}>
          {at > 0 && <span className={style.between}>{t("ui.list_comma")}</span>}
          <span className={style.part}>
            {colour && <Dot colour={colour} />}
            {text}
          </span>
        </Fragment>
      ));
}

type RecordProps = CellsProps & { readonly line: Extract<Line, { kind: "record" }> | undefined };

/** What a cell shows, and why it was refused, if it was. */
function shown(
  { row, line, held }: RecordProps,
  { key, view, late }: GridColumn,
): { view: CellView; reason: string | undefined } {
  if (!row || !line) return { view: nothing, reason: undefined };
  const text = held?.get(heldKey(line.id, key));
  if (!text) {
    const seen = view(cellOf(row, key));
    const isLate = late?.((other) => cellOf(row, other));
    return { view: isLate ? { ...seen, tone: "late", mark: "late" } : seen, reason: undefined };
  }
  return { view: { text: text.text }, reason: text.reason ? reasonId(line.id, key) : undefined };
}

/**
 * The cells of a record, or of a line on its way: the same elements, so that a jump to lines not yet here and their
 * coming in change texts and nothing else. A cell that is nothing but text is given just that, which React keeps no
 * account of.
 */
function recordCells(props: RecordProps): ReactNode {
  const { line, slots, from, to } = props;
  return slots.cells.map(({ at, column, name, member }) => {
    const { view, reason } = shown(props, column);
    const doubtful = line?.warnings.includes(column.key);
    return (
      <div
        key={column.key}
        role={at === 0 ? "rowheader" : "gridcell"}
        aria-colindex={at + 2}
        aria-selected={at >= from && at <= to}
        aria-readonly={column.editor === null || undefined}
        aria-invalid={reason ? true : undefined}
        aria-errormessage={reason}
        tabIndex={-1}
        data-c={at}
        data-mark={view.mark}
        data-level={view.mark === "bars" ? view.level : undefined}
        data-refused={reason ? true : undefined}
        className={className(name, view)}
        style={view.mark ? { ...member, ...markStyle(view) } : member}
      >
        {at > 0 && !doubtful ? (
          words(view)
        ) : (
          <>
            {words(view)}
            {doubtful && <span className={style.doubt} title={t("ui.grid.doubtful")} />}
            {at === 0 && line && (
              <button
                type="button"
                tabIndex={-1}
                className={style.open}
                aria-label={t("ui.grid.open_record", { name: view.text })}
                onClick={() => props.onOpen(line.id, "peek")}
              />
            )}
          </>
        )}
      </div>
    );
  });
}

type GroupLine = Extract<Line, { kind: "group" }>;
type GroupProps = Pick<RowProps, "slots" | "groupView" | "onFold"> & {
  readonly line: GroupLine;
};

/** `echo` leaves out what tests and assistive technology know a cell by: it repeats a header that has scrolled away. */
function groupCells(props: GroupProps & { echo?: boolean }): ReactNode {
  const { line, slots, echo } = props;
  const label = props.groupView(line.label);
  return slots.cells.map(({ at, column, name, place }) => {
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
        className={name}
        style={place}
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

const gutter = names(style.cell, style.gutter);

type CellsProps = Omit<RowProps, "index" | "y" | "current">;

/**
 * All cells of a line, drawn apart from its row: where a line stands is no business of theirs, so that the empty lines
 * a thumb is dragged past move and nothing in them is drawn again.
 */
const Cells = memo(function Cells(props: CellsProps) {
  const { row, slots } = props;
  const line = row?.line;
  return (
    <>
      <div role="gridcell" aria-colindex={1} className={gutter} style={slots.gutter}>
        {line?.kind === "record" && number(line.number)}
        {line?.kind === "group" && (
          <FoldButton line={line} label={props.groupView(line.label).text} onFold={props.onFold} />
        )}
      </div>
      {/* Called, not drawn as two kinds of thing: a slot's cells stay when a group's head comes into it. */}
      {line?.kind === "group" ? groupCells({ ...props, line }) : recordCells({ ...props, line })}
    </>
  );
});

export const GridRow = memo(function GridRow({ index, y, current, ...cells }: RowProps) {
  const line = cells.row?.line;
  const level = line?.kind === "record" ? (cells.grouped ? 2 : 1) : 1;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={line?.kind === "group" ? !line.folded : undefined}
      aria-selected={cells.from >= 0}
      aria-busy={line ? undefined : true}
      data-r={index}
      data-id={line?.kind === "record" ? line.id : undefined}
      data-current={current || undefined}
      className={names(style.row, line?.kind === "group" && style.group)}
      style={{ transform: `translateY(${y}px)` }}
    >
      <Cells {...cells} />
      <div className={style.fill} aria-hidden />
    </div>
  );
});

/** The header of the group one has scrolled into, kept under the heads. */
export const GroupEcho = memo(function GroupEcho(props: GroupProps) {
  const { line, slots, groupView, onFold } = props;
  return (
    <div className={names(style.echo, style.group)} aria-hidden data-echo>
      <div className={gutter} style={slots.gutter}>
        <FoldButton line={line} label={groupView(line.label).text} onFold={onFold} />
      </div>
      {groupCells({ ...props, echo: true })}
      <div className={style.fill} />
    </div>
  );
});
