/** What the business with a customer is worth: what it brought and cost, alone, with all below, by cooperation and year. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Notice } from "../../../components/notice.tsx";
import { Segments, Switch } from "../../../components/toggle.tsx";
import {
  type Basis,
  commands,
  type Figures,
  type Id,
  type Margin,
  type Value,
} from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { read } from "../../../ipc/query.ts";
import { moneyExact, moneyText, percent } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import style from "./money.module.css";

const HOME = "CNY";

const marginOf = (unit: Id, basis: Basis, into: string | null) =>
  read(
    "unitMargin",
    [unit, basis, into],
    ["unit", "contract", "payment", "transaction", "cost", "cooperation", "project", "fx_rate"],
    () => commands.unitMargin(unit, basis, into),
  );

function Sum({ value }: { value: Value }) {
  if (value.t !== "money") return <td>—</td>;
  const loss = value.v.minor.startsWith("-");
  return (
    <td title={moneyExact(value.v)} data-loss={loss || undefined}>
      {moneyText(value.v)}
    </td>
  );
}

function Rows({ label, figures }: { label: string; figures: readonly Figures[] }) {
  return figures.map((row, at) => (
    <tr key={row.revenue.t === "money" ? row.revenue.v.currency : at}>
      <th scope="row">{label}</th>
      <Sum value={row.revenue} />
      <Sum value={row.received} />
      <Sum value={row.cost} />
      <Sum value={row.margin} />
      <td>{row.share === null ? "—" : percent(row.share)}</td>
    </tr>
  ));
}

function Part({ label, rows }: { label: string; rows: readonly [string, readonly Figures[]][] }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={6}>
          {label}
        </th>
      </tr>
      {rows.map(([name, figures]) => (
        <Rows key={name} label={name} figures={figures} />
      ))}
    </tbody>
  );
}

function Table({ margin }: { margin: Margin }) {
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
        <Rows label={t("ui.money.own")} figures={margin.own} />
        {below && <Rows label={t("ui.money.all")} figures={margin.all} />}
      </tbody>
      {named && (
        <Part
          label={t("ui.money.by_cooperation")}
          rows={margin.cooperations.map(({ cooperation, figures }) => [
            cooperation?.label ?? t("ui.money.no_cooperation"),
            figures,
          ])}
        />
      )}
      {margin.years.length > 1 && (
        <Part
          label={t("ui.money.by_year")}
          rows={margin.years.map(({ year, figures }): [string, Figures[]] => [year, figures]).reverse()}
        />
      )}
    </table>
  );
}

export function Worth({ unit }: { unit: Id }) {
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
      {data && data.all.length > 0 && <Table margin={data} />}
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
