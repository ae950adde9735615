/** Values of a record in words, the user's own choices included. */
import type { Catalog, FieldInfo, RecordDto, Value } from "../../ipc/bindings.ts";
import { valueText } from "../../ipc/value-text.ts";
import { choiceLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";

export const nothing: Value = { t: "null" };

export function isBlank(value: Value | undefined): boolean {
  if (!value || value.t === "null") return true;
  return "v" in value && (value.v === "" || (Array.isArray(value.v) && value.v.length === 0));
}

export function fieldsOf(catalog: Catalog, entity: string): readonly FieldInfo[] {
  return catalog.entities.find(({ key }) => key === entity)?.fields ?? [];
}

export function fieldOf(catalog: Catalog, entity: string, key: string): FieldInfo | undefined {
  return fieldsOf(catalog, entity).find((field) => field.key === key);
}

export function choiceWord(catalog: Catalog, list: string, code: string): string {
  const own = catalog.choices.find((one) => one.list === list && one.code === code);
  return choiceLabel(own ?? { list, code, label: null });
}

export function wordsOf(catalog: Catalog, field: FieldInfo | undefined, value: Value | undefined): string {
  if (!value || isBlank(value)) return "";
  if (value.t === "choice" && field?.choices) return choiceWord(catalog, field.choices, value.v);
  if (value.t === "choices" && field?.choices) {
    const { choices: list } = field;
    return value.v.map((code) => choiceWord(catalog, list, code)).join(t("ui.list_comma"));
  }
  return valueText(value, field?.choices ?? null);
}

/** The plain text of a text field; empty where there is none. */
export function textOf(record: RecordDto, key: string): string {
  const value = record.values[key];
  return value?.t === "text" || value?.t === "choice" ? value.v : "";
}
