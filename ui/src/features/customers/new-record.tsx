/** A new record of any kind, from its table: what it must hold is asked, everything else is typed in the table. */
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { AskFields } from "../../components/ask-fields.tsx";
import { Begun } from "../../components/begun.tsx";
import { Button } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import { Seen } from "../../components/seen.tsx";
import { SubmitForm } from "../../components/submit-form.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Answers, type Asked, askedOf, firstAnswers, typedParts, valuesOf } from "../../ipc/asked.ts";
import type { Value } from "../../ipc/bindings.ts";
import { useOnceMore, useSeen } from "../../ipc/entry.ts";
import { refusalOf } from "../../ipc/error.ts";
import { type KeptForm, useKeptForm } from "../../ipc/kept-form.ts";
import { entityLabel } from "../../ipc/words.ts";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { useLatest } from "../../lib/latest.ts";
import { useNow } from "../../lib/now.ts";
import type { Table } from "./use-table.ts";

type NewProps = {
  readonly table: Table;
  readonly onCreate: (values: Record<string, Value>) => Promise<void>;
};

type FormProps = NewProps & { asked: readonly Asked[]; answers: Answers; form: KeptForm<Answers> };

function Form({ table, onCreate, asked, answers, form }: FormProps) {
  const { entity } = table;
  const { close } = form;
  const latest = useLatest(answers);
  const making = useAction(async (values: Record<string, Value>) => {
    await onCreate(values);
    close();
    return true;
  });
  const onceMore = useOnceMore();
  const submit = async () => {
    if (await onceMore.hold(typedParts(entity, asked, answers))) return;
    // Given up or typed on while it was looked at: this Enter is about it no more.
    if (latest.current !== answers) return;
    await form.sending(() => making.run(valuesOf(asked, answers)));
  };
  const below = (key: string, text: string) => (
    <Seen useSeen={useSeen} typed={{ entity, field: key, text }} waits={onceMore.waiting.has(key)} />
  );
  const refused = refusalOf(
    making.error,
    asked.map(({ key }) => key),
  );
  return (
    <SubmitForm
      label={t("ui.ledgers.new", { kind: entityLabel(entity) })}
      submit={t("ui.ledgers.create")}
      busy={making.busy}
      refused={refused.rest}
      onSubmit={() => void submit()}
      onCancel={close}
    >
      <AskFields
        asked={asked}
        answers={answers}
        refused={refused.at}
        below={below}
        onChange={(key, answer) => form.change({ [key]: answer })}
      />
    </SubmitForm>
  );
}

export function NewRecord(props: NewProps) {
  const { catalog, entity } = props.table;
  const now = useNow();
  const asked = useMemo(() => askedOf(catalog, entity), [catalog, entity]);
  const form = useKeptForm<Answers>(`new@${entity}`, firstAnswers(catalog, entity, asked, now));
  useAnswer("new_record", form.open);
  const label = t("ui.ledgers.new", { kind: entityLabel(entity) });
  return (
    <Popover
      label={label}
      placement="bottom end"
      isOpen={form.values !== null}
      onOpenChange={(open) => (open ? form.open() : form.close())}
      trigger={
        <Button kind="main" icon={Plus}>
          {label}
          {form.waits && <Begun />}
        </Button>
      }
    >
      {form.shown && <Form {...props} asked={asked} answers={form.shown} form={form} />}
    </Popover>
  );
}
