/** What all lines have in common: for each column drawn, a cell's class and place, made once and not with every line. */
import type { CSSProperties } from "react";
import style from "./grid.module.css";
import type { GridColumn } from "./model.ts";
import type { ColumnLayout, ColumnWindow } from "./window.ts";

export type Slot = {
  readonly at: number;
  readonly column: GridColumn;
  readonly name: string;
  readonly place: CSSProperties;
  /** Where a record's cell stands: members stand under their group's name. */
  readonly member: CSSProperties;
};

export type Slots = { readonly gutter: CSSProperties; readonly cells: readonly Slot[] };

const INDENT: CSSProperties = { paddingLeft: 38 };

export const names = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(" ");

function placeOf(at: number, width: number, first: number, layout: ColumnLayout): CSSProperties {
  if (at < layout.pinned) return { width, left: layout.x[at] };
  const gap = at === first ? (layout.x[at] ?? 0) - layout.pinnedRight : 0;
  return gap > 0 ? { width, marginLeft: gap } : { width };
}

export function slotsOf(
  columns: readonly GridColumn[],
  layout: ColumnLayout,
  { first, end }: ColumnWindow,
  grouped: boolean,
): Slots {
  const cells = columns.flatMap((column, at): Slot[] => {
    if (at >= layout.pinned && (at < first || at >= end)) return [];
    const name = names(
      style.cell,
      column.align === "end" && style.end,
      at < layout.pinned && style.pin,
      at === layout.pinned - 1 && style.lastPin,
    );
    const place = placeOf(at, column.width, first, layout);
    return [{ at, column, name, place, member: at === 0 && grouped ? { ...place, ...INDENT } : place }];
  });
  return { gutter: { width: layout.x[0] }, cells };
}
