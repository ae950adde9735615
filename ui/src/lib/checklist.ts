/** Which customer a checklist is started for: asked for from a record or the palette, answered by one sheet over all places. */
import { ask } from "./ask.ts";
import { t } from "./i18n.ts";
import { createStore, useStore } from "./store.ts";

const wanted = createStore<string | null>(null);

export function askChecklist(unit: string): void {
  wanted.set(unit);
  ask("checklist");
}

export function useChecklistUnit(): string | null {
  return useStore(wanted);
}

/** Behind what was said of a task that is done: how far the checklist is that it is a step of. */
export function listSaid(at: { checklist: { label: string }; done: number; all: number } | null): string {
  if (!at) return "";
  const { done, all } = at;
  return t(done === all ? "ui.checklist.whole_said" : "ui.checklist.step_said", {
    name: at.checklist.label,
    done,
    all,
  });
}
