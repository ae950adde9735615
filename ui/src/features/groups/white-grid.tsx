/** The grid of units by products: heads that stay, the focus on the grid and a marked cell in it, keys for all. */
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { toast } from "../../components/toast.tsx";
import type { GridCell, Value, Whitespace } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { createRecord } from "../../ipc/write.ts";
import { moneyUnit } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { openRecord } from "../../lib/place.ts";
import { useSight } from "./sight.ts";
import { WhiteCell } from "./white-cell.tsx";
import { WhiteFoot } from "./white-foot.tsx";
import style from "./whitespace.module.css";

export type WhiteGridHandle = { focus: () => void; next: () => void };
type Spot = { row: number; column: number };

/** The widths of the style sheet. */
const [NAME, COLUMN] = [220, 132];
const LONGEST = 200;
const unseen = () => undefined;

const cellId = ({ row, column }: Spot) => `white-${row}-${column}`;
const slot = ({ row, column }: Spot) => `${row} ${column}`;

/** Of what is there, what is looked at first; of a cell in which nothing is, that can become an opportunity, nothing. */
function leadsTo(cell: GridCell | undefined) {
  const work = cell?.open[0] ?? cell?.lost[0];
  if (work && cell?.state !== "bought") return { entity: work.entity, id: work.work.id };
  const rival = cell?.state === "competitor" ? cell.competitors[0] : undefined;
  return rival ? { entity: "competitor", id: rival.id } : null;
}

type Props = {
  data: Whitespace;
  /** cells become opportunities here */ makes: boolean;
  asOf: number | undefined;
  ref: Ref<WhiteGridHandle>;
};

export function WhiteGrid({ data, makes, asOf, ref }: Props) {
  const { rows, columns, cells } = data;
  const { scroller, sight } = useSight(rows.length, unseen);
  const grid = useRef<HTMLDivElement>(null);
  const [mark, setMark] = useState<Spot>({ row: 0, column: 0 });
  const at = {
    row: Math.min(mark.row, rows.length - 1),
    column: Math.min(mark.column, columns.length - 1),
  };
  const places = new Map(cells.map((cell) => [slot(cell), cell]));
  const cell = places.get(slot(at));
  const row = rows[at.row];
  const column = columns[at.column];
  useEffect(() => {
    if (document.activeElement === document.body) grid.current?.focus();
  }, []);

  const goTo = (to: Spot) => {
    const next = {
      row: Math.min(rows.length - 1, Math.max(0, to.row)),
      column: Math.min(columns.length - 1, Math.max(0, to.column)),
    };
    setMark(next);
    const box = scroller.current;
    if (!box) return;
    const top = next.row * sight.row;
    const left = next.column * COLUMN;
    const [high, wide] = [box.clientHeight - 2 * sight.row, box.clientWidth - NAME];
    // The heads stay over the first row and beside the first column in sight.
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top > box.scrollTop + high - sight.row) box.scrollTop = top - high + sight.row;
    if (left < box.scrollLeft) box.scrollLeft = left;
    else if (left + COLUMN > box.scrollLeft + wide) box.scrollLeft = left + COLUMN - wide;
  };
  const make = (spot: Spot) => {
    const [row, column] = [rows[spot.row], columns[spot.column]];
    if (!makes || !row || !column) return;
    const name = t("ui.white.deal_name", { unit: row.unit.label, product: column.of.label });
    const values: Record<string, Value> = {
      name: { t: "text", v: [...name].slice(0, LONGEST).join("") },
      unit: { t: "ref", v: row.unit },
      products: { t: "texts", v: [column.of.label] },
      // What nobody else may know of the customer is not told by its deals either.
      ...(row.confidential && { label: { t: "choice", v: "confidential" } }),
    };
    createRecord("opportunity", values).then(
      () => toast(t("ui.white.made", { name }), { label: t("ui.undo"), run: undo }),
      complain,
    );
  };
  const act = () => {
    const to = leadsTo(cell);
    if (to) openRecord({ ...to, asOf });
    else if (cell?.state === "bought" && row) openRecord({ entity: "unit", id: row.unit.id, asOf });
    else make(at);
  };
  const next = () => {
    const ahead = cells.find(
      (one) => one.alike.length > 0 && (one.row > at.row || (one.row === at.row && one.column > at.column)),
    );
    const found = ahead ?? cells.find((one) => one.alike.length > 0);
    if (found) goTo(found);
    grid.current?.focus();
  };
  useImperativeHandle(ref, () => ({ focus: () => grid.current?.focus(), next }));
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 340) / sight.row) - 3);
  const by = (down: number, right: number) => () => goTo({ row: at.row + down, column: at.column + right });
  const keys = new Map<string, () => void>([
    ["ArrowDown", by(1, 0)],
    ["ArrowUp", by(-1, 0)],
    ["ArrowRight", by(0, 1)],
    ["ArrowLeft", by(0, -1)],
    ["PageDown", by(page, 0)],
    ["PageUp", by(-page, 0)],
    ["Home", () => goTo({ ...at, column: 0 })],
    ["End", () => goTo({ ...at, column: columns.length - 1 })],
    ["Enter", act],
    [" ", () => row && openRecord({ entity: "unit", id: row.unit.id, asOf })],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== grid.current || event.altKey || event.shiftKey || event.ctrlKey || event.metaKey)
      return;
    const run = keys.get(event.key);
    if (!run || (event.repeat && (event.key === "Enter" || event.key === " "))) return;
    event.preventDefault();
    run();
  };
  useShortcut("n", "ui.white.make", () => make(at), { off: !makes });
  useShortcut("s", "ui.white.next", next);

  const drawn = [];
  for (let index = sight.from; index < Math.min(sight.to, rows.length); index += 1) {
    const one = rows[index];
    if (!one) continue;
    drawn.push(
      <div
        key={one.unit.id}
        role="row"
        aria-rowindex={index + 2}
        className={style.row}
        style={{ top: index * sight.row }}
      >
        <span role="rowheader" className={style.unit} title={one.unit.label}>
          <button
            type="button"
            tabIndex={-1}
            style={{ paddingInlineStart: Math.min(one.depth, 6) * 14 }}
            onClick={() => openRecord({ entity: "unit", id: one.unit.id, asOf })}
          >
            {one.unit.label}
          </button>
        </span>
        {columns.map(({ of }, place) => {
          const spot = { row: index, column: place };
          return (
            <WhiteCell
              key={of.id}
              id={cellId(spot)}
              cell={places.get(slot(spot))}
              named={{ unit: one.unit.label, product: of.label }}
              place={place}
              active={index === at.row && place === at.column}
              onActive={() => {
                setMark(spot);
                grid.current?.focus();
              }}
              onMake={makes ? () => make(spot) : null}
            />
          );
        })}
      </div>,
    );
  }
  return (
    <>
      <div
        ref={grid}
        role="grid"
        aria-label={t("ui.white.title")}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={cellId(at)}
        tabIndex={0}
        data-pane-focus
        className={style.grid}
        onKeyDown={onKeyDown}
      >
        <div ref={scroller} className={style.scroll} role="presentation">
          <div
            role="row"
            aria-rowindex={1}
            className={style.head}
            style={{ width: NAME + columns.length * COLUMN }}
          >
            <span role="columnheader" className={style.corner}>
              {t("ui.white.units")} <small>{moneyUnit("wan")}</small>
            </span>
            {columns.map(({ of, buyers }, place) => (
              <span
                key={of.id}
                role="columnheader"
                aria-colindex={place + 2}
                className={style.product}
                title={of.label}
              >
                <span>{of.label}</span>
                <small>{t("ui.white.buyers", { n: buyers })}</small>
              </span>
            ))}
          </div>
          <div
            className={style.all}
            role="presentation"
            style={{ width: NAME + columns.length * COLUMN, height: rows.length * sight.row }}
          >
            {drawn}
          </div>
        </div>
      </div>
      {row && column && (
        <WhiteFoot row={row} column={column} cell={cell} asOf={asOf} onMake={makes ? () => make(at) : null} />
      )}
    </>
  );
}
