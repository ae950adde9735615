/** What is known of values: reads, the writes several screens share, and ages in words. */

import { type MessageKey, message, t } from "../lib/i18n.ts";
import { say, whileSaving } from "../lib/status.ts";
import { commands, type FieldAt, type Id, type NextQuestion, type WrongSaid } from "./bindings.ts";
import { complain, sentence } from "./error.ts";
import { undo } from "./history.ts";
import { read } from "./query.ts";
import { fieldLabel } from "./words.ts";

export const qualityOf = (entity: string, id: Id) =>
  read("recordQuality", [entity, id], ["*"], () => commands.recordQuality(entity, id));

/** So many are named; of more it is said how many. */
const NAMED = 3;

/** What was verified, each field once: the phone of two people is one word. */
function verifiedSaid(fields: readonly FieldAt[]): string {
  const names = [...new Set(fields.map(({ entity, field }) => fieldLabel(entity, field)))];
  return names.length > NAMED
    ? t("ui.quality.verified_many", { n: fields.length })
    : t("ui.quality.verified_said", { field: names.join(t("ui.list_comma")) });
}

const undoable = (text: string) => say({ text, action: { label: t("ui.undo"), run: undo } });

/** Verified as of today; said in the status line, undone like any step. */
export async function verifyFields(
  fields: FieldAt[],
  source: string | null = null,
  by: string | null = null,
): Promise<void> {
  try {
    await whileSaving(commands.fieldsVerified(fields, source, by));
    if (fields.length > 0) undoable(verifiedSaid(fields));
  } catch (error) {
    say({ text: sentence(error) });
  }
}

/** Whether a warning says that a value looks filled in carelessly. */
export const isCareless = (key: string) => key.startsWith("warning.careless_");

/** What somebody said is wrong with a value, with their name where it is known. */
export const wrongText = (note: string, by: string | null) =>
  by ? t("ui.wrong.said_by", { note, by }) : t("ui.wrong.said", { note });

/** That somebody said so, who is told with what they said. */
export const isSaidWrong = (key: string) => key === "warning.said_wrong";

/** Why a value is doubtful, in few words; the core's sentence says the same at length. */
export function doubtWord(key: string | null): string {
  const why = key?.slice("warning.".length);
  return (why && message(`doubt.${why}`)) || t("ui.doubt.said");
}

async function settle(at: FieldAt, write: () => Promise<null>, said: MessageKey): Promise<void> {
  await whileSaving(write);
  undoable(t(said, { field: fieldLabel(at.entity, at.field) }));
}

/** A doubtful value stays, and is not brought up again before it changes. Rejects where that is refused. */
export const keepDoubtful = (at: FieldAt, reason: string) =>
  settle(at, () => commands.doubtKeep(at, reason), "ui.doubt.kept_said");

/** A value is wrong: it is doubtful until it is mended or found right. Rejects where that is refused. */
export const sayWrong = (at: FieldAt, said: WrongSaid) =>
  settle(at, () => commands.valueWrong(at, said), "ui.wrong.kept_said");

/** What is doubtful is taken out of its field. */
export const clearDoubtful = (at: FieldAt) =>
  settle(at, () => commands.doubtClear(at), "ui.doubt.cleared_said").catch(complain);

/** An age one grasps: days, months from two on, years from two on. */
export function ageText(days: number): string {
  if (days < 60) return t("ui.quality.age_days", { n: days });
  if (days < 730) return t("ui.quality.age_months", { n: Math.floor(days / 30) });
  return t("ui.quality.age_years", { n: Math.floor(days / 365) });
}

/** An aspect's name: the program's, or what the user called a field of their own. */
export function aspectLabel(key: string): string {
  return message(`coverage.${key}`) ?? fieldLabel("unit", key);
}

/** What one would ask the customer; `value` in the words of its field. */
export function questionText(question: NextQuestion, value: string): string {
  const { key, entity, about, field } = question;
  const blanks = {
    name: about.label,
    field: field ? fieldLabel(entity, field) : "",
    value,
  };
  return message(entity === "contact" ? `question.${key}_of` : `question.${key}`, blanks) ?? key;
}
