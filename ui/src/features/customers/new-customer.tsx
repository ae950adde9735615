/** A new customer: name and kind, then it is a row like any other, with everything else typed in the table. */
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { LikelyList } from "../../components/likely.tsx";
import { Popover } from "../../components/popover.tsx";
import { Select } from "../../components/select.tsx";
import { useAction } from "../../ipc/action.ts";
import type { Choice } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { useLikely } from "../../ipc/likely.ts";
import { choicesOffered } from "../../ipc/words.ts";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";
import style from "./toolbar.module.css";

type NewProps = {
  readonly choices: readonly Choice[];
  readonly onCreate: (name: string, kind: string) => Promise<void>;
};

function Form({ choices, onCreate, close }: NewProps & { close: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState("company");
  const making = useAction(async () => {
    await onCreate(name, kind);
    close();
  });
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
        error={making.error && sentence(making.error)}
        autoFocus
        isRequired
        autoComplete="off"
      />
      <Select
        label={t("ui.customers.new_kind")}
        options={choicesOffered(choices, "unit_kind")}
        value={kind}
        onChange={setKind}
      />
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
