/** Who the record is, and what the business with it is worth. */

import { LevelBars, StatusRing } from "../../../components/level.tsx";
import { Monogram } from "../../../components/monogram.tsx";
import type { Catalog, UnitSheet, Value } from "../../../ipc/bindings.ts";
import { amount, instant, moneyText, moneyUnit, number, since } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useNow } from "../../../lib/now.ts";
import style from "../frame/record.module.css";
import { CoverageMark } from "../health/coverage.tsx";
import { Grades } from "../health/grades.tsx";
import { choiceWord, fieldOf, isOfKind, textOf } from "../words.ts";

const countOf = (value: Value | undefined) => (value?.t === "number" ? value.v : 0);

type FigureProps = { label: string; children: string; unit?: string; below?: string };

function Figure({ label, children, unit, below }: FigureProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {children}
        {unit && <small>{unit}</small>}
      </dd>
      {below && <dd className={style.below}>{below}</dd>}
    </div>
  );
}

/** What befell a unit, each beside what befell all below it too. */
const befell = { talks: "talks", open_tasks: "tasks", open_complaints: "complaints" } as const;
/** Fields told here, which need no line of their own. */
export const told = [
  ...Object.keys(befell).flatMap((key) => [key, `${key}_all`]),
  ...["contracted", "received", "owed_late"].flatMap((key) => [key, `${key}_all`]),
  "size_class",
  "activity_level",
];
/** What it brought, each beside what it brought with all below it; not told where there is none. */
const brought = ["contracted", "received", "owed_late"] as const;

/** A sum of several currencies is none, and says so: it must not look like nothing. */
const sumText = (sum: Value | undefined) =>
  sum?.t === "money" ? moneyText(sum.v) : sum?.t === "fault" ? t("ui.groups.several_currencies") : null;

/** In 万 what a reader would say so; small and odd amounts in full. */
const scaleOf = (money: { readonly minor: string }) =>
  BigInt(money.minor) % 1_000_000n !== 0n && money.minor.length < 8 ? "one" : "wan";

/** The sum of the business in the unit a reader would say, how many pieces it is, the units below; and what befell. */
function Figures({ sheet, catalog }: { sheet: UnitSheet; catalog: Catalog }) {
  const { values } = sheet.record;
  const sum = values.coop_amount;
  const money = sum?.t === "money" ? sum.v : null;
  const scale = money && scaleOf(money);
  return (
    <dl className={style.figures}>
      <Figure label={t("ui.record.business")} {...(scale && { unit: moneyUnit(scale, money.currency) })}>
        {scale ? amount(money, scale) : "—"}
      </Figure>
      <Figure label={t("ui.record.cooperations")}>{number(countOf(values.coop_count))}</Figure>
      <Figure label={t("ui.record.below")}>{number(sheet.children)}</Figure>
      {brought.map((key) => {
        const [own, all] = [values[key], values[`${key}_all`]];
        const [ownText, allText] = [sumText(own), sumText(all)];
        if (ownText === null && allText === null) return null;
        const below = allText !== null && allText !== ownText && t("ui.record.sum_below", { sum: allText });
        const ownSum = own?.t === "money" ? own.v : null;
        const unit = ownSum && moneyUnit(scaleOf(ownSum), ownSum.currency);
        return (
          <Figure key={key} label={t(`ui.groups.${key}`)} {...(unit && { unit })} {...(below && { below })}>
            {ownSum ? amount(ownSum, scaleOf(ownSum)) : (ownText ?? "—")}
          </Figure>
        );
      })}
      {Object.entries(befell).map(([key, word]) => {
        if (fieldOf(catalog, "unit", key)?.hidden) return null;
        const [own, all] = [countOf(values[key]), countOf(values[`${key}_all`])];
        const below = all !== own && t("ui.record.with_below", { n: all });
        return (
          <Figure key={key} label={t(`ui.groups.${word}`)} {...(below && { unit: below })}>
            {number(own)}
          </Figure>
        );
      })}
    </dl>
  );
}

/** How long one has been working together; nothing where nobody said since when. */
function Tenure({ start }: { start: Value | undefined }) {
  const now = useNow();
  const known = start?.t === "date" ? since(start.v, instant(now).slice(0, 10)) : null;
  return known && <span>{t("ui.record.tenure", { ...known, whole: known.years * 12 + known.months })}</span>;
}

export function Headline({ sheet, catalog }: { sheet: UnitSheet; catalog: Catalog }) {
  const { record } = sheet;
  const name = textOf(record, "legal_name");
  const root = sheet.path[0];
  const kind = textOf(record, "kind");
  const has = (key: string) => {
    const field = fieldOf(catalog, "unit", key);
    return field === undefined || isOfKind(field, kind);
  };
  const [level, status, owner] = ["level", "status", "owner"].map((key) => has(key) && textOf(record, key));
  return (
    <>
      <header className={style.head}>
        <Monogram name={root?.label ?? name} seed={root?.id ?? record.id} size="large" />
        <div className={style.who}>
          <h2 className={style.title} data-selectable data-testid="record-title">
            {name}
          </h2>
          <div className={style.meta}>
            {level && (
              <span>
                <LevelBars code={level} />
                {choiceWord(catalog, "unit_level", level)}
              </span>
            )}
            {status && (
              <span>
                <StatusRing code={status} />
                {choiceWord(catalog, "unit_status", status)}
              </span>
            )}
            {owner && <span>{owner}</span>}
            {has("since_on") && <Tenure start={record.values.since_on} />}
            <CoverageMark unit={record.id} />
            <Grades unit={record.id} catalog={catalog} />
          </div>
        </div>
      </header>
      <Figures sheet={sheet} catalog={catalog} />
    </>
  );
}
