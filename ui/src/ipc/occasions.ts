/** What reminds by itself: read, done, settled, put off, turned into a task; each with its way back. */
import { queryOptions } from "@tanstack/react-query";
import { GRACE_MS, hasPassed, instant } from "../lib/format.ts";
import { message, t } from "../lib/i18n.ts";
import {
  commands,
  type Id,
  type OccasionLine,
  type OccasionWhy,
  type Snooze,
  type Value,
} from "./bindings.ts";
import { undo } from "./history.ts";
import { read } from "./query.ts";
import { choiceWord } from "./words.ts";
import { createRecord } from "./write.ts";

const DAY_MS = 86_400_000;

/** How long it is until the next hour passes for which something is promised; nothing where none will. */
export function untilPassed(lines: readonly Pick<OccasionLine, "by">[], now: number): number | false {
  const ahead = lines.flatMap(({ by }) => (by === null || hasPassed(by, now) ? [] : [by]));
  // A clock that is asked to wait for a month rings at once.
  return ahead.length > 0 && Math.min(Math.min(...ahead) + GRACE_MS - now, DAY_MS);
}

/** Every domain's records make them: they are read anew with each change, and as an hour passes. */
export const standing = queryOptions({
  ...read("occasions", [], ["*"], commands.occasionsStanding),
  refetchInterval: ({ state }) => untilPassed(state.data?.lines ?? [], Date.now()),
  refetchIntervalInBackground: true,
});

export const occasionsOfUnit = (unit: Id) =>
  read("occasionsOfUnit", [unit], ["*"], () => commands.occasionsOfUnit(unit));

/** A class as the user calls it; one that is none has a word of its own. */
const classWord = (code = "") => message(`class.${code}`) ?? choiceWord("size_class", code);

export function because({ key, values }: OccasionWhy): string {
  const said = values as Record<string, string>;
  const classed = key.startsWith("occasion.size_class.") && {
    was: classWord(said.was),
    became: classWord(said.became),
  };
  return message(key, { ...said, ...classed }) ?? key;
}

/** Takes back that it is settled or put off. */
export function bringBack({ source, record }: OccasionLine): void {
  void commands.occasionUnsettle(source, record);
}

/** Done as its record can say it, or else only seen; gives the way back. */
export async function finishOccasion({ source, record, about }: OccasionLine): Promise<() => void> {
  const written = await commands.occasionDone(source, record, about);
  return written ? undo : () => void commands.occasionUnsettle(source, record);
}

/** What the button says that ends it. */
export const endWord = ({ ends }: OccasionLine) => t(ends ? "ui.today.done" : "ui.occasion.seen");

export function endSaid({ ends, why }: OccasionLine): string {
  return t(ends ? "ui.today.done_said" : "ui.occasion.settled_said", { title: because(why) });
}

function settle({ source, record, about }: OccasionLine): Promise<null> {
  return commands.occasionSettle(source, record, about);
}

export function putOff({ source, record, about }: OccasionLine, until: Snooze): Promise<null> {
  return commands.occasionPutOff(source, record, about, until);
}

/** By when a task of it is due: at its hour while that is ahead, else on its day, or today where that is past. */
export function taskDue({ by, on }: OccasionLine, today: string, now: number): string {
  if (by !== null && by > now) return instant(by);
  return on < today ? today : on;
}

/** Makes a task of it, due as it was; it is settled by that. */
export async function makeTask(
  one: OccasionLine,
  title: string,
  today: string,
  now = Date.now(),
): Promise<() => void> {
  const values: Record<string, Value> = {
    title: { t: "text", v: title },
    due: { t: "raw", v: taskDue(one, today, now) },
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: true },
  };
  if (one.unit) values.unit = { t: "ref", v: one.unit };
  if (one.contact) values.contact = { t: "ref", v: one.contact };
  // It stays with what reminded, where a task can point at that kind of record.
  const fields = (await commands.catalog()).entities.find(({ key }) => key === "task")?.fields ?? [];
  if (!values[one.entity] && fields.some(({ key }) => key === one.entity)) {
    values[one.entity] = { t: "ref", v: { id: one.record, label: "" } };
  }
  await createRecord("task", values);
  await settle(one);
  return () => {
    undo();
    bringBack(one);
  };
}
