/** What the catalog's keys are called: fields, choices, entities. The words are in `assets/locales`. */
import { message } from "../lib/i18n.ts";
import type { Choice } from "./bindings.ts";

export function fieldLabel(entity: string, key: string): string {
  return message(`field.${entity}.${key}`) ?? key;
}

export function entityLabel(entity: string): string {
  return message(`entity.${entity}`) ?? entity;
}

/** What a list offers, in the user's order: for whatever one picks it from. */
export function choicesOffered(choices: readonly Choice[], list: string | null) {
  return choices
    .filter((choice) => choice.list === list && !choice.retired)
    .map((choice) => ({ id: choice.code, label: choiceLabel(choice), colour: choice.colour }));
}

/** A choice the user made has its own label, a built-in one a message. */
export function choiceLabel({ list, code, label }: Pick<Choice, "list" | "code" | "label">): string {
  return label ?? message(`choice.${list}.${code}`) ?? code;
}
