/** Walks the table's records in its own order, group headers left out; the table's active row goes along. */
import type { GridHandle } from "../../grid/model.ts";
import { commands } from "../../ipc/bindings.ts";
import { useWalk } from "../../lib/walk.ts";
import type { Table } from "./use-table.ts";

/** No two headers stand in a row, so a few lines always hold the next record; folded groups are passed over. */
const LOOK = 12;

export function useTableWalk(table: Table, grid: { readonly current: GridHandle | null }): void {
  useWalk(async (from, step) => {
    const info = table.view.state.get().info;
    const at = info && (await table.view.find(from.id));
    if (!info || at === null) return null;
    for (let start = at + step; start >= 0 && start < info.lines; start += step * LOOK) {
      const first = step > 0 ? start : Math.max(0, start - LOOK + 1);
      const lines = await commands.viewLines(info.view, first, step > 0 ? LOOK : start - first + 1);
      const offset = step > 0 ? lines.findIndex(isRecord) : lines.findLastIndex(isRecord);
      const line = lines[offset];
      if (line?.kind !== "record") continue;
      grid.current?.goTo(first + offset);
      return { entity: table.entity, id: line.id, asOf: table.asOf };
    }
    return null;
  });
}

const isRecord = ({ kind }: { kind: string }) => kind === "record";
