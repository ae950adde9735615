/** Rules of repetition in words. What a rule means is the core's affair. */
import { relativeDay, wallParts, weekday } from "./format.ts";
import { t } from "./i18n.ts";
import { lunarText } from "./lunar.ts";

/** 2023-01-02 was a Monday. */
const sample: Record<string, string> = {
  MO: "2023-01-02",
  TU: "2023-01-03",
  WE: "2023-01-04",
  TH: "2023-01-05",
  FR: "2023-01-06",
  SA: "2023-01-07",
  SU: "2023-01-08",
};
export const workingWeek = "MO,TU,WE,TH,FR";

const day = (code: string): string => weekday(sample[code] ?? "2023-01-02");

type Parts = ReadonlyMap<string, string>;

const side = (n: number) => (n < 0 ? "last" : "first");

function base(parts: Parts): string | null {
  const often = parts.get("FREQ") ?? "";
  const n = Number(parts.get("INTERVAL") ?? 1);
  const every = t("ui.repeat.every", { often, n });
  const said = [...parts.keys()].filter(
    (key) => !["FREQ", "INTERVAL", "COUNT", "UNTIL", "SHIFT", "LEAP", "WKST", "EXCEPT"].includes(key),
  );
  const value = (key: string) => parts.get(key) ?? "";
  const whole = (key: string) => Number(value(key));
  switch (said.join(" ")) {
    case "":
      return every;
    case "WORKDAY":
      if (value("WORKDAY") === "EACH") return t("ui.repeat.each_workday", { n });
      return t("ui.repeat.workday", {
        every,
        n: Math.abs(whole("WORKDAY")),
        side: side(whole("WORKDAY")),
      });
    case "LUNAR":
      return t("ui.repeat.lunar", {
        every,
        day: lunarText(value("LUNAR")),
        leap: parts.get("LEAP") ?? "SKIP",
      });
    case "BYDAY": {
      const codes = value("BYDAY").split(",");
      if (often === "WEEKLY" && n === 1 && value("BYDAY") === workingWeek) return t("ui.repeat.weekdays");
      if (codes.every((code) => code in sample))
        return t("ui.repeat.on", { every, days: codes.map(day).join(t("ui.list_comma")) });
      const nth = /^(-?\d)([A-Z]{2})$/.exec(value("BYDAY"));
      if (!nth?.[2]) return null;
      return t("ui.repeat.nth_day", {
        every,
        n: Math.abs(Number(nth[1])),
        side: side(Number(nth[1])),
        day: day(nth[2]),
      });
    }
    case "BYMONTHDAY":
      if (/^\d+(,\d+)+$/.test(value("BYMONTHDAY")))
        return t("ui.repeat.month_days", {
          every,
          days: value("BYMONTHDAY").split(",").join(t("ui.list_comma")),
        });
      if (!/^-?\d+$/.test(value("BYMONTHDAY"))) return null;
      return t("ui.repeat.month_day", {
        every,
        n: Math.abs(whole("BYMONTHDAY")),
        side: side(whole("BYMONTHDAY")),
      });
    case "BYMONTH BYMONTHDAY":
      if (!/^\d+ \d+$/.test(`${value("BYMONTH")} ${value("BYMONTHDAY")}`)) return null;
      return t("ui.repeat.year_day", { every, month: whole("BYMONTH"), day: whole("BYMONTHDAY") });
    default:
      return null;
  }
}

/** More days than these are counted, not named. */
const FEW = 3;

const dashed = (compact: string) => `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6, 8)}`;

/** Where an occurrence is moved: off a day that is not worked, or so many working days before it. */
function shiftText(shift: string): string {
  if (shift === "NONE") return "";
  const before = /^-(\d+)$/.exec(shift)?.[1];
  return before ? t("ui.repeat.before", { n: Number(before) }) : t("ui.repeat.shifted", { to: shift });
}

/** 每月最后一个工作日, last working day of every month. A rule beyond these words stands as it is kept. */
export function repeatText(rule: string): string {
  const parts: Parts = new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
  const said = base(parts);
  if (said === null) return rule;
  const until = parts.get("UNTIL");
  const except = parts.get("EXCEPT")?.split(",") ?? [];
  const tails = [
    shiftText(parts.get("SHIFT") ?? "NONE"),
    parts.has("COUNT") ? t("ui.repeat.count", { n: Number(parts.get("COUNT")) }) : "",
    until ? t("ui.repeat.until", { day: dashed(until) }) : "",
    except.length > 0
      ? t("ui.repeat.except", {
          n: except.length,
          few: except.length <= FEW,
          days: except.map(dashed).join(t("ui.list_comma")),
        })
      : "",
  ];
  return [said, ...tails.filter(Boolean)].join(t("ui.repeat.comma"));
}

/** A value of a kind that is kept in one spelling and read in another; null for every other kind. */
export function spelled(kind: string, text: string): string | null {
  if (kind === "repeat") return repeatText(text);
  return kind === "lunar_day" ? lunarText(text) : null;
}

/** Behind what was said of a task that is done: when the next one is, and how many had passed already. */
export function nextSaid(next: { due: { at: string }; skipped: number } | null, today: string): string {
  if (!next) return "";
  const at = wallParts(next.due.at).day;
  return t("ui.repeat.next_said", { day: relativeDay(at, today), date: at, skipped: next.skipped });
}
