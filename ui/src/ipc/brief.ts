/** The brief before a visit: put together by the core, in the language of the window. */
import { currentLanguage } from "../lib/i18n.ts";
import { whileSaving } from "../lib/status.ts";
import { commands, type Id } from "./bindings.ts";
import { complain } from "./error.ts";
import { read } from "./query.ts";

/** It tells of nearly everything, so whatever changes may change it. */
export const briefOf = (unit: Id, below: boolean) =>
  read("brief", [unit, below, currentLanguage()], ["*"], () =>
    commands.brief(unit, below, currentLanguage()),
  );

/** Keeps which sections somebody does without. */
export function leaveOff(off: readonly string[]): void {
  whileSaving(commands.briefSetOff([...off])).catch(complain);
}
