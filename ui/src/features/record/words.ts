/** Values of a record in words, the user's own choices included. */
import type { Catalog, FieldInfo, RecordDto, Value } from "../../ipc/bindings.ts";
import { valueText, wallText } from "../../ipc/value-text.ts";
import { choiceLabel, entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { spelled } from "../../lib/repeat.ts";

export const nothing: Value = { t: "null" };

export function isBlank(value: Value | undefined): boolean {
  if (!value || value.t === "null") return true;
  return "v" in value && (value.v === "" || (Array.isArray(value.v) && value.v.length === 0));
}

export function fieldsOf(catalog: Catalog, entity: string): readonly FieldInfo[] {
  return catalog.entities.find(({ key }) => key === entity)?.fields ?? [];
}

/** Whether a unit of that kind has a field: one it does not have keeps what it holds, unseen. */
export const isOfKind = ({ kinds }: Pick<FieldInfo, "kinds">, kind: string): boolean =>
  kinds.length === 0 || kinds.includes(kind);

/** The fields in the parts they are shown in, what the record is before all else. */
export function bySection(fields: readonly FieldInfo[]): [string, FieldInfo[]][] {
  const parts = new Map<string, FieldInfo[]>();
  const first = fields.filter(({ section }) => section === "general");
  for (const field of [...first, ...fields.filter((one) => !first.includes(one))])
    parts.set(field.section, [...(parts.get(field.section) ?? []), field]);
  return [...parts];
}

export function fieldOf(catalog: Catalog, entity: string, key: string): FieldInfo | undefined {
  return fieldsOf(catalog, entity).find((field) => field.key === key);
}

export function choiceWord(catalog: Catalog, list: string, code: string): string {
  const own = catalog.choices.find((one) => one.list === list && one.code === code);
  return choiceLabel(own ?? { list, code, label: null });
}

const goesAlong: readonly string[] = ["due", "next_touch", "next_touch_all"];

export function wordsOf(catalog: Catalog, field: FieldInfo | undefined, value: Value | undefined): string {
  if (!value || isBlank(value)) return "";
  if (value.t === "choice" && field?.choices) return choiceWord(catalog, field.choices, value.v);
  if (value.t === "choices" && field?.choices) {
    const { choices: list } = field;
    return value.v.map((code) => choiceWord(catalog, list, code)).join(t("ui.list_comma"));
  }
  // When a task is due goes along with the laptop, or its place is told beside it; so does the next step by it.
  if (value.t === "wall" && !goesAlong.includes(field?.key ?? "")) return wallText(value.v);
  const plain = valueText(value, field?.choices ?? null);
  return (field && spelled(field.kind, plain)) ?? plain;
}

/** What a record is called: its title, or where that is blank the first thing it holds in a column. */
export function nameOf(catalog: Catalog, record: RecordDto): string {
  const info = catalog.entities.find(({ key }) => key === record.entity);
  const fields = info?.fields ?? [];
  const title = fields.find(({ key }) => key === info?.title_field);
  const name = wordsOf(catalog, title, title && record.values[title.key]);
  if (name) return name;
  const first = fields.find(
    ({ key, default_column }) => default_column && key !== "unit" && !isBlank(record.values[key]),
  );
  return wordsOf(catalog, first, first && record.values[first.key]) || entityLabel(record.entity);
}

/** The plain text of a text field; empty where there is none. */
export function textOf(record: RecordDto, key: string): string {
  const value = record.values[key];
  return value?.t === "text" || value?.t === "choice" ? value.v : "";
}
