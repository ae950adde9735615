/** Handing over from a table: the records of the selection, or the one the menu was asked for on. */
import type { Area } from "../../grid/model.ts";
import type { Id } from "../../ipc/bindings.ts";
import { askHandOver } from "../../lib/hand-over.ts";
import type { Table } from "./use-table.ts";

async function idsIn(table: Table, area: Area): Promise<Id[]> {
  const ids = new Set<Id>();
  for (const { first, last } of area.bands) {
    for (const { line } of await table.view.lines.read(first, last + 1)) {
      if (line.kind === "record") ids.add(line.id);
    }
  }
  return [...ids];
}

export async function handOver(table: Table, area: Area | null, id: Id | null): Promise<void> {
  if (table.entity === "contact") {
    if (id !== null) askHandOver({ kind: "contact", id });
    return;
  }
  const selected = area ? await idsIn(table, area) : [];
  const ids = id === null || selected.includes(id) ? selected : [id];
  if (ids.length > 0) askHandOver({ kind: "units", ids });
}
