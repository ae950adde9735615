/** A new record of any kind, from its table: what it must hold is asked, everything else is typed in the table. */
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { AskFields } from "../../components/ask-fields.tsx";
import { Button } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import { type Answers, askedOf, firstAnswers, valuesOf } from "../../ipc/asked.ts";
import type { Value, WireError } from "../../ipc/bindings.ts";
import { fieldOf, sentence } from "../../ipc/error.ts";
import { entityLabel } from "../../ipc/words.ts";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import style from "./toolbar.module.css";
import type { Table } from "./use-table.ts";

type NewProps = {
  readonly table: Table;
  readonly onCreate: (values: Record<string, Value>) => Promise<void>;
};

function Form({ table, onCreate, close }: NewProps & { close: () => void }) {
  const { catalog, entity } = table;
  const now = useNow();
  const [asked] = useState(() => askedOf(catalog, entity));
  const [answers, setAnswers] = useState<Answers>(() => firstAnswers(catalog, entity, asked, now));
  const [error, setError] = useState<WireError | null>(null);
  const [busy, setBusy] = useState(false);
  const about = fieldOf(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    onCreate(valuesOf(asked, answers)).then(close, (reason: WireError) => {
      setError(reason);
      setBusy(false);
    });
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <AskFields
        asked={asked}
        answers={answers}
        refused={(key) => (error && about === key ? sentence(error) : null)}
        onChange={(key, answer) => setAnswers((was) => ({ ...was, [key]: answer }))}
      />
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
