/** A new customer: name and kind, then it is a row like any other, with everything else typed in the table. */
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { MoreFields } from "../../components/ask-fields.tsx";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { LikelyList } from "../../components/likely.tsx";
import { Popover } from "../../components/popover.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Answers, ownAsked, valuesOf } from "../../ipc/asked.ts";
import type { Catalog } from "../../ipc/bindings.ts";
import { refusalOf } from "../../ipc/error.ts";
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

function Form({ catalog, onCreate, close }: NewProps & { close: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState("company");
  const [answers, setAnswers] = useState<Answers>({});
  const asked = ownAsked(catalog, "unit", kind);
  const making = useAction(async () => {
    await onCreate({ name, kind, own: valuesOf(asked, answers) });
    close();
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
    void making.run();
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <Field
        label={t("ui.customers.new_name")}
        value={name}
        onChange={(next) => {
          making.clear();
          setName(next);
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
        onChange={setKind}
      />
      <MoreFields asked={asked} answers={answers} refused={refused.at} onChange={setAnswers} />
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
  const [open, setOpen] = useState(false);
  useAnswer("new_customer", () => setOpen(true));
  return (
    <Popover
      label={t("ui.customers.new")}
      placement="bottom end"
      isOpen={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="main" icon={Plus}>
          {t("ui.customers.new")}
        </Button>
      }
    >
      <Form {...props} close={() => setOpen(false)} />
    </Popover>
  );
}
