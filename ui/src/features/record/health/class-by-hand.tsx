/** A unit's class said by hand, with why; or left to the rules again. */
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { SubmitForm } from "../../../components/submit-form.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import { type Catalog, commands, type Id, type SizeClass } from "../../../ipc/bindings.ts";
import { complain, refusalOf } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { choicesOffered } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import style from "./grades.module.css";

const said = (text: string) => toast(text, { label: t("ui.undo"), run: undo });

function Form({ unit, size, catalog, onDone }: ByHand & { onDone: () => void }) {
  const [held, setHeld] = useState(size.said ?? size.class ?? "");
  const [reason, setReason] = useState(size.reason ?? "");
  const saying = useAction(async () => {
    await whileSaving(commands.classOverride(unit, held, reason));
    said(t("ui.grades.said_done"));
    onDone();
  });
  const refused = refusalOf(saying.error, ["reason"]);
  return (
    <SubmitForm
      inline
      label={t("ui.grades.say")}
      submit={t("ui.grades.say_do")}
      busy={saying.busy}
      refused={refused.rest}
      onSubmit={() => void saying.run()}
      onCancel={onDone}
    >
      <Select
        label={t("field.unit.size_class")}
        value={held}
        onChange={setHeld}
        options={choicesOffered(catalog.choices, "size_class")}
      />
      <Field
        label={t("ui.grades.reason")}
        placeholder={t("ui.grades.reason_such_as")}
        value={reason}
        onChange={setReason}
        isRequired
        error={refused.at("reason")}
      />
    </SubmitForm>
  );
}

type ByHand = { unit: Id; size: SizeClass; catalog: Catalog };

export function ClassByHand({ onDone, ...by }: ByHand & { onDone: () => void }) {
  const [open, setOpen] = useState(false);
  // What is asked for again a moment later begins at the beginning.
  const done = () => {
    setOpen(false);
    onDone();
  };
  if (open) return <Form {...by} onDone={done} />;
  const back = () =>
    whileSaving(commands.classOverride(by.unit, null, "")).then(() => {
      said(t("ui.grades.back_done"));
      onDone();
    }, complain);
  return (
    <div className={style.acts}>
      <Button kind="line" onPress={() => setOpen(true)}>
        {by.size.said ? t("ui.grades.say_again") : t("ui.grades.say")}
      </Button>
      {by.size.said && by.size.on && <Button onPress={() => void back()}>{t("ui.grades.back")}</Button>}
    </div>
  );
}
