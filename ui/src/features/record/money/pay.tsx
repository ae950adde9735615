/**
 * A payment in one line: how much, when, for which contract. It settles the oldest first. Where there is one
 * contract alone it is of that, unless somebody says otherwise.
 */
import { type FormEvent, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands, type Id, type RecordDto } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import { textOf } from "../words.ts";
import style from "./money.module.css";

const ANY = "any";
type Given = { amount: string; day: string /** what was chosen */; contract: Id | null };
const blank: Given = { amount: "", day: "", contract: null };

export function Pay({ unit, contracts }: { unit: Id; contracts: readonly RecordDto[] }) {
  const [given, setGiven] = useState(blank);
  const [first, ...others] = contracts;
  const contract = given.contract ?? (first && others.length === 0 ? first.id : ANY);
  const change = (part: Partial<Given>) => setGiven({ ...given, ...part });
  const paying = useAction(() =>
    whileSaving(() =>
      commands.recordPayment({
        unit,
        contract: contract === ANY ? null : contract,
        amount: given.amount,
        received_on: given.day,
        method: null,
        bank_ref: "",
        allocate: true,
      }),
    ),
  );
  const pay = async (event: FormEvent) => {
    event.preventDefault();
    const made = await paying.run();
    if (!made) return;
    setGiven(blank);
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
            onChange={(chosen) => change({ contract: chosen })}
          />
        )}
      </div>
      {error && named !== "amount" && named !== "received_on" && <p role="alert">{sentence(error)}</p>}
      <div className={style.acts}>
        <Button type="submit" kind="main" busy={paying.busy}>
          {t("ui.money.pay")}
        </Button>
      </div>
    </form>
  );
}
