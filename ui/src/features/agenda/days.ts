/** Which days a view shows, and how one walks through them. Plain dates throughout: they never become instants. */
import { type CalendarDate, parseDate } from "@internationalized/date";
import type { AgendaDay } from "../../ipc/bindings.ts";
import { currentLanguage, localeTag, t } from "../../lib/i18n.ts";
import { lunarShort } from "../../lib/lunar.ts";

export type View = "day" | "week" | "month" | "list";
export const views: readonly View[] = ["day", "week", "month", "list"];

/** Days of the list: four weeks. */
const listed = 28;

/** The Monday of a day's week: 2023-01-02 was one. */
function monday(day: CalendarDate): CalendarDate {
  const since = day.calendar.toJulianDay(day) - day.calendar.toJulianDay(parseDate("2023-01-02"));
  return day.subtract({ days: ((since % 7) + 7) % 7 });
}

export function span(view: View, day: string): { from: string; to: string } {
  const at = parseDate(day);
  if (view === "day") return { from: day, to: day };
  const [first, days] =
    view === "week"
      ? [monday(at), 7]
      : view === "month"
        ? [monday(at.set({ day: 1 })), 42]
        : [monday(at), listed];
  return { from: first.toString(), to: first.add({ days: days - 1 }).toString() };
}

export function addDays(day: string, days: number): string {
  return parseDate(day).add({ days }).toString();
}

/** The same place a page on or back. */
export function turn(view: View, day: string, by: 1 | -1): string {
  const at = parseDate(day);
  if (view === "month") return at.add({ months: by }).toString();
  return at.add({ days: by * { day: 1, week: 7, list: listed }[view] }).toString();
}

/** What is shown, in words: 2026年11月; 23 – 29 Nov 2026. */
export function spanText(view: View, day: string): string {
  const asDate = (text: string) => parseDate(text).toDate("UTC");
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(localeTag(), { ...options, timeZone: "UTC" });
  if (view === "month") return write({ year: "numeric", month: "long" }).format(asDate(day));
  const whole = write({ year: "numeric", month: "short", day: "numeric" });
  if (view === "day") return whole.format(asDate(day));
  const { from, to } = span(view, day);
  return whole.formatRange(asDate(from), asDate(to));
}

/** What is particular to a day: the holiday's name or the lunar day in Chinese, whether it is off or made up for. */
export function dayNote(day: AgendaDay): string {
  const named = day.holiday === null ? null : t(day.worked ? "ui.agenda.made_up" : "ui.agenda.off");
  if (currentLanguage() === "en") return named ?? "";
  const word = day.worked ? null : day.holiday;
  const quiet = word ?? (day.lunar ? lunarShort(day.lunar) : "");
  return named ? `${quiet} ${named}` : quiet;
}

/** 45 min; from an hour on in hours, to the half: 2.5 h. */
export function minutesText(minutes: number): string {
  if (minutes < 60) return t("ui.agenda.mins", { m: minutes });
  return t("ui.agenda.hours", { h: Math.round(minutes / 30) / 2 });
}
