/** The lines of the review: a change to check, a doubtful value, a value to verify, a customer hardly known. */
import type { Doubted, FieldAt, Review, ReviewItem, Unchecked } from "../../ipc/bindings.ts";

export type Line =
  | { kind: "unchecked"; key: string; item: Unchecked }
  | { kind: "doubtful"; key: string; item: Doubted }
  | { kind: "stale"; key: string; item: ReviewItem & { field: string } }
  | { kind: "thin"; key: string; item: ReviewItem };

/** The core's name for the whole of a customer. */
const WHOLE = "coverage";

function lineOf(item: ReviewItem): Line {
  const { field, record } = item;
  if (field === null) return { kind: "thin", key: `thin:${record.id}`, item };
  return { kind: "stale", key: `stale:${record.id}:${field}`, item: { ...item, field } };
}

export function linesOf({ unchecked, doubted, items }: Review): Line[] {
  return [
    ...unchecked.map(
      (item): Line => ({
        kind: "unchecked",
        key: `unchecked:${item.record.id}:${item.field}`,
        item,
      }),
    ),
    ...doubted.map(
      (item): Line => ({ kind: "doubtful", key: `doubtful:${item.record.id}:${item.field}`, item }),
    ),
    ...items.map(lineOf),
  ];
}

export function placeOf({ item }: Line): FieldAt {
  return { entity: item.record.entity, id: item.record.id, field: item.field ?? WHOLE };
}
