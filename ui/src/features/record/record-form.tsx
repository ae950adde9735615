/** A new record of any kind, by what it must hold and what one usually says of it. Text is read by the core. */
import { useState } from "react";
import { Field } from "../../components/field.tsx";
import { Select } from "../../components/select.tsx";
import type { Applied, Catalog, FieldInfo, Value } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { choicesOffered, entityLabel, fieldLabel } from "../../ipc/words.ts";
import { createRecord } from "../../ipc/write.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { AddForm } from "./add-form.tsx";
import { fieldsOf } from "./words.ts";

/** Fields beyond those a record must hold. */
const MORE = 4;

/** What the form asks: all that must be there, and the first columns; yes-or-no waits for the drawer. */
export function asked(catalog: Catalog, entity: string, given: readonly string[]): FieldInfo[] {
  const open = fieldsOf(catalog, entity).filter(
    ({ key, computed, kind }) => !computed && kind !== "bool" && !given.includes(key),
  );
  const usual = open.filter(({ required, default_column }) => default_column && !required).slice(0, MORE);
  return open
    .filter((field) => field.required || usual.includes(field))
    .sort((a, b) => weight(a) - weight(b));
}

/** What is written at length comes first, what is chosen last. */
function weight({ kind, required }: FieldInfo): number {
  if (kind === "choice") return 2;
  return required && (kind === "text" || kind === "long_text") ? 0 : 1;
}

/** Something that happens now is entered today, unless one says otherwise. */
function blankOf(fields: readonly FieldInfo[], now: string): Record<string, string> {
  const at = (field: FieldInfo) =>
    field.required && field.kind === "date" ? now.slice(0, 10) : field.kind === "instant" ? now : "";
  return Object.fromEntries(fields.map((field) => [field.key, at(field)]));
}

export function RecordForm(props: {
  entity: string;
  /** what is known before one asks */ given: Readonly<Record<string, Value>>;
  catalog: Catalog;
  now: number;
  onMade?: (applied: Applied) => void;
}) {
  const { entity, given, catalog, now, onMade } = props;
  const [fields] = useState(() => asked(catalog, entity, Object.keys(given)));
  const store = async (texts: Record<string, string>) => {
    const values = Object.entries(texts).filter(([, text]) => text.trim() !== "");
    const chosen = (key: string, text: string): Value =>
      fields.some((field) => field.key === key && field.kind === "choice")
        ? { t: "choice", v: text }
        : typed(text);
    const made = await createRecord(entity, {
      ...Object.fromEntries(values.map(([key, text]) => [key, chosen(key, text)])),
      ...given,
    });
    onMade?.(made);
    return made;
  };
  return (
    <AddForm
      label={t("ui.related.add", { kind: entityLabel(entity) })}
      blank={blankOf(fields, instant(now))}
      store={store}
    >
      {(texts, change, refused) =>
        fields.map((field, at) =>
          field.kind === "choice" ? (
            <Select
              key={field.key}
              label={fieldLabel(entity, field.key)}
              options={[
                ...(field.required ? [] : [{ id: "", label: "—" }]),
                ...choicesOffered(catalog.choices, field.choices),
              ]}
              value={texts[field.key] ?? ""}
              onChange={(code) => change({ [field.key]: code })}
            />
          ) : (
            <Field
              key={field.key}
              label={fieldLabel(entity, field.key)}
              value={texts[field.key] ?? ""}
              onChange={(text) => change({ [field.key]: text })}
              error={refused(field.key)}
              isRequired={field.required}
              autoFocus={at === 0}
              autoComplete="off"
              {...(field.kind === "long_text" && { lines: 2 })}
              {...(field.kind === "ref" && { placeholder: t("ui.related.by_name") })}
            />
          ),
        )
      }
    </AddForm>
  );
}
