/** The grid of units by products: heads that stay, the focus on the grid and a marked cell in it, keys for all. */
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import { toast } from "../../components/toast.tsx";
import type { GridCell, GridColumn, GridRow, Value, Whitespace } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { createRecord } from "../../ipc/write.ts";
import { moneyUnit } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { once } from "../../lib/once.ts";
import { openRecord } from "../../lib/place.ts";
import { reasonOf } from "./alike.ts";
import { useAcross, useSight } from "./sight.ts";
import { WhiteFoot } from "./white-foot.tsx";
import { type Acts, Before, COLUMN, cellId, type Spot, WhiteRow } from "./white-row.tsx";
import style from "./whitespace.module.css";

export type WhiteGridHandle = { focus: () => void; next: () => void };

/** The width of the units, as the style sheet has it. */
const NAME = 220;
const LONGEST = 200;
const unseen = () => undefined;

const slot = ({ row, column }: Spot) => `${row} ${column}`;

/** Of what is there, what the cell speaks of; of a cell in which nothing is, that can become an opportunity, nothing. */
function leadsTo(cell: GridCell | undefined) {
  if (cell?.state === "competitor") {
    const rival = cell.competitors[0];
    return rival ? { entity: "competitor", id: rival.id } : null;
  }
  const work = cell?.state === "open" ? cell.open[0] : cell?.state === "lost" ? cell.lost[0] : undefined;
  return work ? { entity: work.entity, id: work.work.id } : null;
}

/** The cells in which something stands, by row and column. */
function placed(cells: readonly GridCell[]): ReadonlyMap<number, ReadonlyMap<number, GridCell>> {
  const rows = new Map<number, Map<number, GridCell>>();
  for (const cell of cells) {
    const row = rows.get(cell.row) ?? new Map<number, GridCell>();
    rows.set(cell.row, row.set(cell.column, cell));
  }
  return rows;
}

/** What a cell becomes; what nobody else may know of the customer is not told by its deals either. */
function dealOf({ unit, confidential }: GridRow, { of, written }: GridColumn): Record<string, Value> {
  const name = t("ui.white.deal_name", { unit: unit.label, product: of.label });
  return {
    name: { t: "text", v: [...name].slice(0, LONGEST).join("") },
    unit: { t: "ref", v: unit },
    products: { t: "texts", v: [written] },
    ...(confidential && { label: { t: "choice", v: "confidential" } }),
  };
}

/** Makes an opportunity of a cell: one, however often it is asked for before the grid is read again. */
function useMake({ rows, columns }: Whitespace, stamp: number, openAt: (spot: Spot) => boolean) {
  const [guard] = useState(once);
  const made = useRef(new Map<string, number>());
  const latest = useRef(stamp);
  latest.current = stamp;
  return (spot: Spot) => {
    const [row, column] = [rows[spot.row], columns[spot.column]];
    const at = slot(spot);
    if (!row || !column || openAt(spot) || made.current.get(at) === stamp) return;
    const values = dealOf(row, column);
    void guard(async () => {
      try {
        await createRecord("opportunity", values);
      } catch (reason) {
        complain(reason);
        return;
      }
      made.current.set(at, latest.current);
      const name = values.name?.t === "text" ? values.name.v : "";
      const run = () => {
        made.current.delete(at);
        return undo();
      };
      toast(t("ui.white.made", { name }), { label: t("ui.undo"), run });
    });
  };
}

type Props = {
  data: Whitespace;
  /** when it was read */ stamp: number;
  /** cells become opportunities here */ makes: boolean;
  asOf: number | undefined;
  ref: Ref<WhiteGridHandle>;
};

export function WhiteGrid({ data, stamp, makes, asOf, ref }: Props) {
  const { rows, columns, cells } = data;
  const { scroller, sight } = useSight(rows.length, unseen);
  const across = useAcross(scroller, columns.length, NAME, COLUMN);
  const grid = useRef<HTMLDivElement>(null);
  const [mark, setMark] = useState<Spot>({ row: 0, column: 0 });
  const at = {
    row: Math.min(mark.row, rows.length - 1),
    column: Math.min(mark.column, columns.length - 1),
  };
  const places = useMemo(() => placed(cells), [cells]);
  const cell = places.get(at.row)?.get(at.column);
  const row = rows[at.row];
  const column = columns[at.column];
  const isHint = row?.suggested.includes(at.column) ?? false;
  const reason = useMemo(
    () => (isHint ? reasonOf(data, at.row, at.column) : null),
    [isHint, data, at.row, at.column],
  );
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
  const isOpen = (spot: Spot) => (places.get(spot.row)?.get(spot.column)?.open.length ?? 0) > 0;
  const making = useMake(data, stamp, isOpen);
  const make = (spot: Spot) => makes && making(spot);
  const act = () => {
    const to = leadsTo(cell);
    if (to) openRecord({ ...to, asOf });
    else if (cell?.state === "bought" && row) openRecord({ entity: "unit", id: row.unit.id, asOf });
    else make(at);
  };
  const next = () => {
    for (let ahead = 0; ahead <= rows.length; ahead += 1) {
      const row = (at.row + ahead) % rows.length;
      const column = rows[row]?.suggested.find((one) => ahead > 0 || one > at.column);
      if (column === undefined) continue;
      goTo({ row, column });
      break;
    }
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

  const mine: Acts = {
    mark: (spot) => {
      setMark(spot);
      grid.current?.focus();
    },
    make,
    open: (id) => openRecord({ entity: "unit", id, asOf }),
  };
  const latest = useRef(mine);
  latest.current = mine;
  const [acts] = useState<Acts>(() => ({
    mark: (spot) => latest.current.mark(spot),
    make: (spot) => latest.current.make(spot),
    open: (unit) => latest.current.open(unit),
  }));

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
            <Before from={across.from} />
            {columns.slice(across.from, across.to).map(({ of, buyers }, nth) => (
              <span
                key={of.id}
                role="columnheader"
                aria-colindex={across.from + nth + 2}
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
            {rows.slice(sight.from, sight.to).map((one, nth) => {
              const index = sight.from + nth;
              return (
                <WhiteRow
                  key={one.unit.id}
                  row={one}
                  index={index}
                  top={index * sight.row}
                  columns={columns}
                  across={across}
                  cells={places.get(index)}
                  marked={index === at.row ? at.column : null}
                  makes={makes}
                  acts={acts}
                />
              );
            })}
          </div>
        </div>
      </div>
      {row && column && (
        <WhiteFoot
          row={row}
          column={column}
          cell={cell}
          reason={reason}
          asOf={asOf}
          onMake={makes && !isOpen(at) ? () => make(at) : null}
        />
      )}
    </>
  );
}
