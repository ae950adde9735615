/** Modules that are out of sight: what of the catalog is offered, and what is only kept. */

import { t } from "../lib/i18n.ts";
import { type Catalog, commands, type FieldInfo } from "./bindings.ts";
import { catalog as catalogQuery, queryClient, read } from "./query.ts";
import { fieldLabel } from "./words.ts";

export const modulesOf = read("modules", [], ["*"], commands.modules);

/** Whether a kind of record is out of sight. */
export function hides(catalog: Pick<Catalog, "hidden"> | undefined, entity: string): boolean {
  return catalog?.hidden.includes(entity) === true;
}

/** The kinds of record that are in sight. */
export function kindsIn(catalog: Catalog): Catalog["entities"] {
  return catalog.entities.filter(({ key }) => !hides(catalog, key));
}

/** What a key pressed just now has to go by. */
export function hidesNow(entity: string): boolean {
  return hides(queryClient.getQueryData(catalogQuery.queryKey), entity);
}

/** What is offered, and what is in use already: that can still be taken away. */
export function offered<F extends Pick<FieldInfo, "key" | "hidden">>(
  fields: readonly F[],
  used: ReadonlySet<string> = new Set(),
): F[] {
  return fields.filter(({ key, hidden }) => !hidden || used.has(key));
}

/** A field as it is called where it is in use though its module is out of sight. */
export function labelInUse(entity: string, key: string, fields: readonly FieldInfo[]): string {
  const label = fieldLabel(entity, key);
  const hidden = fields.some((field) => field.key === key && field.hidden);
  return hidden ? t("ui.modules.in_use", { label, mark: t("ui.modules.mark") }) : label;
}
