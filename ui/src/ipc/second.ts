/** The second person: who checked, told from whoever works in this vault, who says once what they are called. */
import { whileSaving } from "../lib/status.ts";
import { commands, type FieldAt } from "./bindings.ts";
import { read } from "./query.ts";

/** What whoever works in this vault is called; nothing where they did not say. */
export const ownName = read("ownName", [], ["own_name"], commands.ownName);

/** Somebody looked at changes; `own` is what whoever made them is called, where that was asked for as well. */
export async function checkFields(fields: FieldAt[], by: string, own: string): Promise<void> {
  if (own.trim() !== "") await whileSaving(commands.ownNameSet(own));
  await whileSaving(commands.fieldsChecked(fields, by));
}
