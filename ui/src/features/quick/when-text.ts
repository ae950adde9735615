/** When something is due, in words. */
import { wallParts, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";

export function dueText(at: string): string {
  const { day, time } = wallParts(at);
  const text = t("ui.quick.day", { day, weekday: weekday(day) });
  return time ? `${text} ${time}` : text;
}
