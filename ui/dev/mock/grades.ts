/** Classes and levels of the invented customers, by the core's own rules and from the mock's own records. */
import type { Activity, ClassRules, RecordDto, SizeClass, Value } from "../../src/ipc/bindings.ts";
import { day } from "./coverage.ts";

type Records = ReadonlyMap<string, RecordDto>;

/** What the core suggests for these customers: off. */
export const usualRules: ClassRules = {
  on: false,
  basis: "cooperations",
  months: 12,
  currency: "CNY",
  steps: [
    { class: "large", at_least: "50,000,000" },
    { class: "medium", at_least: "10,000,000" },
  ],
  otherwise: "small",
};

const parts = {
  received: ["payment", "received_on"],
  contracted: ["contract", "signed_on"],
  cooperations: ["cooperation", "start"],
} as const;

const refId = (value: Value | undefined) => (value?.t === "ref" ? value.v.id : null);
const code = (value: Value | undefined) => (value?.t === "choice" ? value.v : null);
const money = (minor: number, currency: string): Value => ({
  t: "money",
  v: { minor: `${minor}`, currency },
});
const nothing: Value = { t: "null" };

/** Minor units of what stands in a rule; no number where it is none. */
export function minorOf(typed: string): number {
  const wan = typed.includes("亿") ? 100_000_000 : typed.includes("万") ? 10_000 : 1;
  return Math.round(Number(typed.replace(/[,，万亿元¥\s]/g, "") || Number.NaN) * wan * 100);
}

/** What each unit brings with all below it, and how many amounts have no rate: the mock keeps none. */
function broughtBy(records: Records, rules: ClassRules): Map<string, { sum: number; leftOut: number }> {
  const [entity, at] = parts[rules.basis];
  const from = new Date();
  from.setMonth(from.getMonth() - rules.months);
  const [first, last] = [from, new Date()].map((when) => when.toISOString().slice(0, 10)) as [string, string];
  const sums = new Map<string, { sum: number; leftOut: number }>();
  for (const one of records.values()) {
    const [amount, on] = [one.values.amount, one.values[at]];
    if (one.entity !== entity || one.deleted || amount?.t !== "money" || on?.t !== "date") continue;
    if (on.v <= first || on.v > last) continue;
    const strange = amount.v.currency !== rules.currency;
    for (let unit = refId(one.values.unit); unit; unit = refId(records.get(unit)?.values.parent)) {
      const was = sums.get(unit) ?? { sum: 0, leftOut: 0 };
      sums.set(unit, {
        sum: was.sum + (strange ? 0 : Number(amount.v.minor)),
        leftOut: was.leftOut + (strange ? 1 : 0),
      });
    }
  }
  return sums;
}

const classAt = (rules: ClassRules, sum: number) =>
  rules.steps.find(({ at_least }) => sum >= minorOf(at_least))?.class ?? rules.otherwise;

export function sizeOf(unit: RecordDto, records: Records, rules: ClassRules): SizeClass {
  const { sum, leftOut } = broughtBy(records, rules).get(unit.id) ?? { sum: 0, leftOut: 0 };
  const said = code(unit.values.size_override);
  const byRule = rules.on ? classAt(rules, sum) : null;
  const bounds = rules.steps.map(({ at_least }) => minorOf(at_least));
  const step = (bound: number | undefined) =>
    rules.on && bound !== undefined ? money(bound, rules.currency) : nothing;
  const reason = unit.values.size_reason;
  return {
    class: said ?? byRule,
    said,
    reason: reason?.t === "text" ? reason.v : null,
    on: rules.on,
    by_rule: byRule,
    basis: rules.on ? rules.basis : null,
    months: rules.on ? rules.months : 0,
    amount: rules.on ? money(sum, rules.currency) : nothing,
    left_out: rules.on ? leftOut : 0,
    reached: step(bounds.find((bound) => sum >= bound)),
    missed: step(bounds.findLast((bound) => sum < bound)),
    changes: [],
  };
}

/** How many units each class would have. */
export function tally(records: Records, rules: ClassRules) {
  const sums = broughtBy(records, rules);
  const units = [...records.values()].filter((one) => one.entity === "unit" && !one.deleted);
  const classes = [...rules.steps.map((step) => step.class), rules.otherwise];
  return {
    counts: classes.map((one) => ({
      class: one,
      units: units.filter(({ id }) => classAt(rules, sums.get(id)?.sum ?? 0) === one).length,
    })),
    said: units.filter((one) => code(one.values.size_override)).length,
    left_out: [...records.values()].filter(
      (one) => refId(one.values.unit) && sums.get(refId(one.values.unit) ?? "")?.leftOut,
    ).length,
  };
}

const counted = [
  ["talks", 2, 8, 90],
  ["replies", 3, 9, 90],
  ["tried", 1, 2, 90],
  ["orders", 3, 9, 180],
  ["payments", 2, 6, 180],
  ["signed", 4, 8, 180],
] as const;

export function activityOf(unit: RecordDto, records: Records): Activity {
  const counts = { talks: 0, replies: 0, tried: 0, orders: 0, payments: 0, signed: 0 };
  const lately = (value: Value | undefined, days: number) => {
    const at = value?.t === "instant" ? value.v : value?.t === "date" ? Date.parse(value.v) : 0;
    return at > Date.now() - days * day && at <= Date.now() + day;
  };
  for (const one of records.values()) {
    if (one.deleted || refId(one.values.unit) !== unit.id) continue;
    const { at, kind, direction, result, received_on, signed_on, start, state, date } = one.values;
    if (one.entity === "activity" && code(kind) !== "note" && lately(at, 90)) {
      if (code(direction) === "in") counts.replies += 1;
      else if (code(result) === "no_answer") counts.tried += 1;
      else counts.talks += 1;
    }
    if (one.entity === "transaction" && lately(date, 180)) counts.orders += 1;
    if (one.entity === "payment" && lately(received_on, 180)) counts.payments += 1;
    if (one.entity === "contract" && lately(signed_on, 180)) counts.signed += 1;
    if (one.entity === "cooperation" && code(state) !== "talking" && lately(start, 180)) counts.signed += 1;
  }
  const reasons = counted.map(([key, each, most, days]) => ({
    key,
    count: counts[key],
    days,
    points: Math.min(each * counts[key], most),
  }));
  const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
  const level = points >= 10 ? "high" : points >= 4 ? "medium" : points >= 1 ? "low" : "none";
  return { level, points, reasons };
}

/** Keeps the columns the table shows; what stood before keeps what it held. */
export function fillGrades(records: Map<string, RecordDto>, rules: ClassRules): Map<string, RecordDto> {
  const sums = rules.on ? broughtBy(records, rules) : null;
  for (const unit of records.values()) {
    if (unit.entity !== "unit") continue;
    const said = code(unit.values.size_override);
    const size = said ?? (sums ? classAt(rules, sums.get(unit.id)?.sum ?? 0) : null);
    const { level } = activityOf(unit, records);
    const { size_class, activity_level } = unit.values;
    if (code(size_class) === size && code(activity_level) === level) continue;
    const values: Record<string, Value> = {
      ...unit.values,
      size_class: size ? { t: "choice", v: size } : nothing,
      activity_level: { t: "choice", v: level },
    };
    records.set(unit.id, { ...unit, values });
  }
  return records;
}
