/**
 * Filters as the toolbar shows them: one condition per chip, each a field, an operator in words and its values.
 * Turned into the core's filter and back; what a condition means is decided there.
 */
import type { FieldInfo, FieldKind, Filter, Op, Value } from "../../ipc/bindings.ts";
import { choiceLabel, fieldLabel } from "../../ipc/words.ts";
import { amount, minorDigits, moneyUnit, powers } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { choiceIn, type Ground, scaleOf } from "./cells.ts";

/** An operator as a person picks it. */
export type How =
  | "in"
  | "not_in"
  | "contains"
  | "not_contains"
  | "starts"
  | "eq"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "on"
  | "after"
  | "before"
  | "under"
  | "empty"
  | "not_empty"
  | "yes"
  | "no";
export type Condition = { readonly field: string; readonly how: How; readonly values: readonly Value[] };

const texts: readonly How[] = ["contains", "not_contains", "starts", "eq", "empty", "not_empty"];
const amounts: readonly How[] = ["ge", "le", "gt", "lt", "eq", "empty", "not_empty"];
const times: readonly How[] = ["on", "before", "after", "empty", "not_empty"];
const chosen: readonly How[] = ["in", "not_in", "empty", "not_empty"];

/** The operators that make sense for a kind of field, the usual one first. */
export function waysFor(field: FieldInfo): readonly How[] {
  const byKind: Partial<Record<FieldKind, readonly How[]>> = {
    choice: chosen,
    choices: chosen,
    number: amounts,
    money: amounts,
    decimal: amounts,
    percent: amounts,
    date: times,
    fuzzy_date: times,
    wall_time: times,
    instant: times,
    bool: ["yes", "no"],
    ref: field.target === "unit" ? ["under", "in", "not_in", "empty", "not_empty"] : chosen,
    refs: chosen,
  };
  return byKind[field.kind] ?? texts;
}

/** How many values an operator takes. */
export function arity(how: How): "none" | "one" | "many" {
  if (how === "empty" || how === "not_empty" || how === "yes" || how === "no") return "none";
  return how === "in" || how === "not_in" ? "many" : "one";
}

const ops: Record<How, { op: Op; not?: true }> = {
  in: { op: "in" },
  not_in: { op: "in", not: true },
  contains: { op: "contains" },
  not_contains: { op: "contains", not: true },
  starts: { op: "starts" },
  eq: { op: "eq" },
  gt: { op: "gt" },
  ge: { op: "ge" },
  lt: { op: "lt" },
  le: { op: "le" },
  on: { op: "eq" },
  after: { op: "gt" },
  before: { op: "lt" },
  under: { op: "under" },
  empty: { op: "empty" },
  not_empty: { op: "not_empty" },
  yes: { op: "eq" },
  no: { op: "eq" },
};

function toFilter({ field, how, values }: Condition): Filter {
  const { op, not } = ops[how];
  const bool: Value[] | null = how === "yes" || how === "no" ? [{ t: "bool", v: how === "yes" }] : null;
  const test: Filter = { field, op, values: bool ?? [...values] };
  return not ? { not: test } : test;
}

export function filterOf(conditions: readonly Condition[]): Filter | null {
  return conditions.length === 0 ? null : { all: conditions.map(toFilter) };
}

function condition(filter: Filter, fields: readonly FieldInfo[]): Condition | null {
  const negated = "not" in filter;
  const test = negated ? filter.not : filter;
  if (!("field" in test)) return null;
  const field = fields.find(({ key }) => key === test.field);
  if (!field) return null;
  const first = test.values[0];
  const fits = (how: How) =>
    ops[how].op === test.op &&
    Boolean(ops[how].not) === negated &&
    (first?.t !== "bool" || (how === "yes") === first.v);
  const how = waysFor(field).find(fits);
  return how ? { field: test.field, how, values: test.values } : null;
}

/** The conditions of a filter made here; those it cannot say as chips are left out by the caller's choice of null. */
export function conditionsOf(filter: Filter | null, fields: readonly FieldInfo[]): Condition[] {
  if (!filter) return [];
  const parts = "all" in filter ? filter.all : [filter];
  return parts.flatMap((part) => condition(part, fields) ?? []);
}

/** The parts of a filter that no chip can say; they go on narrowing the table. */
export function unsaidOf(filter: Filter | null): Filter[] {
  const parts = filter && "all" in filter ? filter.all : filter ? [filter] : [];
  return parts.filter((part) => "all" in part || "any" in part);
}

function valueText(value: Value, field: FieldInfo, ground: Ground): string {
  if (value.t === "choice") return choiceLabel(choiceIn(ground, field.choices, value.v));
  if (value.t === "ref") return value.v.label;
  if (value.t === "money") {
    const scale = scaleOf(ground, field.key);
    const unit = moneyUnit(scale, value.v.currency);
    return `${amount(value.v, scale, powers[scale] + minorDigits(value.v.currency))} ${unit}`;
  }
  return value.t === "raw" || value.t === "text" ? value.v : "";
}

/** A condition in words: 级别 | 是 A、B. The plain “is” of a choice goes without saying. */
export function inWords(
  { field, how, values }: Condition,
  info: FieldInfo | undefined,
  ground: Ground,
): { name: string; text: string } {
  const name = fieldLabel(ground.entity, field);
  const said = info
    ? values.map((value) => valueText(value, info, ground)).join(t("ui.customers.list_comma"))
    : "";
  const word = t(`ui.customers.op.${how}`);
  return { name, text: how === "in" ? said : said === "" ? word : `${word} ${said}` };
}
