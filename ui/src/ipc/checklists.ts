/** Checklists: read, taken over from ours, and what is written of them. */
import { t } from "../lib/i18n.ts";
import { say, whileSaving } from "../lib/status.ts";
import { turns } from "../lib/turns.ts";
import { type Checklist, type ChecklistStep, commands, type Id, type Value } from "./bindings.ts";
import { complain } from "./error.ts";
import { undo } from "./history.ts";
import { read } from "./query.ts";
import { apply, createRecord, deleteRecord, updateRecord } from "./write.ts";

export const checklists = read("checklists", [], ["checklist", "checklist_item"], commands.checklists);

/** Their words are of the language the records are in. */
export const ourChecklists = read("ourChecklists", [], ["checklist", "app"], commands.checklistsOurs);

export const checklistsOfUnit = (unit: Id) =>
  read("checklistsOfUnit", [unit], ["task", "checklist", "unit"], () => commands.checklistsOfUnit(unit));

type Values = Record<string, Value>;

const inTurn = turns();

/** One change after another, each onto what stands by then: of two quick ones none is refused as late, nor takes the other back. */
function change<T>(work: (lists: readonly Checklist[]) => Promise<T>): Promise<T> {
  return inTurn(async () => work(await commands.checklists()));
}

/** Takes over ours that are meant for `purposes` and are not there by then; which they are. */
export async function takeOurs(purposes: string[]): Promise<Id[]> {
  try {
    return await inTurn(async () => {
      const ours = await commands.checklistsOurs();
      const left = ours.filter(({ purpose, there }) => !there && purposes.includes(purpose));
      if (left.length === 0) return [];
      const { records } = await whileSaving(commands.checklistsTake(left.map(({ purpose }) => purpose)));
      const text = t("ui.checklist.taken", { n: records.length });
      say({ text, action: { label: t("ui.undo"), run: undo } });
      return records.map(({ id }) => id);
    });
  } catch (error) {
    complain(error);
    return [];
  }
}

const stepOf = (lists: readonly Checklist[], id: Id) =>
  lists.flatMap(({ steps }) => steps).find((step) => step.id === id);
const changed = () => say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: undo } });

export function makeChecklist(name: string): Promise<Id | undefined> {
  return change(async () => {
    const { records } = await createRecord("checklist", {
      name: { t: "text", v: name },
      active: { t: "bool", v: true },
      purpose: { t: "choice", v: "other" },
    });
    changed();
    return records[0]?.id;
  });
}

export function changeChecklist(list: Checklist, values: Values): Promise<boolean> {
  return change(async (lists) => {
    const now = lists.find(({ id }) => id === list.id) ?? list;
    await updateRecord({ ...now, entity: "checklist" }, values);
    changed();
    return true;
  });
}

/** A step at the end. Most follow the one before by a little: its day is nearer than the start. */
export function addStep(list: Checklist, name: string): Promise<boolean> {
  return change(async (lists) => {
    const { steps } = lists.find(({ id }) => id === list.id) ?? list;
    const last = steps.at(-1);
    await createRecord("checklist_item", {
      checklist: { t: "ref", v: { id: list.id, label: list.name } },
      seq: { t: "number", v: Math.max(0, ...steps.map(({ seq }) => seq)) + 1 },
      name: { t: "text", v: name },
      offset_days: { t: "number", v: last?.offset_days ?? 0 },
      working_days: { t: "bool", v: last?.working_days ?? true },
    });
    changed();
    return true;
  });
}

export function changeStep(step: ChecklistStep, values: Values): Promise<boolean> {
  return change(async (lists) => {
    const now = stepOf(lists, step.id) ?? step;
    await updateRecord({ ...now, entity: "checklist_item" }, values);
    changed();
    return true;
  });
}

/** Gives each step its place, in the order asked for. */
export function orderSteps(ids: readonly Id[]): Promise<void> {
  return change(async (lists) => {
    const moved = ids
      .flatMap((id) => stepOf(lists, id) ?? [])
      .map(({ id, rev, seq }, at) => ({ id, rev, seq, to: at + 1 }))
      .filter(({ seq, to }) => seq !== to);
    if (moved.length === 0) return;
    await apply(
      "op.checklist_order",
      moved.map(({ id, rev, to }) => ({
        kind: "update",
        entity: "checklist_item",
        id,
        rev,
        values: { seq: { t: "number", v: to } },
      })),
    );
    changed();
  });
}

/** Takes a list or a step away; false where that was done already. */
export function removeOf(entity: "checklist" | "checklist_item", id: Id): Promise<boolean> {
  return change(async (lists) => {
    const now = entity === "checklist" ? lists.find((list) => list.id === id) : stepOf(lists, id);
    if (!now) return false;
    await deleteRecord({ entity, id, rev: now.rev });
    return true;
  });
}
