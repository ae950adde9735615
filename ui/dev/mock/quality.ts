/** What was said of values, what grew old and what is to be looked at, out of the mock's own records. */
import type {
  FieldAt,
  FieldMark,
  FieldRule,
  NextQuestion,
  RecordDto,
  RecordQuality,
  Review,
  ReviewItem,
  Said,
  Unchecked,
  Value,
  Word,
  WrongSaid,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { coverageOf, day } from "./coverage.ts";
import { doubtCalls, doubted, doubtful, doubtOf, remember, sound } from "./doubts.ts";
import { confirms } from "./entry.ts";
import { fieldsOf } from "./fields.ts";
import { weightsNow } from "./modules.ts";
import { other } from "./second.ts";
import { alive, cellOf, nothing, textOf } from "./views.ts";
import { weightCalls } from "./weights.ts";
import { wordId, wordOf } from "./word.ts";
import { stepNow, wireError, world } from "./world.ts";

const usual: Record<string, number> = {
  "unit.level": 365,
  "unit.status": 180,
  "unit.legal_rep": 365,
  "unit.address": 365,
  "unit.phones": 180,
  "unit.emails": 180,
  "unit.website": 730,
  "contact.phones": 180,
  "contact.emails": 180,
  "contact.wechat": 365,
};

function ruleOf(entity: string, field: string): FieldRule {
  const key = `${entity}.${field}`;
  const said = world.rules.get(key);
  const days = said?.days ?? usual[key] ?? null;
  const typed = fieldsOf(entity).some((one) => one.key === field && !one.computed);
  const ages = typed && ["unit", "contact"].includes(entity);
  return {
    entity,
    field,
    stale_after: ages && days ? days : null,
    usual: usual[key] ?? null,
    importance: 0,
    check: said?.check ?? false,
    confirm: confirms(entity, field),
    own: false,
    ages,
  };
}
/** Says something of fields, as one step of undo. */
function say(label: string, fields: readonly FieldAt[], values: Record<string, Value>): null {
  if (world.broken) throw world.broken;
  const titles = [...new Set(fields.map(({ id }) => nameOf(recordOf(id)).label))];
  world.past.push({ ...stepNow(label), about: { titles, fields: fields.length } });
  world.future = [];
  for (const at of fields) {
    const id = wordId(at);
    const was = world.records.get(id)?.values;
    world.records.set(id, {
      entity: "provenance",
      id,
      rev: 1,
      values: { ...was, ...values },
      warnings: [],
      deleted: false,
    });
  }
  world.seq += 1;
  emit("changed", { seq: world.seq, op: label, entities: ["provenance", "unit", "contact"], ids: [] });
  return null;
}

const text = (v: string | null): Value => (v?.trim() ? { t: "text", v: v.trim() } : nothing);
const now = (): Value => ({ t: "instant", v: Date.now() });

/** The mock has no journal: a value is as old as its record, unless somebody said otherwise. */
function markOf(record: RecordDto, field: string): FieldMark {
  const word = wordOf(record.id, field);
  const made = cellOf(record, "created_at");
  const typed = made.t === "instant" ? made.v : Date.now() - 300 * day;
  const since = Math.max(word.entered_at ?? typed, word.verified_at ?? 0);
  const age = Math.max(0, Math.floor((Date.now() - since) / day));
  const rule = ruleOf(record.entity, field);
  const filled = textOf(cellOf(record, field)) !== "";
  return {
    field,
    since,
    age,
    stale_after: rule.stale_after,
    stale: filled && rule.stale_after !== null && age >= rule.stale_after,
    check: rule.check,
    word,
  };
}

export function marksOf(record: RecordDto): FieldMark[] {
  return fieldsOf(record.entity)
    .filter(({ key, computed }) => !computed && textOf(cellOf(record, key)) !== "")
    .map(({ key }) => markOf(record, key));
}

function recordOf(id: string): RecordDto {
  const found = world.records.get(id);
  if (!found) throw wireError("not_found", "ui.error.not_found");
  return found;
}

const nameOf = (record: RecordDto) => ({
  id: record.id,
  label: textOf(cellOf(record, record.entity === "unit" ? "legal_name" : "full_name")),
});

function quality({ entity, id }: { entity: string; id: string }): RecordQuality {
  const record = recordOf(id);
  const marks = marksOf(record);
  const coverage = entity === "unit" ? coverageOf(record, world.records, weightsNow()) : null;
  const about = nameOf(record);
  const gaps = (coverage?.points ?? [])
    .filter(({ had }) => had === false)
    .map(({ key, points }) => ({
      weight: 100 * points,
      question: { key, entity, about, field: null, value: nothing } as NextQuestion,
    }));
  const old = marks
    .filter(({ stale }) => stale)
    .map(({ field, age, stale_after }) => {
      const limit = stale_after ?? 1;
      return {
        weight: 4 * (100 + Math.min(300, (100 * (age - limit)) / limit)),
        question: { key: "stale", entity, about, field, value: cellOf(record, field) } as NextQuestion,
      };
    });
  const questions = [...gaps, ...old]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
    .map(({ question }) => question);
  return { marks, coverage, questions };
}

const isLater = (word: Word) =>
  word.later_on !== null && word.later_on > new Date().toISOString().slice(0, 10);

function worth(unit: RecordDto | undefined): number {
  const level = unit ? textOf(cellOf(unit, "level")) : "";
  const amount = unit ? cellOf(unit, "coop_amount") : nothing;
  const steps = amount.t === "money" ? amount.v.minor.length - 1 : 0;
  return ({ a: 8, b: 4, c: 2 }[level] ?? 1) * (2 + steps);
}

function review(): Review {
  const lines: { weight: number; item: ReviewItem }[] = [];
  const [stale, thin] = [new Set<string>(), new Set<string>()];
  for (const record of [...alive("unit"), ...alive("contact")]) {
    const at = cellOf(record, "unit");
    const unit = at.t === "ref" ? at.v : null;
    const owner = record.entity === "unit" ? record : unit ? world.records.get(unit.id) : undefined;
    const coverage = record.entity === "unit" ? coverageOf(record, world.records, weightsNow()) : null;
    const base = { record, about: nameOf(record), unit: record.entity === "unit" ? null : unit };
    for (const mark of marksOf(record).filter((one) => one.stale)) {
      stale.add(record.id);
      if (isLater(mark.word)) continue;
      const over = mark.age - (mark.stale_after ?? 1);
      const item = { ...base, field: mark.field, mark, coverage: coverage?.score ?? null, missing: [] };
      lines.push({ weight: worth(owner) * (100 + Math.min(300, (100 * over) / 365)), item });
    }
    if (!coverage || coverage.score >= 50) continue;
    thin.add(record.id);
    if (isLater(wordOf(record.id, "coverage"))) continue;
    const missing = coverage.points
      .filter(({ had }) => had === false)
      .sort((a, b) => b.points - a.points)
      .slice(0, 3)
      .map(({ key }) => key);
    const item = { ...base, field: null, mark: null, coverage: coverage.score, missing };
    lines.push({ weight: worth(record) * (100 - coverage.score), item });
  }
  return {
    items: lines
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 100)
      .map(({ item }) => item),
    stale: stale.size,
    thin: thin.size,
    unchecked: unchecked(),
    doubted: doubted(),
    doubtful: doubtful(),
    reviewers: [
      ...new Set(
        [...world.records.values()].flatMap(({ values }) => textOf(values.checked_by ?? nothing) || []),
      ),
    ],
  };
}

function unchecked(): Unchecked[] {
  return [...world.records.values()].flatMap((word) => {
    const at = word.values.unchecked_at;
    const [, id, field] = word.id.split(":");
    const record = id ? world.records.get(id) : undefined;
    if (word.entity !== "provenance" || at?.t !== "instant" || !record || !field || record.deleted) return [];
    const unit = cellOf(record, "unit");
    return [
      {
        record,
        about: nameOf(record),
        unit: unit.t === "ref" ? unit.v : null,
        field,
        was: word.values.was ?? nothing,
        at: at.v,
        by: "me",
      },
    ];
  });
}

/** What a change of a record does to what was said of it: the word lapses, and what is marked waits. */
export function lapse(before: RecordDto | null, after: RecordDto): void {
  for (const { key } of fieldsOf(after.entity)) {
    const [was, is] = [before ? cellOf(before, key) : nothing, cellOf(after, key)];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    if (before?.entity === "unit" && textOf(is) !== "") remember(before, key, was);
    const id = wordId({ id: after.id, field: key });
    const check = before !== null && ruleOf(after.entity, key).check;
    const doubt = doubtOf(after.entity, key, is);
    if (!check && !doubt && !world.records.has(id)) continue;
    const said = world.records.get(id)?.values ?? {};
    const values: Record<string, Value> = check ? { unchecked_at: now(), was } : {};
    // What was said to be wrong is the reason of what came instead.
    if (said.wrong?.t === "text")
      Object.assign(values, { note: said.wrong, source: said.wrong_by ?? nothing });
    if (doubt) Object.assign(values, { certainty: { t: "choice", v: "doubtful" }, doubt: text(doubt) });
    world.records.set(id, { entity: "provenance", id, rev: 1, values, warnings: [], deleted: false });
  }
}

/** What somebody said is wrong is answered. */
const answered = { wrong: nothing, should_be: nothing, wrong_by: nothing };
/** What was verified is doubtful no more. */
const settled = { doubt: nothing, kept_at: nothing, certainty: nothing, ...answered };

export const qualityCalls = {
  ...doubtCalls,
  doubt_keep: ({ at, reason }: { at: FieldAt; reason: string }) =>
    say("op.doubt_kept", [at], {
      certainty: { t: "choice", v: "doubtful" },
      kept_at: now(),
      ...answered,
      ...(reason.trim() && { note: text(reason) }),
    }),
  doubt_clear: ({ at }: { at: FieldAt }) => {
    const record = recordOf(at.id);
    const reason = textOf(world.records.get(wordId(at))?.values.doubt ?? nothing);
    const left = sound(record, at.field, reason);
    const required = fieldsOf(at.entity).some(({ key, required }) => key === at.field && required);
    if (required && left.t === "null") throw wireError("invalid", "error.required");
    const next = { ...record, rev: record.rev + 1, values: { ...record.values, [at.field]: left } };
    say("op.doubt_cleared", [at], {});
    world.records.set(at.id, next);
    lapse(record, next);
    return null;
  },
  ...weightCalls,
  record_quality: quality,
  value_wrong: ({ at, said }: { at: FieldAt; said: WrongSaid }) => {
    if (!said.note.trim()) {
      throw { ...wireError("invalid", "error.wrong_unsaid"), field: "provenance.wrong" };
    }
    return say("op.said_wrong", [at], {
      certainty: { t: "choice", v: "doubtful" },
      doubt: text("warning.said_wrong"),
      wrong: text(said.note),
      should_be: text(said.should_be),
      wrong_by: text(said.from),
      verified_at: nothing,
      kept_at: nothing,
    });
  },
  provenance_why: ({ at, why }: { at: FieldAt; why: string }) => say("op.reason", [at], { note: text(why) }),
  provenance_say: ({ at, said }: { at: FieldAt; said: Said }) => {
    const entered = said.entered?.trim() ? new Date(said.entered.trim()).getTime() : null;
    if (Number.isNaN(entered))
      throw { ...wireError("invalid", "ui.error.invalid"), field: "provenance.entered_at" };
    const doubtful = said.certainty === "doubtful";
    const stands = world.records.get(wordId(at))?.values.wrong?.t === "text";
    return say("op.provenance", [at], {
      ...(!doubtful && { doubt: nothing, ...answered }),
      source: text(said.source),
      certainty: said.certainty ? { t: "choice", v: said.certainty } : nothing,
      entered_at: entered === null ? nothing : { t: "instant", v: entered },
      note: text(said.note),
      kept_at: doubtful && said.note?.trim() && !stands ? now() : nothing,
    });
  },
  fields_verified: ({
    fields,
    source,
    by,
  }: {
    fields: FieldAt[];
    source: string | null;
    by: string | null;
  }) =>
    say("op.verified", fields, {
      verified_at: now(),
      verified_by: text(by),
      later_on: nothing,
      ...settled,
      ...(source && { source: text(source) }),
    }),
  fields_checked: ({ fields, by }: { fields: FieldAt[]; by: string }) =>
    say("op.checked", fields, { unchecked_at: nothing, checked_at: now(), checked_by: text(other(by)) }),
  review,
  review_later: ({ at, days }: { at: FieldAt; days: number }) =>
    say("op.review_later", [at], {
      later_on: { t: "date", v: new Date(Date.now() + days * day).toISOString().slice(0, 10) },
    }),
  field_rules: ({ entity }: { entity: string }) =>
    fieldsOf(entity).flatMap(({ key, computed }) => (computed ? [] : [ruleOf(entity, key)])),
  field_rule_set: (of: { entity: string; field: string; days: number | null; check: boolean }): null => {
    world.rules.set(`${of.entity}.${of.field}`, { days: of.days, check: of.check });
    world.seq += 1;
    emit("changed", { seq: world.seq, op: "quality.rule", entities: ["field_rule", "unit"], ids: [] });
    return null;
  },
};
