/** The summary row under all lines. The sums are the core's; here they are only shown. */
import { memo } from "react";
import type { Totals } from "../ipc/bindings.ts";
import style from "./grid.module.css";
import { FOOT } from "./measures.ts";
import type { GridColumn } from "./model.ts";
import type { ColumnLayout } from "./window.ts";

type FootProps = {
  readonly columns: readonly GridColumn[];
  readonly layout: ColumnLayout;
  readonly totals: Totals;
  readonly label: string;
  readonly rowIndex: number;
};

export const GridFoot = memo(function GridFoot({ columns, layout, totals, label, rowIndex }: FootProps) {
  return (
    <div role="row" aria-rowindex={rowIndex} className={style.foot} style={{ height: FOOT }} data-foot>
      <div
        role="gridcell"
        aria-colindex={1}
        className={`${style.cell} ${style.gutter}`}
        style={{ width: layout.x[0] }}
      />
      {columns.map((column, at) => {
        const total = totals[column.key];
        const pinned = at < layout.pinned;
        return (
          <div
            key={column.key}
            role={at === 0 ? "rowheader" : "gridcell"}
            aria-colindex={at + 2}
            data-key={column.key}
            className={[
              style.cell,
              column.align === "end" && style.end,
              pinned && style.pin,
              at === layout.pinned - 1 && style.lastPin,
            ]
              .filter(Boolean)
              .join(" ")}
            style={pinned ? { width: column.width, left: layout.x[at] } : { width: column.width }}
          >
            {at === 0 ? label : total && column.view(total).text}
          </div>
        );
      })}
      <div className={style.fill} aria-hidden />
    </div>
  );
});
