/** What the history says: a step by its name and what became of it, counts of records by kind, why something stays. */

import type { Repointed, Why } from "../../ipc/bindings.ts";
import { entityLabel, pointedBy } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";

/** `Customer 3, Contact 2`; nothing for none. */
export function countsText(counts: { readonly [entity in string]: number }): string {
  return Object.entries(counts)
    .map(([entity, n]) => `${entityLabel(entity)} ${number(n)}`)
    .join(t("ui.list_comma"));
}

const whys: Record<Why, MessageKey> = {
  edited: "ui.history.why_edited",
  pointed: "ui.history.why_pointed",
  held: "ui.history.why_held",
  gone: "ui.history.why_gone",
  target_binned: "ui.history.why_target_binned",
  taken: "ui.history.why_taken",
  circle: "ui.history.why_circle",
  parent_binned: "ui.history.why_parent_binned",
};
export const whyText = (why: Why): string => t(whys[why]);

/** What comes along in a merge, the most of a kind first. */
export function alongLines(repointed: readonly Repointed[]) {
  return repointed
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map((one) => ({
      key: `${one.entity}.${one.field}`,
      label: pointedBy(one, repointed),
      count: number(one.count),
      // A conversation has many lines; its first tells which it is.
      titles: one.titles.map((title) => title.split("\n")[0]).join(t("ui.list_comma")),
    }));
}
