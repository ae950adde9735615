/** What was to be done by a day or an hour and is not: which that is of a kind, and what says that it is over. */
import { hasPassed, wallInstant } from "../lib/format.ts";
import type { RecordDto, Value } from "./bindings.ts";

type Due = {
  /** the day, or the hour */ readonly due: string;
  /** what says that it is over */ readonly over: string;
  /** the choices of it that do; of a day any */ readonly by: readonly string[] | null;
  /** how the project stands that it is a part of: of one that rests or is over nothing is asked */ readonly within?: string;
  /** somebody waits for it: how long there is is told before it is late as well */ readonly told?: true;
};

const RESTS = ["done", "paused", "cancelled"];

const dues: { readonly [entity in string]?: Due } = {
  // Of work that rests no step is asked for.
  project: { due: "end", over: "stage", by: RESTS },
  milestone: { due: "due_on", over: "done_on", by: null, within: "project_stage" },
  project_issue: { due: "due_on", over: "closed_on", by: null, within: "project_stage" },
  complaint: { due: "promised_by", over: "state", by: ["answered", "confirmed"], told: true },
  promise: { due: "due_on", over: "state", by: ["kept", "broken", "dropped"], told: true },
};

export const dueOf = (entity: string): Due | undefined => dues[entity];

/** What has to be known beside the day to say that it is late. */
export const toldBy = ({ over, within }: Due): readonly string[] => (within ? [over, within] : [over]);

/** By when something is still to be done. */
export type Until = { readonly day: string; readonly by: number | null; readonly late: boolean };

type Of = (key: string) => Value | undefined;

/** By when it is still to be done: a day, and the instant where it has an hour. Nothing of what is over, or has no day. */
export function until(entity: string, today: string, of: Of, now: number): Until | null {
  const { due, over, by, within } = dues[entity] ?? {};
  if (!due || !over) return null;
  const said = of(over);
  const stage = within ? of(within) : undefined;
  if (stage?.t === "choice" && RESTS.includes(stage.v)) return null;
  const isOver = by ? said?.t === "choice" && by.includes(said.v) : said !== undefined && said.t !== "null";
  if (isOver) return null;
  const day = of(due);
  if (day?.t === "date") return { day: day.v, by: null, late: day.v < today };
  if (day?.t !== "wall") return null;
  const at = wallInstant(day.v.at, day.v.zone);
  const on = day.v.at.slice(0, 10);
  return { day: on, by: at, late: at === null ? on < today : hasPassed(at, now) };
}

/** The day by which it was to be done, where that is gone and it is not. */
export function lateSince(entity: string, today: string, of: Of, now = Date.now()): string | null {
  const found = until(entity, today, of, now);
  return found?.late ? found.day : null;
}

/** What a line tells of it: what is late, and of what somebody waits for how long there is. */
export function dueOfRecord({ entity, values }: RecordDto, today: string, now: number): Until | null {
  const found = until(entity, today, (key) => values[key], now);
  return found && (found.late || dues[entity]?.told) ? found : null;
}
