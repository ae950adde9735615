/**
 * Fields that hold several: what is picked in one, what is offered for it, and the value that comes of it. One answer
 * for the table, a record's fields and the forms; a name nobody is known by goes to the core, which knows or refuses it.
 */
import { fitting, joined, type Known, type Pick, whole } from "../lib/several.ts";
import type { Choice, FieldInfo, Id, Value } from "./bindings.ts";
import { typed } from "./entry-text.ts";
import { findNear } from "./near.ts";
import { queryClient } from "./query.ts";
import { tagsUsed } from "./tags.ts";
import { choiceLabel, choicesOffered } from "./words.ts";

type Field = Some<FieldInfo, "key" | "kind" | "choices" | "target">;
type Some<T, K extends keyof T> = { readonly [P in K]: T[P] };

/** So many records or tags are offered at a time. */
const OFFERED = 20;

/** Of these one picks; what else holds several (numbers, addresses, names) is written. */
export const picksSeveral = ({ key, kind }: Field): boolean =>
  kind === "choices" || kind === "refs" || (kind === "texts" && key === "tags");

/** Whether a value is more than one, however those are given. */
export const holdsMany = (value: Value | undefined): boolean =>
  value !== undefined && "v" in value && Array.isArray(value.v) && value.v.length > 1;

/** A word that is not offered is a new one there. */
export const takesNew = ({ kind }: Field): boolean => kind === "texts";

export function picksOf(choices: readonly Choice[], field: Field, value: Value | undefined): Pick[] {
  switch (value?.t) {
    case "refs":
      return value.v.map(({ id, label }) => ({ id, label }));
    case "choices":
      return value.v.map((code) => {
        const known = choices.find((one) => one.list === field.choices && one.code === code);
        const label = choiceLabel(known ?? { list: field.choices ?? "", code, label: null });
        return { id: code, label, colour: known?.colour ?? null };
      });
    case "texts":
      return value.v.map((label) => ({ id: label, label }));
    default:
      return [];
  }
}

/** What is offered for a text; `unit` is whose record it is. */
export async function offeredFor(
  choices: readonly Choice[],
  field: Field,
  unit: Id | null,
  text: string,
): Promise<readonly Known[]> {
  if (field.kind === "choices") return fitting(text, choicesOffered(choices, field.choices));
  if (field.kind === "refs") return findNear(field.target ?? "unit", text, OFFERED, unit);
  const used = await queryClient.fetchQuery(tagsUsed);
  const tags = used.map(({ tag }) => ({ id: tag, label: tag }));
  return fitting(text, tags).slice(0, OFFERED);
}

export function severalValue({ kind }: Some<FieldInfo, "kind">, all: readonly Pick[]): Value {
  const picks = whole(all);
  const ids = picks.flatMap(({ id }) => id ?? []);
  if (picks.length === 0) return { t: "null" };
  // Tags are read as typed ones are, and so is what only the core may know: a number of days, a name.
  if (kind === "texts" || ids.length < picks.length) return typed(joined(picks.map(({ label }) => label)));
  if (kind === "choices") return { t: "choices", v: ids };
  return { t: "refs", v: picks.map(({ label }, at) => ({ id: ids[at] ?? "", label })) };
}
