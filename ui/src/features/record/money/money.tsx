/** The money of a customer: what is owed and since when, how each contract is paid, what came in. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { useAction } from "../../../ipc/action.ts";
import {
  type Ageing,
  type Catalog,
  type ContractMoney,
  commands,
  type InstalmentMoney,
  type PaymentMoney,
  type RecordDto,
  type UnitMoney,
  type Value,
} from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { read } from "../../../ipc/query.ts";
import { moneyExact } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { say, whileSaving } from "../../../lib/status.ts";
import { choiceWord, textOf } from "../words.ts";
import { Amend } from "./amend.tsx";
import { ByHand } from "./by-hand.tsx";
import { Difference } from "./difference.tsx";
import { Happened } from "./happened.tsx";
import style from "./money.module.css";
import { Pay } from "./pay.tsx";
import { PlanTerms } from "./plan.tsx";
import { Worth } from "./worth.tsx";

const moneyOf = (unit: string) =>
  read("unitMoney", [unit], ["unit", "contract", "instalment", "payment", "allocation"], () =>
    commands.unitMoney(unit),
  );

const shown = (value: Value | undefined) => (value?.t === "money" ? moneyExact(value.v) : "—");
const minor = (value: Value | undefined) => (value?.t === "money" ? BigInt(value.v.minor) : 0n);
const dayOf = (record: RecordDto, key: string) => {
  const value = record.values[key];
  return value?.t === "date" ? value.v : "";
};

const AGES = ["not_due", "to_30", "to_60", "to_90", "over_90"] as const;

/**
 * By how long it is overdue; what is late is told apart by words, and by colour besides. It leads to no
 * ledger: that only contracts which bind count is no field of an instalment to filter by.
 */
function Owed({ label, rows }: { label: string; rows: readonly Ageing[] }) {
  return (
    <div className={style.owed}>
      {rows.map((row) => (
        <div key={shown(row.open)}>
          <p className={style.total}>
            <span>{label}</span>
            <strong>{shown(row.open)}</strong>
          </p>
          <dl className={style.ages}>
            {AGES.map((age) => (
              <div key={age} data-late={(age !== "not_due" && minor(row[age]) > 0n) || undefined}>
                <dt>{t(`ui.money.${age}`)}</dt>
                <dd>{minor(row[age]) === 0n ? "—" : shown(row[age])}</dd>
              </div>
            ))}
          </dl>
          {minor(row.soon) > 0n && (
            <p className={style.soon}>{t("ui.money.soon", { amount: shown(row.soon) })}</p>
          )}
        </div>
      ))}
    </div>
  );
}

/** How much of an amount came, in hundredths; the words beside it say the same. */
function Bar({ amount, received }: { amount: Value | undefined; received: Value | undefined }) {
  const whole = minor(amount);
  if (whole <= 0n) return null;
  const part = Number((minor(received) * 100n) / whole);
  const width = `${Math.min(100, Math.max(0, part))}%`;
  return (
    <span className={style.bar} aria-hidden>
      <span style={{ width }} />
    </span>
  );
}

function Instalment({ of, catalog }: { of: InstalmentMoney; catalog: Catalog }) {
  const { record, open, late } = of;
  const due = dayOf(record, "falls_on");
  return (
    <li className={style.row} data-quiet={!open || undefined} data-testid="instalment">
      <Opens record={record} className={`${style.name} ${style.link}`} />
      <span className={style.when} data-late={late || undefined}>
        {late ? `${due} · ${t("ui.money.late")}` : due}
        <Happened instalment={record} catalog={catalog} open={open} />
      </span>
      <span className={style.state}>
        {choiceWord(catalog, "instalment_standing", textOf(record, "standing"))}
      </span>
      <span className={style.sum}>{shown(record.values.amount)}</span>
    </li>
  );
}

/** What a record is called, and the way to it. */
function Opens({ record, className }: { record: RecordDto; className: string }) {
  const { entity, id } = record;
  return (
    <button type="button" className={className} onClick={() => openRecord({ entity, id })}>
      {textOf(record, "name")}
    </button>
  );
}

/** Whom it is of, and who pays it, where that is another than whose money is shown. */
function Others({ record, unit }: { record: RecordDto; unit: string }) {
  const told = (["unit", "payer"] as const).flatMap((key) => {
    const value = record.values[key];
    return value?.t === "ref" && value.v.id !== unit
      ? [t(`ui.money.of_${key}`, { name: value.v.label })]
      : [];
  });
  return told.length > 0 && <p className={style.soon}>{told.join(" · ")}</p>;
}

function Contract({ of, catalog, unit }: { of: ContractMoney; catalog: Catalog; unit: string }) {
  const { record, instalments, planned } = of;
  const { amount, received } = record.values;
  const state = textOf(record, "state");
  const came = received?.t === "money" ? moneyExact(received.v) : "0";
  const told =
    amount?.t === "money"
      ? t("ui.money.received_of", { received: came, amount: moneyExact(amount.v) })
      : t("ui.money.received", { received: came });
  return (
    <li className={style.contract} data-testid="money-contract">
      <p className={style.head}>
        <span className={style.title}>
          <Opens record={record} className={style.link ?? ""} />{" "}
          {state && <span className={style.state}>{choiceWord(catalog, "contract_state", state)}</span>}
        </span>
        <span className={style.told}>{told}</span>
      </p>
      <Others record={record} unit={unit} />
      <Bar amount={amount} received={received} />
      <Amend contract={record} />
      <ul className={style.rows}>
        {instalments.map((one) => (
          <Instalment key={one.record.id} of={one} catalog={catalog} />
        ))}
      </ul>
      <Difference contract={record} />
      {!planned && <PlanTerms contract={record} catalog={catalog} />}
    </li>
  );
}

/** What of a payment no instalment has yet, and the way to lay it out. */
function Payment({ of, money, unit }: { of: PaymentMoney; money: UnitMoney; unit: string }) {
  const { record, left } = of;
  const from = record.values.unit;
  const allocating = useAction(() => whileSaving(() => commands.allocatePayment(record.id)));
  const allocate = async () => {
    const made = await allocating.run();
    if (!made) return;
    const count = made.records.length;
    say({ text: count ? t("ui.money.allocated", { count }) : t("ui.money.nothing_to_settle") });
  };
  return (
    <li className={style.row} data-testid="payment">
      <span className={style.name}>{dayOf(record, "received_on")}</span>
      <span className={style.when}>
        {from?.t === "ref" && from.v.id !== unit && `${t("ui.money.paid_by", { name: from.v.label })} `}
        {left.t === "money" && (
          <>
            {t("ui.money.unallocated", { amount: moneyExact(left.v) })}{" "}
            <Button busy={allocating.busy} onPress={() => void allocate()}>
              {t("ui.money.allocate")}
            </Button>
          </>
        )}
        {allocating.error && <span role="alert">{sentence(allocating.error)}</span>}
      </span>
      <span className={style.sum}>{shown(record.values.amount)}</span>
      <ByHand payment={record} money={money} />
    </li>
  );
}

function Panel({ unit, money, catalog }: { unit: RecordDto; money: UnitMoney; catalog: Catalog }) {
  const { own, all, contracts, payments } = money;
  const below = JSON.stringify(own) !== JSON.stringify(all);
  const of = { id: unit.id, label: textOf(unit, "legal_name") };
  return (
    <div className={style.money} data-testid="money">
      <section aria-label={t("ui.money.owed")}>
        <h3>{t("ui.money.owed")}</h3>
        {all.length === 0 && <p className={style.none}>{t("ui.money.nothing_owed")}</p>}
        <Owed label={t("ui.money.own")} rows={own} />
        {below && <Owed label={t("ui.money.all")} rows={all} />}
      </section>
      <section aria-label={t("ui.money.contracts")}>
        <h3>{t("ui.money.contracts")}</h3>
        {contracts.length === 0 && <p className={style.none}>{t("ui.money.no_contracts")}</p>}
        <ul>
          {contracts.map((one) => (
            <Contract key={one.record.id} of={one} catalog={catalog} unit={unit.id} />
          ))}
        </ul>
      </section>
      <section aria-label={t("ui.money.payments")}>
        <h3>{t("ui.money.payments")}</h3>
        <ul className={style.rows}>
          {payments.map((one) => (
            <Payment key={one.record.id} of={one} money={money} unit={unit.id} />
          ))}
        </ul>
        <Pay unit={unit.id} catalog={catalog} contracts={contracts.map(({ record }) => record)} />
      </section>
      <Worth of={of} />
    </div>
  );
}

export function Money({ unit, catalog }: { unit: RecordDto; catalog: Catalog }) {
  const { data, error } = useQuery(moneyOf(unit.id));
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  return data ? <Panel unit={unit} money={data} catalog={catalog} /> : null;
}
