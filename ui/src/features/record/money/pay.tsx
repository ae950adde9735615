/**
 * A payment in one line: how much, when, for which contract. It settles the oldest first. Where there is one
 * contract alone it is of that, unless somebody says otherwise.
 */
import type { FormEvent } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import { type Catalog, commands, type Id, type RecordDto } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { type KeptForm, useStandingForm } from "../../../ipc/kept-form.ts";
import { choicesOffered, fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import { textOf } from "../words.ts";
import style from "./money.module.css";

const ANY = "any";
/** No way is said. */
const NONE = "none";
type Given = {
  amount: string;
  day: string;
  /** what was chosen */ contract: Id | null;
  method: string;
  bankRef: string;
};
const blank: Given = { amount: "", day: "", contract: null, method: NONE, bankRef: "" };

type PayProps = { unit: Id; catalog: Catalog; contracts: readonly RecordDto[] };

/** What was typed and not sent is there again after a lock; of another customer it is another form. */
export function Pay(props: PayProps) {
  return <PayForm key={props.unit} {...props} />;
}

function PayForm({ unit, catalog, contracts }: PayProps) {
  const form = useStandingForm(`pay@${unit}`, blank);
  return (
    form.shown && <Form unit={unit} catalog={catalog} contracts={contracts} given={form.shown} form={form} />
  );
}

function Form(props: PayProps & { given: Given; form: KeptForm<Given> }) {
  const { unit, catalog, contracts, given, form } = props;
  const [first, ...others] = contracts;
  // What was chosen another time may be offered no longer.
  const isOffered = given.contract === ANY || contracts.some(({ id }) => id === given.contract);
  const chosen = isOffered ? given.contract : null;
  const contract = chosen ?? (first && others.length === 0 ? first.id : ANY);
  const { change } = form;
  const paying = useAction(() =>
    whileSaving(() =>
      commands.recordPayment({
        unit,
        contract: contract === ANY ? null : contract,
        amount: given.amount,
        received_on: given.day,
        method: given.method === NONE ? null : given.method,
        bank_ref: given.bankRef,
        allocate: true,
      }),
    ),
  );
  const pay = async (event: FormEvent) => {
    event.preventDefault();
    const made = await form.sending(paying.run);
    if (!made) return;
    form.close();
    const count = made.records.filter(({ entity }) => entity === "allocation").length;
    toast(t("ui.money.paid", { count }), { label: t("ui.undo"), run: undo });
  };
  const { error } = paying;
  const named = error?.field?.split(".").at(-1);
  const refused = (field: string) => (error && named === field ? sentence(error) : null);
  const offered = contracts.map((one) => ({ id: one.id, label: textOf(one, "name") }));
  return (
    <form className={style.form} aria-label={t("ui.money.pay")} onSubmit={(event) => void pay(event)}>
      <div className={style.pay}>
        <Field
          label={fieldLabel("payment", "amount")}
          placeholder={t("ui.record.amount_hint")}
          value={given.amount}
          onChange={(amount) => change({ amount })}
          error={refused("amount")}
          isRequired
          autoComplete="off"
        />
        <Field
          label={fieldLabel("payment", "received_on")}
          placeholder={t("ui.money.day_hint")}
          value={given.day}
          onChange={(day) => change({ day })}
          error={refused("received_on")}
          autoComplete="off"
        />
        {offered.length > 0 && (
          <Select
            label={fieldLabel("payment", "contract")}
            options={[{ id: ANY, label: t("ui.money.any_contract") }, ...offered]}
            value={contract}
            onChange={(next) => change({ contract: next })}
          />
        )}
        <Select
          label={fieldLabel("payment", "method")}
          options={[
            { id: NONE, label: t("ui.money.no_method") },
            ...choicesOffered(catalog.choices, "payment_method"),
          ]}
          value={given.method}
          onChange={(method) => change({ method })}
        />
        <Field
          label={fieldLabel("payment", "bank_ref")}
          value={given.bankRef}
          onChange={(bankRef) => change({ bankRef })}
          error={refused("bank_ref")}
          autoComplete="off"
        />
      </div>
      {error && !["amount", "received_on", "bank_ref"].includes(named ?? "") && (
        <p role="alert">{sentence(error)}</p>
      )}
      <div className={style.acts}>
        <Button type="submit" kind="main" busy={paying.busy}>
          {t("ui.money.pay")}
        </Button>
      </div>
    </form>
  );
}
