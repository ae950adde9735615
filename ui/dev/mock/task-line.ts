/** A task as the lists show it: how late, and for whom. */
import type { Lateness, RecordDto, TaskLine, Value } from "../../src/ipc/bindings.ts";
import { dayFromToday } from "./invented.ts";
import { cellOf, textOf } from "./views.ts";
import { world } from "./world.ts";

const refOf = (value: Value) => (value.t === "ref" ? value.v : null);

function lateness(days: number): Lateness {
  if (days < 0) return "overdue";
  if (days === 0) return "today";
  return days < 7 ? "week" : "later";
}

export function taskLine(record: RecordDto): TaskLine {
  const due = cellOf(record, "due");
  const at = due.t === "wall" ? due.v.at.slice(0, 10) : null;
  const days = at ? Math.round((Date.parse(at) - Date.parse(dayFromToday(0))) / 86_400_000) : 0;
  return {
    id: record.id,
    rev: record.rev,
    title: textOf(cellOf(record, "title")),
    due,
    lateness: at ? lateness(days) : "someday",
    late_days: Math.max(0, -days),
    unit: refOf(cellOf(record, "unit")),
    contact: refOf(cellOf(record, "contact")),
    kind: textOf(cellOf(record, "kind")),
    repeat: textOf(cellOf(record, "repeat")),
    checklist: refOf(cellOf(record, "checklist")),
    zone: zoneOf(record),
    missed: days === -1 && !world.seen.has(record.id) ? 95 : null,
  };
}

/** The zone a task with an hour goes by, where that is not the one of the invented desk. */
function zoneOf(record: RecordDto): string | null {
  const due = cellOf(record, "due");
  const isFar = due?.t === "wall" && due.v.at.length > 10 && due.v.zone !== "Asia/Shanghai";
  return isFar ? due.v.zone : null;
}
