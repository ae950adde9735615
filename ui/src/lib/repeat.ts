/** Rules by which something comes again, and days of the Chinese calendar, in words. The core reads and writes them. */
import { weekday } from "./format.ts";
import { t } from "./i18n.ts";

/** Rules one asks for most, with the words the core reads them by. */
export const usualRules = [
  ["FREQ=DAILY", "ui.repeat.daily"],
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "ui.repeat.workdays"],
  ["FREQ=WEEKLY", "ui.repeat.weekly"],
  ["FREQ=WEEKLY;INTERVAL=2", "ui.repeat.biweekly"],
  ["FREQ=MONTHLY", "ui.repeat.monthly"],
  ["FREQ=MONTHLY;WORKDAY=1", "ui.repeat.first_workday"],
  ["FREQ=MONTHLY;WORKDAY=-1", "ui.repeat.last_workday"],
  ["FREQ=MONTHLY;INTERVAL=3", "ui.repeat.quarterly"],
  ["FREQ=YEARLY", "ui.repeat.yearly"],
] as const;

/** The text an editor opens with: the usual words, or the rule as it stands. */
export function repeatEntry(rule: string): string {
  const usual = usualRules.find(([one]) => one === rule);
  return usual ? t(usual[1]) : rule;
}

/** A day of the Chinese calendar, as 八月十五 or the 15th of the 8th month. */
export function lunarText(day: string): string {
  const [, leap, month, date] = /^(L?)(\d+)-(\d+)$/.exec(day) ?? [];
  const said = { month: Number(month ?? 1), day: Number(date ?? 1) };
  return t(leap ? "ui.repeat.lunar_leap" : "ui.quick.lunar", said);
}

function parts(rule: string): Map<string, string> {
  return new Map(
    rule.split(";").map((part): [string, string] => {
      const [name = "", value = ""] = part.split("=");
      return [name, value];
    }),
  );
}

const days: Record<string, string> = {
  MO: "2023-01-02",
  TU: "2023-01-03",
  WE: "2023-01-04",
  TH: "2023-01-05",
  FR: "2023-01-06",
  SA: "2023-01-07",
  SU: "2023-01-08",
};

function dayName(code: string): string {
  const found = /^(-?\d+)?([A-Z]{2})$/.exec(code);
  const name = weekday(days[found?.[2] ?? ""] ?? "2023-01-02");
  if (!found?.[1]) return name;
  const n = Number(found[1]);
  return n < 0 ? t("ui.quick.last_of", { name }) : t("ui.quick.nth_of", { n, name });
}

/** A rule as the core writes it: its period, then on which of its days. */
export function repeatText(rule: string): string {
  const said = parts(rule);
  const n = Number(said.get("INTERVAL") ?? 1);
  const every = t(`ui.quick.every_${(said.get("FREQ") ?? "DAILY").toLowerCase()}` as "ui.quick.every_daily", {
    n,
  });
  const on: string[] = [];
  const month = said.get("BYMONTH");
  const monthDay = said.get("BYMONTHDAY");
  if (month && monthDay) on.push(t("ui.quick.on_date", { month, day: monthDay }));
  else if (monthDay === "-1") on.push(t("ui.quick.last_day"));
  else if (monthDay) on.push(t("ui.quick.on_days", { days: monthDay.split(",").join(t("ui.list_comma")) }));
  const weekdays = said.get("BYDAY");
  if (weekdays) on.push(weekdays.split(",").map(dayName).join(t("ui.list_comma")));
  const workday = Number(said.get("WORKDAY") ?? 0);
  if (workday < 0)
    on.push(t(workday === -1 ? "ui.quick.last_workday" : "ui.quick.workday_back", { n: -workday }));
  if (workday > 0) on.push(t("ui.quick.workday", { n: workday }));
  const lunar = said.get("LUNAR");
  if (lunar) on.push(lunarText(lunar));
  const shift = said.get("SHIFT");
  if (shift === "NEXT" || shift === "PREV")
    on.push(t(`ui.repeat.shift_${shift === "NEXT" ? "next" : "prev"}`));
  const count = said.get("COUNT");
  if (count) on.push(t("ui.repeat.count", { n: Number(count) }));
  const until = said.get("UNTIL");
  if (until) on.push(t("ui.repeat.until", { day: until.replace(/^(\d{4})(\d{2})(\d{2}).*$/, "$1-$2-$3") }));
  return [every, ...on].join(t("ui.quick.join"));
}
