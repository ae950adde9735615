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

const isCall = ({ source }: OccasionLine) => source === "rhythm" || source === "silence";

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
    const calls = here.filter(isCall).map(ofOccasion);
    const shown = unfolded.has(id) ? calls : calls.slice(0, CALLS);
    const lines = [
      ...tasks.filter(({ lateness }) => lateness === id).map(ofTask),
      ...here.filter((one) => !isCall(one)).map(ofOccasion),
      ...shown,
    ];
    return lines.length > 0 ? [{ id, lines, folded: calls.slice(shown.length) }] : [];
  });
}
