/** A new customer: name and kind, then it is a row like any other, with everything else typed in the table. */
import { Plus } from "lucide-react";
import type { FormEvent } from "react";
import { MoreFields } from "../../components/ask-fields.tsx";
import { Begun } from "../../components/begun.tsx";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { LikelyList } from "../../components/likely.tsx";
import { Popover } from "../../components/popover.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Answers, ownAsked, valuesOf } from "../../ipc/asked.ts";
import type { Catalog } from "../../ipc/bindings.ts";
import { refusalOf } from "../../ipc/error.ts";
import { type KeptForm, useKeptForm } from "../../ipc/kept-form.ts";
import { useLikely } from "../../ipc/likely.ts";
import { choicesOffered } from "../../ipc/words.ts";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";
import style from "./toolbar.module.css";
import type { NewUnit } from "./write.ts";

type NewProps = {
  readonly catalog: Catalog;
  readonly onCreate: (made: NewUnit) => Promise<void>;
};

type Given = { readonly name: string; readonly kind: string; readonly own: Answers };
const blank: Given = { name: "", kind: "company", own: {} };

type FormProps = NewProps & { given: Given; form: KeptForm<Given> };

function Form({ catalog, onCreate, given, form }: FormProps) {
  const { name, kind, own: answers } = given;
  const { change, close } = form;
  const asked = ownAsked(catalog, "unit", kind);
  const making = useAction(async () => {
    await onCreate({ name, kind, own: valuesOf(asked, answers) });
    close();
    return true;
  });
  const refused = refusalOf(
    making.error,
    asked.map(({ key }) => key),
  );
  const likely = useLikely("unit", { legal_name: name });
  const open = (id: string) => {
    close();
    openRecord({ entity: "unit", id });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.sending(making.run);
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <Field
        label={t("ui.customers.new_name")}
        value={name}
        onChange={(next) => {
          making.clear();
          change({ name: next });
        }}
        error={refused.rest}
        autoFocus
        isRequired
        autoComplete="off"
      />
      <Select
        label={t("ui.customers.new_kind")}
        options={choicesOffered(catalog.choices, "unit_kind")}
        value={kind}
        onChange={(next) => change({ kind: next })}
      />
      <MoreFields asked={asked} answers={answers} refused={refused.at} onChange={(own) => change({ own })} />
      <LikelyList found={likely} onOpen={open} />
      <div className={style.formActs}>
        <Button onPress={close}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={making.busy}>
          {t("ui.customers.create")}
        </Button>
      </div>
    </form>
  );
}

export function NewCustomer(props: NewProps) {
  const form = useKeptForm("new@unit", blank);
  useAnswer("new_customer", form.open);
  return (
    <Popover
      label={t("ui.customers.new")}
      placement="bottom end"
      isOpen={form.values !== null}
      onOpenChange={(open) => (open ? form.open() : form.close())}
      trigger={
        <Button kind="main" icon={Plus}>
          {t("ui.customers.new")}
          {form.waits && <Begun />}
        </Button>
      }
    >
      {form.shown && <Form {...props} given={form.shown} form={form} />}
    </Popover>
  );
}
