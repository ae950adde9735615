/** When something is due, and how it comes again, in words. */
import { wallParts, weekday } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";

export function dueText(at: string): string {
  const { day, time } = wallParts(at);
  const text = t("ui.quick.day", { day, weekday: weekday(day) });
  return time ? `${text} ${time}` : text;
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
  if (lunar) {
    const [lunarMonth = "1", lunarDay = "1"] = lunar.split("-");
    on.push(t("ui.quick.lunar", { month: Number(lunarMonth), day: Number(lunarDay) }));
  }
  return [every, ...on].join(t("ui.quick.join")) || (message("ui.quick.repeats") ?? rule);
}
