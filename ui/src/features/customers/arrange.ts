/** What the user does to the table's arrangement, as pure changes of its setting. */

import { clampWidth } from "../../grid/measures.ts";
import type { ColumnChange } from "../../grid/model.ts";
import type { FieldInfo, Sort, ViewSetting } from "../../ipc/bindings.ts";

/** One click sorts upwards, the next downwards, the third no longer; `more` keeps the other columns' sorting. */
export function sortBy(sort: readonly Sort[], field: string, more: boolean): Sort[] {
  const was = sort.find((one) => one.field === field);
  const next: Sort | null = !was
    ? { field, descending: false }
    : was.descending
      ? null
      : { field, descending: true };
  if (!more) return next ? [next] : [];
  if (!was) return next ? [...sort, next] : [...sort];
  return sort.flatMap((one) => (one.field !== field ? [one] : next ? [next] : []));
}

/** How many stand pinned in front; what is out of sight comes last and counts with none of them. */
function pinnedIn(columns: ViewSetting["columns"]): number {
  const first = columns.findIndex((one) => !one.pinned);
  return first < 0 ? columns.length : first;
}

/** Applies what was done to a column on the grid. The last column cannot be hidden. */
export function changeColumn(setting: ViewSetting, change: ColumnChange): ViewSetting {
  const { columns } = setting;
  const at = columns.findIndex(({ key }) => key === change.key);
  const column = columns[at];
  if (!column) return setting;
  switch (change.kind) {
    case "width":
      return { ...setting, columns: columns.with(at, { ...column, width: clampWidth(change.width) }) };
    case "hide":
      return columns.length > 1 ? { ...setting, columns: columns.toSpliced(at, 1) } : setting;
    case "pin": {
      const rest = columns.toSpliced(at, 1);
      const pinned = pinnedIn(rest);
      return { ...setting, columns: rest.toSpliced(pinned, 0, { ...column, pinned: change.pinned }) };
    }
    case "move": {
      const rest = columns.toSpliced(at, 1);
      // Among pinned columns it becomes pinned, beyond them it comes loose: pinned ones stay in front.
      const pinned = pinnedIn(rest);
      const stays = column.pinned ? change.to <= pinned : change.to < pinned;
      return { ...setting, columns: rest.toSpliced(change.to, 0, { ...column, pinned: stays }) };
    }
  }
}

/** Shows or hides a field; a newly shown one comes last. */
export function toggleColumn(setting: ViewSetting, field: FieldInfo, shown: boolean): ViewSetting {
  if (!shown) return changeColumn(setting, { kind: "hide", key: field.key });
  if (setting.columns.some(({ key }) => key === field.key)) return setting;
  return {
    ...setting,
    columns: [...setting.columns, { key: field.key, width: clampWidth(field.width), pinned: false }],
  };
}
