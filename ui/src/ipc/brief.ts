/** The brief before a visit: put together by the core, in the language of the window. */
import { currentLanguage } from "../lib/i18n.ts";
import { whileSaving } from "../lib/status.ts";
import { type Brief, commands, type Id } from "./bindings.ts";
import { complain } from "./error.ts";
import { invalidate, queryClient, read } from "./query.ts";

const name = "brief";

/** It tells of nearly everything, so whatever changes may change it; and another day brings another one. */
export const briefOf = (unit: Id, below: boolean, day: string) => ({
  ...read(name, [unit, below, currentLanguage(), day], ["*"], () =>
    commands.brief(unit, below, currentLanguage()),
  ),
  // Of the same customer what was shown stays until more, or less, of it is there.
  placeholderData: (before: Brief | undefined) => (before?.unit.id === unit ? before : undefined),
});

/** Keeps that somebody does without a section, or no longer; the check does not wait for the answer. */
export async function leaveOff(key: string, off: boolean): Promise<void> {
  await queryClient.cancelQueries({ queryKey: [name] });
  queryClient.setQueriesData<Brief>(
    { queryKey: [name] },
    (was) => was && { ...was, parts: was.parts.map((part) => (part.key === key ? { ...part, off } : part)) },
  );
  try {
    await whileSaving(commands.briefSetPart(key, off));
  } catch (refused) {
    complain(refused);
    await invalidate([name]);
  }
}
