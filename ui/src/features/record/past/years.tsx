/** The years with a customer: what was done, for how much, what came in, what they complained of, how it ended. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Notice } from "../../../components/notice.tsx";
import { Segments } from "../../../components/toggle.tsx";
import type { Catalog, Id, Value, YearEnd, YearLine, YearWork } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { yearsOf } from "../../../ipc/lessons.ts";
import { entityLabel } from "../../../ipc/words.ts";
import { moneyExact, moneyText, number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import style from "../related/lessons.module.css";
import { choiceWord } from "../words.ts";

const states: Record<string, string> = {
  cooperation: "coop_state",
  project: "project_stage",
  contract: "contract_state",
};

function Sums({ of }: { of: readonly Value[] }) {
  const sums = of.flatMap((value) => (value.t === "money" ? [value.v] : []));
  return (
    <td className={style.sum}>
      {sums.length === 0 && "—"}
      {sums.map((sum) => (
        <div key={sum.currency} title={moneyExact(sum)}>
          {moneyText(sum)}
        </div>
      ))}
    </td>
  );
}

function Work({ one, catalog, at }: { one: YearWork; catalog: Catalog; at: number | null }) {
  const { entity, work, unit, state, amount } = one;
  const told = [
    entityLabel(entity),
    unit?.label,
    amount.t === "money" && moneyText(amount.v),
    state && choiceWord(catalog, states[entity] ?? "", state),
  ];
  return (
    <li>
      <button
        type="button"
        className={style.work}
        onClick={() => openRecord({ entity, id: work.id, ...(at !== null && { asOf: at }) })}
      >
        {work.label}
      </button>{" "}
      <span className={style.told}>{told.filter(Boolean).join(" · ")}</span>
    </li>
  );
}

/** `Cooperation: signed 4, ended 1`, kind by kind. */
function endedOf(catalog: Catalog, ended: readonly YearEnd[]): string[] {
  const kinds = [...new Set(ended.map(({ entity }) => entity))];
  return kinds.map((kind) =>
    t("ui.years.ended", {
      kind: entityLabel(kind),
      what: ended
        .filter(({ entity }) => entity === kind)
        .map(({ state, count }) => `${choiceWord(catalog, states[kind] ?? "", state)} ${number(count)}`)
        .join(t("ui.list_comma")),
    }),
  );
}

function Year({ line, catalog, at }: { line: YearLine; catalog: Catalog; at: number | null }) {
  const { year, works, cooperations, projects, contracts, complaints, open_complaints, ended } = line;
  const counts = { cooperation: cooperations, project: projects, contract: contracts };
  const done = Object.entries(counts).filter(([, n]) => n > 0);
  const rest = cooperations + projects + contracts - works.length;
  const name = year ?? t("ui.years.undated");
  return (
    <tbody aria-label={name}>
      <tr>
        <th scope="row">{name}</th>
        <td>{done.map(([kind, n]) => `${entityLabel(kind)} ${number(n)}`).join(" · ") || "—"}</td>
        <Sums of={line.contracted} />
        <Sums of={line.received} />
        <td className={style.sum}>
          {complaints === 0 ? "—" : number(complaints)}
          {open_complaints > 0 && (
            <div className={style.open}>{t("ui.years.open", { n: open_complaints })}</div>
          )}
        </td>
      </tr>
      {works.length > 0 && (
        <tr>
          <td className={style.done} colSpan={5}>
            <ul>
              {works.map((one) => (
                <Work key={one.work.id} one={one} catalog={catalog} at={at} />
              ))}
            </ul>
            {rest > 0 && <p className={style.told}>{t("ui.years.more", { n: rest })}</p>}
            {works.length > 1 &&
              endedOf(catalog, ended).map((words) => (
                <p key={words} className={style.told}>
                  {words}
                </p>
              ))}
          </td>
        </tr>
      )}
    </tbody>
  );
}

type YearsProps = {
  unit: Id;
  catalog: Catalog;
  /** as of this instant; now where nothing is said */ at?: number;
  /** others report to it */ below: boolean;
};

export function Years({ unit, catalog, at, below }: YearsProps) {
  const [scope, setScope] = useState<"own" | "all">("all");
  const as = at ?? null;
  const { data, error } = useQuery({
    ...yearsOf(unit, below && scope === "all", as),
    placeholderData: keepPreviousData,
  });
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  // With nothing below and nothing done there is nothing to tell, nor anything to switch.
  if (!data || (data.length === 0 && !(below && scope === "own"))) return null;
  return (
    <section className={style.part} aria-label={t("ui.years.title")} data-testid="years">
      <h3>
        {t("ui.years.title")}
        {below && (
          <Segments
            label={t("ui.years.scope")}
            options={[
              { id: "own", label: t("ui.money.own") },
              { id: "all", label: t("ui.money.all") },
            ]}
            value={scope}
            onChange={setScope}
          />
        )}
      </h3>
      {data.length === 0 && <p className={style.hint}>{t("ui.years.none")}</p>}
      {data.length > 0 && (
        <table className={style.years}>
          <thead>
            <tr>
              <th scope="col">{t("ui.years.year")}</th>
              <th scope="col">{t("ui.years.done")}</th>
              <th scope="col">{t("ui.years.contracted")}</th>
              <th scope="col">{t("ui.years.received")}</th>
              <th scope="col">{t("ui.years.complaints")}</th>
            </tr>
          </thead>
          {data.map((line) => (
            <Year key={line.year ?? ""} line={line} catalog={catalog} at={as} />
          ))}
        </table>
      )}
    </section>
  );
}
