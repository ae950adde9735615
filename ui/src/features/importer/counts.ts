/** The records an import makes and changes, in words. The core counts changed ones as `<entity>.changed`. */
import { entityLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";

export type Counted = { key: string; label: string; n: number };

export function countsOf(records: Record<string, number>): Counted[] {
  return Object.entries(records)
    .filter(([, n]) => n > 0)
    .map(([key, n]) => {
      const [entity = key, changed] = key.split(".");
      const name = entityLabel(entity);
      return { key, n, label: changed ? t("ui.import.counted_changed", { name }) : name };
    });
}

export function countsText(records: Record<string, number>): string {
  return countsOf(records)
    .map(({ label, n }) => `${label} ${number(n)}`)
    .join(" · ");
}
