/** Single records: reading, writing with undo, search, the tree and a customer's sheet. */
import type {
  Applied,
  ChangeSet,
  Hit,
  Paste,
  PasteCell,
  PastePlan,
  Person,
  RecordDto,
  Ref,
  Relation,
  Timeline,
  TimelineItem,
  TreeBranch,
  TreeNode,
  UnitSheet,
  Value,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { entities, everyKind } from "./catalog.ts";
import { fillCoverage } from "./coverage.ts";
import { fieldsOf, wholeCatalog } from "./fields.ts";
import { fillGrades } from "./grades.ts";
import { weightsNow } from "./modules.ts";
import { holdOwn } from "./own-required.ts";
import { lapse } from "./quality.ts";
import { ruleOf } from "./rules.ts";
import { taskLine } from "./task-line.ts";
import { alive, began, cellOf, datedIn, nothing, partsOf, textOf } from "./views.ts";
import { stepNow, wireError, world } from "./world.ts";

function recordAt(id: string): RecordDto {
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

function search({ text, limit }: { text: string; limit: number }): Hit[] {
  const needle = text.trim().toLowerCase();
  if (!needle) return [];
  return ["unit", "contact", "cooperation", "task", "complaint"]
    .flatMap((entity) => alive(entity))
    .filter((record) =>
      Object.values(record.values).some((value) => textOf(value).toLowerCase().includes(needle)),
    )
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
}

const concerns = (activity: RecordDto, id: string) =>
  pointsTo(activity, "unit", id) || pointsTo(activity, "units", id);

const childrenOf = (id: string | null) =>
  alive("unit").filter((unit) =>
    id === null ? cellOf(unit, "parent").t === "null" : pointsTo(unit, "parent", id),
  );

export function allBelow(id: string): RecordDto[] {
  return childrenOf(id).flatMap((child) => [child, ...allBelow(child.id)]);
}

/** What befell these units, each conversation once. */
function befell(ids: readonly string[]) {
  const yearAgo = Date.now() - 365 * 86_400_000;
  const at = (one: RecordDto) => ids.some((id) => pointsTo(one, "unit", id));
  const recent = (one: RecordDto) => {
    const when = cellOf(one, "at");
    return when.t === "instant" && when.v >= yearAgo;
  };
  const state = (one: RecordDto) => textOf(cellOf(one, "state"));
  return {
    talks: alive("activity").filter((one) => ids.some((id) => concerns(one, id)) && recent(one)).length,
    open_tasks: alive("task").filter((one) => at(one) && state(one) === "open").length,
    open_complaints: alive("complaint").filter((one) => at(one) && state(one) !== "confirmed").length,
  };
}

const withAll = ({ talks, open_tasks, open_complaints }: ReturnType<typeof befell>) => ({
  talks_all: talks,
  open_tasks_all: open_tasks,
  open_complaints_all: open_complaints,
});
const figuresOf = (id: string) => ({
  ...befell([id]),
  ...withAll(befell([id, ...allBelow(id).map((one) => one.id)])),
});

function treeNode(unit: RecordDto): TreeNode {
  const below = allBelow(unit.id);
  let sum = 0n;
  for (const one of [unit, ...below]) {
    const amount = cellOf(one, "coop_amount");
    if (amount.t === "money") sum += BigInt(amount.v.minor);
  }
  return {
    id: unit.id,
    rev: unit.rev,
    label: textOf(cellOf(unit, "legal_name")),
    kind: textOf(cellOf(unit, "kind")),
    children: childrenOf(unit.id).length,
    descendants: below.length,
    amount: cellOf(unit, "coop_amount"),
    amount_all: { t: "money", v: { minor: sum.toString(), currency: "CNY" } },
    ...figuresOf(unit.id),
    next_touch: cellOf(unit, "next_touch"),
    last_touch: cellOf(unit, "last_touch"),
    overdue: alive("task").filter(
      (task) => pointsTo(task, "unit", unit.id) && taskLine(task).lateness === "overdue",
    ).length,
  };
}

function unitSheet({ id }: { id: string }): UnitSheet {
  const record = recordAt(id);
  const path: Ref[] = [];
  for (
    let above = cellOf(record, "parent");
    above.t === "ref";
    above = cellOf(recordAt(above.v.id), "parent")
  ) {
    path.unshift(above.v);
  }
  const people: Person[] = alive("post")
    .filter((post) => pointsTo(post, "unit", id))
    .flatMap((post) => {
      const contact = cellOf(post, "contact");
      return contact.t === "ref" ? [{ contact: recordAt(contact.v.id), post }] : [];
    });
  const open = alive("task")
    .filter((task) => pointsTo(task, "unit", id) && textOf(cellOf(task, "state")) === "open")
    .map(taskLine);
  const figures = Object.entries(figuresOf(id)).map(([key, v]): [string, Value] => [key, { t: "number", v }]);
  return {
    record: { ...record, values: { ...record.values, ...Object.fromEntries(figures) } },
    path,
    people,
    cooperations: alive("cooperation").filter((one) => pointsTo(one, "unit", id)),
    next_task: open[0] ?? null,
    open_tasks: open,
    children: childrenOf(id).length,
    activities: alive("activity").filter((one) => concerns(one, id)).length,
  };
}

function timeline({ unit, before, limit }: { unit: string; before: number | null; limit: number }): Timeline {
  const items: TimelineItem[] = alive("activity")
    .filter((one) => concerns(one, unit))
    .map((record) => {
      const at = cellOf(record, "at");
      return { kind: "activity", record, at: at.t === "instant" ? at.v : 0 };
    });
  items.push({
    kind: "change",
    at: Date.now() - 4 * 86_400_000,
    field: "status",
    from: { t: "choice", v: "contacted" },
    to: { t: "choice", v: "active" },
    op: "op.edit",
  });
  const sorted = items.sort((a, b) => b.at - a.at).filter(({ at }) => before === null || at < before);
  const last = sorted[limit - 1]?.at ?? Number.NEGATIVE_INFINITY;
  const more = sorted.some(({ at }) => at < last);
  return { items: sorted.filter(({ at }) => at >= last), more: more ? last : null };
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
      .slice(from, from + 50),
  records_apply: ({ set }: { set: ChangeSet }) => applySet(set),
  paste_plan: ({ paste }: { paste: Paste }) => pastePlan(paste),
  undo: () => travel("past", "future"),
  redo: () => travel("future", "past"),
  history_state: historyNow,
  ref_options: ({ entity, text, limit }: { entity: string; text: string; limit: number }): Ref[] => {
    const title = entities.find(({ key }) => key === entity)?.title_field ?? "";
    return alive(entity)
      .map((record) => ({ id: record.id, label: textOf(cellOf(record, title)) }))
      .filter(({ label }) => label.includes(text))
      .slice(0, limit);
  },
  search,
  tree_children: (of: {
    parent: string | null;
    from: number;
    count: number;
    at: number | null;
  }): TreeBranch => {
    const { parent, from, count, at } = of;
    const now = world.records;
    if (at !== null) world.records = new Map(began());
    const all = childrenOf(parent);
    const nodes = all.slice(from, from + count).map(treeNode);
    world.records = now;
    return { of: all.length, nodes };
  },
  unit_sheet: unitSheet,
  timeline,
};
