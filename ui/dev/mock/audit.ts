/** Values drawn by lot and looked up. Here the lot is the records' own order; the figures are the core's. */
import type {
  Audit,
  AuditAnswer,
  AuditLine,
  AuditMonth,
  AuditRun,
  AuditTally,
  Id,
  RecordDto,
  Ref,
  Value,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { dayFromToday } from "./invented.ts";
import { lapse, marksOf } from "./quality.ts";
import { parsed } from "./records.ts";
import { alive, cellOf, nothing, textOf } from "./views.ts";
import { wordId } from "./word.ts";
import { stepNow, wireError, world } from "./world.ts";

const drawnFrom: readonly [string, string][] = [
  ["contact", "phones"],
  ["unit", "address"],
  ["post", "title"],
  ["unit", "phones"],
  ["unit", "uscc"],
  ["unit", "legal_rep"],
  ["contact", "emails"],
];

const refOf = (value: Value): Ref | null => (value.t === "ref" ? value.v : null);
const numberOf = (record: RecordDto, key: string): number => {
  const value = cellOf(record, key);
  return value.t === "number" ? value.v : 0;
};

/** Wilson's interval, rounded outwards. */
function tallyOf(outcomes: readonly string[]): AuditTally {
  const count = (of: string) => outcomes.filter((one) => one === of).length;
  const [confirmed, changed, unknown, left] = ["confirmed", "changed", "unknown", ""].map(count) as [
    number,
    number,
    number,
    number,
  ];
  const n = confirmed + changed;
  const share = n > 0 ? confirmed / n : 0;
  const z = 1.96;
  const shrink = 1 + (z * z) / Math.max(1, n);
  const middle = (share + (z * z) / (2 * Math.max(1, n))) / shrink;
  const half = (z * Math.sqrt((share * (1 - share)) / Math.max(1, n) + (z * z) / (4 * n * n || 1))) / shrink;
  // Where something was wrong, not all was right.
  const most = changed > 0 ? 99 : 100;
  const between: [number, number] = [
    Math.min(most, Math.floor(100 * Math.max(0, middle - half))),
    Math.min(most, Math.ceil(100 * (middle + half))),
  ];
  return {
    confirmed,
    changed,
    unknown,
    left,
    accuracy: n > 0 ? Math.min(most, Math.round(100 * share)) : null,
    between: n >= 10 ? between : null,
  };
}

const itemsOf = (run: Id) => alive("audit_item").filter((one) => refOf(cellOf(one, "run"))?.id === run);
const outcomeOf = (item: RecordDto) => textOf(cellOf(item, "outcome"));

function runOf(record: RecordDto): AuditRun {
  return {
    id: record.id,
    started_on: textOf(cellOf(record, "started_on")),
    finished_on: textOf(cellOf(record, "finished_on")) || null,
    size: numberOf(record, "size"),
    drawn_from: numberOf(record, "drawn_from"),
    left_out: numberOf(record, "left_out"),
    confidential: JSON.stringify(cellOf(record, "confidential")).includes("true"),
    tally: tallyOf(itemsOf(record.id).map(outcomeOf)),
  };
}

function whose(item: RecordDto): { entity: string; id: Id; field: string } {
  const [entity = "", id = ""] = textOf(cellOf(item, "of")).split(":");
  return { entity, id, field: textOf(cellOf(item, "field")) };
}

function lineOf(item: RecordDto): AuditLine {
  const { entity, id, field } = whose(item);
  const found = world.records.get(id);
  const record = found && !found.deleted ? found : null;
  const pointed = (key: string) => (record ? refOf(cellOf(record, key)) : null);
  const named = record && textOf(cellOf(record, entity === "unit" ? "legal_name" : "full_name"));
  return {
    id: item.id,
    record,
    about: (entity === "post" ? pointed("contact") : null) ?? { id, label: named ?? "" },
    unit: entity === "unit" ? null : pointed("unit"),
    entity,
    field,
    mark: (record && marksOf(record).find((mark) => mark.field === field)) ?? null,
    outcome: outcomeOf(item) || null,
  };
}

function months(): AuditMonth[] {
  const all = new Map<string, string[]>();
  for (const item of alive("audit_item")) {
    const at = cellOf(item, "answered_at");
    if (at.t !== "instant") continue;
    const month = new Date(at.v).toISOString().slice(0, 7);
    all.set(month, [...(all.get(month) ?? []), outcomeOf(item)]);
  }
  return [...all]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([month, outcomes]) => ({ month, tally: tallyOf(outcomes) }));
}

function audit(): Audit {
  const runs = alive("audit_run").map(runOf).reverse();
  const open = runs.find(({ finished_on }) => finished_on === null) ?? null;
  return {
    open,
    lines: open ? itemsOf(open.id).map(lineOf) : [],
    runs: runs.filter((run) => run !== open).sort((a, b) => b.started_on.localeCompare(a.started_on)),
    months: months(),
  };
}

/** Writes records as one step of undo. */
function step(label: string, records: RecordDto[]): void {
  if (world.broken) throw world.broken;
  world.past.push(stepNow(label));
  world.future = [];
  for (const record of records) world.records.set(record.id, record);
  world.seq += 1;
  emit("changed", { seq: world.seq, op: label, entities: ["audit_run", "unit", "contact"], ids: [] });
}

const made = (entity: string, id: Id, values: Record<string, Value>): RecordDto => ({
  entity,
  id,
  rev: 1,
  values,
  warnings: [],
  deleted: false,
});

function start({ size, confidential }: { size: number; confidential: boolean }): Id {
  if (audit().open) throw wireError("conflict", "error.audit_open");
  const isSecret = (record: RecordDto) => textOf(cellOf(record, "label")) === "confidential";
  const all = drawnFrom.flatMap(([entity, field]) =>
    alive(entity)
      .filter((record) => textOf(cellOf(record, field)) !== "")
      .map((record) => ({ record, entity, field })),
  );
  const part = all.filter(({ record }) => confidential || !isSecret(record));
  // Every so many, so that all kinds are among them.
  const every = Math.max(1, Math.floor(part.length / size));
  const drawn = part.filter((_, at) => at % every === 0).slice(0, size);
  const id = `audit-run-${world.seq}`;
  const run = made("audit_run", id, {
    started_on: { t: "date", v: dayFromToday(0) },
    size: { t: "number", v: drawn.length },
    drawn_from: { t: "number", v: part.length },
    left_out: { t: "number", v: all.length - part.length },
    confidential: { t: "bool", v: confidential },
  });
  const items = drawn.map(({ record, entity, field }, at) =>
    made("audit_item", `${id}-${at}`, {
      run: { t: "ref", v: { id, label: "" } },
      of: { t: "text", v: `${entity}:${record.id}` },
      field: { t: "text", v: field },
      held: { t: "text", v: textOf(cellOf(record, field)) },
    }),
  );
  step("op.audit_started", [run, ...items]);
  return id;
}

function answer({ item, answer: found }: { item: Id; answer: AuditAnswer }): string {
  const was = world.records.get(item);
  if (!was) throw wireError("not_found", "error.audit_gone");
  if (outcomeOf(was)) throw wireError("conflict", "error.audit_answered");
  const { entity, id, field } = whose(was);
  const record = world.records.get(id);
  const writes: RecordDto[] = [];
  if (found !== "unknown" && (!record || record.deleted)) throw wireError("not_found", "ui.error.not_found");
  if (record && found === "confirmed") {
    if (!textOf(cellOf(record, field))) {
      throw { ...wireError("invalid", "error.audit_emptied"), field: `${entity}.${field}` };
    }
    const at = wordId({ id, field });
    const kept = world.records.get(at)?.values;
    const verified_at: Value = { t: "instant", v: Date.now() };
    writes.push(made("provenance", at, { ...kept, verified_at, later_on: nothing }));
  }
  const changed = record && typeof found === "object" ? parsed(entity, field, found.changed) : null;
  if (record && changed && textOf(changed) === textOf(cellOf(record, field))) {
    throw { ...wireError("invalid", "error.audit_same"), field: `${entity}.${field}` };
  }
  const next = record &&
    changed && { ...record, rev: record.rev + 1, values: { ...record.values, [field]: changed } };
  if (next) writes.push(next);
  // What became another value since it was drawn was not right.
  const held = textOf(cellOf(was, "held"));
  const isAnother = record && held !== "" && held !== textOf(cellOf(record, field));
  const outcome = typeof found === "object" || (found === "confirmed" && isAnother) ? "changed" : found;
  const answered: Record<string, Value> = {
    ...was.values,
    outcome: { t: "text", v: outcome },
    answered_at: { t: "instant", v: Date.now() },
  };
  writes.push({ ...was, values: answered });
  const run = world.records.get(refOf(cellOf(was, "run"))?.id ?? "");
  const left = run ? itemsOf(run.id).filter((one) => one.id !== item && !outcomeOf(one)) : [];
  if (run && left.length === 0) {
    writes.push({ ...run, values: { ...run.values, finished_on: { t: "date", v: dayFromToday(0) } } });
  }
  step("op.audit_answered", writes);
  if (record && next) lapse(record, next);
  return outcome;
}

export const auditCalls = {
  audit,
  audit_start: start,
  audit_answer: answer,
  audit_finish: ({ run }: { run: Id }): null => {
    const was = world.records.get(run);
    if (!was) throw wireError("not_found", "error.audit_gone");
    const finished_on: Value = { t: "date", v: dayFromToday(0) };
    step("op.audit_finished", [{ ...was, values: { ...was.values, finished_on } }]);
    return null;
  },
};
