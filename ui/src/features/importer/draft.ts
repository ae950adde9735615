/** The import under way. It outlives the screen, so that looking up a customer meanwhile loses nothing. */
import {
  commands,
  type ImportDone,
  type ImportLayout,
  type ImportOpened,
  type ImportPlan,
} from "../../ipc/bindings.ts";
import { createStore, useStore } from "../../lib/store.ts";

export type Draft =
  | { step: "file" }
  | { step: "columns"; opened: ImportOpened; layout: ImportLayout }
  | { step: "preview"; opened: ImportOpened; layout: ImportLayout; plan: ImportPlan }
  | { step: "done"; opened: ImportOpened; done: ImportDone };

const draft = createStore<Draft>({ step: "file" });

export const useDraft = () => useStore(draft);
export const setDraft = (next: Draft) => draft.set(next);

/** Puts the file aside and starts over. */
export function dropDraft(): void {
  const now = draft.get();
  if (now.step !== "file") commands.importClose(now.opened.session).catch(() => undefined);
  draft.set({ step: "file" });
}
