/**
 * The import under way, and what is just being done with its file. Both outlive the screen, so that looking up a
 * customer meanwhile loses nothing; what comes of a file that was put aside meanwhile is not shown.
 */
import {
  commands,
  type ImportDone,
  type ImportLayout,
  type ImportOpened,
  type ImportPlan,
  type WireError,
} from "../../ipc/bindings.ts";
import { toWireError } from "../../ipc/error.ts";
import { queryClient } from "../../ipc/query.ts";
import { createStore, useStore } from "../../lib/store.ts";

/** `n` counts plans: rows read of one are never shown as rows of another. */
export type Draft =
  | { step: "file" }
  | { step: "columns"; opened: ImportOpened; layout: ImportLayout }
  | { step: "preview"; opened: ImportOpened; layout: ImportLayout; plan: ImportPlan; n: number }
  | { step: "done"; opened: ImportOpened; done: ImportDone };

type Doing = "read" | "plan" | "perform";
type Work = { doing: Doing | null; error: WireError | null };

const idle: Work = { doing: null, error: null };
const draft = createStore<Draft>({ step: "file" });
const work = createStore<Work>(idle);
let plans = 0;
let turn = 0;

export const useDraft = () => useStore(draft);
export const useWork = () => useStore(work);

/** Forgets the rows of all plans so far. */
function forgetRows(): void {
  plans += 1;
  queryClient.removeQueries({ queryKey: ["importRows"] });
}

/** A file was read. */
export function beginDraft(opened: ImportOpened, layout: ImportLayout): void {
  work.set(idle);
  draft.set({ step: "columns", opened, layout });
}

/** Whether this file is still the one under way. */
const isUnderWay = (opened: ImportOpened): boolean => {
  const now = draft.get();
  return now.step !== "file" && now.opened.session === opened.session;
};

/** How the file's columns are read, unless it was put aside meanwhile. */
export function showColumns(opened: ImportOpened, layout: ImportLayout): void {
  if (!isUnderWay(opened)) return;
  work.set((was) => ({ ...was, error: null }));
  draft.set({ step: "columns", opened, layout });
}

/** A plan as it stands now, unless the file was put aside meanwhile. */
export function showPlan(opened: ImportOpened, layout: ImportLayout, plan: ImportPlan): void {
  if (!isUnderWay(opened)) return;
  forgetRows();
  draft.set({ step: "preview", opened, layout, plan, n: plans });
}

/** The plan after a decision, or made anew; not where its file was put aside or is mapped anew meanwhile. */
export function showPlanAgain(opened: ImportOpened, plan: ImportPlan): void {
  const now = draft.get();
  if (now.step === "preview") showPlan(opened, now.layout, plan);
}

export function showDone(opened: ImportOpened, done: ImportDone): void {
  if (isUnderWay(opened)) draft.set({ step: "done", opened, done });
}

/** Does one thing with the file; `still` says whether it was given up meanwhile. */
export async function doWith(doing: Doing, what: (still: () => boolean) => Promise<void>): Promise<void> {
  if (work.get().doing !== null) return;
  turn += 1;
  const mine = turn;
  const still = () => mine === turn;
  work.set({ doing, error: null });
  try {
    await what(still);
    if (still()) work.set((was) => ({ ...was, doing: null }));
  } catch (reason) {
    if (still()) work.set({ doing: null, error: toWireError(reason) });
  }
}

/** Stops what is being done with the file; whoever waits for it hears that it was stopped. */
export function stopWork(): void {
  commands.jobCancel("import").catch(() => undefined);
}

/** Puts the file aside and starts over. */
export function dropDraft(): void {
  const now = draft.get();
  if (work.get().doing !== null) stopWork();
  turn += 1;
  work.set(idle);
  if (now.step !== "file") commands.importClose(now.opened.session).catch(() => undefined);
  forgetRows();
  draft.set({ step: "file" });
}
