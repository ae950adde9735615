/** From the catalog's fields and the user's arrangement to the grid's columns. */
import type { EditorKind, GridColumn, Option, SeveralOf } from "../../grid/model.ts";
import {
  type Catalog,
  commands,
  type FieldInfo,
  type FieldKind,
  type Filter,
  type Id,
  type Value,
  type ViewSetting,
} from "../../ipc/bindings.ts";
import { entryText, typed } from "../../ipc/entry-text.ts";
import { dueOf, lateSince, toldBy } from "../../ipc/late.ts";
import { findNear, unitOf } from "../../ipc/near.ts";
import { offeredFor, picksOf, picksSeveral, severalValue, takesNew } from "../../ipc/several.ts";
import { wallText } from "../../ipc/value-text.ts";
import { choiceLabel, fieldLabel } from "../../ipc/words.ts";
import { amount, moneyUnit, powers, type Scale } from "../../lib/format.ts";
import { currentLanguage } from "../../lib/i18n.ts";
import { rankOf } from "../../lib/initials.ts";
import { inUnit } from "../../lib/money-entry.ts";
import { joined } from "../../lib/several.ts";
import { cellView, type Ground, scaleOf } from "./cells.ts";

export type ColumnSetting = ViewSetting["columns"][number];

const editors: Record<FieldKind, EditorKind | null> = {
  text: "text",
  long_text: "long_text",
  choice: "choice",
  choices: "text",
  number: "number",
  money: "number",
  decimal: "number",
  percent: "number",
  date: "date",
  fuzzy_date: "date",
  wall_time: "date",
  instant: "date",
  bool: "bool",
  phones: "text",
  emails: "text",
  texts: "text",
  dated: "text",
  url: "text",
  official_id: "text",
  repeat: "text",
  lunar_day: "text",
  ref: "ref",
  refs: "text",
};

const numeric: readonly FieldKind[] = ["number", "money", "decimal", "percent"];

/** The text an editor opens with: what one would type for the value, money in what the column counts in. */
export function cellText(value: Value | undefined, shown: string, scale: Scale): string {
  switch (value?.t) {
    case "money": {
      const plainly = (unit: Scale) => amount(value.v, unit, powers[unit] + 2).replaceAll(/[\s,]/g, "");
      if (value.v.currency !== "CNY") return entryText(value);
      const digits = plainly(scale);
      // What nobody would write in that unit is in its own, and says so.
      return /\.\d{3}/.test(digits) ? inUnit(plainly("one"), "one") : digits;
    }
    // By the words on screen: what stands for them in the core is nothing to type.
    case "choice":
    case "choices":
    case "bool":
    case "ref":
    case "refs":
      return shown;
    default:
      return entryText(value);
  }
}

/** The unit a number alone is in, as the column's head says, for the core to read it by. */
export function powerOf(kind: FieldKind, scale: Scale): number {
  return kind === "money" ? powers[scale] : 0;
}

function choiceOptions(field: FieldInfo, ground: Ground): (text: string) => Promise<Option[]> {
  const offered = ground.choices
    .filter(({ list, retired }) => list === field.choices && !retired)
    .sort((a, b) => a.seq - b.seq);
  return async (text) =>
    offered
      .map((choice) => ({
        choice,
        label: choiceLabel(choice),
        rank: Math.max(rankOf(choiceLabel(choice), text), choice.code === text ? 3 : 0),
      }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .map(({ choice, label }) => ({
        id: choice.code,
        label,
        value: { t: "choice" as const, v: choice.code },
        view: cellView(field, { t: "choice", v: choice.code }, ground),
      }));
}

/** How many records a reference's list offers. */
const OFFERED = 20;

/** The unit of the record that is edited: those of its group come first. */
async function unitAt(entity: string, record: Id): Promise<Id | null> {
  return entity === "unit" ? record : unitOf(await commands.recordGet(entity, record));
}

function refOptions(field: FieldInfo, entity: string): (text: string, record: Id) => Promise<Option[]> {
  return async (text, record) => {
    const unit = await unitAt(entity, record).catch(() => null);
    const found = await findNear(field.target ?? "unit", text, OFFERED, unit);
    return found.map(({ id, label }) => ({ id, label, value: { t: "ref", v: { id, label } } }));
  };
}

function severalOf(field: FieldInfo, { entity, choices }: Ground): SeveralOf {
  const ofUnit = (record: Id) => (field.kind === "refs" ? unitAt(entity, record).catch(() => null) : null);
  return {
    picked: (value) => picksOf(choices, field, value),
    offered: async (part, record) => offeredFor(choices, field, await ofUnit(record), part),
    value: (picks) => severalValue(field, picks),
    byName: field.kind !== "refs",
    takesNew: takesNew(field),
  };
}

export function gridColumn(field: FieldInfo, setting: ColumnSetting, ground: Ground): GridColumn {
  // Whether it is late is told by its record, and not by the time alone: what was answered is not.
  const waits = dueOf(ground.entity)?.due === field.key;
  const view = (value: Value | undefined) =>
    waits && value?.t === "wall" ? { text: wallText(value.v) } : cellView(field, value, ground);
  const scaled = field.kind === "money";
  const options =
    field.kind === "choice"
      ? choiceOptions(field, ground)
      : field.kind === "ref"
        ? refOptions(field, ground.entity)
        : null;
  const several = picksSeveral(field) ? severalOf(field, ground) : null;
  return {
    key: field.key,
    title: fieldLabel(ground.entity, field.key),
    unit: scaled ? moneyUnit(scaleOf(ground, field.key)) : null,
    width: setting.width,
    pinned: setting.pinned,
    align: numeric.includes(field.kind) ? "end" : "start",
    format: numeric.includes(field.kind) ? "number" : "text",
    sortable: field.sortable,
    editor: field.computed ? null : editors[field.kind],
    view,
    entry: (value) =>
      several
        ? joined(several.picked(value).map(({ label }) => label))
        : cellText(value, view(value).text, scaleOf(ground, field.key)),
    read: typed,
    ...(options && { options }),
    ...(several && { several }),
    ...(waits && {
      late: (of: (key: string) => Value | undefined) => lateSince(ground.entity, ground.today, of) !== null,
    }),
    ...(scaled && { counts: scaleOf(ground, field.key) }),
  };
}

export function fieldsOf(catalog: Catalog, entity: string): readonly FieldInfo[] {
  return catalog.entities.find(({ key }) => key === entity)?.fields ?? [];
}

/** What a column of our own words is wide at first: English ones are longer than Chinese ones of the same meaning. */
export function startWidth({ kind, width }: FieldInfo): number {
  const words = kind === "choice" || kind === "wall_time";
  return words && currentLanguage() === "en" ? Math.round(width * 1.22) : width;
}

/** What is read for a table: its columns, and what says of a day in them that it is late no more. */
export function keysRead(entity: string, columns: readonly ColumnSetting[]): string[] {
  const keys = columns.map(({ key }) => key);
  const due = dueOf(entity);
  if (!due || !keys.includes(due.due)) return keys;
  return [...keys, ...toldBy(due).filter((key) => !keys.includes(key))];
}

/** The table before the user arranged anything: the catalog's columns, gathered by group, the largest first. */
export function firstSetting(catalog: Catalog, entity: string): ViewSetting {
  const fields = fieldsOf(catalog, entity);
  const title = catalog.entities.find(({ key }) => key === entity)?.title_field;
  const shown = fields.filter(({ default_column, hidden }) => default_column && !hidden);
  const has = (key: string) => fields.some((field) => field.key === key);
  return {
    columns: shown
      .filter(({ key }) => key !== "group")
      .map((field) => ({ key: field.key, width: startWidth(field), pinned: field.key === title })),
    sort: has("coop_amount") ? [{ field: "coop_amount", descending: true }] : [],
    group: has("group") ? "group" : null,
    filter: null,
    scales: {},
  };
}

/** A filter without what it asks of fields that are no more: retired ones, and those whose making was taken back. */
function soundFilter(filter: Filter, known: ReadonlySet<string>): Filter | null {
  const sound = (list: readonly Filter[]) => list.flatMap((one) => soundFilter(one, known) ?? []);
  if ("all" in filter) {
    const all = sound(filter.all);
    return all.length > 0 ? { all } : null;
  }
  if ("any" in filter) {
    const any = sound(filter.any);
    return any.length > 0 ? { any } : null;
  }
  if ("not" in filter) {
    const not = soundFilter(filter.not, known);
    return not && { not };
  }
  return known.has(filter.field) ? filter : null;
}

/** The user's setting without fields the catalog no longer has; the title always shows, pinned ones first. */
export function soundSetting(setting: ViewSetting, catalog: Catalog, entity: string): ViewSetting {
  const known = new Set(fieldsOf(catalog, entity).map(({ key }) => key));
  const columns = setting.columns.filter(({ key }) => known.has(key));
  // A column of a hidden module keeps its place in the setting, behind those that are counted on screen.
  const hidden = new Set(fieldsOf(catalog, entity).flatMap((field) => (field.hidden ? [field.key] : [])));
  const rank = ({ key, pinned }: ColumnSetting) => (hidden.has(key) ? 2 : pinned ? 0 : 1);
  const order = [...columns].sort((a, b) => rank(a) - rank(b));
  return {
    ...setting,
    columns: order.length > 0 ? order : firstSetting(catalog, entity).columns,
    sort: setting.sort.filter(({ field }) => known.has(field)),
    group: setting.group !== null && known.has(setting.group) ? setting.group : null,
    filter: setting.filter && soundFilter(setting.filter, known),
  };
}
