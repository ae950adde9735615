/** Checklists as the mock knows them: kept as records, their days counted by the mock's working days. */
import { parseDate } from "@internationalized/date";
import shipped from "../../../assets/checklists.json";
import type {
  Applied,
  Checklist,
  ChecklistLine,
  ChecklistOrder,
  ChecklistPlan,
  ChecklistProgress,
  ChecklistRun,
  ChecklistStep,
  ChecklistTask,
  OurChecklist,
  RecordChange,
  RecordDto,
  Ref,
  Value,
} from "../../src/ipc/bindings.ts";
import { isWorked } from "./calendar.ts";
import { dayFromToday } from "./invented.ts";
import { applySet, pointsTo } from "./records.ts";
import { alive, cellOf, nothing, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const FARTHEST = 1100;
const text = (record: RecordDto, key: string) => textOf(cellOf(record, key));
const yes = (record: RecordDto, key: string) => {
  const value = cellOf(record, key);
  return value.t === "bool" && value.v;
};
const whole = (record: RecordDto, key: string) => Number(text(record, key) || 0);
const choice = (v: string): Value => (v === "" ? nothing : { t: "choice", v });
const ref = (id: string, label = ""): Value => ({ t: "ref", v: { id, label } });
const invalid = (field: string, key: string, values: Record<string, string> = {}) => ({
  ...wireError("invalid", key, values),
  field,
});

const step = (record: RecordDto): ChecklistStep => ({
  id: record.id,
  rev: record.rev,
  seq: whole(record, "seq"),
  name: text(record, "name"),
  offset_days: whole(record, "offset_days"),
  working_days: yes(record, "working_days"),
  kind: text(record, "kind"),
  priority: text(record, "priority"),
  note: text(record, "note"),
  each_below: yes(record, "each_below"),
});

const stepsOf = (list: string) =>
  alive("checklist_item")
    .filter((item) => pointsTo(item, "checklist", list))
    .map(step)
    .sort((a, b) => a.seq - b.seq);

const all = (): Checklist[] =>
  alive("checklist")
    .map((record) => ({
      id: record.id,
      rev: record.rev,
      name: text(record, "name"),
      purpose: text(record, "purpose"),
      note: text(record, "note"),
      active: yes(record, "active"),
      steps: stepsOf(record.id),
    }))
    .sort((a, b) => Number(b.active) - Number(a.active));

const language = () => (world.app.settings.locale === "en" ? "en" : "zh");

function ours(): OurChecklist[] {
  const names = new Set(alive("checklist").map((record) => text(record, "name")));
  return shipped.map(({ purpose, name, note, steps }) => ({
    purpose,
    name: name[language()],
    note: note[language()],
    steps: steps.map((one) => one.name[language()]),
    there: names.has(name.zh) || names.has(name.en),
  }));
}

function take({ purposes }: { purposes: string[] }): Applied {
  const there = new Set(ours().flatMap((one) => (one.there ? [one.purpose] : [])));
  const wanted = shipped.filter(({ purpose }) => purposes.includes(purpose) && !there.has(purpose));
  if (wanted.length === 0) throw invalid("purposes", "error.checklist_there");
  const changes = wanted.flatMap((one): RecordChange[] => {
    const id = crypto.randomUUID();
    const list: RecordChange = {
      kind: "create",
      entity: "checklist",
      id,
      values: {
        name: { t: "text", v: one.name[language()] },
        note: { t: "text", v: one.note[language()] },
        purpose: choice(one.purpose),
        active: { t: "bool", v: true },
      },
    };
    const steps = one.steps.map((given, at): RecordChange => {
      const { name, days, working, below, kind } = given as typeof given & {
        working?: boolean;
        below?: boolean;
        kind?: string;
      };
      return {
        kind: "create",
        entity: "checklist_item",
        id: crypto.randomUUID(),
        values: {
          checklist: ref(id),
          seq: { t: "number", v: at + 1 },
          name: { t: "text", v: name[language()] },
          offset_days: { t: "number", v: days },
          working_days: { t: "bool", v: working ?? false },
          each_below: { t: "bool", v: below ?? false },
          kind: choice(kind ?? ""),
        },
      };
    });
    return [list, ...steps];
  });
  const { records, seq } = applySet({ label: "op.checklist_ours", changes });
  return { records: records.filter(({ entity }) => entity === "checklist"), seq };
}

const move = (day: string, by: number) => parseDate(day).add({ days: by }).toString();

function walk(from: string, n: number): string {
  let day = from;
  for (let left = Math.abs(n); left > 0; ) {
    day = move(day, Math.sign(n));
    if (isWorked(day)) left -= 1;
  }
  return day;
}

function dayOf({ name, offset_days: n, working_days }: ChecklistStep, start: string): [string, string] {
  if (Math.abs(n) > FARTHEST) {
    const values = { step: name, days: String(n), most: String(FARTHEST) };
    throw invalid("checklist", "error.checklist_far", values);
  }
  if (working_days && n !== 0) return [walk(start, n), walk(start, n)];
  const meant = move(start, n);
  return [isWorked(meant) ? meant : walk(meant, n < 0 ? -1 : 1), meant];
}

function living(id: string): Ref {
  const record = world.records.get(id);
  const label = record ? text(record, "legal_name") : "";
  if (!record || record.deleted) throw wireError("not_found", "error.checklist_unit_gone", { unit: label });
  return { id, label };
}

function listOf(id: string): RecordDto {
  const list = world.records.get(id);
  if (!list || list.deleted) throw wireError("not_found", "error.checklist_gone");
  return list;
}

function dayTyped(typed: string, field: string): string {
  try {
    return parseDate(typed.trim()).toString();
  } catch {
    throw invalid(field, "error.date_unreadable", { text: typed });
  }
}

function ending(unit: string): { contract: Ref; end: string } | null {
  const found = alive("contract")
    .filter((one) => pointsTo(one, "unit", unit) && text(one, "end") >= dayFromToday(0))
    .filter((one) => !["draft", "ended"].includes(text(one, "state")))
    .sort((a, b) => text(a, "end").localeCompare(text(b, "end")))[0];
  return found ? { contract: { id: found.id, label: text(found, "name") }, end: text(found, "end") } : null;
}

function plan({ order }: { order: ChecklistOrder }): ChecklistPlan {
  const list = listOf(order.checklist);
  const unit = living(order.unit);
  const steps = stepsOf(order.checklist);
  if (steps.length === 0) throw invalid("checklist", "error.checklist_empty");
  const ends = text(list, "purpose") === "renewal" ? ending(unit.id) : null;
  const start = order.start === null ? (ends?.end ?? dayFromToday(0)) : dayTyped(order.start, "start");
  const below = alive("unit")
    .filter((one) => pointsTo(one, "parent", unit.id))
    .map(({ id }) => living(id));
  const lines = steps.flatMap((one): ChecklistLine[] => {
    const [due, meant] = dayOf(one, start);
    return (one.each_below ? below : [unit]).map((where) => ({
      step: one.id,
      title: one.name,
      unit: where,
      due,
      moved_from: due === meant ? null : meant,
      passed: due < dayFromToday(0),
    }));
  });
  return {
    start,
    contract: ends?.end === start ? ends.contract : null,
    lines: lines.sort((a, b) => a.due.localeCompare(b.due)),
    fits_from: fitsFrom(steps, start),
    below: below.length,
    running: runs(unit.id).find((one) => one.checklist.id === list.id && one.done < one.all) ?? null,
  };
}

function fitsFrom(of: readonly ChecklistStep[], start: string): string | null {
  const today = dayFromToday(0);
  const fits = (from: string) => of.every((one) => dayOf(one, from)[0] >= today);
  if (fits(start)) return null;
  let day = start < today ? today : start;
  for (let tried = 0; tried < FARTHEST * 4 && !fits(day); tried += 1) day = move(day, 1);
  return fits(day) ? day : null;
}

type Start = { order: ChecklistOrder; contract: string | null; tasks: ChecklistTask[] };

/** So many were begun; the later one is told first. */
let starts = 0;

function start({ order, contract, tasks }: Start): Applied {
  const list = listOf(order.checklist);
  const at = living(order.unit);
  if (tasks.length === 0) throw invalid("tasks", "error.checklist_nothing");
  const on = order.start === null ? dayFromToday(0) : dayTyped(order.start, "start");
  const steps = new Map(stepsOf(order.checklist).map((one) => [one.id, one]));
  starts += 1;
  const changes = tasks.map((task, n): RecordChange => {
    const of = steps.get(task.step);
    if (!of) throw wireError("not_found", "error.checklist_step_gone");
    const unit = living(task.unit);
    const values: Record<string, Value> = {
      title: { t: "text", v: of.name },
      unit: { t: "ref", v: unit },
      kind: choice(of.kind),
      priority: choice(of.priority),
      note: of.note ? { t: "text", v: of.note } : nothing,
      due: { t: "wall", v: { at: dayTyped(task.due, `tasks.${n}`), zone: "Asia/Shanghai" } },
      contract: contract !== null && unit.id === at.id ? ref(contract) : nothing,
      checklist: ref(list.id, text(list, "name")),
      checklist_unit: { t: "ref", v: at },
      checklist_on: { t: "date", v: on },
      checklist_start: { t: "text", v: `${starts}` },
      state: { t: "choice", v: "open" },
    };
    return { kind: "create", entity: "task", id: crypto.randomUUID(), values };
  });
  return applySet({ label: "op.checklist_start", changes });
}

const startOf = (task: RecordDto) =>
  ["checklist", "checklist_unit"]
    .map((key) => {
      const value = cellOf(task, key);
      return value.t === "ref" ? value.v.id : "";
    })
    .concat(text(task, "checklist_on"), text(task, "checklist_start"))
    .join(" ");

const steps = () =>
  alive("task").filter((task) => text(task, "checklist_on") !== "" && text(task, "state") !== "dropped");

function runs(unit: string): ChecklistRun[] {
  const mine = steps().filter(
    (task) => pointsTo(task, "unit", unit) || pointsTo(task, "checklist_unit", unit),
  );
  const begun = (task: RecordDto) => Number(text(task, "checklist_start"));
  mine.sort((a, b) => text(b, "checklist_on").localeCompare(text(a, "checklist_on")) || begun(b) - begun(a));
  return [...new Set(mine.map(startOf))].flatMap((key) => {
    const tasks = steps().filter((task) => startOf(task) === key);
    const [first] = tasks;
    const [checklist, at] = [first?.values.checklist, first?.values.checklist_unit];
    if (!first || checklist?.t !== "ref" || at?.t !== "ref") return [];
    const lines = tasks.map((task) => {
      const where = cellOf(task, "unit");
      return {
        id: task.id,
        rev: task.rev,
        title: text(task, "title"),
        unit: where.t === "ref" && where.v.id !== at.v.id ? where.v : null,
        due: text(task, "due").slice(0, 10) || null,
        done: text(task, "state") === "done",
      };
    });
    lines.sort((a, b) => (a.due ?? "9").localeCompare(b.due ?? "9"));
    const done = lines.filter((line) => line.done).length;
    const on = text(first, "checklist_on");
    const start = text(first, "checklist_start") || null;
    return [{ checklist: checklist.v, unit: at.v, on, start, done, all: lines.length, steps: lines }];
  });
}

/** How far the checklist is that a task is a step of. */
export function progressOf(id: string): ChecklistProgress | null {
  const task = world.records.get(id);
  const list = task && cellOf(task, "checklist");
  if (!task || list?.t !== "ref" || text(task, "checklist_on") === "") return null;
  const mine = steps().filter((one) => startOf(one) === startOf(task));
  const done = mine.filter((one) => text(one, "state") === "done").length;
  return { checklist: list.v, done, all: mine.length };
}

export const checklistCalls = {
  checklists: all,
  checklists_ours: ours,
  checklists_take: take,
  checklist_plan: plan,
  checklist_start: start,
  checklists_of_unit: ({ unit }: { unit: string }) => runs(unit),
};
