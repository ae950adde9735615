/** Single records: reading, writing with undo, search, the tree and a customer's sheet. */
import type {
  Among,
  Applied,
  ChangeSet,
  Hits,
  NearOptions,
  Paste,
  PasteCell,
  PastePlan,
  RecordDto,
  Ref,
  Relation,
  Value,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { entities, everyKind } from "./catalog.ts";
import { fillCoverage } from "./coverage.ts";
import { fieldsOf, wholeCatalog } from "./fields.ts";
import { fillGrades } from "./grades.ts";
import { isLate } from "./late.ts";
import { weightsNow } from "./modules.ts";
import { holdOwn } from "./own-required.ts";
import { lapse } from "./quality.ts";
import { ruleOf } from "./rules.ts";
import { alive, cellOf, datedIn, nothing, partsOf, textOf } from "./views.ts";
import { stepNow, wireError, world } from "./world.ts";

export function recordAt(id: string): RecordDto {
  const found = world.records.get(id);
  if (!found) throw wireError("not_found", "ui.error.not_found");
  return found;
}

export const pointsTo = (record: RecordDto, key: string, id: string) => {
  const value = cellOf(record, key);
  if (value.t === "refs") return value.v.some((to) => to.id === id);
  return value.t === "ref" && value.v.id === id;
};

/** Typed text as the field would keep it; enough for the mock, the core knows far more. */
export function parsed(entity: string, key: string, value: Value, power = 0): Value {
  if (value.t !== "raw") return value;
  if (value.v.trim() === "") return nothing;
  const kind = fieldsOf(entity).find((field) => field.key === key)?.kind;
  switch (kind) {
    case "money": {
      const said = /[万元亿]/.exec(value.v)?.[0];
      const unit = said === "亿" ? 100_000_000 : said === "万" ? 10_000 : said ? 1 : 10 ** power;
      const yuan = Number(value.v.replace(/[,，万亿元\s]/g, "")) * unit;
      if (Number.isNaN(yuan))
        throw { ...wireError("invalid", "ui.error.invalid"), field: `${entity}.${key}` };
      return { t: "money", v: { minor: `${Math.round(yuan * 100)}`, currency: "CNY" } };
    }
    case "number":
      return { t: "number", v: Number(value.v) };
    case "choice":
      return { t: "choice", v: value.v };
    case "date":
      return { t: "date", v: value.v };
    case "wall_time":
      if (!/^\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2})?$/.test(value.v.trim()))
        throw { ...wireError("invalid", "ui.error.invalid"), field: `${entity}.${key}` };
      return { t: "wall", v: { at: value.v.replace(" ", "T"), zone: "Asia/Shanghai" } };
    case "instant":
      if (!/^\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2})?$/.test(value.v.trim()))
        throw { ...wireError("invalid", "ui.error.invalid"), field: `${entity}.${key}` };
      return { t: "instant", v: new Date(value.v.trim().replace(" ", "T")).getTime() };
    case "texts":
      return { t: "texts", v: partsOf(value.v) };
    case "dated":
      return { t: "dated", v: partsOf(value.v).map(datedIn) };
    case "repeat":
      return { t: "text", v: ruleOf(value.v) };
    case "bool":
      return { t: "bool", v: value.v === "true" || value.v === "是" };
    default:
      return { t: "text", v: value.v };
  }
}

export function applySet({ label, changes }: ChangeSet): Applied {
  if (world.broken) throw world.broken;
  const before = stepNow(label);
  const records: RecordDto[] = [];
  for (const change of changes) {
    if (change.kind === "create") {
      const id = change.id ?? `n${world.seq}${records.length}`;
      const values = Object.fromEntries(
        Object.entries(change.values).map(([key, value]) => [key, parsed(change.entity, key, value)]),
      );
      if (change.asked) holdOwn(change.entity, values);
      records.push({ entity: change.entity, id, rev: 1, values, warnings: [], deleted: false });
      continue;
    }
    const was = recordAt(change.id);
    if (was.rev !== change.rev) throw wireError("conflict", "ui.error.conflict");
    if (change.kind === "delete") records.push({ ...was, rev: was.rev + 1, deleted: true });
    else {
      const next = Object.entries(change.values).map(
        ([key, value]) => [key, parsed(was.entity, key, value)] as const,
      );
      records.push({ ...was, rev: was.rev + 1, values: { ...was.values, ...Object.fromEntries(next) } });
    }
  }
  for (const record of records) {
    const was = world.records.get(record.id);
    world.records.set(record.id, record);
    lapse(was ?? null, record);
  }
  fillGrades(fillCoverage(world.records, weightsNow()), world.classes);
  world.past.push(before);
  world.future = [];
  return told(label, records);
}

export function told(op: string, records: RecordDto[]): Applied {
  world.seq += 1;
  const touched = [...new Set(records.map(({ entity }) => entity))];
  emit("changed", { seq: world.seq, op, entities: touched, ids: records.map(({ id }) => id) });
  return { records, seq: world.seq };
}

const historyNow = () => ({
  undo: world.past.at(-1)?.label ?? null,
  redo: world.future.at(-1)?.label ?? null,
});

function travel(from: "past" | "future", to: "past" | "future") {
  const step = world[from].pop();
  if (step) {
    world[to].push(stepNow(step.label));
    world.records = new Map(step.before);
    world.choices = step.choices;
    world.fields = step.fields;
    world.weights = step.weights;
    world.hidden = step.hidden;
    world.limits = step.limits;
    world.views = step.views;
    world.seq += 1;
    emit("changed", {
      seq: world.seq,
      op: "history",
      entities: everyKind,
      ids: [],
    });
  }
  return historyNow();
}

function pastePlan({ entity, columns, text }: Paste): PastePlan {
  const cells: PasteCell[] = text.flatMap((line, row) =>
    line.map((typed, column) => {
      const { field: key, power } = columns[column] ?? { field: "", power: 0 };
      const field = fieldsOf(entity).find((one) => one.key === key);
      if (!field || field.computed) {
        return { row, column, value: null, refused: { field: key, key: "ui.error.invalid", values: {} } };
      }
      try {
        return { row, column, value: parsed(entity, key, { t: "raw", v: typed }, power), refused: null };
      } catch {
        return { row, column, value: null, refused: { field: key, key: "ui.error.invalid", values: {} } };
      }
    }),
  );
  const refused = cells.filter((cell) => cell.refused).length;
  return { cells, accepted: cells.length - refused, refused };
}

/** While the index is being filled only names are compared, as the core does. */
function search({ text, among, limit }: { text: string; among: Among; limit: number }): Hits {
  const needle = text.trim().toLowerCase();
  const kinds = {
    all: ["unit", "contact", "cooperation", "task", "complaint"],
    people: ["contact"],
    groups: ["unit"],
  };
  const named = (record: RecordDto) => {
    const title = entities.find(({ key }) => key === record.entity)?.title_field ?? "";
    return world.searchFilling ? [cellOf(record, title)] : Object.values(record.values);
  };
  const hits = kinds[among]
    .flatMap((entity) => (needle ? alive(entity) : []))
    .filter((record) => among !== "groups" || (cellOf(record, "kind") as { v?: unknown }).v === "group")
    .filter((record) => named(record).some((value) => textOf(value).toLowerCase().includes(needle)))
    .slice(0, limit)
    .map((record) => {
      const title = entities.find(({ key }) => key === record.entity)?.title_field ?? "";
      const unit = cellOf(record, "unit");
      return {
        entity: record.entity,
        id: record.id,
        unit: unit.t === "ref" ? unit.v : null,
        title: textOf(cellOf(record, title)),
        detail: textOf(cellOf(record, record.entity === "unit" ? "group" : "unit")),
        matched: "part" as const,
        at: null,
      };
    });
  return { hits, complete: !world.searchFilling };
}

function options({ entity, text, limit }: { entity: string; text: string; limit: number }): Ref[] {
  const title = entities.find(({ key }) => key === entity)?.title_field ?? "";
  return alive(entity)
    .map((record) => ({ id: record.id, label: textOf(cellOf(record, title)) }))
    .filter(({ label }) => label.includes(text))
    .slice(0, limit);
}

export const recordCalls = {
  catalog: wholeCatalog,
  record_get: ({ id }: { id: string }) => recordAt(id),
  related: ({ entity, id }: { entity: string; id: string }): Relation[] =>
    entities.flatMap((other) =>
      other.fields
        .filter(({ kind, target, computed }) => kind.startsWith("ref") && target === entity && !computed)
        .map(({ key }) => ({
          entity: other.key,
          field: key,
          count: alive(other.key).filter((record) => pointsTo(record, key, id)).length,
        })),
    ),
  related_list: ({ entity, field, id, from }: { entity: string; field: string; id: string; from: number }) =>
    alive(entity)
      .filter((record) => pointsTo(record, field, id))
      .sort((a, b) => Number(isLate(b)) - Number(isLate(a)))
      .slice(from, from + 50),
  records_apply: ({ set }: { set: ChangeSet }) => applySet(set),
  paste_plan: ({ paste }: { paste: Paste }) => pastePlan(paste),
  undo: () => travel("past", "future"),
  redo: () => travel("future", "past"),
  history_state: historyNow,
  ref_options: options,
  ref_options_near: (of: { entity: string; text: string; limit: number; unit: string }): NearOptions => {
    const root = (id: string): string => {
      const above = world.records.get(id)?.values.parent;
      return above?.t === "ref" ? root(above.v.id) : id;
    };
    const unitOf = (id: string) => {
      const at = world.records.get(id)?.values.unit;
      return of.entity === "unit" ? id : at?.t === "ref" ? at.v.id : null;
    };
    const all = options({ ...of, limit: Number.POSITIVE_INFINITY });
    const near = all.filter(({ id }) => {
      const unit = unitOf(id);
      return unit !== null && root(unit) === root(of.unit);
    });
    const others = all.filter((one) => !near.includes(one));
    return { near: near.slice(0, of.limit), others: others.slice(0, of.limit) };
  },
  search,
};
