/** Who bought what is suggested to a unit, those most like it first: out of the grid itself, for the marked cell. */
import type { Ref, Whitespace } from "../../ipc/bindings.ts";

/** A company that bought it, and what it has in common with the unit. */
export type Alike = {
  readonly unit: Ref;
  readonly industry: boolean;
  /** so many columns both of them bought */ readonly shared: number;
};

/** So many are named. */
const NAMED = 3;

export type Reason = { readonly alike: readonly Alike[]; readonly count: number };

export function reasonOf({ rows, cells }: Whitespace, row: number, column: number): Reason {
  const own = new Set<number>();
  const buyers = new Set<number>();
  for (const cell of cells) {
    if (cell.times === 0) continue;
    if (cell.row === row) own.add(cell.column);
    if (cell.column === column) buyers.add(cell.row);
  }
  const shared = new Map<number, number>();
  for (const cell of cells)
    if (cell.times > 0 && buyers.has(cell.row) && own.has(cell.column))
      shared.set(cell.row, (shared.get(cell.row) ?? 0) + 1);
  const industry = rows[row]?.industry ?? null;
  const all = [...buyers].flatMap((at): Alike[] => {
    const one = rows[at];
    const same = industry !== null && one?.industry === industry;
    return one ? [{ unit: one.unit, industry: same, shared: shared.get(at) ?? 0 }] : [];
  });
  const isClose = (one: Alike) => Number(one.industry && one.shared > 0);
  const byLikeness = (a: Alike, b: Alike) =>
    isClose(b) - isClose(a) || Number(b.industry) - Number(a.industry) || b.shared - a.shared;
  return { alike: all.toSorted(byLikeness).slice(0, NAMED), count: all.length };
}
