/** The second person: who checked, told from whoever works in this vault, who says once what they are called. */
import { whileSaving } from "../lib/status.ts";
import { commands, type FieldAt } from "./bindings.ts";
import { read } from "./query.ts";

/** What whoever works in this vault is called; nothing where they did not say. */
export const ownName = read("ownName", [], ["own_name"], commands.ownName);

/** Somebody looked at changes; `own` is what whoever made them is called, where that was asked for as well. */
export async function checkFields(fields: FieldAt[], by: string, own: string): Promise<void> {
  const said = own.trim() !== "";
  if (said) await whileSaving(commands.ownNameSet(own));
  try {
    await whileSaving(commands.fieldsChecked(fields, by));
  } catch (refused) {
    // What was refused may have been told of the wrong name: it is asked again.
    if (said) await whileSaving(commands.ownNameSet(""));
    throw refused;
  }
}
