/** What was learned: what is laid before new work, how it is answered, what it is like, and the years gone by. */
import { message, t } from "../lib/i18n.ts";
import { whileSaving } from "../lib/status.ts";
import { commands, type Id, type LikeReason, type RecordAt } from "./bindings.ts";
import { complain } from "./error.ts";
import { read } from "./query.ts";

/** Which record, where more of it is at hand. */
const at = ({ entity, id }: RecordAt): RecordAt => ({ entity, id });

/** What lessons are for. */
export const isWork = (entity: string) => entity === "project" || entity === "cooperation";

// Whose unit stands where in its group counts, and what each is called is shown.
export const lessonsOf = ({ entity, id }: RecordAt) =>
  read("lessons", [entity, id], ["*"], () => commands.lessons(entity, id));

export const similarTo = ({ entity, id }: RecordAt) =>
  read("similarWork", [entity, id], ["*"], () => commands.similarWork(entity, id));

/** `at` is an instant of the past, or null for now. */
export const yearsOf = (unit: Id, below: boolean, at: number | null) =>
  read(
    "unitYears",
    [unit, below, at],
    ["unit", "cooperation", "project", "contract", "payment", "complaint"],
    () => commands.unitYears(unit, below, at),
  );

/** Said, or with no answer taken back; true where it was kept. */
export function answerLesson(
  of: RecordAt,
  from: RecordAt,
  answer: string | null,
  note: string | null = null,
) {
  return whileSaving(commands.answerLesson(at(of), at(from), answer, note)).then(
    () => true,
    (error: unknown) => {
      complain(error);
      return false;
    },
  );
}

export function liken(of: RecordAt, like: RecordAt, alike: boolean): void {
  whileSaving(commands.liken(at(of), at(like), alike)).catch(complain);
}

/** A reason in words. */
export function reasonText({ alike, names }: LikeReason): string {
  return message(`ui.similar.${alike}`, { names: names.join(t("ui.list_comma")) }) ?? alike;
}
