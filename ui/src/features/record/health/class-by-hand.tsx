/** A unit's class said by hand, with why; or left to the rules again. */
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { SubmitForm } from "../../../components/submit-form.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import { type Catalog, commands, type Id, type SizeClass } from "../../../ipc/bindings.ts";
import { complain, refusalOf } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { type KeptForm, useKeptForm } from "../../../ipc/kept-form.ts";
import { choicesOffered } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import style from "./grades.module.css";

const said = (text: string) => toast(text, { label: t("ui.undo"), run: undo });

type Said = { readonly held: string; readonly reason: string };
type FormProps = Omit<ByHand, "size"> & { given: Said; form: KeptForm<Said>; onDone: () => void };

function Form({ unit, catalog, given, form, onDone }: FormProps) {
  const { held, reason } = given;
  const saying = useAction(async () => {
    await whileSaving(commands.classOverride(unit, held, reason));
    said(t("ui.grades.said_done"));
    onDone();
    return true;
  });
  const refused = refusalOf(saying.error, ["reason"]);
  return (
    <SubmitForm
      inline
      label={t("ui.grades.say")}
      submit={t("ui.grades.say_do")}
      busy={saying.busy}
      refused={refused.rest}
      onSubmit={() => void form.sending(saying.run)}
      onCancel={onDone}
    >
      <Select
        label={t("field.unit.size_class")}
        value={held}
        onChange={(next) => form.change({ held: next })}
        options={choicesOffered(catalog.choices, "size_class")}
      />
      <Field
        label={t("ui.grades.reason")}
        placeholder={t("ui.grades.reason_such_as")}
        value={reason}
        onChange={(next) => form.change({ reason: next })}
        isRequired
        error={refused.at("reason")}
      />
    </SubmitForm>
  );
}

type ByHand = { unit: Id; size: SizeClass; catalog: Catalog };

export function ClassByHand({ onDone, ...by }: ByHand & { onDone: () => void }) {
  const { size } = by;
  const blank: Said = { held: size.said ?? size.class ?? "", reason: size.reason ?? "" };
  const form = useKeptForm(`class@${by.unit}`, blank);
  // What is asked for again a moment later begins at the beginning.
  const done = () => {
    form.close();
    onDone();
  };
  if (form.values) return <Form {...by} given={form.values} form={form} onDone={done} />;
  const back = () =>
    whileSaving(commands.classOverride(by.unit, null, "")).then(() => {
      said(t("ui.grades.back_done"));
      onDone();
    }, complain);
  return (
    <div className={style.acts}>
      <Button kind="line" onPress={form.open}>
        {by.size.said ? t("ui.grades.say_again") : t("ui.grades.say")}
      </Button>
      {form.waits && <small>{t("ui.record.form_waits")}</small>}
      {by.size.said && by.size.on && <Button onPress={() => void back()}>{t("ui.grades.back")}</Button>}
    </div>
  );
}
