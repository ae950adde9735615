/** Working days by the shipped table, and the usual rules of repetition: the core reads far more, by the same shapes. */
import { getDayOfWeek, parseDate } from "@internationalized/date";
import shipped from "../../../assets/calendar/workdays-cn.txt?raw";
import type { RepeatTrial, Value, WorkYear, YearDay } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { dayFromToday } from "./invented.ts";
import { applySet } from "./records.ts";
import { ruleOf } from "./rules.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

type Said = { worked: boolean; name: string; byLaw?: boolean };

const announced = new Map<string, Said>();
for (const line of shipped.split("\n")) {
  const found = /^(\S{10})(?:\.\.(\S{10}))? (off|work|law) (.*)$/.exec(line);
  if (!found?.[1]) continue;
  spread(announced, found[1], found[2] ?? found[1], {
    worked: found[3] === "work",
    name: found[4] ?? "",
    byLaw: found[3] === "law",
  });
}

function spread(days: Map<string, Said>, first: string, last: string, said: Said): void {
  for (let day = first; day <= last; day = parseDate(day).add({ days: 1 }).toString()) days.set(day, said);
}

function ownDays(): Map<string, Said> {
  const own = new Map<string, Said>();
  for (const line of alive("holiday")) {
    const [first, last] = [textOf(cellOf(line, "first")), textOf(cellOf(line, "last"))];
    const worked = cellOf(line, "worked");
    spread(own, first, last || first, {
      worked: worked.t === "bool" && worked.v,
      name: textOf(cellOf(line, "name")),
    });
  }
  return own;
}

const isRest = (day: string) => world.weekend.includes(getDayOfWeek(parseDate(day), "en-US") || 7);

function yearDay(day: string, own: Map<string, Said>): YearDay {
  const said = own.get(day) ?? announced.get(day);
  return { day, worked: said ? said.worked : !isRest(day), name: said?.name ?? null, own: own.has(day) };
}

export const isWorked = (day: string): boolean => yearDay(day, ownDays()).worked;

function workYear({ year }: { year: number }): WorkYear {
  const own = ownDays();
  const days: YearDay[] = [];
  for (let day = parseDate(`${year}-01-01`); day.year === year; day = day.add({ days: 1 }))
    days.push(yearDay(day.toString(), own));
  const byLaw = days.some(({ day }) => !own.has(day) && announced.get(day)?.byLaw);
  const known = byLaw ? "statutory" : days[0]?.name ? "announced" : "nothing";
  return { days, weekend: world.weekend, known, country: "CN" };
}

function turn({ day, name }: { day: string; name: string }): null {
  const single = alive("holiday").filter(
    (line) => textOf(cellOf(line, "first")) === day && !textOf(cellOf(line, "last")),
  );
  const { worked } = yearDay(day, ownDays());
  const date: Value = { t: "date", v: day };
  applySet({
    label: "op.workday_turn",
    changes:
      single.length > 0
        ? single.map(({ id, rev }) => ({ kind: "delete", entity: "holiday", id, rev }))
        : [
            {
              kind: "create",
              entity: "holiday",
              id: null,
              values: { name: { t: "text", v: name }, first: date, worked: { t: "bool", v: !worked } },
            },
          ],
  });
  return null;
}

function weekendSet({ weekend }: { weekend: number[] }): null {
  if (weekend.length >= 7) throw wireError("invalid", "error.weekend");
  world.weekend = weekend;
  world.seq += 1;
  emit("changed", { seq: world.seq, op: "workdays.weekend", entities: ["holiday"], ids: [] });
  return null;
}

/** The first day of the `n`th period from `start` on. */
function dayOf(rule: string, start: string, n: number): string {
  const from = parseDate(start);
  const own = ownDays();
  const often = /FREQ=([A-Z]+)/.exec(rule)?.[1];
  const step = n * Number(/INTERVAL=(\d+)/.exec(rule)?.[1] ?? 1);
  const nth = Number(/WORKDAY=(-?\d+)/.exec(rule)?.[1] ?? 0);
  if (nth !== 0) {
    const first = from.set({ day: 1 }).add({ months: step });
    const span = Array.from({ length: 31 }, (_, at) => first.add({ days: at }));
    const month = span.filter((day) => day.month === first.month).map(String);
    return month.filter((day) => yearDay(day, own).worked).at(nth > 0 ? nth - 1 : nth) ?? start;
  }
  const add = { DAILY: { days: step }, WEEKLY: { weeks: step }, MONTHLY: { months: step } }[often ?? ""];
  let day = from.add(add ?? { years: step }).toString();
  const shift = /SHIFT=(NEXT|PREV)/.exec(rule)?.[1];
  while (shift && !yearDay(day, own).worked)
    day = parseDate(day)
      .add({ days: shift === "NEXT" ? 1 : -1 })
      .toString();
  return day;
}

function firstDays(rule: string, start: string): string[] {
  const days: string[] = [];
  for (let n = 0; days.length < 3 && n < 40; n += 1) {
    const day = dayOf(rule, start, n);
    const working = !rule.includes("BYDAY=MO,TU,WE,TH,FR") || getDayOfWeek(parseDate(day), "en-US") % 6 > 0;
    if (day >= start && working) days.push(day);
  }
  return days;
}

export function nextOf(rule: string, due: string): string {
  const daily = rule.includes("BYDAY=MO,TU,WE,TH,FR") ? rule.replace("WEEKLY", "DAILY") : rule;
  const later = firstDays(daily, due).find((day) => day > due && day > dayFromToday(0));
  if (later) return later;
  for (let n = 1; n < 4000; n += 1) {
    const day = dayOf(daily, due, n);
    if (day > due && day > dayFromToday(0)) return day;
  }
  return due;
}

function tryRepeat({ text, start }: { text: string; start: string | null }): RepeatTrial {
  const rule = ruleOf(text);
  const daily = rule.includes("BYDAY=MO,TU,WE,TH,FR") ? rule.replace("WEEKLY", "DAILY") : rule;
  const from = /^\d{4}-\d{2}-\d{2}$/.test(start ?? "") ? (start ?? "") : dayFromToday(0);
  return { rule, days: firstDays(daily, from) };
}

export const calendarCalls = {
  work_year: workYear,
  workday_turn: turn,
  weekend_set: weekendSet,
  repeat_try: tryRepeat,
};
