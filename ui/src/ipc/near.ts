/** Whom a field might point at: those of the record's own group first, and said to be; nobody is left out. */
import { t } from "../lib/i18n.ts";
import { commands, type Id, type RecordDto } from "./bindings.ts";

/** The unit a record is, or is of; nothing for one that is of none. */
export function unitOf({ entity, id, values }: Pick<RecordDto, "entity" | "id" | "values">): Id | null {
  if (entity === "unit") return id;
  return values.unit?.t === "ref" ? values.unit.v.id : null;
}

type Offered = { readonly id: Id; readonly label: string; readonly detail?: string };

export async function findNear(
  entity: string,
  text: string,
  limit: number,
  unit: Id | null,
): Promise<readonly Offered[]> {
  if (unit === null) return commands.refOptions(entity, text, limit);
  const { near, others } = await commands.refOptionsNear(entity, text, limit, unit);
  // Where all of them are, or none is, there is nothing to tell apart.
  if (near.length === 0 || others.length === 0) return [...near, ...others];
  return [...near.map((ref) => ({ ...ref, detail: t("ui.finder.same_group") })), ...others];
}
