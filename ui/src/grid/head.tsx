/**
 * The column heads: sort by click (Shift adds), drag the edge to size, drag the head to move, a menu for the rest.
 * Every drag has a twin on the keyboard and in the menu.
 */
import { EllipsisVertical } from "lucide-react";
import { memo, type PointerEvent as ReactPointerEvent, useRef, useState } from "react";
import type { Sort } from "../ipc/bindings.ts";
import { t } from "../lib/i18n.ts";
import { leaveEdit } from "./edit.ts";
import { openMenu } from "./focus.ts";
import style from "./grid.module.css";
import { clampWidth, HEAD } from "./measures.ts";
import type { ColumnChange, GridColumn, GridProps } from "./model.ts";
import { change, type GridRun } from "./state.ts";
import type { ColumnLayout } from "./window.ts";

type HeadProps = {
  readonly run: GridRun;
  readonly columns: readonly GridColumn[];
  readonly layout: ColumnLayout;
  readonly sort: readonly Sort[];
  readonly gutterLabel: string;
  readonly onSort: GridProps["onSort"];
  readonly onColumns: GridProps["onColumns"];
};

/** A drag that counts only once it has gone a few px, so that a click stays a click. */
function drag(
  event: ReactPointerEvent,
  onMove: (dx: number, event: PointerEvent) => void,
  onEnd: (moved: boolean) => void,
): void {
  const from = event.clientX;
  let moved = false;
  const follow = (next: PointerEvent) => {
    if (!moved && Math.abs(next.clientX - from) < 4) return;
    moved = true;
    onMove(next.clientX - from, next);
  };
  const end = (last: PointerEvent) => {
    if (last.type === "pointerup") follow(last);
    window.removeEventListener("pointermove", follow);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
    onEnd(moved && last.type === "pointerup");
  };
  window.addEventListener("pointermove", follow);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
}

/** Px a drawing before the text takes, and the sign of a doubtful value after it. */
const MARK = 22;
const DOUBT = 11;

/** What a cell's text takes as it is laid out, cut off or not. */
function textWidth(cell: HTMLElement): number {
  const range = document.createRange();
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  while (texts.nextNode()) {
    range.selectNodeContents(texts.currentNode);
    const box = range.getBoundingClientRect();
    left = Math.min(left, box.left);
    right = Math.max(right, box.right);
  }
  return Math.max(0, right - left);
}

/** The width that shows the column's longest text now on screen, be the column too narrow or too wide. */
function fittingWidth(run: GridRun, at: number): number {
  const cells =
    run.scroller.current?.querySelectorAll<HTMLElement>(`[data-c="${at}"], [data-head="${at}"]`) ?? [];
  const widths = [...cells].map((cell) => {
    const { paddingLeft, paddingRight } = getComputedStyle(cell);
    const padding = Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight);
    const doubt = cell.querySelector(`.${style.doubt}`) ? DOUBT : 0;
    return textWidth(cell) + padding + (cell.dataset.mark ? MARK : 0) + doubt;
  });
  return clampWidth(Math.max(0, ...widths) + 2);
}

function Grip({
  run,
  column,
  at,
  onColumns,
}: {
  run: GridRun;
  column: GridColumn;
  at: number;
  onColumns: HeadProps["onColumns"];
}) {
  const width = (to: number): ColumnChange => ({ kind: "width", key: column.key, width: clampWidth(to) });
  return (
    <span
      className={style.grip}
      data-grip={at}
      aria-hidden
      onPointerDown={(event) => {
        event.stopPropagation();
        event.preventDefault();
        leaveEdit(run);
        let to = column.width;
        drag(
          event,
          (dx) => {
            to = clampWidth(column.width + dx);
            change(run, { sizing: { key: column.key, width: to } });
          },
          (moved) => {
            change(run, { sizing: null });
            if (moved) onColumns(width(to));
          },
        );
      }}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onColumns(width(fittingWidth(run, at)))}
    />
  );
}

/** Where a dragged head would land, from the pointer's place among the columns. */
function landing(run: GridRun, clientX: number): number {
  const { layout, scroller } = run;
  const left = clientX - (scroller.current?.getBoundingClientRect().left ?? 0);
  const x = left < layout.pinnedRight ? left : left + (scroller.current?.scrollLeft ?? 0);
  const last = layout.x.length - 1;
  const gap = layout.x.findIndex((edge, at) => x < (edge + (layout.x[at + 1] ?? edge)) / 2);
  return gap < 0 ? last : gap;
}

function HeadCell({
  run,
  at,
  column,
  layout,
  sort,
  onSort,
  onColumns,
  dropAt,
}: HeadProps & { at: number; column: GridColumn; dropAt: (gap: number | null) => void }) {
  const dragged = useRef(false);
  const rank = sort.findIndex(({ field }) => field === column.key);
  const order = sort[rank];
  const pinned = at < layout.pinned;
  const lift = (event: ReactPointerEvent) => {
    if (event.button !== 0 || (event.target as HTMLElement).closest("button")) return;
    event.preventDefault();
    dragged.current = false;
    let gap = at;
    drag(
      event,
      (_, { clientX }) => {
        gap = landing(run, clientX);
        dropAt(gap);
      },
      (moved) => {
        dropAt(null);
        dragged.current = moved;
        const to = gap > at ? gap - 1 : gap;
        if (moved && to !== at) onColumns({ kind: "move", key: column.key, to });
      },
    );
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid's own handler answers Enter on a head
    <div
      role="columnheader"
      aria-colindex={at + 2}
      aria-sort={
        order ? (order.descending ? "descending" : "ascending") : column.sortable ? "none" : undefined
      }
      tabIndex={-1}
      data-head={at}
      data-key={column.key}
      className={[
        style.cell,
        style.headCell,
        column.align === "end" && style.end,
        pinned && style.pin,
        at === layout.pinned - 1 && style.lastPin,
      ]
        .filter(Boolean)
        .join(" ")}
      style={pinned ? { width: column.width, left: layout.x[at] } : { width: column.width }}
      onPointerDown={lift}
      onClick={(event) => {
        if (dragged.current || !column.sortable) return;
        change(run, { head: at });
        onSort(column.key, event.shiftKey);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        openMenu(run, event.clientX, event.clientY, column.key);
      }}
    >
      {order && (
        <span className={style.order} data-descending={order.descending || undefined} aria-hidden>
          {sort.length > 1 && rank + 1}
        </span>
      )}
      <span className={style.clip}>{column.title}</span>
      {column.unit && <span className={style.unit}>{column.unit}</span>}
      <button
        type="button"
        tabIndex={-1}
        className={style.more}
        aria-label={t("ui.grid.column_menu", { column: column.title })}
        onClick={(event) => {
          event.stopPropagation();
          const box = event.currentTarget.getBoundingClientRect();
          openMenu(run, box.left, box.bottom, column.key);
        }}
      >
        <EllipsisVertical size={14} aria-hidden />
      </button>
      <Grip run={run} column={column} at={at} onColumns={onColumns} />
    </div>
  );
}

export const GridHead = memo(function GridHead(props: HeadProps) {
  const { columns, layout } = props;
  const [gap, setGap] = useState<number | null>(null);
  return (
    <div role="row" aria-rowindex={1} className={style.head} style={{ height: HEAD }}>
      <div
        role="columnheader"
        aria-colindex={1}
        className={`${style.cell} ${style.gutter}`}
        style={{ width: layout.x[0] }}
        data-corner
      >
        <span className={style.unseen}>{props.gutterLabel}</span>
      </div>
      {columns.map((column, at) => (
        <HeadCell key={column.key} {...props} at={at} column={column} dropAt={setGap} />
      ))}
      <div className={style.fill} aria-hidden />
      {gap !== null && <div className={style.drop} style={{ left: (layout.x[gap] ?? 0) - 1 }} aria-hidden />}
    </div>
  );
});
