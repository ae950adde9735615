/**
 * The table: an ARIA treegrid of windowed rows over an async line store, with its selection boxes, its one input,
 * its menus and its live region. Draws and listens; what keys and drags do is in `commands`, `pointer` and `edit`.
 */
import {
  type ClipboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button } from "../components/button.tsx";
import { t } from "../lib/i18n.ts";
import { useStore } from "../lib/store.ts";
import { Aside, asideAt, endAside, endByKey } from "./aside.tsx";
import { Boxes } from "./boxes.tsx";
import { begin, leaveEdit } from "./edit.ts";
import { Editor } from "./editor.tsx";
import { focusActive, hasFocus, headElement, openMenu } from "./focus.ts";
import { GridFoot } from "./foot.tsx";
import style from "./grid.module.css";
import { GridMenu } from "./grid-menu.tsx";
import { useHandle } from "./handle.ts";
import { GridHead } from "./head.tsx";
import { onKeyDown } from "./keyboard.ts";
import type { GridProps } from "./model.ts";
import { onPointerDown } from "./pointer.ts";
import { Refusals } from "./refusal.tsx";
import { GridRow, GroupEcho } from "./row.tsx";
import { boxesOf, follow, isMany } from "./selection.ts";
import { slotsOf } from "./slots.ts";
import { areaOf, selectedCells } from "./spread.ts";
import { activeOf, boundsOf, change, createRun, type GridRun, type GridState, isRefused } from "./state.ts";
import { copy, cut, paste } from "./transfer.ts";
import { useViewport, useWaiting } from "./viewport.ts";
import { rowAt, sheetHeight } from "./window.ts";

/** Keeps the keyboard with the active cell or head, and tells the table what is selected. */
function useFollowers(run: GridRun, state: GridState): void {
  const { selection, head, draft } = state;
  const { row, column } = selection.active;
  const { onSelection } = run.props;
  const cells = run.props.lines.count;
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves with the active cell, and with nothing else
  useLayoutEffect(() => {
    if (!hasFocus(run) || run.state.get().draft) return;
    if (head !== null) headElement(run, head)?.focus({ preventScroll: true });
    else return focusActive(run);
  }, [
    run,
    row,
    column,
    head,
    draft === null,
    run.props.screenReader === true && row >= run.drawn.first && row < run.drawn.end,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of lines changes what a selection covers
  useEffect(() => {
    const bounds = boundsOf(run);
    if (isMany(selection, bounds)) onSelection(areaOf(run), selectedCells(run, selection));
    else onSelection(null, 1);
  }, [run, selection, onSelection, cells]);
  // Lines may have gone: nothing is selected beyond the last.
  const last = Math.max(0, cells - 1);
  useEffect(() => {
    if (cells > 0 && row > last)
      change(run, { selection: follow(run.state.get().selection, 0, boundsOf(run)) });
  }, [run, cells, row, last]);
}

/** WebKit copies nothing from an input without a selection unless the question before it is answered. */
function useBeforeCopy(run: GridRun): void {
  useEffect(() => {
    const root = run.root.current;
    const allow = (event: Event) => {
      if (!run.state.get().draft) event.preventDefault();
    };
    root?.addEventListener("beforecopy", allow);
    root?.addEventListener("beforecut", allow);
    return () => {
      root?.removeEventListener("beforecopy", allow);
      root?.removeEventListener("beforecut", allow);
    };
  }, [run]);
}

/** A cell whose text is cut off says it in full under the pointer, where that is not said beside its row. */
function tell(run: GridRun, target: HTMLElement): void {
  if (target.dataset.c === undefined) return;
  if (!(run.props.aside && target.closest("[data-id]")) && target.scrollWidth > target.clientWidth)
    target.title = target.textContent ?? "";
  else target.removeAttribute("title");
}

/** The active record, told when it changes. */
function useActive(run: GridRun, row: number, version: number): void {
  const { onActive } = run.props;
  const line = activeOf(run).row?.line;
  const id = line?.kind === "record" ? line.id : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines may come in under the same row
  useEffect(() => onActive?.(id), [onActive, id, row, version]);
}

/** The columns, one of them as wide as it is being dragged. */
function useSized(columns: GridProps["columns"], sizing: GridState["sizing"]): GridProps["columns"] {
  return useMemo(
    () =>
      sizing
        ? columns.map((one) => (one.key === sizing.key ? { ...one, width: sizing.width } : one))
        : columns,
    [columns, sizing],
  );
}

/** What takes lines from under an open edit: the edit ends first, on the record it began on. */
function useMovers(run: GridRun): Pick<GridProps, "onSort" | "onFold"> {
  return useMemo(
    () => ({
      onSort: (key, more) => {
        leaveEdit(run);
        run.props.onSort(key, more);
      },
      onFold: (key, folded) => {
        leaveEdit(run);
        run.props.onFold(key, folded);
      },
    }),
    [run],
  );
}

export function Grid(given: GridProps) {
  const [run] = useState(() => createRun(given));
  const state = useStore(run.state);
  const columns = useSized(given.columns, state.sizing);
  const props = { ...given, columns };
  const { lines, rowHeight, totals, label } = props;
  const { onSort, onFold } = useMovers(run);
  run.props = props;
  const layer = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const onSideways = useCallback(
    (left: number) => {
      // The layer begins where the pinned columns end and cuts its content there; the content stays where it was.
      layer.current?.style.setProperty("--cut", `${left > 0 ? left + run.layout.pinnedRight : 0}px`);
      run.input.current?.style.setProperty("--sideways", `${left}px`);
    },
    [run],
  );
  const viewport = useViewport(run, props, onSideways);
  const { rows, columns: across, pool, layout, scrolled, top, measure } = viewport;
  const { first, end } = across;
  const slots = useMemo(
    () => slotsOf(columns, layout, { first, end }, props.grouped),
    [columns, layout, first, end, props.grouped],
  );
  const turning = viewport.moving && !props.screenReader;
  run.drawn = { first: rows.first, end: rows.end };
  useHandle(run, props.ref);
  useFollowers(run, state);
  useBeforeCopy(run);
  useActive(run, state.selection.active.row, lines.version());

  const { selection, held } = state;
  const bounds = boundsOf(run);
  const boxes = boxesOf(selection, bounds);
  const spanAt = (row: number): { from: number; to: number } => {
    const box = boxes.findLast(({ top, bottom }) => row >= top && row <= bottom);
    return box ? { from: box.left, to: box.right } : { from: -1, to: -1 };
  };
  const drawn = [];
  let waiting = false;
  for (let n = 0; n < rows.end - rows.first; n += 1) {
    const index = rowAt(n, rows, pool, turning);
    const row = lines.get(index);
    if (!row) waiting = true;
    const id = row?.line.kind === "record" ? `${row.line.id} ` : null;
    const waits = id !== null && held.size > 0 && [...held.keys()].some((slot) => slot.startsWith(id));
    drawn.push(
      <GridRow
        key={index % pool}
        index={index}
        y={(index - rows.base) * rowHeight}
        row={row}
        slots={slots}
        grouped={props.grouped}
        current={index === selection.active.row}
        {...spanAt(index)}
        held={waits ? held : null}
        groupView={props.groupView}
        onFold={onFold}
        onOpen={props.onOpen}
      />,
    );
  }

  useWaiting(body, waiting);

  const heading = top < 0 ? null : lines.find(top + 1, -1, ({ line }) => line.kind === "group");
  const echo = heading === null ? undefined : lines.get(heading)?.line;

  const onClipboard = (event: ClipboardEvent) => {
    if (run.state.get().draft || !run.root.current?.contains(event.target as Node)) return;
    event.preventDefault();
    const data = event.clipboardData;
    if (event.type === "paste") paste(run, data.getData("text/plain"), data.getData("text/html"));
    else if (event.type === "cut") cut(run, data);
    else void copy(run, data);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and pointers of the treegrid and its input meet here
    <div
      ref={run.root}
      className={style.root}
      style={{ "--grid-row": `${rowHeight}px` } as React.CSSProperties}
      data-grid
      onKeyDown={(event) => {
        endByKey(run, event.nativeEvent);
        onKeyDown(run, event.nativeEvent);
      }}
      onCopy={onClipboard}
      onCut={onClipboard}
      onPaste={onClipboard}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the scrolled area takes the pointer for all its cells */}
      <div
        ref={run.scroller}
        className={style.scroller}
        data-scroller
        data-scrolled={scrolled || undefined}
        onScroll={() => {
          endAside(run);
          measure();
        }}
        onPointerOver={(event) => tell(run, event.target as HTMLElement)}
        onPointerMove={(event) => asideAt(run, event.nativeEvent)}
        onPointerLeave={() => asideAt(run, null)}
        onPointerDown={(event) => {
          endAside(run);
          onPointerDown(run, event);
        }}
        onDoubleClick={(event) => {
          const target = event.target as HTMLElement;
          if (!target.closest("[data-c]") || target.closest("button")) return;
          const line = activeOf(run).row?.line;
          if (line?.kind === "group") props.onFold(line.key, !line.folded);
          else begin(run, "keep");
        }}
        onContextMenu={(event) => {
          if (!(event.target as HTMLElement).closest("[data-body]")) return;
          event.preventDefault();
          openMenu(run, event.clientX, event.clientY, null);
        }}
      >
        <div className={style.hold} data-empty={bounds.rows === 0 || undefined}>
          <div
            role="treegrid"
            aria-label={label}
            aria-rowcount={bounds.rows + (totals ? 2 : 1)}
            aria-colcount={columns.length + 1}
            aria-multiselectable
            className={style.sheet}
            style={{ width: layout.width }}
          >
            <GridHead
              run={run}
              columns={columns}
              layout={layout}
              sort={props.sort}
              gutterLabel={t("ui.grid.line_number")}
              onSort={onSort}
              onColumns={props.onColumns}
            />
            {echo?.kind === "group" && (
              <GroupEcho line={echo} slots={slots} groupView={props.groupView} onFold={onFold} />
            )}
            <div
              ref={body}
              role="rowgroup"
              className={style.body}
              data-body
              style={{ height: sheetHeight({ rows: bounds.rows, rowHeight, view: 0 }) }}
            >
              <div
                role="presentation"
                className={style.shift}
                style={{ transform: `translateY(${rows.offset}px)` }}
              >
                {drawn}
                {bounds.rows > 0 && (
                  <Boxes
                    selection={selection}
                    bounds={bounds}
                    layout={layout}
                    rows={rows}
                    rowHeight={rowHeight}
                    bad={isRefused(run)}
                    fill={state.fill}
                    sideways={layer}
                  />
                )}
              </div>
            </div>
            {totals && bounds.rows > 0 && (
              <GridFoot
                columns={columns}
                layout={layout}
                totals={totals}
                label={props.totalsLabel}
                rowIndex={bounds.rows + 2}
              />
            )}
          </div>
          <Editor run={run} rows={rows} rowHeight={rowHeight} />
        </div>
        {bounds.rows === 0 && <div className={style.empty}>{props.empty}</div>}
      </div>
      {lines.failure !== null && (
        <div role="alert" className={style.failure}>
          {props.door.reason(lines.failure)}
          <Button kind="line" onPress={() => lines.retry()}>
            {t("ui.grid.retry")}
          </Button>
        </div>
      )}
      <Refusals run={run} />
      <Aside run={run} />
      <GridMenu run={run} />
      <div role="status" className={style.unseen}>
        <span key={state.spoken.turn}>{state.spoken.text}</span>
      </div>
    </div>
  );
}
