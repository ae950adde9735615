/** What the business with a customer is worth: what it brought and cost, alone, with all below, by cooperation and year. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Notice } from "../../../components/notice.tsx";
import { Segments, Switch } from "../../../components/toggle.tsx";
import {
  type Basis,
  commands,
  type Figures,
  type Filter,
  type Id,
  type Margin,
  type Ref,
  type Value,
} from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { brought, inYear, ofUnit, openMadeOf, type Whose } from "../../../ipc/made-of.ts";
import { read } from "../../../ipc/query.ts";
import { instant, moneyExact, moneyText, percent } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useNow } from "../../../lib/now.ts";
import style from "./money.module.css";

const HOME = "CNY";

const marginOf = (unit: Id, basis: Basis, into: string | null) =>
  read(
    "unitMargin",
    [unit, basis, into],
    ["unit", "contract", "payment", "transaction", "cost", "cooperation", "project", "fx_rate"],
    () => commands.unitMargin(unit, basis, into),
  );

/** What a line of figures is of. */
type Of = Whose & {
  readonly year?: string;
  /** it is that year */ readonly now?: boolean;
  readonly cooperation?: Ref | null;
};
type What = "revenue" | "received" | "cost";

/** How to the records a sum is made of; nothing where no filter of one kind's own fields says which. */
function wayTo(what: What, basis: Basis, of: Of): (() => void) | null {
  const { year, now = false, cooperation } = of;
  // What a cost, a receipt or a line counts for may be told by a record that it belongs to.
  const [entity, dated, linked] =
    what === "cost"
      ? ["cost", ["date"], false]
      : what === "received"
        ? ["payment", ["received_on"], false]
        : basis === "contracts"
          ? ["contract", ["signed_on", "start"], true]
          : ["transaction", ["date"], false];
  if (cooperation !== undefined && (!linked || cooperation === null)) return null;
  const all: Filter[] = [ofUnit(of)];
  if (entity === "contract") all.push(brought);
  if (year !== undefined) all.push(inYear(dated, year, now && linked));
  if (cooperation) all.push({ field: "cooperation", op: "in", values: [{ t: "ref", v: cooperation }] });
  return () => openMadeOf(entity, all);
}

function Sum({ value, label, to }: { value: Value; label?: string; to?: (() => void) | null }) {
  if (value.t !== "money") return <td>—</td>;
  const loss = value.v.minor.startsWith("-");
  const text = moneyText(value.v);
  return (
    <td title={moneyExact(value.v)} data-loss={loss || undefined}>
      {to && label && value.v.minor !== "0" ? (
        <button type="button" className={style.link} aria-label={`${label} ${text}`} onClick={to}>
          {text}
        </button>
      ) : (
        text
      )}
    </td>
  );
}

function Rows({
  label,
  figures,
  basis,
  of,
}: {
  label: string;
  figures: readonly Figures[];
  basis: Basis;
  of: Of;
}) {
  const words = { revenue: t("ui.money.revenue"), received: t("ui.money.came"), cost: t("ui.money.cost") };
  const sum = (row: Figures, what: What) => (
    <Sum value={row[what]} label={`${label} ${words[what]}`} to={wayTo(what, basis, of)} />
  );
  return figures.map((row, at) => (
    <tr key={row.revenue.t === "money" ? row.revenue.v.currency : at}>
      <th scope="row">{label}</th>
      {sum(row, "revenue")}
      {sum(row, "received")}
      {sum(row, "cost")}
      <Sum value={row.margin} />
      <td>{row.share === null ? "—" : percent(row.share)}</td>
    </tr>
  ));
}

type Line = readonly [string, readonly Figures[], Of];

function Part({ label, rows, basis }: { label: string; rows: readonly Line[]; basis: Basis }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={6}>
          {label}
        </th>
      </tr>
      {rows.map(([name, figures, of]) => (
        <Rows key={name} label={name} figures={figures} basis={basis} of={of} />
      ))}
    </tbody>
  );
}

function Table({ margin, basis, unit }: { margin: Margin; basis: Basis; unit: Ref }) {
  const thisYear = instant(useNow()).slice(0, 4);
  const [own, whole] = [
    { unit, below: false },
    { unit, below: true },
  ];
  const below = JSON.stringify(margin.own) !== JSON.stringify(margin.all);
  const named = margin.cooperations.some(({ cooperation }) => cooperation);
  return (
    <table className={style.worth}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t("ui.money.revenue")}</th>
          <th scope="col">{t("ui.money.came")}</th>
          <th scope="col">{t("ui.money.cost")}</th>
          <th scope="col">{t("ui.money.margin")}</th>
          <th scope="col">{t("ui.money.share")}</th>
        </tr>
      </thead>
      <tbody>
        <Rows label={t("ui.money.own")} figures={margin.own} basis={basis} of={own} />
        {below && <Rows label={t("ui.money.all")} figures={margin.all} basis={basis} of={whole} />}
      </tbody>
      {named && (
        <Part
          label={t("ui.money.by_cooperation")}
          basis={basis}
          rows={margin.cooperations.map(
            ({ cooperation, figures }): Line => [
              cooperation?.label ?? t("ui.money.no_cooperation"),
              figures,
              { ...whole, cooperation },
            ],
          )}
        />
      )}
      {margin.years.length > 1 && (
        <Part
          label={t("ui.money.by_year")}
          basis={basis}
          rows={margin.years
            .map(({ year, figures }): Line => [year, figures, { ...whole, year, now: year === thisYear }])
            .reverse()}
        />
      )}
    </table>
  );
}

export function Worth({ of }: { of: Ref }) {
  const unit = of.id;
  const [basis, setBasis] = useState<Basis>("contracts");
  const [home, setHome] = useState(false);
  const { data, error } = useQuery(marginOf(unit, basis, home ? HOME : null));
  const foreign = data?.all.some(({ revenue }) => revenue.t === "money" && revenue.v.currency !== HOME);
  return (
    <section aria-label={t("ui.money.worth")} data-testid="worth">
      <h3>{t("ui.money.worth")}</h3>
      <div className={style.tools}>
        <Segments
          label={t("ui.money.basis")}
          options={[
            { id: "contracts", label: t("ui.money.by_contracts") },
            { id: "transactions", label: t("ui.money.by_transactions") },
          ]}
          value={basis}
          onChange={setBasis}
        />
        {(foreign || home) && (
          <Switch value={home} onChange={setHome}>
            {t("ui.money.into")}
          </Switch>
        )}
      </div>
      {error && <Notice tone="bad">{sentence(error)}</Notice>}
      {data?.all.length === 0 && <p className={style.none}>{t("ui.money.nothing_worth")}</p>}
      {data && data.all.length > 0 && <Table margin={data} basis={basis} unit={of} />}
      {data && data.without_rate > 0 && (
        <Notice tone="warn">{t("ui.money.without_rate", { count: data.without_rate })}</Notice>
      )}
      {data?.rates.map(({ day, from, to, rate }) => (
        <p key={`${day} ${from} ${to}`} className={style.soon}>
          {t("ui.money.rate", { day, from, to, rate })}
        </p>
      ))}
    </section>
  );
}
