/** Whether the table is as a view was saved: by what it asks and which columns it has, not by how wide they are. */
import type { ViewSetting } from "../../ipc/bindings.ts";

/** As text, whichever way round the parts of a filter were written. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const essence = ({ columns, sort, group, filter, scales }: ViewSetting): string =>
  stable({
    columns: columns.map(({ key, pinned }) => ({ key, pinned })),
    sort,
    group,
    filter,
    scales: scales ?? {},
  });

export const isAsSaved = (now: ViewSetting, saved: ViewSetting): boolean => essence(now) === essence(saved);
