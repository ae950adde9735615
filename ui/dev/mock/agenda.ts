/** The agenda of the invented tasks, and tasks moved together. */
import type {
  Agenda,
  AgendaBeside,
  AgendaDay,
  AgendaItem,
  Applied,
  CalendarKept,
  CalendarPlan,
  CalendarTells,
  MovePlan,
  MoveTo,
  RecordDto,
  TaskAt,
} from "../../src/ipc/bindings.ts";
import { dayFromToday } from "./invented.ts";
import { standingLines } from "./occasions.ts";
import { applySet } from "./records.ts";
import { taskLine } from "./task-line.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const dayLength = 86_400_000;
const plus = (day: string, days: number) =>
  new Date(Date.parse(day) + days * dayLength).toISOString().slice(0, 10);
const rests = (day: string) => [0, 6].includes(new Date(Date.parse(day)).getUTCDay());
const dueOf = (record: RecordDto) => {
  const due = cellOf(record, "due");
  return due.t === "wall" ? due.v : null;
};
const isOpen = (record: RecordDto) => !record.deleted && textOf(cellOf(record, "state")) === "open";

/** As the core takes it, by kind. */
const usual: Record<string, number> = { call: 15, mail: 15, payment: 15, meeting: 60, visit: 120 };

function itemOf(record: RecordDto): AgendaItem {
  const { id, rev, title, unit, contact, kind, repeat, zone } = taskLine(record);
  return {
    id,
    rev,
    ghost: false,
    title,
    time: dueOf(record)?.at.slice(11, 16) || null,
    zone,
    unit,
    contact,
    kind,
    repeat,
    minutes: usual[kind] ?? 30,
    estimated: true,
  };
}

/** Every eighth day is a lunar month's first here: enough to see both ways it is written. */
const lunarOf = (day: string) => {
  const n = Math.round(Date.parse(day) / dayLength);
  return { month: (Math.floor(n / 30) % 12) + 1, leap: false, day: (n % 30) + 1 };
};

/** The occurrences that were moved or left out, by their task and day. */
const leftOut = new Set<string>();

function dayOf(date: string, open: readonly RecordDto[]): AgendaDay {
  const items = open
    .filter((record) => dueOf(record)?.at.startsWith(date))
    .map(itemOf)
    .sort((a, b) => (a.time ?? "").localeCompare(b.time ?? ""));
  const again = open.filter((record) => {
    if (leftOut.has(`${record.id} ${date}`)) return false;
    const due = dueOf(record);
    const days = due ? (Date.parse(date) - Date.parse(due.at.slice(0, 10))) / dayLength : 0;
    return textOf(cellOf(record, "repeat")) === "FREQ=WEEKLY" && days > 0 && days % 7 === 0;
  });
  const holiday = date === dayFromToday(6);
  return {
    date,
    worked: !holiday && !rests(date),
    holiday: holiday ? "元旦" : null,
    lunar: lunarOf(date),
    items: [...items.slice(0, 100), ...again.map((record) => ({ ...itemOf(record), ghost: true }))],
    load: items.length,
    minutes: items.reduce((sum, { minutes }) => sum + minutes, 0),
  };
}

function agenda({ from, to }: { from: string; to: string }): Agenda {
  const open = alive("task").filter(isOpen);
  const days: AgendaDay[] = [];
  for (let day = from; day <= to; day = plus(day, 1)) days.push(dayOf(day, open));
  return { today: dayFromToday(0), days };
}

const agendaDay = ({ day }: { day: string }) =>
  alive("task")
    .filter(isOpen)
    .filter((record) => dueOf(record)?.at.startsWith(day))
    .map(itemOf)
    .sort((a, b) => (a.time ?? "").localeCompare(b.time ?? ""));

function targetOf(record: RecordDto, how: MoveTo): string | null {
  const was = dueOf(record)?.at.slice(0, 10) ?? null;
  if (typeof how === "object" && "day" in how) return how.day;
  if (typeof how === "object" && "whole_day" in how) return how.whole_day;
  if (typeof how === "object" && "at" in how) return how.at.slice(0, 10);
  if (was === null) return null;
  if (typeof how === "object") return plus(was, how.days);
  let next = plus([was, dayFromToday(0)].sort().at(-1) ?? was, 1);
  while (rests(next)) next = plus(next, 1);
  return next;
}

function plan({ tasks, how }: { tasks: TaskAt[]; how: MoveTo }): MovePlan {
  const moved: MovePlan["moved"] = [];
  const stays: MovePlan["stays"] = [];
  for (const { id, rev } of tasks) {
    const record = world.records.get(id);
    const title = record ? textOf(cellOf(record, "title")) : "";
    const to = record && targetOf(record, how);
    if (!record || record.deleted) stays.push({ id, title, why: "error.move_gone" });
    else if (!isOpen(record)) stays.push({ id, title, why: "error.move_not_open" });
    else if (record.rev !== rev) stays.push({ id, title, why: "error.move_changed" });
    else if (!to) stays.push({ id, title, why: "error.move_no_day" });
    else moved.push({ id, title, to, rests: rests(to) });
  }
  return { moved, stays };
}

function move({ tasks, how }: { tasks: TaskAt[]; how: MoveTo }): Applied {
  const { moved, stays } = plan({ tasks, how });
  if (stays[0]) throw wireError("conflict", stays[0].why as Parameters<typeof wireError>[1]);
  return applySet({
    label: "op.tasks_moved",
    changes: moved.flatMap(({ id, to }) => {
      const record = world.records.get(id) as RecordDto;
      const was = dueOf(record);
      const kept = was?.at.slice(10) ?? "";
      const time = typeof how === "object" && "at" in how ? how.at.slice(10) : kept;
      const at = `${to}${typeof how === "object" && "whole_day" in how ? "" : time}`;
      if (at === was?.at) return [];
      return [
        {
          kind: "update" as const,
          entity: "task",
          id,
          rev: record.rev,
          values: { due: { t: "wall" as const, v: { at, zone: was?.zone ?? "Asia/Shanghai" } } },
        },
      ];
    }),
  });
}

type Occurrence = { task: TaskAt; day: string };

function occurrenceSkip({ task, day }: Occurrence): Applied {
  const record = world.records.get(task.id);
  if (!record || record.rev !== task.rev) throw wireError("conflict", "error.move_changed");
  leftOut.add(`${task.id} ${day}`);
  return applySet({
    label: "op.occurrence_skipped",
    changes: [{ kind: "update", entity: "task", id: task.id, rev: task.rev, values: {} }],
  });
}

function occurrenceMove({ task, day, how }: Occurrence & { how: MoveTo }): Applied {
  const record = world.records.get(task.id);
  const was = record && dueOf(record);
  if (!record || !was || record.rev !== task.rev) throw wireError("conflict", "error.move_changed");
  leftOut.add(`${task.id} ${day}`);
  const at = `${day}${was.at.slice(10)}`;
  const one: RecordDto = { ...record, values: { ...record.values, due: { t: "wall", v: { ...was, at } } } };
  const time = typeof how === "object" && "at" in how ? how.at.slice(10) : was.at.slice(10);
  const to = `${targetOf(one, how)}${typeof how === "object" && "whole_day" in how ? "" : time}`;
  const { repeat: _, ...values } = record.values;
  return applySet({
    label: "op.occurrence_moved",
    changes: [
      {
        kind: "create",
        entity: "task",
        id: null,
        values: { ...values, due: { t: "wall", v: { at: to, zone: was.zone } } },
      },
    ],
  });
}

const calendarExport = () => ({
  place: "/home/lin/Documents/客户管家日程.ics",
  count: alive("task").filter(isOpen).length,
});

/** What a calendar file of a colleague comes to: a row of each kind. */
const calendarRead = (): CalendarPlan => ({
  file: "林经理的日历.ics",
  rows: [
    {
      number: 1,
      title: "和恒大采购部开会",
      due: `${dayFromToday(2)}T10:00`,
      repeat: "FREQ=WEEKLY",
      fate: "new",
      why: "",
      fields: [],
      notes: [{ key: "alarm", text: "" }],
    },
    {
      number: 2,
      title: "回访苏州工厂",
      due: dayFromToday(3),
      repeat: "",
      fate: "changed",
      why: "",
      fields: ["due", "title"],
      notes: [],
    },
    {
      number: 3,
      title: "去年的展会",
      due: `${dayFromToday(-300)}T09:00`,
      repeat: "",
      fate: "refused",
      why: "past",
      fields: [],
      notes: [],
    },
    {
      number: 4,
      title: "寄样品",
      due: `${dayFromToday(0)}T09:30`,
      repeat: "",
      fate: "same",
      why: "",
      fields: [],
      notes: [],
    },
  ],
});

function calendarTake({ without }: { without: number[] }): number {
  const [first] = calendarRead().rows;
  if (!first?.due) return 0;
  if (without.includes(first.number)) return without.includes(2) ? 0 : 1;
  applySet({
    label: "op.calendar_taken",
    changes: [
      {
        kind: "create",
        entity: "task",
        id: null,
        values: {
          title: { t: "text", v: first.title },
          due: { t: "wall", v: { at: first.due, zone: "Asia/Shanghai" } },
          state: { t: "choice", v: "open" },
        },
      },
    ],
  });
  return without.includes(2) ? 1 : 2;
}

let kept: CalendarKept | null = null;

export const agendaCalls = {
  calendar_kept: () => kept,
  calendar_keep: ({ tells, goesWhenLocked }: { tells: CalendarTells; goesWhenLocked: boolean }) => {
    const file = "/home/lin/Calendars/客户管家日程.ics";
    kept = { file, tells, goes_when_locked: goesWhenLocked, failed: null };
    return kept;
  },
  calendar_keep_stop: () => {
    kept = null;
    return null;
  },
  calendar_pick: calendarRead,
  calendar_dropped: calendarRead,
  calendar_take: calendarTake,
  calendar_close: () => null,
  calendar_export: calendarExport,
  agenda,
  agenda_day: agendaDay,
  agenda_beside: ({ from, to }: { from: string; to: string }): AgendaBeside[] => {
    const days = new Map<string, AgendaBeside>();
    for (const { on, source, entity, record, unit, why } of standingLines()) {
      if (on < from || on > to) continue;
      const day = days.get(on) ?? { date: on, lines: [], all: 0 };
      day.lines.push({ source, entity, record, unit, why });
      day.all += 1;
      days.set(on, day);
    }
    return [...days.values()].sort((a, b) => a.date.localeCompare(b.date));
  },
  tasks_move_plan: plan,
  tasks_move: move,
  occurrence_move: occurrenceMove,
  occurrence_skip: occurrenceSkip,
};
