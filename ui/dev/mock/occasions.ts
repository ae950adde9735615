/** What reminds by itself, found in the invented records as the core finds it in those of a vault. */
import type {
  Applied,
  Id,
  Lateness,
  OccasionLine,
  RecordDto,
  Ref,
  Snooze,
  SourceSaid,
  SourceState,
  Standing,
  Value,
} from "../../src/ipc/bindings.ts";
import { wallInstant } from "../../src/lib/format.ts";
import { t } from "../../src/lib/i18n.ts";
import { emit } from "./bus.ts";
import { waiting } from "./cycle.ts";
import { dayFromToday } from "./invented.ts";
import { isHidden } from "./modules.ts";
import { applySet } from "./records.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { world } from "./world.ts";

type Usual = Pick<SourceState, "key" | "on" | "usual_leads" | "takes_leads" | "after">;
const source = (
  key: string,
  usual_leads: number[],
  { on = true, takes_leads = true, after = null }: Partial<Usual> = {},
): Usual => ({ key, on, usual_leads, takes_leads, after });

const sources: readonly Usual[] = [
  source("instalment_overdue", [0], { takes_leads: false }),
  source("complaint_reply", [1, 0]),
  source("promise_ours", [1, 0]),
  source("instalment_due", [7, 1]),
  source("renewal_notice", [14, 0]),
  source("contract_end", [30, 7]),
  source("milestone", [3, 0]),
  source("project_issue", [1, 0]),
  source("goal", [14, 0]),
  source("promise_theirs", [0]),
  source("promise_waiting", [0], { takes_leads: false, after: 14 }),
  source("competitor_end", [90, 30]),
  source("birthday", [3, 0]),
  source("lunar_birthday", [3, 0]),
  source("anniversary", [7, 0], { on: false }),
  source("rhythm", [0], { takes_leads: false }),
  source("rhythm_person", [0], { takes_leads: false }),
  source("silence", [0], { takes_leads: false, after: 60 }),
  source("size_class", [0], { takes_leads: false }),
  source("stale", [0], { on: false, takes_leads: false }),
  source("review_cycle", [21, 7, 0]),
  source("backup_overdue", [0], { takes_leads: false }),
  source("drill_overdue", [0], { takes_leads: false }),
  source("recovery_asked", [0], { takes_leads: false }),
];

const days = (day: string) => Math.round((Date.parse(day) - Date.parse(dayFromToday(0))) / 86_400_000);

function lateness(n: number): Lateness {
  if (n < 0) return "overdue";
  if (n === 0) return "today";
  return n <= 7 ? "week" : "later";
}

const form = (n: number) => (n > 0 ? "left" : n === 0 ? "today" : "late");
const refOf = (value: Value): Ref | null => (value.t === "ref" ? value.v : null);

/** What being done writes into a record. */
const endings: Record<string, { op: string; values: () => Record<string, Value> }> = {
  promise_ours: {
    op: "op.promise_kept",
    values: () => ({
      state: { t: "choice", v: "kept" },
      kept_on: { t: "date", v: dayFromToday(0) },
    }),
  },
};
endings.complaint_reply = {
  op: "op.complaint_answered",
  values: () => ({ state: { t: "choice", v: "answered" } }),
};
endings.promise_theirs = endings.promise_ours as (typeof endings)[string];
endings.promise_waiting = endings.promise_ours as (typeof endings)[string];

type Given = {
  source: string;
  on: string;
  /** the instant, where it has an hour */ by?: number | null;
  why: string;
  values?: Record<string, string>;
  title?: string;
};

function line(record: RecordDto, unit: Ref | null, contact: Ref | null, given: Given): OccasionLine {
  const off = world.putOff.get(`${given.source}:${record.id}`);
  const on = off ?? given.on;
  const by = off ? null : (given.by ?? null);
  const n = days(given.on);
  const how = lateness(days(on));
  const waits = given.source === "promise_theirs";
  return {
    source: given.source,
    entity: record.entity,
    record: record.id,
    unit,
    contact,
    title: given.title ?? "",
    about: given.on,
    on,
    by,
    lateness: by !== null && by < Date.now() ? "overdue" : how,
    late_days: Math.max(0, -days(on)),
    why: {
      key: given.why,
      values: { days: `${Math.abs(n)}`, on: given.on, title: given.title ?? "", ...given.values },
    },
    waits,
    talk: given.source !== "milestone",
    ends: endings[given.source] !== undefined,
    missed: null,
  };
}

/** A day, where the record has one. */
const dayOf = (record: RecordDto, field: string): string | null => {
  const value = cellOf(record, field);
  return value.t === "date" ? value.v : null;
};

function found(): OccasionLine[] {
  const lines: OccasionLine[] = [];
  for (const one of alive("promise")) {
    const on = dayOf(one, "due_on");
    if (!on || textOf(cellOf(one, "state")) !== "open") continue;
    const key = textOf(cellOf(one, "by")) === "them" ? "promise_theirs" : "promise_ours";
    const why = `occasion.${key}.${form(days(on))}`;
    const title = textOf(cellOf(one, "text"));
    lines.push(
      line(one, refOf(cellOf(one, "unit")), refOf(cellOf(one, "contact")), { source: key, on, why, title }),
    );
  }
  for (const one of alive("complaint")) {
    const until = cellOf(one, "promised_by");
    if (until.t !== "wall" || !["open", "reopened"].includes(textOf(cellOf(one, "state")))) continue;
    const on = until.v.at.slice(0, 10);
    const by = wallInstant(until.v.at, until.v.zone);
    const hour = by === null ? form(days(on)) : `${by < Date.now() ? "late" : form(days(on))}_hour`;
    const title = textOf(cellOf(one, "name"));
    const values = { at: until.v.at.slice(11), other: dayOf(one, "received_on") ?? "" };
    const given = {
      source: "complaint_reply",
      on,
      by,
      why: `occasion.complaint_reply.${hour}`,
      title,
      values,
    };
    lines.push(line(one, refOf(cellOf(one, "unit")), refOf(cellOf(one, "contact")), given));
  }
  for (const one of alive("instalment")) {
    const on = dayOf(one, "due_on");
    const amount = cellOf(one, "amount");
    const standing = textOf(cellOf(one, "standing"));
    if (!on || amount.t !== "money" || standing === "paid" || standing === "void") continue;
    const key = days(on) > 0 ? "instalment_due" : "instalment_overdue";
    const why = `occasion.instalment.${form(days(on))}_bare`;
    const values = {
      text: refOf(cellOf(one, "contract"))?.label ?? "",
      amount: `¥${(Number(amount.v.minor) / 100).toLocaleString("en-US")}`,
    };
    const title = textOf(cellOf(one, "name"));
    const unit = refOf(cellOf(one, "unit"));
    lines.push(line(one, unit, null, { source: key, on, why, title, values }));
  }
  alive("unit").forEach((unit, at) => {
    const last = cellOf(unit, "last_touch");
    if (last.t !== "instant") return;
    const since = Math.floor((Date.now() - last.v) / 86_400_000);
    const on = dayFromToday(30 + (at % 5) - since);
    const latest = dayFromToday(45 - since);
    const beyond = days(latest) < 0 ? ".beyond" : "";
    const named = { id: unit.id, label: textOf(cellOf(unit, "legal_name")) };
    const values = { days: `${since}`, text: "A 级客户每月联系", latest };
    const why = `occasion.rhythm${beyond}`;
    lines.push(line(unit, named, null, { source: "rhythm", on, why, title: named.label, values }));
  });
  const wait = waiting();
  if (wait)
    lines.push(ofVault({ source: "review_cycle", on: wait.by, number: wait.open, carried: wait.carried }));
  const person = alive("contact").find((one) => refOf(cellOf(one, "unit")));
  if (person) {
    const title = textOf(cellOf(person, "full_name"));
    const values = { days: "38", text: "30", latest: dayFromToday(7) };
    const given = { source: "rhythm_person", on: dayFromToday(-8), why: "occasion.rhythm_person" };
    const contact = { id: person.id, label: title };
    lines.push(line(person, refOf(cellOf(person, "unit")), contact, { ...given, title, values }));
  }
  return lines;
}

/** What is said of the vault as a whole. */
function ofVault({
  source: of,
  on,
  number,
  carried,
}: {
  source: string;
  on: string;
  number: number;
  carried: number;
}): OccasionLine {
  const n = days(on);
  const key = `occasion.${of}.${form(n)}${carried > 0 ? "_carried" : ""}`;
  const values = { days: `${Math.abs(n)}`, on, number: `${number}`, carried: `${carried}` };
  return {
    source: of,
    entity: "vault",
    record: "00000000-0000-0000-0000-000000000000",
    unit: null,
    contact: null,
    title: "",
    about: on,
    on: world.putOff.get(`${of}:00000000-0000-0000-0000-000000000000`) ?? on,
    by: null,
    lateness: lateness(n),
    late_days: Math.max(0, -n),
    why: { key, values },
    waits: false,
    talk: false,
    ends: false,
    missed: null,
  };
}

const said = (key: string) => world.sources.get(key);
/** Which kind of record speaks, where it can be out of sight. */
const speaks: Record<string, string> = {
  instalment_overdue: "instalment",
  instalment_due: "instalment",
  complaint_reply: "complaint",
  promise_ours: "promise",
  promise_theirs: "promise",
  promise_waiting: "promise",
  renewal_notice: "contract",
  contract_end: "contract",
  milestone: "milestone",
  project_issue: "project_issue",
  goal: "goal",
  competitor_end: "competitor_view",
};
const sourcesNow = () => sources.filter(({ key }) => !isHidden(speaks[key] ?? ""));
const isOn = ({ key, on }: Usual) => said(key)?.on ?? on;
const keyOf = ({ source: of, record, about }: OccasionLine) => `${of}:${record}:${about}`;

/** A turn of the review cycle is in sight on whichever day of the month. */
const near = ({ source: of }: OccasionLine) => (of === "review_cycle" ? 31 : 7);

export function standingLines(): OccasionLine[] {
  const on = new Set(
    sourcesNow()
      .filter(isOn)
      .map(({ key }) => key),
  );
  return found()
    .filter((one) => on.has(one.source) && days(one.on) <= near(one) && !world.settled.has(keyOf(one)))
    .sort((a, b) => a.on.localeCompare(b.on));
}

function standing(): Standing {
  const lines = standingLines();
  const count = (of: Lateness) => lines.filter((one) => !one.waits && one.lateness === of).length;
  return { lines, overdue: count("overdue"), today: count("today") };
}

function states(): SourceState[] {
  const all = found();
  return sourcesNow().map((usual) => ({
    ...usual,
    on: isOn(usual),
    leads: said(usual.key)?.leads ?? usual.usual_leads,
    after: usual.after === null ? null : (said(usual.key)?.after ?? usual.after),
    coming: all.filter((one) => one.source === usual.key && days(one.on) >= 0 && days(one.on) < 30).length,
  }));
}

function changed(entity: string): null {
  world.seq += 1;
  emit("changed", { seq: world.seq, op: "occasions.settle", entities: [entity], ids: [] });
  return null;
}

/** As the core offers them. */
const usualRhythms = () =>
  [
    { level: "a", ideal_days: 14, latest_days: 21 },
    { level: "b", ideal_days: 30, latest_days: 45 },
    { level: "c", ideal_days: 90, latest_days: 120 },
    { level: "d", ideal_days: 180, latest_days: 240 },
  ].map((one) => ({ ...one, name: t(`rhythm.usual.${one.level}` as "rhythm.usual.a") }));

type Of = { source: string; record: Id; about: string };

export const occasionCalls = {
  occasions_standing: standing,
  occasions_of_unit: ({ unit }: { unit: Id }) => standingLines().filter((one) => one.unit?.id === unit),
  occasion_done: ({ source: of, record, about }: Of): Applied | null => {
    const ending = endings[of];
    const there = world.records.get(record);
    if (ending && there && textOf(cellOf(there, "state")) === "open") {
      const { entity, rev } = there;
      const change = { kind: "update" as const, entity, id: record, rev, values: ending.values() };
      return applySet({ label: ending.op, changes: [change] });
    }
    world.settled.add(`${of}:${record}:${about}`);
    return changed("reminder");
  },
  occasion_settle: ({ source: of, record, about }: Of) => {
    world.settled.add(`${of}:${record}:${about}`);
    return changed("reminder");
  },
  occasion_unsettle: ({ source: of, record }: { source: string; record: Id }) => {
    for (const key of world.settled) if (key.startsWith(`${of}:${record}:`)) world.settled.delete(key);
    world.putOff.delete(`${of}:${record}`);
    return changed("reminder");
  },
  occasion_put_off: ({ source: of, record, snooze }: Of & { snooze: Snooze }) => {
    const until = typeof snooze === "object" ? snooze.until.at.slice(0, 10) : null;
    const later = { hour: 0, tomorrow: 1, next_workday: 2 };
    const day = until ?? dayFromToday(later[snooze as keyof typeof later]);
    world.putOff.set(`${of}:${record}`, day);
    return changed("reminder");
  },
  rhythms_usual: () => (world.rhythms ? [] : usualRhythms()),
  rhythms_take: (): Applied => {
    world.rhythms = true;
    changed("rhythm");
    return { records: [], seq: world.seq };
  },
  occasion_sources: states,
  occasion_source_set: ({ key, said: what }: { key: string; said: SourceSaid }) => {
    world.sources.set(key, what);
    return changed("occasion");
  },
};
