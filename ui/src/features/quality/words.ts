/** How sure a score is, in a word. */
import { t } from "../../lib/i18n.ts";

export function sureness(score: number): string {
  if (score >= 85) return t("ui.duplicates.sure");
  return t(score >= 65 ? "ui.duplicates.likely" : "ui.duplicates.perhaps");
}
