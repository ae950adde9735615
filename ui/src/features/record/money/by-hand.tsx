/** A payment laid out by hand: how much of it goes to which instalment. */
import type { FormEvent } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands, type Id, type RecordDto, type UnitMoney } from "../../../ipc/bindings.ts";
import { entryText } from "../../../ipc/entry-text.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { type KeptForm, useKeptForm } from "../../../ipc/kept-form.ts";
import { moneyExact } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { whileSaving } from "../../../lib/status.ts";
import { textOf } from "../words.ts";
import style from "./money.module.css";

const refOf = (record: RecordDto, key: string): Id | null => {
  const value = record.values[key];
  return value?.t === "ref" ? value.v.id : null;
};

type Row = { record: RecordDto; contract: string; given: string };

/** The instalments that are open, or that have something of this payment. */
function rowsOf(payment: RecordDto, { contracts, allocations }: UnitMoney): Row[] {
  const own = allocations.filter((one) => refOf(one, "payment") === payment.id);
  return contracts.flatMap(({ record: contract, instalments }) =>
    instalments.flatMap(({ record, open }) => {
      const mine = own.find((one) => refOf(one, "instalment") === record.id);
      if (!mine && !open) return [];
      return [{ record, contract: textOf(contract, "name"), given: entryText(mine?.values.amount) }];
    }),
  );
}

/** What was typed, by instalment. */
type Given = { readonly [instalment in Id]?: string };
type FormProps = { payment: RecordDto; rows: readonly Row[]; given: Given; form: KeptForm<Given> };

function Form({ payment, rows, given, form }: FormProps) {
  const { close: onDone } = form;
  const laying = useAction(() =>
    whileSaving(() =>
      commands.allocateByHand(
        payment.id,
        // What was typed another time of one that is not asked about any more is said of nothing.
        rows.flatMap(({ record: { id } }) => {
          const amount = given[id];
          return amount === undefined ? [] : [{ instalment: id, amount }];
        }),
      ),
    ),
  );
  const lay = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await form.sending(laying.run))) return;
    toast(t("ui.money.laid"), { label: t("ui.undo"), run: undo });
    onDone();
  };
  return (
    <form className={style.form} aria-label={t("ui.money.by_hand")} onSubmit={(event) => void lay(event)}>
      {rows.map(({ record, contract, given: before }, at) => {
        const { amount } = record.values;
        const name = `${textOf(record, "name")} · ${contract}`;
        return (
          <div key={record.id} className={style.lay}>
            <span className={style.name}>
              {name} {amount?.t === "money" && <small>{moneyExact(amount.v)}</small>}
            </span>
            <Field
              aria-label={name}
              value={given[record.id] ?? before}
              onChange={(text) => form.change({ [record.id]: text })}
              autoFocus={at === 0}
              autoComplete="off"
            />
          </div>
        );
      })}
      {laying.error && <p role="alert">{sentence(laying.error)}</p>}
      <div className={style.acts}>
        <Button onPress={onDone}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={laying.busy}>
          {t("ui.money.allocate")}
        </Button>
      </div>
    </form>
  );
}

const blank: Given = {};

export function ByHand({ payment, money }: { payment: RecordDto; money: UnitMoney }) {
  const rows = rowsOf(payment, money);
  return rows.length === 0 ? null : <Lay payment={payment} rows={rows} />;
}

function Lay({ payment, rows }: { payment: RecordDto; rows: readonly Row[] }) {
  const form = useKeptForm(`lay@${payment.id}`, blank);
  return (
    <div className={style.under}>
      {form.values ? (
        <Form payment={payment} rows={rows} given={form.values} form={form} />
      ) : (
        <>
          <Button aria-expanded={false} onPress={form.open}>
            {t("ui.money.by_hand")}
          </Button>
          {form.waits && <small>{t("ui.record.form_waits")}</small>}
        </>
      )}
    </div>
  );
}
