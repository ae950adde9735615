/** Whether the table is as a view was saved: by what it asks and which columns it has, not by how wide they are. */
import type { Filter, ViewSetting } from "../../ipc/bindings.ts";
import { scaleOf } from "./cells.ts";

/** As text, whichever way round the parts of a filter were written. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** A filter, what "is one of" has to be among in one order. */
function inOrder(filter: Filter | null): Filter | null {
  if (filter === null) return null;
  if ("all" in filter) return { all: filter.all.flatMap((one) => inOrder(one) ?? []) };
  if ("any" in filter) return { any: filter.any.flatMap((one) => inOrder(one) ?? []) };
  if ("not" in filter) return { not: inOrder(filter.not) ?? filter.not };
  if (filter.op !== "in") return filter;
  const values = [...filter.values].sort((a, b) => (stable(a) < stable(b) ? -1 : 1));
  return { ...filter, values };
}

/** What is asked and shown; a unit of money that is said though it is the usual one is none. */
function essence({ columns, sort, group, filter, scales }: ViewSetting, entity: string): string {
  const unusual = Object.entries(scales ?? {}).filter(
    ([key, scale]) => scale !== scaleOf({ entity, scales: {} }, key),
  );
  return stable({
    columns: columns.map(({ key, pinned }) => ({ key, pinned })),
    sort,
    group,
    filter: inOrder(filter),
    scales: Object.fromEntries(unusual),
  });
}

export const isAsSaved = (now: ViewSetting, saved: ViewSetting, entity: string): boolean =>
  essence(now, entity) === essence(saved, entity);
