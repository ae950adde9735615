/** One condition being made: the operator, then what it compares with, by the kind of field. */
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Select } from "../../components/select.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type FieldInfo, type FieldKind, type Value } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { sentence } from "../../ipc/error.ts";
import { readText } from "../../ipc/read-text.ts";
import { choiceLabel, fieldLabel } from "../../ipc/words.ts";
import { moneyUnit } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { type Ground, scaleOf } from "./cells.ts";
import { cellText, powerOf } from "./columns.ts";
import { arity, type Condition, filterOf, type How, waysFor } from "./filters.ts";
import { RefPicker } from "./ref-picker.tsx";
import style from "./toolbar.module.css";
import { openView } from "./view.ts";

type FormProps = {
  readonly field: FieldInfo;
  readonly ground: Ground;
  readonly condition: Condition | null;
  readonly onApply: (condition: Condition) => void;
};

function ChoiceValues({
  field,
  ground,
  values,
  onChange,
}: {
  field: FieldInfo;
  ground: Ground;
  values: readonly Value[];
  onChange: (values: Value[]) => void;
}) {
  const codes = values.flatMap((value) => (value.t === "choice" ? [value.v] : []));
  return (
    <fieldset className={style.choices}>
      <legend className={style.unseen}>{t("ui.customers.filter_value")}</legend>
      {ground.choices
        .filter(({ list }) => list === field.choices)
        .map((choice) => (
          <Check
            key={choice.code}
            value={codes.includes(choice.code)}
            onChange={(on) => {
              const next = on ? [...codes, choice.code] : codes.filter((code) => code !== choice.code);
              onChange(next.map((v) => ({ t: "choice", v })));
            }}
          >
            {choiceLabel(choice)}
          </Check>
        ))}
    </fieldset>
  );
}

const dated: readonly FieldKind[] = ["date", "fuzzy_date", "wall_time", "instant"];

/** Refuses here what the core could not ask, so that no table is left that cannot be shown. */
async function asked(entity: string, condition: Condition): Promise<Condition> {
  const filter = filterOf([condition]);
  const query = { entity, filter, sort: [], group: null, folded: [], search: null, columns: [] };
  const { view } = await openView(query, undefined);
  await commands.viewClose(view);
  return condition;
}

/** What was typed to compare with. An amount is read at once, in the unit the form says; the rest when it is asked. */
async function comparedWith(field: FieldInfo, ground: Ground, text: string): Promise<Value> {
  if (field.kind !== "money") return typed(text);
  return readText(ground.entity, field.key, text, powerOf(field.kind, scaleOf(ground, field.key)));
}

export function FilterForm({ field, ground, condition, onApply }: FormProps) {
  const ways = waysFor(field);
  const [how, setHow] = useState<How>(condition?.how ?? ways[0] ?? "contains");
  const [values, setValues] = useState<readonly Value[]>(condition?.values ?? []);
  const first = values[0];
  const [text, setText] = useState(
    first?.t === "raw" ? first.v : cellText(first, "", scaleOf(ground, field.key)),
  );
  const asking = useAction(async () => {
    const value = await comparedWith(field, ground, text);
    return asked(ground.entity, { field: field.key, how, values: [value] });
  });
  const label = fieldLabel(ground.entity, field.key);
  const many = arity(how) === "many";
  const picks = field.choices !== null || field.target !== null;
  const ready = arity(how) === "none" || (picks ? values.length > 0 : text.trim() !== "");
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const put = (chosen: readonly Value[]) => onApply({ field: field.key, how, values: chosen });
    if (arity(how) === "none") put([]);
    else if (picks) put(many ? values : values.slice(0, 1));
    else void asking.run().then((made) => made && onApply(made));
  };
  return (
    <form
      className={style.form}
      onSubmit={apply}
      aria-label={t("ui.customers.filter_named", { field: label })}
    >
      <Select
        label={label}
        options={ways.map((id) => ({ id, label: t(`ui.customers.op.${id}`) }))}
        value={how}
        onChange={setHow}
      />
      {arity(how) !== "none" && field.choices !== null && (
        <ChoiceValues field={field} ground={ground} values={values} onChange={setValues} />
      )}
      {arity(how) !== "none" && field.target !== null && (
        <RefPicker entity={field.target} values={values} many={many} onChange={setValues} />
      )}
      {arity(how) !== "none" && !picks && (
        <Field
          label={
            field.kind === "money"
              ? `${t("ui.customers.filter_value")} (${moneyUnit(scaleOf(ground, field.key))})`
              : t("ui.customers.filter_value")
          }
          value={text}
          onChange={(next) => {
            setText(next);
            asking.clear();
          }}
          error={asking.error && sentence(asking.error)}
          {...(dated.includes(field.kind) && { hint: t("ui.customers.filter_days") })}
          autoFocus
        />
      )}
      <div className={style.formActs}>
        <Button type="submit" kind="main" busy={asking.busy}>
          {t("ui.customers.filter_apply")}
        </Button>
      </div>
    </form>
  );
}
