/** Work that was to be done by a day and is not: which day that is of a kind, and what says that it is over. */
import type { RecordDto, Value } from "./bindings.ts";

type Due = {
  /** the day */ readonly due: string;
  /** what says that it is over */ readonly over: string;
  /** the choices of it that do; of a day any */ readonly by: readonly string[] | null;
  /** how the project stands that it is a part of: of one that rests or is over nothing is asked */ readonly within?: string;
};

const RESTS = ["done", "paused", "cancelled"];

const dues: { readonly [entity in string]?: Due } = {
  // Of work that rests no step is asked for.
  project: { due: "end", over: "stage", by: RESTS },
  milestone: { due: "due_on", over: "done_on", by: null, within: "project_stage" },
  project_issue: { due: "due_on", over: "closed_on", by: null, within: "project_stage" },
};

export const dueOf = (entity: string): Due | undefined => dues[entity];

/** What has to be known beside the day to say that it is late. */
export const toldBy = ({ over, within }: Due): readonly string[] => (within ? [over, within] : [over]);

/** The day by which it was to be done, where that is gone and it is not. */
export function lateSince(
  entity: string,
  today: string,
  of: (key: string) => Value | undefined,
): string | null {
  const { due, over, by, within } = dues[entity] ?? {};
  if (!due || !over) return null;
  const day = of(due);
  const said = of(over);
  const stage = within ? of(within) : undefined;
  if (stage?.t === "choice" && RESTS.includes(stage.v)) return null;
  const isOver = by ? said?.t === "choice" && by.includes(said.v) : said !== undefined && said.t !== "null";
  return day?.t === "date" && day.v < today && !isOver ? day.v : null;
}

export const lateRecord = ({ entity, values }: RecordDto, today: string): string | null =>
  lateSince(entity, today, (key) => values[key]);
