/** The writes most screens share: fields of one record, and what is done with a task. Each is one step of undo. */
import { whileSaving } from "../lib/status.ts";
import {
  type Applied,
  commands,
  type Id,
  type RecordChange,
  type RecordDto,
  type Snooze,
  type TaskDone,
  type Value,
} from "./bindings.ts";
import { typed } from "./entry-text.ts";

type Known = Pick<RecordDto, "entity" | "id" | "rev">;

export function apply(label: string, changes: RecordChange[]): Promise<Applied> {
  return whileSaving(() => commands.recordsApply({ label, changes }));
}

export function updateRecord({ entity, id, rev }: Known, values: Record<string, Value>): Promise<Applied> {
  return apply("op.edit", [{ kind: "update", entity, id, rev, values }]);
}

export function createRecord(entity: string, values: Record<string, Value>): Promise<Applied> {
  return apply("op.create", [{ kind: "create", entity, id: null, values }]);
}

/** As `createRecord`, out of a form that asked for all that must be there, the user's own fields too. */
export function createAsked(entity: string, values: Record<string, Value>): Promise<Applied> {
  return apply("op.create", [{ kind: "create", entity, id: null, values, asked: true }]);
}

/** A task that repeats begins with the first day of its rule where none was said. */
export async function createTask(
  given: { title: string; due: string; repeat: string },
  also: Record<string, Value>,
): Promise<Applied> {
  const { title, repeat } = given;
  const rule = repeat.trim() === "" ? null : await commands.repeatTry(repeat, given.due.slice(0, 10) || null);
  const due = given.due || (rule?.days[0] ?? "");
  return createAsked("task", {
    title: typed(title),
    due: typed(due),
    ...(rule && { repeat: { t: "text", v: rule.rule } }),
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: true },
    ...also,
  });
}

/** A task to find out who decides at a unit: it is known again by what it was made for. */
export function askWhoDecides(unit: Id, opportunity: Id | null, title: string): Promise<Applied> {
  return whileSaving(() => commands.askWhoDecides(unit, opportunity, title));
}

export function deleteRecord({ entity, id, rev }: Known): Promise<Applied> {
  return apply("op.delete", [{ kind: "delete", entity, id, rev }]);
}

export function finishTask(task: { id: Id; rev: number }): Promise<TaskDone> {
  return whileSaving(() => commands.taskDone(task.id, task.rev));
}

export function putOffTask(task: { id: Id; rev: number }, until: Snooze): Promise<Applied> {
  return whileSaving(() => commands.taskSnooze(task.id, task.rev, until));
}
