/**
 * The customers: the whole ledger as one table. Shows what the core answers to the user's arrangement; sorting,
 * grouping, summing, reading and refusing are the core's.
 */
import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { Grid } from "../../grid/grid.tsx";
import { cellOf } from "../../grid/lines.ts";
import type { Area, Block, GridDoor, GridHandle, MenuPlace, RowRef } from "../../grid/model.ts";
import { commands, type Id, type Settings } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { appState } from "../../ipc/query.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { currentPlace, go, openRecord, replacePlace, usePlace } from "../../lib/place.ts";
import { say, setAside } from "../../lib/status.ts";
import { useStore } from "../../lib/store.ts";
import { changeColumn, sortBy } from "./arrange.ts";
import { groupView } from "./cells.ts";
import { ENTITY, fieldsOf } from "./columns.ts";
import { menuFor } from "./menus.ts";
import { NewCustomer } from "./new-customer.tsx";
import { NoLines } from "./no-lines.tsx";
import { reader } from "./reader.ts";
import { selectionNote } from "./selection-note.ts";
import { CustomersToolbar } from "./toolbar.tsx";
import { type Table, useTable } from "./use-table.ts";
import { useTableWalk } from "./walk.ts";
import {
  complain,
  createCustomer,
  type Planned,
  planBlock,
  removeRows,
  storeValue,
  writeBlock,
} from "./write.ts";
import { WritePlan } from "./write-plan.tsx";

const rowHeights: Record<Settings["density"], number> = { compact: 28, normal: 34, roomy: 42 };
const open = (id: Id, how: "peek" | "page") => openRecord({ entity: ENTITY, id }, how === "page");
const remove = (rows: readonly RowRef[]) => void removeRows(rows).catch(complain);

/** What the grid asks of the table. A block with refusals waits for the user; one without is written at once. */
function useDoor(table: Table, onPlan: (planned: Planned) => void): GridDoor {
  const { view } = table;
  return useMemo(
    () => ({
      text: async (from, count, columns) => {
        const info = view.state.get().info;
        return info ? commands.viewText(info.view, from, count, [...columns]) : [];
      },
      edit: storeValue,
      write: (block: Block) => {
        planBlock(block)
          .then((planned) => {
            if (planned.plan.refused > 0 || block.beyond > 0) onPlan(planned);
            else return writeBlock(planned);
          })
          .catch(complain);
      },
      reason: sentence,
    }),
    [view, onPlan],
  );
}

/** Says the selection's size and sum at the right end of the status line. */
function useSelectionNote(table: Table): (area: Area | null, cells: number) => void {
  const { view, ground } = table;
  const turn = useRef(0);
  useEffect(() => () => setAside(""), []);
  return useCallback(
    (area, cells) => {
      turn.current += 1;
      const mine = turn.current;
      if (!area) {
        setAside("");
        return;
      }
      selectionNote(area, cells, view.lines, view.state.get().totals, ground.scale)
        .then((text) => mine === turn.current && setAside(text))
        .catch(() => undefined);
    },
    [view, ground.scale],
  );
}

/** How long the active row must stay before the drawer follows: a held arrow key reads no record on its way. */
const SETTLED_MS = 150;

/** A record open beside the table follows the active row; when it closes, the keyboard is back in the table. */
function useDrawer(grid: { current: GridHandle | null }): (id: Id | null) => void {
  const { record } = usePlace();
  const was = useRef(record);
  const timer = useRef(0);
  useEffect(() => {
    if (was.current && !record) grid.current?.focus();
    was.current = record;
  }, [record, grid]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback((id) => {
    clearTimeout(timer.current);
    // Only the keyboard or the mouse in the table makes the drawer follow: a record opened from elsewhere stays.
    if (id === null || !document.activeElement?.closest('[role="grid"], [role="treegrid"]')) return;
    timer.current = window.setTimeout(() => {
      const now = currentPlace();
      const beside = now.at === "customers" && !now.full && now.record?.entity === ENTITY;
      if (beside && now.record?.id !== id) replacePlace({ record: { entity: ENTITY, id } });
    }, SETTLED_MS);
  }, []);
}

function CustomersTable({ table, grid }: { table: Table; grid: { current: GridHandle | null } }) {
  const { view, setting, state, ground } = table;
  const { data: app } = useQuery(appState);
  const screenReader = useStore(reader);
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const door = useDoor(table, setPlanned);
  const onSelection = useSelectionNote(table);
  const onActive = useDrawer(grid);
  useTableWalk(table, grid);
  const fields = fieldsOf(table.catalog);
  const groupField = fields.find(({ key }) => key === setting.group);
  const shownGroup = useCallback(
    (label: Parameters<typeof groupView>[1]) => groupView(groupField, label, ground),
    [groupField, ground],
  );
  const leave = () => grid.current?.focus();
  const endPlan = (write: boolean) => {
    if (write && planned) writeBlock(planned).catch(complain);
    setPlanned(null);
    leave();
  };
  const nameOf = (id: Id) => {
    const found = view.lines.locate(id);
    const name = found && cellOf(found.row, "legal_name");
    return name?.t === "text" ? name.v : null;
  };
  const onMenu = (place: MenuPlace) => menuFor({ table, grid: grid.current, onFilter: setAdding }, place);
  return (
    <>
      <CustomersToolbar table={table} adding={adding} onAdding={setAdding} onLeave={leave} />
      {state.error !== null && <Notice tone="bad">{sentence(state.error)}</Notice>}
      <Grid
        ref={(handle) => {
          grid.current = handle;
        }}
        label={t("ui.customers.table")}
        lines={view.lines}
        columns={table.columns}
        door={door}
        rowHeight={rowHeights[app?.settings.density ?? "normal"]}
        grouped={setting.group !== null}
        sort={setting.sort}
        totals={state.totals}
        totalsLabel={t("ui.customers.total", { n: number(state.info?.records ?? 0) })}
        groupView={shownGroup}
        screenReader={screenReader}
        empty={<NoLines table={table} />}
        onSort={(key, more) => table.arrange((was) => ({ ...was, sort: sortBy(was.sort, key, more) }))}
        onColumns={(change) => table.arrange((was) => changeColumn(was, change))}
        onFold={table.fold}
        onOpen={open}
        onSelection={onSelection}
        onRemove={remove}
        onActive={onActive}
        menu={onMenu}
      />
      {planned && (
        <WritePlan
          planned={planned}
          nameOf={nameOf}
          onWrite={() => endPlan(true)}
          onCancel={() => endPlan(false)}
        />
      )}
    </>
  );
}

/** Creates, then goes to the new row where the present filter shows it. */
async function createAndGo(
  table: Table,
  grid: { current: GridHandle | null },
  name: string,
  kind: string,
): Promise<void> {
  const id = await createCustomer(name, kind);
  table.view.renew();
  const at = id === null ? null : await table.view.find(id);
  say({ text: t(at === null ? "ui.customers.created_hidden" : "ui.customers.created", { name }) });
  if (at === null) return;
  grid.current?.goTo(at);
  requestAnimationFrame(() => grid.current?.focus());
}

export function Customers() {
  const grid = useRef<GridHandle | null>(null);
  const table = useTable(grid);
  const info = table?.state.info;
  const counts = info
    ? t(info.groups > 0 ? "ui.customers.count_groups" : "ui.customers.count", {
        n: info.records,
        groups: info.groups,
      })
    : null;
  return (
    <Page
      title={t("ui.customers.title")}
      note={counts}
      body="bare"
      actions={
        <>
          <Button icon={Upload} onPress={() => go({ at: "import" })}>
            {t("ui.customers.import")}
          </Button>
          {table && (
            <NewCustomer
              choices={table.catalog.choices}
              onCreate={(name, kind) => createAndGo(table, grid, name, kind)}
            />
          )}
        </>
      }
    >
      {table && <CustomersTable table={table} grid={grid} />}
    </Page>
  );
}
