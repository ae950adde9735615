/** One list of tasks and of what reminds by itself, in the parts a day is looked at in. */
import type { Lateness, OccasionLine, TaskLine } from "../../ipc/bindings.ts";

export type Line =
  | { kind: "task"; key: string; task: TaskLine }
  | { kind: "occasion"; key: string; occasion: OccasionLine };

export type PartId = Lateness | "waiting";
export type Part = {
  id: PartId;
  lines: readonly Line[];
  /** contacts that are due, folded away so that they bury nothing */ folded: readonly Line[];
};

const order: readonly PartId[] = ["overdue", "today", "week", "waiting", "later", "someday"];
/** So many of those that only ask for a call are shown before one asks for more. */
const CALLS = 5;

const calls: readonly string[] = ["rhythm_person", "rhythm", "silence"];
export const isCall = ({ source }: OccasionLine) => calls.includes(source);
/** Whoever has a rhythm of their own is named before their customers are. */
const byWhom = (one: OccasionLine, other: OccasionLine) =>
  Number(other.source === "rhythm_person") - Number(one.source === "rhythm_person");

/** The day of a line; that of a task without one sorts first, among its like. */
const dayOf = (line: Line) => {
  if (line.kind === "occasion") return line.occasion.on;
  const { due } = line.task;
  return due.t === "wall" ? due.v.at.slice(0, 10) : "";
};
/** Day by day; the sort is stable, so that a day's tasks keep the order of their hours, before what has none. */
const byDay = (one: Line, other: Line) => dayOf(one).localeCompare(dayOf(other));

/** Somebody was given our word and waits: of what is late it stays on top until it is kept. */
const words: readonly string[] = ["complaint_reply", "promise_ours"];
const rank = (line: Line) => {
  const at = line.kind === "occasion" ? words.indexOf(line.occasion.source) : -1;
  return at < 0 ? words.length : at;
};
const byWord = (one: Line, other: Line) => rank(one) - rank(other) || byDay(one, other);

const partOf = ({ waits, lateness }: OccasionLine): PartId => (waits ? "waiting" : lateness);

export function partsOf(
  tasks: readonly TaskLine[],
  occasions: readonly OccasionLine[],
  unfolded: ReadonlySet<PartId>,
): Part[] {
  const ofTask = (task: TaskLine): Line => ({ kind: "task", key: task.id, task });
  const ofOccasion = (occasion: OccasionLine): Line => ({
    kind: "occasion",
    key: `${occasion.source}:${occasion.record}:${occasion.about}`,
    occasion,
  });
  return order.flatMap((id) => {
    const here = occasions.filter((one) => partOf(one) === id);
    const due = here.filter(isCall).sort(byWhom).map(ofOccasion);
    const shown = unfolded.has(id) ? due : due.slice(0, CALLS);
    const lines = [
      ...tasks.filter(({ lateness }) => lateness === id).map(ofTask),
      ...here.filter((one) => !isCall(one)).map(ofOccasion),
    ];
    lines.sort(id === "overdue" ? byWord : byDay);
    // Of today and of what is late, calls come last: they can wait. In what is to come each stands on its day.
    lines.push(...shown);
    if (id === "week" || id === "later") lines.sort(byDay);
    return lines.length > 0 ? [{ id, lines, folded: due.slice(shown.length) }] : [];
  });
}
