/** Checklists: read, taken over from ours, and what is written of them. */
import { t } from "../lib/i18n.ts";
import { say, whileSaving } from "../lib/status.ts";
import { commands, type Id } from "./bindings.ts";
import { complain } from "./error.ts";
import { undo } from "./history.ts";
import { read } from "./query.ts";

export const checklists = read("checklists", [], ["checklist", "checklist_item"], commands.checklists);

/** Their words are of the language the records are in. */
export const ourChecklists = read("ourChecklists", [], ["checklist", "app"], commands.checklistsOurs);

export const checklistsOfUnit = (unit: Id) =>
  read("checklistsOfUnit", [unit], ["task", "checklist", "unit"], () => commands.checklistsOfUnit(unit));

/** Takes over ours that are meant for `purposes`; which they are then. */
export async function takeOurs(purposes: string[]): Promise<Id[]> {
  try {
    const { records } = await whileSaving(commands.checklistsTake(purposes));
    say({ text: t("ui.checklist.taken", { n: records.length }), action: { label: t("ui.undo"), run: undo } });
    return records.map(({ id }) => id);
  } catch (error) {
    complain(error);
    return [];
  }
}
