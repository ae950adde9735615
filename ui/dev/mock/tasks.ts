/** Today's list, and what becomes of its tasks. */
import type {
  Applied,
  LogTouch,
  Manner,
  MannerState,
  NoteDraft,
  PauseFor,
  RecordChange,
  RecordDto,
  Snooze,
  TaskDone,
  Today,
  Value,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { nextOf } from "./calendar.ts";
import { progressOf } from "./checklists.ts";
import { dayFromToday } from "./invented.ts";
import { applySet } from "./records.ts";
import { taskLine } from "./task-line.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { world } from "./world.ts";

function today(): Today {
  const tasks = alive("task")
    .filter((task) => textOf(cellOf(task, "state")) === "open")
    .map(taskLine)
    .sort((a, b) => textOf(a.due).localeCompare(textOf(b.due)));
  return {
    date: dayFromToday(0),
    tasks,
    done_today: alive("task").length - tasks.length,
    counts: {
      open: tasks.length,
      overdue: tasks.filter((task) => task.lateness === "overdue").length,
      today: tasks.filter((task) => task.lateness === "today").length,
    },
  };
}

const zone = "Asia/Shanghai";

function snoozedTo(snooze: Snooze): { at: string; zone: string } {
  if (typeof snooze === "object") return snooze.until;
  const later = { hour: [0, "15:00"], tomorrow: [1, "09:00"], next_workday: [2, "09:00"] } as const;
  const [days, time] = later[snooze];
  return { at: `${dayFromToday(days)}T${time}`, zone };
}

function update(label: string, id: string, rev: number, values: Record<string, Value>): Applied {
  return applySet({ label, changes: [{ kind: "update", entity: "task", id, rev, values }] });
}

function logTouch({ touch }: { touch: LogTouch }): Applied {
  const unit: Value = {
    t: "ref",
    v: { id: touch.unit, label: textOf(cellOf(world.records.get(touch.unit) as RecordDto, "legal_name")) },
  };
  const changes: RecordChange[] = [
    {
      kind: "create",
      entity: "activity",
      id: null,
      values: {
        content: { t: "text", v: touch.content },
        unit,
        at: { t: "instant", v: touch.at ?? Date.now() },
        kind: { t: "choice", v: touch.kind },
        label: { t: "choice", v: touch.label ?? "open" },
        ...(touch.result !== null && { result: { t: "choice" as const, v: touch.result } }),
        ...(touch.duration_min !== null && { duration_min: { t: "number" as const, v: touch.duration_min } }),
      },
    },
  ];
  if (touch.next_step) {
    changes.push({
      kind: "create",
      entity: "task",
      id: null,
      values: {
        title: { t: "text", v: touch.next_step.title },
        unit,
        due: touch.next_step.due ? { t: "wall", v: touch.next_step.due } : { t: "null" },
        kind: { t: "choice", v: "call" },
        state: { t: "choice", v: "open" },
      },
    });
  }
  return applySet({ label: "op.log_touch", changes });
}

function seen({ source, ids }: { source: string; ids: string[] }): null {
  for (const id of ids) world.seen.add(id);
  world.seq += 1;
  emit("changed", {
    seq: world.seq,
    op: "reminders.seen",
    entities: [source === "task" ? "task" : "reminder"],
    ids,
  });
  return null;
}

function asked(): { entity: string; id: string } | null {
  const { asked: id } = world;
  world.asked = null;
  return id === null ? null : { entity: "task", id };
}

let manner: Manner = { morning: 540, digest: true, overdue_days: 3, quiet: null, quiet_days: false };
let pausedUntil: string | null = null;

const mannerState = (): MannerState => ({ manner, paused_until: pausedUntil });

function pause({ how }: { how: PauseFor }): MannerState {
  const at = how === "hour" ? new Date(Date.now() + 3_600_000) : new Date(Date.now() + 86_400_000);
  const clock = how === "hour" ? at.toTimeString().slice(0, 5) : "09:00";
  pausedUntil = how === "end" ? null : `${at.toISOString().slice(0, 10)}T${clock}`;
  return mannerState();
}

/** What repeats is followed by the next one, in the same step. */
function done({ id, rev }: { id: string; rev: number }): TaskDone {
  const task = world.records.get(id);
  const rule = task ? textOf(cellOf(task, "repeat")) : "";
  const due = task ? cellOf(task, "due") : null;
  const changes: RecordChange[] = [
    {
      kind: "update",
      entity: "task",
      id,
      rev,
      values: { state: { t: "choice", v: "done" }, done_at: { t: "instant", v: Date.now() } },
    },
  ];
  if (!task || rule === "" || due?.t !== "wall")
    return { applied: applySet({ label: "op.task_done", changes }), next: null, checklist: progressOf(id) };
  const at = nextOf(rule, due.v.at.slice(0, 10)) + due.v.at.slice(10);
  const next = { at, zone: due.v.zone };
  changes.push({
    kind: "create",
    entity: "task",
    id: `${id}n`,
    values: { ...task.values, due: { t: "wall", v: next }, state: { t: "choice", v: "open" } },
  });
  const applied = applySet({ label: "op.task_done", changes });
  return { applied, next: { task: `${id}n`, due: next, skipped: 0 }, checklist: progressOf(id) };
}

export const taskCalls = {
  today,
  log_touch: logTouch,
  form_draft: ({ place }: { place: string }) => world.formDrafts.get(place) ?? null,
  form_draft_keep: ({ place, draft }: { place: string; draft: string | null }) => {
    if (draft === null) world.formDrafts.delete(place);
    else world.formDrafts.set(place, draft);
    return null;
  },
  note_draft: ({ unit }: { unit: string }) => world.noteDrafts.get(unit) ?? null,
  note_draft_keep: ({ unit, draft }: { unit: string; draft: NoteDraft | null }) => {
    if (draft) world.noteDrafts.set(unit, draft);
    else world.noteDrafts.delete(unit);
    return null;
  },
  task_done: done,
  task_snooze: ({ id, rev, snooze }: { id: string; rev: number; snooze: Snooze }) =>
    update("op.task_snooze", id, rev, { due: { t: "wall", v: snoozedTo(snooze) } }),
  reminders_seen: seen,
  reminder_asked: asked,
  reminder_manner: mannerState,
  reminder_manner_set: (said: { manner: Manner }) => {
    manner = said.manner;
    return null;
  },
  reminder_pause: pause,
};
