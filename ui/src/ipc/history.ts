/** Undo and redo, across restarts: the core keeps the history, the status line says which step went. */
import { message, t } from "../lib/i18n.ts";
import { say, whileSaving } from "../lib/status.ts";
import { commands, type HistoryState, type StepState } from "./bindings.ts";
import { sentence } from "./error.ts";
import { historyState, queryClient } from "./query.ts";

/** Steps that took another back, or brought it again, carry the other's name. */
export function stepName(op: string, state: StepState): string {
  const name = message(op) ?? op;
  if (state === "undo") return t("ui.history.undo_of", { step: name });
  return state === "redo" ? t("ui.history.redo_of", { step: name }) : name;
}

/** Takes one step back (or forth) in the vault's history, and says which. */
async function step(kind: "undo" | "redo"): Promise<void> {
  try {
    const before: HistoryState = await commands.historyState();
    const label = before[kind];
    if (label === null) {
      say({ text: t(kind === "undo" ? "ui.status.nothing_to_undo" : "ui.status.nothing_to_redo") });
      return;
    }
    queryClient.setQueryData(historyState.queryKey, await whileSaving(commands[kind]));
    const name = message(label) ?? label;
    say({ text: t(kind === "undo" ? "ui.status.undone" : "ui.status.redone", { step: name }) });
  } catch (error) {
    say({ text: sentence(error) });
  }
}

export const undo = () => void step("undo");
export const redo = () => void step("redo");
