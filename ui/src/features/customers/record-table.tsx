/**
 * One entity's records as a table. Shows what the core answers to the user's arrangement; sorting, grouping,
 * summing, reading and refusing are the core's.
 */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { AsOf } from "../../components/as-of.tsx";
import { Confirm } from "../../components/dialog.tsx";
import { Notice } from "../../components/notice.tsx";
import { Grid } from "../../grid/grid.tsx";
import { cellOf } from "../../grid/lines.ts";
import type { Area, Block, GridDoor, GridHandle, MenuPlace, RowRef } from "../../grid/model.ts";
import { commands, type Id, type Settings, type TextColumn } from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { appState } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { closeRecord, currentPlace, openRecord, replacePlace, usePlace } from "../../lib/place.ts";
import { forgetFailure, say, setAside } from "../../lib/status.ts";
import { changeColumn, sortBy } from "./arrange.ts";
import { groupView, scaleOf } from "./cells.ts";
import { fieldsOf, powerOf } from "./columns.ts";
import { handOver } from "./hand-over.ts";
import { LateTalks } from "./late-talks.tsx";
import { Mended } from "./mended.tsx";
import { menuFor } from "./menus.ts";
import { NoLines } from "./no-lines.tsx";
import { scaleIn, selectionNote } from "./selection-note.ts";
import type { TableWords } from "./table-words.ts";
import { CustomersToolbar } from "./toolbar.tsx";
import type { Table } from "./use-table.ts";
import { useTableWalk } from "./walk.ts";
import { useWatch } from "./watch.tsx";
import {
  deleteQuestion,
  keepToCheck,
  type Planned,
  planBlock,
  removeRows,
  storeValue,
  taskAbout,
  writeBlock,
} from "./write.ts";
import { WritePlan } from "./write-plan.tsx";

const rowHeights: Record<Settings["density"], number> = { compact: 28, normal: 34, roomy: 42 };

/** What the grid asks of the table. A block with refusals waits for the user; one without is written at once. */
function useDoor(table: Table, onPlan: (planned: Planned) => void): GridDoor {
  const { view, entity, asOf, catalog, ground, columns } = table;
  return useMemo(() => {
    const fields = fieldsOf(catalog, entity);
    const column = (key: string): TextColumn => {
      const field = fields.find((one) => one.key === key);
      return { field: key, power: field ? powerOf(field.kind, scaleOf(ground, key)) : 0 };
    };
    const about = taskAbout(catalog, entity);
    const titleOf = (key: string) => columns.find((one) => one.key === key)?.title ?? key;
    return {
      ...(about !== null && {
        keep: (id: Id, key: string, text: string) => keepToCheck(about, id, titleOf(key), text),
      }),
      ...(asOf !== undefined && { closed: t("ui.as_of.closed") }),
      text: async (from, count, columns) => {
        const info = view.state.get().info;
        return info ? commands.viewText(info.view, from, count, columns.map(column)) : [];
      },
      edit: (row, key, value, again) => storeValue({ entity, column: column(key) }, row, value, again),
      dropped: forgetFailure,
      write: async (block: Block, again) => {
        const planned = await planBlock(entity, block.columns.map(column), block);
        if (planned.plan.refused === 0 && block.beyond === 0 && block.beside === 0)
          return writeBlock(planned, again);
        onPlan(planned);
        return null;
      },
      reason: sentence,
      tell: (text, unsaved) => say({ text, unsaved }),
    };
  }, [entity, asOf, catalog, ground, view, columns, onPlan]);
}

/** Says the selection's size and sum at the right end of the status line. */
function useSelectionNote(
  table: Table,
  selected: { current: Area | null },
): (area: Area | null, cells: number) => void {
  const { view, ground, catalog } = table;
  const turn = useRef(0);
  useEffect(
    () => () => {
      // What is still being counted for a table that was left says nothing any more.
      turn.current += 1;
      setAside("");
    },
    [],
  );
  return useCallback(
    (area, cells) => {
      turn.current += 1;
      selected.current = area;
      const mine = turn.current;
      const { info, totals } = view.state.get();
      if (!area || !info) {
        setAside("");
        return;
      }
      // All of a column is all records of the view, heads of groups left out.
      const n = area.whole ? info.records * (area.bands[0]?.columns.length ?? 0) : cells;
      selectionNote(area, n, info.view, totals, scaleIn(ground, catalog, area))
        .then((text) => mine === turn.current && setAside(text))
        .catch(() => undefined);
    },
    [view, selected, ground, catalog],
  );
}

/** How long the active row must stay before the drawer follows: a held arrow key reads no record on its way. */
const SETTLED_MS = 150;

/** A record open beside the table follows the active row; when it closes, the keyboard is back in the table. */
function useDrawer({ entity, asOf }: Table, grid: { current: GridHandle | null }): (id: Id | null) => void {
  const { record } = usePlace();
  const was = useRef(record);
  const timer = useRef(0);
  const last = useRef<Id | null>(null);
  useEffect(() => {
    if (was.current && !record) grid.current?.focus();
    was.current = record;
  }, [record, grid]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (id) => {
      // The same record in fresher lines: whatever was to follow still is.
      if (id === last.current) return;
      const first = last.current === null;
      last.current = id;
      clearTimeout(timer.current);
      const from = currentPlace().record;
      // Only the keyboard or the mouse in the table makes the drawer follow: a record opened from elsewhere stays.
      // Where the table begins is nobody's choice.
      if (first || id === null || from?.entity !== entity || !document.activeElement?.closest("[data-grid]"))
        return;
      timer.current = window.setTimeout(() => {
        const { full, record } = currentPlace();
        if (!full && record === from && from.id !== id) replacePlace({ record: { entity, id, asOf } });
      }, SETTLED_MS);
    },
    [entity, asOf],
  );
}

/** Writes a plan the user agreed to, after what was typed meanwhile. */
function writeLater(grid: GridHandle | null, planned: Planned): void {
  const { block } = planned;
  grid
    ?.inTurn(block.rows, (rows) =>
      writeBlock({ ...planned, block: { ...block, rows } }, () => writeLater(grid, planned)),
    )
    .catch(complain);
}

export function RecordTable({
  title,
  table,
  grid,
  words,
}: {
  /** as the page is called */ title: string;
  table: Table;
  grid: { current: GridHandle | null };
  words: TableWords;
}) {
  const { view, setting, state, ground } = table;
  const { data: app } = useQuery(appState);
  const screenReader = app?.settings.screen_reader ?? false;
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [removing, setRemoving] = useState<readonly RowRef[]>([]);
  const [adding, setAdding] = useState<string | null>(null);
  const door = useDoor(table, setPlanned);
  const selected = useRef<Area | null>(null);
  const onSelection = useSelectionNote(table, selected);
  const onActive = useDrawer(table, grid);
  useTableWalk(table, grid);
  const seen = useWatch(table);
  // Of customers as they are: what was said later belongs to no table of the past.
  const talked = table.entity === "unit" && table.asOf === undefined;
  const aside = useCallback(
    (id: Id, asked: boolean) => <LateTalks unit={id} asked={asked} today={ground.today} />,
    [ground.today],
  );
  const fields = fieldsOf(table.catalog, table.entity);
  const groupField = fields.find(({ key }) => key === setting.group);
  const shownGroup = useCallback(
    (label: Parameters<typeof groupView>[1]) => groupView(groupField, label, ground),
    [groupField, ground],
  );
  useEffect(() => {
    // Come here by key: the keyboard was nowhere, and belongs into the table.
    if (document.activeElement === document.body) grid.current?.focus();
  }, [grid]);
  const leave = () => grid.current?.focus();
  const endPlan = (write: boolean) => {
    if (write && planned) writeLater(grid.current, planned);
    setPlanned(null);
    leave();
  };
  const remove = (rows: readonly RowRef[]) => {
    grid.current?.inTurn(rows, (fresh) => removeRows(table.entity, fresh)).catch(complain);
  };
  const endRemoving = (gone: boolean) => {
    if (gone) remove(removing);
    setRemoving([]);
  };
  const asks = removing.length > 0;
  // A question that still stands takes the keyboard back: it goes to the table once the question is gone.
  useEffect(() => {
    const handle = grid;
    if (!asks) return;
    return () => handle.current?.focus();
  }, [asks, grid]);
  const titleField = table.catalog.entities.find(({ key }) => key === table.entity)?.title_field ?? "";
  const nameOf = (id: Id) => {
    const found = view.lines.locate(id);
    const name = found && cellOf(found.row, titleField);
    return name?.t === "text" ? name.v : null;
  };
  const onMenu = (place: MenuPlace) => {
    const id = place.on === "cell" ? place.id : null;
    const ask = {
      table,
      grid: grid.current,
      selected: selected.current,
      remove: words.remove,
      onFilter: setAdding,
      onHandOver: () => void handOver(table, selected.current, id).catch(complain),
    };
    return menuFor(ask, place);
  };
  return (
    <>
      <AsOf title={title} asOf={table.asOf} waiting={!state.info && !state.error} onLeave={leave} />
      <CustomersToolbar table={table} adding={adding} onAdding={setAdding} onLeave={leave} />
      <Mended table={table} />
      {state.error !== null && <Notice tone="bad">{sentence(state.error)}</Notice>}
      <Grid
        ref={(handle) => {
          grid.current = handle;
        }}
        label={t(words.label)}
        lines={view.lines}
        columns={table.columns}
        door={door}
        rowHeight={rowHeights[app?.settings.density ?? "normal"]}
        grouped={setting.group !== null}
        sort={setting.sort}
        totals={state.totals}
        totalsLabel={t(words.total, { n: state.info?.records ?? 0 })}
        groupView={shownGroup}
        screenReader={screenReader}
        empty={<NoLines table={table} words={words} />}
        onSort={(key, more) => table.arrange((was) => ({ ...was, sort: sortBy(was.sort, key, more) }))}
        onColumns={(change) => table.arrange((was) => changeColumn(was, change))}
        onFold={table.fold}
        onOpen={(id, how) => openRecord({ entity: table.entity, id, asOf: table.asOf }, how === "page")}
        onSelection={onSelection}
        onRemove={(rows) => {
          if (door.closed) say({ text: door.closed });
          else if (rows.length > 1) setRemoving(rows);
          else remove(rows);
        }}
        onActive={onActive}
        onEscape={() => currentPlace().record && closeRecord()}
        menu={onMenu}
        {...(talked && { aside })}
        seen={seen}
      />
      {planned && (
        <WritePlan
          planned={planned}
          titleField={titleField}
          nameOf={nameOf}
          onWrite={() => endPlan(true)}
          onCancel={() => endPlan(false)}
        />
      )}
      {asks && (
        <Confirm
          title={deleteQuestion(table.entity, removing.length)}
          isOpen
          onClose={() => endRemoving(false)}
          action={t(words.remove)}
          danger
          onConfirm={() => endRemoving(true)}
        >
          {t("ui.customers.delete_note")}
        </Confirm>
      )}
    </>
  );
}
