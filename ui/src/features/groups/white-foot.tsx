/** What the marked cell says, in words: what was bought when, what is offered, and whose purchases suggest it. */
import { Plus } from "lucide-react";
import { Button } from "../../components/button.tsx";
import type { GridCell, GridColumn, GridRow } from "../../ipc/bindings.ts";
import { moneyText } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";
import type { Alike, Reason } from "./alike.ts";
import style from "./whitespace.module.css";

/** Who bought it, with what makes them like this one. */
function alikeText({ unit, industry, shared }: Alike): string {
  const why = [
    industry && t("ui.white.same_industry"),
    shared > 0 && t("ui.white.shared", { n: shared }),
  ].filter(Boolean);
  return why.length > 0
    ? t("ui.white.alike", { name: unit.label, why: why.join(t("ui.list_comma")) })
    : unit.label;
}

function boughtText({ times, amounts, last }: GridCell): string {
  const sums = amounts.flatMap((one) => (one.t === "money" ? [moneyText(one.v)] : []));
  return [
    t("ui.white.times", { n: times }),
    sums.length > 0 && sums.join(" + "),
    last !== null && t("ui.white.last", { day: last }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function reasonText({ alike, count }: Reason): string {
  const names = alike.map(alikeText).join(t("ui.list_comma"));
  const n = count - alike.length;
  return n > 0 ? t("ui.white.reason_more", { names, n }) : t("ui.white.reason", { names });
}

type Props = {
  row: GridRow;
  column: GridColumn;
  cell: GridCell | undefined;
  /** why it is suggested, where it is */ reason: Reason | null;
  asOf: number | undefined;
  onMake: (() => void) | null;
};

export function WhiteFoot({ row, column, cell, reason, asOf, onMake }: Props) {
  const works = cell ? [...cell.open, ...cell.lost] : [];
  const rivals = cell?.competitors ?? [];
  return (
    <div className={style.foot} aria-live="polite" data-testid="white-foot">
      <div className={style.said}>
        <b>{t("ui.white.cell", { unit: row.unit.label, product: column.of.label })}</b>
        {cell && cell.times > 0 && <span>{boughtText(cell)}</span>}
        {works.map(({ entity, work }) => (
          <button
            key={work.id}
            type="button"
            className={style.link}
            onClick={() => openRecord({ entity, id: work.id, asOf })}
          >
            {t(cell?.open.some((one) => one.work.id === work.id) ? "ui.white.open_at" : "ui.white.lost_at", {
              name: work.label,
            })}
          </button>
        ))}
        {rivals.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            className={style.link}
            onClick={() => openRecord({ entity: "competitor", id, asOf })}
          >
            {t("ui.white.rival", { name: label })}
          </button>
        ))}
        {!cell && !reason && <span>{t("ui.white.never")}</span>}
        {reason && <span>{reasonText(reason)}</span>}
      </div>
      {onMake && (
        <Button kind={cell ? "plain" : "line"} icon={Plus} onPress={onMake}>
          {t("ui.white.make")}
        </Button>
      )}
    </div>
  );
}
