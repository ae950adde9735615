/** A cell of the grid: what came of a product at a unit, as a shape and a word or an amount. */
import { CircleDot, CircleX, Lightbulb, Plus, Swords } from "lucide-react";
import type { GridCell } from "../../ipc/bindings.ts";
import { columnAmount } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./whitespace.module.css";

/** A sum of several currencies is none, and says so: it must not look like nothing. */
export function amountText({ amounts }: GridCell): string {
  const [one, other] = amounts;
  if (other) return t("ui.groups.several_currencies");
  return one?.t === "money" ? columnAmount(one.v, "wan") : t("ui.white.bought");
}

function Content({ cell }: { cell: GridCell }) {
  const { state, last, open, competitors, alike, alike_count } = cell;
  if (state === "bought") {
    return (
      <>
        {open.length > 0 && <CircleDot size={13} aria-label={t("ui.white.open")} />}
        <small>{last?.slice(0, 7) ?? ""}</small>
        <span className={style.amount}>{amountText(cell)}</span>
      </>
    );
  }
  if (state === "open") {
    return (
      <>
        <CircleDot size={13} aria-hidden /> {t("ui.white.open")}
      </>
    );
  }
  if (state === "competitor") {
    return (
      <>
        <Swords size={13} aria-hidden /> {competitors[0]?.label ?? ""}
      </>
    );
  }
  if (state === "lost") {
    return (
      <>
        <CircleX size={13} aria-hidden /> {t("ui.white.lost")}
      </>
    );
  }
  return (
    alike.length > 0 && (
      <>
        <Lightbulb size={13} aria-hidden /> {t("ui.white.bought_by", { n: alike_count })}
      </>
    )
  );
}

type Props = {
  id: string;
  cell: GridCell | undefined;
  named: { unit: string; product: string };
  place: number;
  active: boolean;
  onActive: () => void;
  /** makes an opportunity of it; nothing where none is made here */ onMake: (() => void) | null;
};

export function WhiteCell({ id, cell, named, place, active, onActive, onMake }: Props) {
  const empty = cell === undefined || cell.state === "never";
  return (
    // The keys are the grid's: the focus stays on it.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <span
      id={id}
      role="gridcell"
      tabIndex={-1}
      aria-colindex={place + 2}
      aria-selected={active}
      className={style.cell}
      data-state={cell?.state ?? "never"}
      data-hint={(cell && cell.alike.length > 0) || undefined}
      onClick={onActive}
    >
      {cell && <Content cell={cell} />}
      {empty && !cell && <span className="vh">{t("ui.white.never")}</span>}
      {empty && onMake && (
        <button
          type="button"
          tabIndex={-1}
          className={style.make}
          aria-label={t("ui.white.make_for", named)}
          onClick={(event) => {
            event.stopPropagation();
            onActive();
            onMake();
          }}
        >
          <Plus size={14} aria-hidden />
        </button>
      )}
    </span>
  );
}
