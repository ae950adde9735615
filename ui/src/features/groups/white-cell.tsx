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

/** Beside a longer amount, and a mark for what is offered besides, a month has no room. */
const [ROOM, MARK] = [9, 2];

function Content({ cell }: { cell: GridCell }) {
  const { state, last, open, competitors } = cell;
  if (state === "bought") {
    const amount = amountText(cell);
    const fits = amount.length + (open.length > 0 ? MARK : 0) <= ROOM;
    return (
      <>
        {open.length > 0 && <CircleDot size={13} aria-label={t("ui.white.open")} />}
        {fits && <small>{last?.slice(0, 7) ?? ""}</small>}
        <span className={style.amount}>{amount}</span>
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
        <Swords size={13} aria-hidden />
        <span className={style.rival} title={competitors[0]?.label}>
          {competitors[0]?.label ?? ""}
        </span>
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
  return null;
}

type Props = {
  id: string;
  cell: GridCell | undefined;
  /** it is suggested, for so many bought it */ hint: number | null;
  named: { unit: string; product: string };
  place: number;
  active: boolean;
  onActive: () => void;
  /** makes an opportunity of it; nothing where none is made here */ onMake: (() => void) | null;
};

export function WhiteCell({ id, cell, hint, named, place, active, onActive, onMake }: Props) {
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
      data-hint={hint !== null || undefined}
      onClick={onActive}
    >
      {cell && <Content cell={cell} />}
      {hint !== null && (
        <>
          <Lightbulb size={13} aria-hidden /> {t("ui.white.bought_by", { n: hint })}
        </>
      )}
      {!cell && hint === null && <span className="vh">{t("ui.white.never")}</span>}
      {!cell && onMake && (
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
