/** A new record of any kind: what it must hold is asked for, everything else is typed in the table. */
import { Plus } from "lucide-react";
import { type FormEvent, useCallback, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Chip } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { Finder } from "../../components/finder.tsx";
import { Popover } from "../../components/popover.tsx";
import { Select } from "../../components/select.tsx";
import { commands, type FieldInfo, type Value, type WireError } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { sentence } from "../../ipc/error.ts";
import { choicesOffered, entityLabel, fieldLabel } from "../../ipc/words.ts";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { fieldsOf } from "./columns.ts";
import style from "./toolbar.module.css";
import type { Table } from "./use-table.ts";

const OFFERED = 12;
type Values = Readonly<Record<string, Value>>;
type NewProps = { readonly table: Table; readonly onCreate: (values: Values) => Promise<void> };

/** The title first, then what is required. */
function askedOf({ catalog, entity }: Table): FieldInfo[] {
  const title = catalog.entities.find(({ key }) => key === entity)?.title_field;
  const asked = fieldsOf(catalog, entity).filter(
    ({ key, required, computed }) => !computed && (required || key === title),
  );
  return [...asked.filter(({ key }) => key === title), ...asked.filter(({ key }) => key !== title)];
}

type AskProps = {
  readonly table: Table;
  readonly field: FieldInfo;
  readonly value: Value | undefined;
  readonly first: boolean;
  readonly error: string | null;
  readonly onChange: (value: Value) => void;
};

function RefAsk({ table, field, value, first, error, onChange }: AskProps) {
  const target = field.target ?? "unit";
  const find = useCallback((text: string) => commands.refOptions(target, text, OFFERED), [target]);
  const label = fieldLabel(table.entity, field.key);
  const picked = value?.t === "ref" ? [value.v] : value?.t === "refs" ? value.v : [];
  return (
    <>
      <Finder
        label={label}
        placeholder={t("ui.record.find")}
        find={find}
        autoFocus={first}
        error={error}
        onPick={({ id, label: name }) => {
          const ref = { id, label: name };
          onChange(field.kind === "refs" ? { t: "refs", v: [...picked, ref] } : { t: "ref", v: ref });
        }}
      />
      {picked.map((ref) => (
        <Chip
          key={ref.id}
          onRemove={() => {
            const rest = picked.filter(({ id }) => id !== ref.id);
            onChange(rest.length > 0 ? { t: "refs", v: rest } : { t: "null" });
          }}
        >
          {ref.label}
        </Chip>
      ))}
    </>
  );
}

function Ask(props: AskProps) {
  const { table, field, value, first, error, onChange } = props;
  const label = fieldLabel(table.entity, field.key);
  if (field.kind === "ref" || field.kind === "refs") return <RefAsk {...props} />;
  if (field.kind === "choice") {
    return (
      <>
        <Select
          label={label}
          options={choicesOffered(table.catalog.choices, field.choices)}
          value={value?.t === "choice" ? value.v : null}
          onChange={(code) => onChange({ t: "choice", v: code })}
        />
        {error && <p role="alert">{error}</p>}
      </>
    );
  }
  return (
    <Field
      label={label}
      value={value?.t === "raw" ? value.v : ""}
      onChange={(text) => onChange(typed(text))}
      error={error}
      autoFocus={first}
      autoComplete="off"
    />
  );
}

function Form({ table, onCreate, close }: NewProps & { close: () => void }) {
  const [values, setValues] = useState<Values>({});
  const [error, setError] = useState<WireError | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = askedOf(table);
  const about = error?.field?.split(".").at(-1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    onCreate(values).then(close, (reason: WireError) => {
      setError(reason);
      setBusy(false);
    });
  };
  return (
    <form className={style.form} onSubmit={submit}>
      {asked.map((field, at) => (
        <Ask
          key={field.key}
          table={table}
          field={field}
          value={values[field.key]}
          first={at === 0}
          error={error && about === field.key ? sentence(error) : null}
          onChange={(value) => setValues((was) => ({ ...was, [field.key]: value }))}
        />
      ))}
      {error && !asked.some(({ key }) => key === about) && <p role="alert">{sentence(error)}</p>}
      <div className={style.formActs}>
        <Button onPress={close}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={busy}>
          {t("ui.ledgers.create")}
        </Button>
      </div>
    </form>
  );
}

export function NewRecord(props: NewProps) {
  const [open, setOpen] = useState(false);
  useAnswer("new_record", () => setOpen(true));
  const label = t("ui.ledgers.new", { kind: entityLabel(props.table.entity) });
  return (
    <Popover
      label={label}
      placement="bottom end"
      isOpen={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="main" icon={Plus}>
          {label}
        </Button>
      }
    >
      <Form {...props} close={() => setOpen(false)} />
    </Popover>
  );
}
