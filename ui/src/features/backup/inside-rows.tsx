/** The records of then as a table: their names, whose they are, main fields and day, and what has become of each. */
import { ArrowDown, ArrowUp } from "lucide-react";
import { useContext } from "react";
import type { FormerBy, FormerPage, FormerRow, Id } from "../../ipc/bindings.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./inside.module.css";
import { Apart, SinceMark } from "./since-mark.tsx";

export type Order = { readonly by: FormerBy; readonly descending: boolean };
export type Shown = Pick<FormerPage, "date" | "columns">;

/** Pressed again, it turns round. The newest day is looked for first. */
export function turned(order: Order, by: FormerBy): Order {
  return order.by === by ? { by, descending: !order.descending } : { by, descending: by === "date" };
}

type SortProps = { by: FormerBy; label: string; order: Order; onOrder: (order: Order) => void };

function Sort({ by, label, order, onOrder }: SortProps) {
  const active = order.by === by;
  const Arrow = order.descending ? ArrowDown : ArrowUp;
  const way = order.descending ? "ui.inside.descending" : "ui.inside.ascending";
  return (
    <button
      type="button"
      className={style.sort}
      aria-pressed={active}
      onClick={() => onOrder(turned(order, by))}
    >
      <span>{label}</span>
      {active && <Arrow size={13} aria-hidden />}
      <span className="vh">{t(active ? way : "ui.inside.sort_by")}</span>
    </button>
  );
}

type HeadProps = { entity: string; shown: Shown; order: Order; onOrder: (order: Order) => void };

export function InsideHead({ entity, shown, order, onOrder }: HeadProps) {
  const apart = useContext(Apart);
  return (
    <fieldset
      className={style.head}
      data-about={entity !== "unit" || undefined}
      aria-label={t("ui.inside.order")}
    >
      <Sort by="name" label={t("ui.inside.col_name")} order={order} onOrder={onOrder} />
      {entity !== "unit" && <span>{entityLabel("unit")}</span>}
      {[0, 1].map((at) => {
        const key = shown.columns[at];
        return (
          <span key={at} data-more>
            {key && fieldLabel(entity, key)}
          </span>
        );
      })}
      {shown.date === null ? (
        <span />
      ) : (
        <Sort by="date" label={fieldLabel(entity, shown.date)} order={order} onOrder={onOrder} />
      )}
      <span className={style.end}>{!apart && t("ui.inside.col_since")}</span>
    </fieldset>
  );
}

type RowProps = {
  entity: string;
  shown: Shown;
  row: FormerRow | undefined;
  picked: boolean;
  onPick: (id: Id) => void;
};

export function InsideRow({ entity, shown, row, picked, onPick }: RowProps) {
  const valueText = useValueText();
  if (!row) return <span className={style.quiet}>…</span>;
  const cell = (at: number) => {
    const [key, value] = [shown.columns[at], row.cells[at]];
    return key && value ? valueText(`${entity}.${key}`, value) : "";
  };
  return (
    <button
      type="button"
      data-row
      className={style.row}
      data-about={entity !== "unit" || undefined}
      aria-current={picked || undefined}
      onClick={() => onPick(row.id)}
    >
      <span className={style.name}>{row.title || entityLabel(entity)}</span>
      {entity !== "unit" && <span className={style.cell}>{row.about}</span>}
      <span className={style.cell} data-more>
        {cell(0)}
      </span>
      <span className={style.cell} data-more>
        {cell(1)}
      </span>
      <span className={style.cell}>{shown.date && valueText(`${entity}.${shown.date}`, row.date)}</span>
      <span className={style.end}>
        {row.since === "same" && row.beside > 0 ? (
          <span className={style.quiet}>{t("ui.inside.beside", { n: row.beside })}</span>
        ) : (
          <SinceMark since={row.since} />
        )}
      </span>
    </button>
  );
}
