/** Lists as the core would cut them: filtered, sorted, grouped and summed, handed out in windows. */
import type {
  Band,
  Dated,
  Filter,
  KeptView,
  Line,
  Mended,
  Op,
  Query,
  RecordDto,
  TextColumn,
  Totals,
  Value,
  ViewInfo,
  ViewSetting,
} from "../../src/ipc/bindings.ts";
import { daysMeant } from "./days.ts";
import { fieldsOf } from "./fields.ts";
import { wireError, world } from "./world.ts";

type View = { query: Query; lines: Line[]; records: RecordDto[] };
const views = new Map<number, View>();
const settings = new Map<string, ViewSetting>();
let last = 0;

/** What asks for a field that is shown no more is left out and told; a field keeps its key here. */
function follow(entity: string, kept: ViewSetting): KeptView {
  const known = new Set(fieldsOf(entity).map(({ key }) => key));
  const mended: Mended[] = [];
  const goes = (asking: Mended["asking"], key: string): boolean => {
    if (known.has(key)) return true;
    const own = world.fields.find((one) => one.entity === entity && one.key === key);
    const one: Mended = { asking, label: own?.shape.label ?? "", became: own ? "retired" : "gone" };
    if (!mended.some((other) => JSON.stringify(other) === JSON.stringify(one))) mended.push(one);
    return false;
  };
  const filtered = (filter: Filter): Filter[] => {
    if ("all" in filter) return [{ all: filter.all.flatMap(filtered) }];
    if ("any" in filter) return [{ any: filter.any.flatMap(filtered) }];
    if ("not" in filter) return filtered(filter.not).map((not) => ({ not }));
    return goes("filter", filter.field) ? [filter] : [];
  };
  const setting = {
    ...kept,
    sort: kept.sort.filter(({ field }) => goes("sort", field)),
    group: kept.group !== null && goes("group", kept.group) ? kept.group : null,
    filter: kept.filter ? (filtered(kept.filter)[0] ?? null) : null,
  };
  return { setting, mended };
}

/** As `follow`, with the columns, of a view that has a name. */
export function followAll(entity: string, kept: ViewSetting): KeptView {
  const { setting, mended } = follow(entity, kept);
  const known = new Set(fieldsOf(entity).map(({ key }) => key));
  const gone = kept.columns.filter(({ key }) => !known.has(key));
  const told = gone.map(({ key }): Mended => {
    const own = world.fields.find((one) => one.entity === entity && one.key === key);
    return { asking: "column", label: own?.shape.label ?? "", became: own ? "retired" : "gone" };
  });
  const columns = kept.columns.filter(({ key }) => known.has(key));
  return { setting: { ...setting, columns }, mended: [...mended, ...told] };
}

export const nothing: Value = { t: "null" };
export const cellOf = (record: RecordDto, key: string): Value => record.values[key] ?? nothing;

/** What sorts and compares: text or a number, or null for absent. */
function plain(value: Value): string | number | null {
  switch (value.t) {
    case "null":
      return null;
    case "money":
      return Number(value.v.minor);
    case "wall":
      return value.v.at;
    case "ref":
      return value.v.label;
    case "texts":
    case "choices":
      return value.v.join(" ");
    case "refs":
      return value.v.map(({ label }) => label).join(" ");
    case "dated":
      return value.v.map(({ text }) => text).join(" ");
    case "phones":
      return value.v.map(({ raw }) => raw).join(" ");
    case "bool":
      return value.v ? 1 : 0;
    default:
      return value.v;
  }
}

/** The values in a text: a line each where there are lines, else parted by the usual signs. */
export const partsOf = (text: string): string[] =>
  text
    .split(text.includes("\n") ? "\n" : /[、,，;；|]/)
    .map((one) => one.trim())
    .filter(Boolean);

/** A text with the day in brackets at its end, where there is one. */
export function datedIn(text: string): Dated {
  const found = /^(.+) \(([\d-]+)\)$/.exec(text);
  return { text: found?.[1] ?? text, until: found?.[2] ?? null };
}

export function textOf(value: Value): string {
  return String(plain(value) ?? "");
}

/** As it stands on the clipboard: an amount in its column's unit. */
function copied(value: Value, { power }: TextColumn): string {
  return value.t === "money" ? String(Number(value.v.minor) / 10 ** (2 + power)) : textOf(value);
}

function compare(a: Value, b: Value): number {
  const [x, y] = [plain(a), plain(b)];
  if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
  return typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh-CN");
}

function under(record: RecordDto, id: string): boolean {
  if (record.id === id) return true;
  const above = record.values.parent;
  const next = above?.t === "ref" ? world.records.get(above.v.id) : undefined;
  return next ? under(next, id) : false;
}

const dated = ["date", "fuzzy_date", "wall_time", "instant"];

/** The days a test compares with, where it compares a day with what was typed. */
function daysIn(entity: string, filter: Filter): [string, string] | null {
  if (!("field" in filter)) return null;
  const field = fieldsOf(entity).find(({ key }) => key === filter.field);
  const [first] = filter.values;
  return field && dated.includes(field.kind) && first?.t === "raw" ? daysMeant(field.key, first.v) : null;
}

/** Refuses a filter that cannot be asked, though no record is there to ask. */
function holdFilter(entity: string, filter: Filter | null): void {
  if (!filter) return;
  if ("all" in filter) for (const one of filter.all) holdFilter(entity, one);
  else if ("any" in filter) for (const one of filter.any) holdFilter(entity, one);
  else if ("not" in filter) holdFilter(entity, filter.not);
  else daysIn(entity, filter);
}

function withinDays(value: Value, op: Op, [first, last]: [string, string]): boolean {
  const mine = value.t === "instant" ? new Date(value.v).toISOString() : textOf(value);
  const day = mine.slice(0, 10);
  if (day === "") return op === "ne";
  const by: Partial<Record<Op, boolean>> = {
    lt: day < first,
    ge: day >= first,
    gt: day > last,
    le: day <= last,
    ne: day < first || day > last,
  };
  return by[op] ?? (day >= first && day <= last);
}

function fits(record: RecordDto, filter: Filter | null): boolean {
  if (!filter) return true;
  if ("all" in filter) return filter.all.every((one) => fits(record, one));
  if ("any" in filter) return filter.any.some((one) => fits(record, one));
  if ("not" in filter) return !fits(record, filter.not);
  const value = cellOf(record, filter.field);
  const days = daysIn(record.entity, filter);
  if (days) return withinDays(value, filter.op, days);
  const wanted = filter.values;
  const first = wanted[0] ?? nothing;
  const mine = textOf(value).toLowerCase();
  switch (filter.op) {
    case "empty":
      return value.t === "null" || mine === "";
    case "not_empty":
      return value.t !== "null" && mine !== "";
    case "contains":
      return mine.includes(textOf(first).toLowerCase());
    case "starts":
      return mine.startsWith(textOf(first).toLowerCase());
    case "in":
    case "eq":
      return wanted.some((one) =>
        one.t === "ref" ? value.t === "ref" && one.v.id === value.v.id : textOf(one).toLowerCase() === mine,
      );
    case "ne":
      return textOf(first).toLowerCase() !== mine;
    case "under":
      return first.t === "ref" && under(record, first.v.id);
    case "lt":
      return value.t !== "null" && compare(value, first) < 0;
    case "le":
      return value.t !== "null" && compare(value, first) <= 0;
    case "gt":
      return value.t !== "null" && compare(value, first) > 0;
    case "ge":
      return value.t !== "null" && compare(value, first) >= 0;
  }
}

function totals(entity: string, records: RecordDto[]): Totals {
  const sums: Totals = {};
  for (const { key, summable } of fieldsOf(entity)) {
    if (!summable) continue;
    let minor = 0n;
    for (const record of records) {
      const value = cellOf(record, key);
      if (value.t === "money") minor += BigInt(value.v.minor);
    }
    sums[key] = { t: "money", v: { minor: minor.toString(), currency: "CNY" } };
  }
  return sums;
}

type Records = ReadonlyMap<string, RecordDto>;

export function alive(entity: string, records: Records = world.records): RecordDto[] {
  return [...records.values()].filter((one) => one.entity === entity && !one.deleted);
}

/** All that is changed in the mock is changed now: on any day before stood what it began with. */
export const began = (): Records => world.past[0]?.before ?? world.records;

function build(query: Query, records: Records = world.records): View {
  const found = alive(query.entity, records)
    .filter((record) => fits(record, query.filter))
    .filter((record) => {
      if (!query.search) return true;
      return Object.values(record.values).some((value) => textOf(value).includes(query.search ?? ""));
    });
  const order = [...(query.group ? [{ field: query.group, descending: false }] : []), ...query.sort];
  found.sort((a, b) => {
    for (const { field, descending } of order) {
      const by = compare(cellOf(a, field), cellOf(b, field));
      if (by !== 0) return descending ? -by : by;
    }
    return a.id < b.id ? -1 : 1;
  });
  const line = (record: RecordDto, number: number): Line => ({
    kind: "record",
    id: record.id,
    rev: record.rev,
    number,
    cells: query.columns.map((key) => cellOf(record, key)),
    warnings: [],
  });
  const { group } = query;
  if (!group) return { query, records: found, lines: found.map((record, at) => line(record, at + 1)) };
  const lines: Line[] = [];
  const parts = new Map<string, RecordDto[]>();
  for (const record of found) {
    const key = textOf(cellOf(record, group));
    const part = parts.get(key);
    if (part) part.push(record);
    else parts.set(key, [record]);
  }
  for (const [key, records] of parts) {
    const label = records[0] ? cellOf(records[0], group) : nothing;
    const folded = query.folded.includes(key);
    lines.push({
      kind: "group",
      key,
      label,
      records: records.length,
      folded,
      totals: totals(query.entity, records),
    });
    if (!folded) lines.push(...records.map((record, at) => line(record, at + 1)));
  }
  return { query, records: found, lines };
}

function viewAt(view: number): View {
  const found = views.get(view);
  if (!found) throw wireError("not_found", "ui.error.not_found");
  return found;
}

function opened(view: View): ViewInfo {
  last += 1;
  views.set(last, view);
  const groups = view.lines.filter(({ kind }) => kind === "group").length;
  return { view: last, lines: view.lines.length, records: view.records.length, groups, seq: world.seq };
}

export const viewCalls = {
  view_open: ({ query }: { query: Query }) => {
    holdFilter(query.entity, query.filter);
    return opened(build(query));
  },
  past_view_open: ({ query }: { query: Query }) => opened(build(query, began())),
  view_lines: ({ view, from, count }: { view: number; from: number; count: number }) =>
    viewAt(view).lines.slice(from, from + count),
  view_totals: ({ view }: { view: number }) => totals(viewAt(view).query.entity, viewAt(view).records),
  view_find: ({ view, id }: { view: number; id: string }) => {
    const at = viewAt(view).lines.findIndex((line) => line.kind === "record" && line.id === id);
    return at < 0 ? null : at;
  },
  view_close: ({ view }: { view: number }) => {
    views.delete(view);
    return null;
  },
  view_text: ({
    view,
    from,
    count,
    columns,
  }: {
    view: number;
    from: number;
    count: number;
    columns: TextColumn[];
  }) =>
    viewAt(view)
      .lines.slice(from, from + count)
      .map((line) => {
        const record = line.kind === "record" ? world.records.get(line.id) : undefined;
        return columns.map((column) => (record ? copied(cellOf(record, column.field), column) : ""));
      }),
  view_sum: ({ view, bands }: { view: number; bands: Band[] }): Value => {
    const sums = new Map<string, bigint>();
    for (const { first, last, columns } of bands) {
      for (const line of viewAt(view).lines.slice(first, last + 1)) {
        const record = line.kind === "record" ? world.records.get(line.id) : undefined;
        for (const value of record ? columns.map((key) => cellOf(record, key)) : []) {
          if (value.t !== "money") continue;
          sums.set(value.v.currency, (sums.get(value.v.currency) ?? 0n) + BigInt(value.v.minor));
        }
      }
    }
    const [one, another] = sums;
    return one && !another ? { t: "money", v: { minor: String(one[1]), currency: one[0] } } : nothing;
  },
  view_setting_get: ({ entity, name }: { entity: string; name: string }) => {
    const setting = settings.get(name);
    return setting ? follow(entity, setting) : null;
  },
  view_setting_set: ({ name, setting }: { name: string; setting: ViewSetting }) => {
    settings.set(name, setting);
    return null;
  },
};
