/** What stands in the table's menus, on a cell and on a column's head. */
import {
  ArrowDownAZ,
  ArrowDownUp,
  ArrowRightLeft,
  ArrowUpAZ,
  Check,
  CircleAlert,
  ClipboardPaste,
  Copy,
  Eraser,
  EyeOff,
  FileText,
  Group,
  ListFilter,
  Merge,
  PanelRight,
  Pencil,
  Pin,
  PinOff,
  Scissors,
  Trash2,
} from "lucide-react";
import { cellOf } from "../../grid/lines.ts";
import type { Area, ColumnChange, GridHandle, MenuItem, MenuPlace } from "../../grid/model.ts";
import type { FieldInfo, Id, Sort } from "../../ipc/bindings.ts";
import { moneyUnit, scalesOffered } from "../../lib/format.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import { begin, openRecord } from "../../lib/place.ts";
import { askWrong } from "../../lib/wrong.ts";
import { changeColumn } from "./arrange.ts";
import { cellView, scaleOf } from "./cells.ts";
import { fieldsOf } from "./columns.ts";
import { conditionsOf, filterOf } from "./filters.ts";
import type { Table } from "./use-table.ts";

type Ask = {
  readonly table: Table;
  readonly grid: GridHandle | null;
  /** More than one cell, where that is selected. */
  readonly selected: Area | null;
  readonly remove: MessageKey;
  readonly onFilter: (key: string) => void;
  /** hands over the records of the selection */ readonly onHandOver: () => void;
};

/** Narrows the table to the active cell's choice or reference. */
function only({ table, grid }: Ask, field: FieldInfo): MenuItem | null {
  const row = table.view.lines.get(grid?.where().row ?? -1);
  const value = row && cellOf(row, field.key);
  if (value?.t !== "choice" && value?.t !== "ref") return null;
  const fields = fieldsOf(table.catalog, table.entity);
  return {
    id: "only",
    label: t("ui.customers.menu_only", { value: cellView(field, value, table.ground).text }),
    icon: ListFilter,
    run: () =>
      table.arrange((was) => {
        const rest = conditionsOf(was.filter, fields).filter((one) => one.field !== field.key);
        return { ...was, filter: filterOf([...rest, { field: field.key, how: "in", values: [value] }]) };
      }),
  };
}

/** Kinds of record of which two can be made one. */
const mergeable: readonly string[] = ["unit", "contact"];

/** The records of the selected lines, as far as they are two. */
function pair({ table, selected }: Ask): [Id, Id] | null {
  const ids = new Set<Id>();
  for (const { first, last } of selected?.bands ?? []) {
    // More than a screen of lines are not two records.
    for (let at = first; at <= last && ids.size < 3; at += 1) {
      const line = table.view.lines.get(at)?.line;
      if (line?.kind === "record") ids.add(line.id);
    }
  }
  const [one, other, third] = ids;
  return one && other && !third ? [one, other] : null;
}

function mergeItem(ask: Ask): MenuItem | null {
  const two = pair(ask);
  const { entity } = ask.table;
  if (!two || !mergeable.includes(entity)) return null;
  const [id, other] = two;
  return {
    id: "merge",
    label: t("ui.merge.two", { entity }),
    icon: Merge,
    run: () => begin({ kind: "merge", entity, id, other }),
  };
}

/** Customers go to another one of us; a contact's work to whoever follows. */
function handOver({ table, onHandOver }: Ask, none: boolean): MenuItem[] {
  if (table.entity !== "unit" && table.entity !== "contact") return [];
  const label = t(table.entity === "unit" ? "ui.handover.menu" : "ui.handover.menu_contact");
  return [{ id: "hand_over", label, icon: ArrowRightLeft, disabled: none, run: onHandOver }];
}

function cellMenu(ask: Ask, id: string | null, key: string | undefined): (MenuItem | null)[] {
  const { grid, table } = ask;
  const field = fieldsOf(table.catalog, table.entity).find((one) => one.key === key);
  const narrow = field ? only(ask, field) : null;
  const run = (command: Parameters<GridHandle["perform"]>[0]) => () => grid?.perform(command);
  const none = id === null;
  const merge = mergeItem(ask);
  const look: (MenuItem | null)[] = [
    {
      id: "open",
      label: t("ui.customers.menu_open"),
      icon: PanelRight,
      combo: "space",
      disabled: none,
      run: run("peek"),
    },
    {
      id: "page",
      label: t("ui.customers.menu_page"),
      icon: FileText,
      combo: "mod+enter",
      disabled: none,
      run: () => id !== null && openRecord({ entity: table.entity, id, asOf: table.asOf }, true),
    },
    ...(narrow ? [null, narrow] : []),
  ];
  const copy: MenuItem = {
    id: "copy",
    label: t("ui.grid.key.copy"),
    icon: Copy,
    combo: "mod+c",
    run: run("copy"),
  };
  // The past is copied from, and nothing else.
  if (table.asOf !== undefined) return [...look, null, copy];
  return [
    ...look,
    null,
    { id: "cut", label: t("ui.grid.key.cut"), icon: Scissors, combo: "mod+x", run: run("cut") },
    copy,
    {
      id: "paste",
      label: t("ui.grid.key.paste"),
      icon: ClipboardPaste,
      combo: "mod+v",
      run: run("paste"),
    },
    null,
    {
      id: "edit",
      label: t("ui.customers.menu_edit"),
      icon: Pencil,
      combo: "f2",
      disabled: none || field?.computed === true,
      run: run("edit"),
    },
    {
      id: "fill",
      label: t("ui.customers.menu_fill_down"),
      icon: ArrowDownUp,
      combo: "mod+d",
      run: run("fill_down"),
    },
    { id: "clear", label: t("ui.customers.menu_clear"), icon: Eraser, combo: "delete", run: run("clear") },
    {
      id: "wrong",
      label: t("ui.wrong.menu"),
      icon: CircleAlert,
      disabled: none || !field || field.computed,
      run: () => id !== null && field && askWrong({ entity: table.entity, id, field: field.key }),
    },
    ...(merge ? [null, merge] : []),
    null,
    ...handOver(ask, none),
    {
      id: "delete",
      label: t(ask.remove),
      icon: Trash2,
      combo: "mod+delete",
      danger: true,
      run: run("delete_rows"),
    },
  ];
}

/** What a column of money counts in. */
function scaleItems(table: Table, key: string): MenuItem[] {
  const now = scaleOf(table.ground, key);
  return scalesOffered().map((scale) => ({
    id: `scale_${scale}`,
    label: t("ui.customers.menu_scale", { unit: moneyUnit(scale) }),
    ...(scale === now && { icon: Check }),
    run: () => table.arrange((was) => ({ ...was, scales: { ...was.scales, [key]: scale } })),
  }));
}

function headMenu({ table, onFilter }: Ask, key: string): (MenuItem | null)[] {
  const field = fieldsOf(table.catalog, table.entity).find((one) => one.key === key);
  const at = table.setting.columns.findIndex((one) => one.key === key);
  const column = table.setting.columns[at];
  if (!field || !column) return [];
  const change = (made: ColumnChange) => () => table.arrange((was) => changeColumn(was, made));
  const sort = (descending: boolean) => () =>
    table.arrange((was) => ({ ...was, sort: [{ field: key, descending } satisfies Sort] }));
  const grouped = table.setting.group === key;
  // What is out of sight stands behind these.
  const last = table.columns.length - 1;
  return [
    {
      id: "up",
      label: t("ui.customers.menu_sort_up"),
      icon: ArrowDownAZ,
      disabled: !field.sortable,
      run: sort(false),
    },
    {
      id: "down",
      label: t("ui.customers.menu_sort_down"),
      icon: ArrowUpAZ,
      disabled: !field.sortable,
      run: sort(true),
    },
    { id: "filter", label: t("ui.customers.menu_filter"), icon: ListFilter, run: () => onFilter(key) },
    {
      id: "group",
      label: t(grouped ? "ui.customers.menu_ungroup" : "ui.customers.menu_group"),
      icon: Group,
      disabled: !field.groupable,
      run: () => table.arrange((was) => ({ ...was, group: grouped ? null : key })),
    },
    ...(field.kind === "money" ? [null, ...scaleItems(table, key)] : []),
    null,
    {
      id: "pin",
      label: t(column.pinned ? "ui.customers.menu_unpin" : "ui.customers.menu_pin"),
      icon: column.pinned ? PinOff : Pin,
      run: change({ kind: "pin", key, pinned: !column.pinned }),
    },
    {
      id: "left",
      label: t("ui.customers.menu_left"),
      combo: "alt+shift+left",
      disabled: at === 0,
      run: change({ kind: "move", key, to: at - 1 }),
    },
    {
      id: "right",
      label: t("ui.customers.menu_right"),
      combo: "alt+shift+right",
      disabled: at === last,
      run: change({ kind: "move", key, to: at + 1 }),
    },
    {
      id: "wider",
      label: t("ui.customers.menu_wider"),
      combo: "alt+=",
      run: change({ kind: "width", key, width: column.width + 32 }),
    },
    {
      id: "narrower",
      label: t("ui.customers.menu_narrower"),
      combo: "alt+-",
      run: change({ kind: "width", key, width: column.width - 32 }),
    },
    null,
    {
      id: "hide",
      label: t("ui.customers.menu_hide"),
      icon: EyeOff,
      combo: "mod+0",
      disabled: last === 0,
      run: change({ kind: "hide", key }),
    },
  ];
}

export function menuFor(ask: Ask, place: MenuPlace): (MenuItem | null)[] {
  return place.on === "head" ? headMenu(ask, place.key) : cellMenu(ask, place.id, place.key);
}
