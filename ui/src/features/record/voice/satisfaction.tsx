/** How content a customer is: the last score, the mean of a year, and whether it rises or falls. */
import { useQuery } from "@tanstack/react-query";
import { ArrowDownRight, ArrowRight, ArrowUpRight, type LucideIcon } from "lucide-react";
import { Mark, type Tone } from "../../../components/chip.tsx";
import { Dated } from "../../../components/dated.tsx";
import type { Catalog, Id, Satisfaction as Of } from "../../../ipc/bindings.ts";
import { number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { choiceWord } from "../words.ts";
import { satisfactionOf } from "./reads.ts";
import style from "./voice.module.css";

/** Fewer answers than this in either year say nothing of a direction. */
const ENOUGH = 3;
/** Less than this much of a point is no rise and no fall, in hundredths. */
const LEVEL = 10;

const points = (hundredths: number) =>
  number(hundredths / 100, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function turn({ year, before }: Of): [Tone, LucideIcon, string] | null {
  if (!year || !before) return null;
  if (year.count < ENOUGH || before.count < ENOUGH) return null;
  const by = year.hundredths - before.hundredths;
  const blanks = { was: points(before.hundredths) };
  if (by >= LEVEL) return ["ok", ArrowUpRight, t("ui.voice.rises", blanks)];
  if (by <= -LEVEL) return ["bad", ArrowDownRight, t("ui.voice.falls", blanks)];
  return ["plain", ArrowRight, t("ui.voice.level", blanks)];
}

export function Satisfaction({ unit, below, catalog }: { unit: Id; below: boolean; catalog: Catalog }) {
  const { data } = useQuery(satisfactionOf(unit, below));
  if (!data || data.length === 0) return null;
  return (
    <ul className={style.satisfaction} data-testid="satisfaction">
      {data.map((one) => {
        const { scale, last, on, year } = one;
        const [tone, icon, words] = turn(one) ?? [];
        return (
          <li key={scale}>
            <strong>{choiceWord(catalog, "score_scale", scale)}</strong>
            <span>
              <Dated>{t("ui.voice.last", { score: last, on })}</Dated>
            </span>
            {year && <span>{t("ui.voice.mean", { mean: points(year.hundredths), n: year.count })}</span>}
            {tone && icon && words ? (
              <Mark tone={tone} icon={icon}>
                {words}
              </Mark>
            ) : (
              <span className={style.quiet}>{t("ui.voice.too_few", { n: ENOUGH })}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
