/** What the catalog's keys are called: fields, choices, entities. The words are in `assets/locales`. */
import { message, t } from "../lib/i18n.ts";
import type { Catalog, Choice } from "./bindings.ts";

/** What the user called fields of their own, as the catalog said last; nothing while the vault is locked. */
let own: ReadonlyMap<string, string> = new Map();
/** What they called choices, by list and code. */
let ownChoices: ReadonlyMap<string, string> = new Map();

export function nameOwn(catalog: Catalog | null): void {
  const choices = catalog?.choices.flatMap(({ list, code, label }) =>
    label === null ? [] : [[`${list}.${code}`, label] as const],
  );
  ownChoices = new Map(choices);
  const fields = catalog?.entities.flatMap(({ key: entity, fields }) =>
    fields.flatMap(({ key, label }) => (label === null ? [] : [[`${entity}.${key}`, label] as const])),
  );
  own = new Map(fields);
}

export function fieldLabel(entity: string, key: string): string {
  return own.get(`${entity}.${key}`) ?? message(`field.${entity}.${key}`) ?? key;
}

export function entityLabel(entity: string): string {
  return message(`entity.${entity}`) ?? entity;
}

/** How records of a kind are headed where they point at another by a field; two fields of one kind are told apart. */
export function pointedBy(
  { entity, field }: { entity: string; field: string },
  all: readonly { entity: string }[],
): string {
  if (entity === "unit" && field === "parent") return t("ui.record.below");
  const twice = all.filter((one) => one.entity === entity).length > 1;
  return twice ? `${entityLabel(entity)} · ${fieldLabel(entity, field)}` : entityLabel(entity);
}

/** What a list offers, in the user's order: for whatever one picks it from. */
export function choicesOffered(choices: readonly Choice[], list: string | null) {
  return choices
    .filter((choice) => choice.list === list && !choice.retired)
    .map((choice) => ({ id: choice.code, label: choiceLabel(choice), colour: choice.colour }));
}

/** As `choiceLabel`, of a choice that is known by its code alone. */
export function choiceWord(list: string, code: string): string {
  return choiceLabel({ list, code, label: ownChoices.get(`${list}.${code}`) ?? null });
}

/** A choice the user made has its own label, a built-in one a message; of an open list any number has one. */
export function choiceLabel({ list, code, label }: Pick<Choice, "list" | "code" | "label">): string {
  const open = () => message(`choice_open.${list}.${code.slice(0, 1)}`, { n: code.slice(1) });
  return label ?? message(`choice.${list}.${code}`) ?? open() ?? code;
}
