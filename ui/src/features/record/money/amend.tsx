/** A locked contract: what was signed changes here, with its reason. */
import { Lock } from "lucide-react";
import type { FormEvent } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands, type RecordDto, type Value } from "../../../ipc/bindings.ts";
import { entryText, typed } from "../../../ipc/entry-text.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { type KeptForm, useKeptForm } from "../../../ipc/kept-form.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import style from "./money.module.css";

/** All that is held as it was signed, and the lock itself. */
const SIGNED = [
  "amount",
  "tax_included",
  "tax_rate",
  "signed_on",
  "start",
  "end",
  "terms",
  "locked",
] as const;
type Signed = (typeof SIGNED)[number];
/** Those that are yes or no. */
const isYesNo = (key: Signed) => key === "locked" || key === "tax_included";
const YES = "true";
const NO = "false";

/** As it stands; of yes and no the other, for whoever amends it means that. */
function before(contract: RecordDto, key: Signed): string {
  const value = contract.values[key];
  if (isYesNo(key)) return value?.t === "bool" && value.v ? NO : YES;
  return entryText(value);
}

type Amended = { readonly key: Signed; readonly text: string; readonly reason: string };
type FormProps = { contract: RecordDto; given: Amended; form: KeptForm<Amended> };

function Form({ contract, given, form }: FormProps) {
  const { key, text, reason } = given;
  const { change, close: onDone } = form;
  const value: Value = isYesNo(key) ? { t: "bool", v: text === YES } : typed(text);
  const amending = useAction(() =>
    whileSaving(() => commands.contractAmend(contract.id, contract.rev, { [key]: value }, reason)),
  );
  const amend = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await form.sending(amending.run))) return;
    toast(t("ui.money.amended"), { label: t("ui.undo"), run: undo });
    onDone();
  };
  const { error } = amending;
  const why = error?.field === "contract.amend_reason";
  return (
    <form className={style.form} aria-label={t("ui.money.amend")} onSubmit={(event) => void amend(event)}>
      <div className={style.pay}>
        <Select
          label={t("ui.money.amend_what")}
          options={SIGNED.map((id) => ({ id, label: fieldLabel("contract", id) }))}
          value={key}
          onChange={(next) => change({ key: next, text: before(contract, next) })}
        />
        {isYesNo(key) ? (
          <Select
            label={t("ui.money.amend_to")}
            options={[
              { id: YES, label: t("ui.yes") },
              { id: NO, label: t("ui.no") },
            ]}
            value={text}
            onChange={(next) => change({ text: next })}
          />
        ) : (
          <Field
            label={t("ui.money.amend_to")}
            value={text}
            onChange={(next) => change({ text: next })}
            error={error && !why ? sentence(error) : null}
            autoComplete="off"
          />
        )}
        <Field
          label={t("ui.money.amend_why")}
          value={reason}
          onChange={(next) => change({ reason: next })}
          error={error && why ? sentence(error) : null}
          isRequired
          autoComplete="off"
        />
      </div>
      {error && !why && isYesNo(key) && <p role="alert">{sentence(error)}</p>}
      <div className={style.acts}>
        <Button onPress={onDone}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={amending.busy}>
          {t("ui.money.amend")}
        </Button>
      </div>
    </form>
  );
}

/** Nothing for what is no locked contract. */
export function Amend({ contract }: { contract: RecordDto }) {
  const { locked } = contract.values;
  if (contract.entity !== "contract" || contract.deleted || locked?.t !== "bool" || !locked.v) return null;
  return <Locked key={contract.id} contract={contract} />;
}

function Locked({ contract }: { contract: RecordDto }) {
  const blank: Amended = { key: "amount", text: before(contract, "amount"), reason: "" };
  const form = useKeptForm(`amend@${contract.id}`, blank);
  if (form.values) return <Form contract={contract} given={form.values} form={form} />;
  return (
    <div>
      <Button icon={Lock} aria-expanded={false} onPress={form.open}>
        {t("ui.money.locked")}
      </Button>
      {form.waits && <small>{t("ui.record.form_waits")}</small>}
    </div>
  );
}
