/** Which line shows which unit, reckoned from how many a branch has and which of them are open: no unit need be here. */
import type { Id } from "../../ipc/bindings.ts";

/** Where a unit stands: in whose branch, and as which of it, from 0. */
export type Spot = { readonly parent: Id | null; readonly at: number };

/** Neighbours in one branch with nothing open between them. */
type Stretch = {
  readonly parent: Id | null;
  readonly depth: number;
  /** The first of them in its branch, and the line it stands on. */
  readonly first: number;
  readonly line: number;
  readonly count: number;
};

export type Shape = { readonly lines: number; readonly stretches: readonly Stretch[] };

/** `open` says where each open unit stands, `sizes` how many each branch has, as far as that is known. */
export function shapeOf(open: ReadonlyMap<Id, Spot>, sizes: ReadonlyMap<Id | null, number>): Shape {
  const stretches: Stretch[] = [];
  let lines = 0;
  const walk = (parent: Id | null, depth: number) => {
    const size = sizes.get(parent) ?? 0;
    let first = 0;
    const take = (end: number) => {
      if (end > first) stretches.push({ parent, depth, first, line: lines, count: end - first });
      lines += Math.max(0, end - first);
      first = Math.max(first, end);
    };
    const here = [...open].filter(([, spot]) => spot.parent === parent && spot.at < size);
    for (const [id, { at }] of here.toSorted(([, a], [, b]) => a.at - b.at)) {
      take(at + 1);
      walk(id, depth + 1);
    }
    take(size);
  };
  walk(null, 0);
  return { lines, stretches };
}

/** The unit on a line. */
export function spotAt({ stretches }: Shape, line: number): (Spot & { readonly depth: number }) | null {
  const found = stretches.find((one) => line >= one.line && line < one.line + one.count);
  return found ? { parent: found.parent, at: found.first + line - found.line, depth: found.depth } : null;
}

/** The line a unit is on; null inside a branch that is shut. */
export function lineOf({ stretches }: Shape, { parent, at }: Spot): number | null {
  const found = stretches.find(
    (one) => one.parent === parent && at >= one.first && at < one.first + one.count,
  );
  return found ? found.line + at - found.first : null;
}
