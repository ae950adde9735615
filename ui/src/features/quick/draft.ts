/** A draft of the core with what the user answered put in. Nothing is reckoned here: choices come whole. */
import type { QuickDoubt, QuickDraft, Value } from "../../ipc/bindings.ts";

/** By question, so that an answer holds as long as the question stays the same: the choice, or none of them. */
export type Answers = Readonly<Record<string, number | null>>;
export const noAnswers: Answers = {};

export function doubtKey(doubt: QuickDoubt): string {
  const names = doubt.choices.map(({ due, repeat, title, unit, contact }) => [
    due,
    repeat,
    title,
    unit?.id,
    contact?.id,
  ]);
  return `${doubt.part} ${doubt.why} ${JSON.stringify(names)}`;
}

/** Which choice stands: what was answered, else the likely one. */
export function standing(doubt: QuickDoubt, answers: Answers): number | null {
  const said = answers[doubtKey(doubt)];
  if (said !== undefined) return said;
  return doubt.is_likely ? 0 : null;
}

/** The question that number keys answer: first those without a likely answer. */
export function openDoubt(draft: QuickDraft, answers: Answers): number {
  const isOpen = (doubt: QuickDoubt) => !(doubtKey(doubt) in answers);
  const must = draft.doubts.findIndex((doubt) => isOpen(doubt) && !doubt.is_likely);
  if (must >= 0) return must;
  const may = draft.doubts.findIndex(isOpen);
  return may >= 0 ? may : draft.doubts.length - 1;
}

/** Whether every question that has no likely answer was answered. */
export function isSettled(draft: QuickDraft, answers: Answers): boolean {
  return draft.doubts.every((doubt) => doubt.is_likely || doubtKey(doubt) in answers);
}

/** Whether a likely answer stands that nobody gave. */
export function isGuessed(draft: QuickDraft, answers: Answers): boolean {
  return draft.doubts.some((doubt) => doubt.is_likely && !(doubtKey(doubt) in answers));
}

export function answered(draft: QuickDraft, answers: Answers): QuickDraft {
  let done = draft;
  for (const doubt of draft.doubts) {
    const place = standing(doubt, answers);
    const choice = place === null ? undefined : doubt.choices[place];
    if (!choice) continue;
    if (doubt.part === "when") {
      const leads = choice.leads.length > 0 ? choice.leads : done.leads;
      done = { ...done, due: choice.due, repeat: choice.repeat, title: choice.title ?? done.title, leads };
    }
    if (doubt.part === "unit") done = { ...done, unit: choice.unit };
    if (doubt.part === "contact") {
      done = { ...done, contact: choice.contact, unit: done.unit ?? choice.unit };
    }
  }
  return done;
}

/** The fields of the task that is made. */
export function taskOf(draft: QuickDraft): Record<string, Value> {
  const values: Record<string, Value> = {
    title: { t: "text", v: draft.title },
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: true },
  };
  if (draft.due.t !== "null") values.due = draft.due;
  if (draft.repeat !== null) values.repeat = { t: "text", v: draft.repeat };
  if (draft.minutes !== null && draft.due.t !== "null") values.minutes = { t: "number", v: draft.minutes };
  if (draft.leads.length > 0) values.leads = { t: "choices", v: draft.leads };
  if (draft.unit) values.unit = { t: "ref", v: draft.unit };
  if (draft.contact) values.contact = { t: "ref", v: draft.contact };
  if (draft.kind !== "") values.kind = { t: "choice", v: draft.kind };
  return values;
}
