/** A row of the grid: the unit and its cells in sight. Drawn anew only where something of its own changed. */
import { memo } from "react";
import type { GridCell, GridColumn, GridRow, Id } from "../../ipc/bindings.ts";
import { useLanguage } from "../../lib/i18n.ts";
import type { Sight } from "./tree.ts";
import { WhiteCell } from "./white-cell.tsx";
import style from "./whitespace.module.css";

export type Spot = { readonly row: number; readonly column: number };

/** The width of a column, as the style sheet has it. */
export const COLUMN = 132;

export const cellId = ({ row, column }: Spot) => `white-${row}-${column}`;

/** What stands before the first column in sight. */
export const Before = ({ from }: { from: number }) =>
  from > 0 && <span role="presentation" style={{ flex: "none", width: from * COLUMN }} />;

export type Acts = { mark: (spot: Spot) => void; make: (spot: Spot) => void; open: (unit: Id) => void };

type Props = {
  row: GridRow;
  index: number;
  top: number;
  columns: readonly GridColumn[];
  across: Sight;
  cells: ReadonlyMap<number, GridCell> | undefined;
  /** the marked one of its cells */ marked: number | null;
  makes: boolean;
  /** the same at all times */ acts: Acts;
};

export const WhiteRow = memo(function WhiteRow(props: Props) {
  const { row, index, top, columns, across, cells, marked, makes, acts } = props;
  useLanguage();
  const hints = new Set(row.suggested);
  return (
    <div role="row" aria-rowindex={index + 2} className={style.row} style={{ top }}>
      <span role="rowheader" className={style.unit} title={row.unit.label}>
        <button
          type="button"
          tabIndex={-1}
          style={{ paddingInlineStart: Math.min(row.depth, 6) * 14 }}
          onClick={() => acts.open(row.unit.id)}
        >
          {row.unit.label}
        </button>
      </span>
      <Before from={across.from} />
      {columns.slice(across.from, across.to).map(({ of, buyers }, nth) => {
        const spot = { row: index, column: across.from + nth };
        return (
          <WhiteCell
            key={of.id}
            id={cellId(spot)}
            cell={cells?.get(spot.column)}
            hint={hints.has(spot.column) ? buyers : null}
            named={{ unit: row.unit.label, product: of.label }}
            place={spot.column}
            active={spot.column === marked}
            onActive={() => acts.mark(spot)}
            onMake={makes ? () => acts.make(spot) : null}
          />
        );
      })}
    </div>
  );
});
