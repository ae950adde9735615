/**
 * What was begun in a customer's box and not yet logged. At hand while the vault is open; kept in the vault when the
 * box is left and before the vault is, so that no lock loses half a conversation.
 */

import { type Moment, noMoment } from "../../../components/when.tsx";
import type { Id, Ref } from "../../../ipc/bindings.ts";
import { commands, events } from "../../../ipc/bindings.ts";

export type Draft = {
  readonly text: string;
  readonly kind: string;
  readonly contacts: readonly Ref[];
  /** when it took place; null is now */ readonly at: Moment | null;
  readonly result: string | null;
  readonly duration_min: number | null;
  readonly next: string;
  readonly due: Moment;
  /** not for everybody's eyes */ readonly confidential: boolean;
};

export const emptyDraft: Draft = {
  text: "",
  kind: "call",
  contacts: [],
  at: null,
  result: null,
  duration_min: null,
  next: "",
  due: noMoment,
  confidential: false,
};

const drafts = new Map<Id, Draft>();
/** what the vault does not know yet */
const unkept = new Set<Id>();

export const draftOf = (unit: Id): Draft => drafts.get(unit) ?? emptyDraft;

export function keepDraft(unit: Id, draft: Draft): void {
  const blank = draft.text === "" && draft.next === "";
  // An empty box takes nothing away that was never in it: the vault's may be on its way.
  if (blank && !drafts.delete(unit)) return;
  if (!blank) drafts.set(unit, draft);
  unkept.add(unit);
}

/** Brings into the vault what changed in a customer's box; nothing where the vault knows. */
export function storeDraft(unit: Id): Promise<unknown> | undefined {
  if (!unkept.delete(unit)) return undefined;
  const draft = drafts.get(unit);
  const kept = draft ? { ...draft, contacts: [...draft.contacts] } : null;
  return commands.noteDraftKeep(unit, kept).catch(() => unkept.add(unit));
}

/** What the vault kept of a customer's box; null where there is nothing, or something newer at hand. */
export async function loadDraft(unit: Id): Promise<Draft | null> {
  if (drafts.has(unit) || unkept.has(unit)) return null;
  const kept = await commands.noteDraft(unit).catch(() => null);
  if (!kept || unkept.has(unit)) return null;
  const here = drafts.get(unit);
  if (here) return here;
  // One kept by an earlier program says nothing of how it went.
  const draft = {
    ...kept,
    result: kept.result ?? null,
    duration_min: kept.duration_min ?? null,
    confidential: kept.confidential ?? false,
  };
  drafts.set(unit, draft);
  return draft;
}

// A locked vault leaves no words behind.
void events.on("phase", () => {
  drafts.clear();
  unkept.clear();
});
