/** What was begun in a customer's box and not yet saved; kept in memory only, for as long as the vault is open. */

import { type Moment, noMoment } from "../../components/when.tsx";
import type { Id, Ref } from "../../ipc/bindings.ts";
import { events } from "../../ipc/bindings.ts";

export type Draft = {
  readonly text: string;
  readonly kind: string;
  readonly contacts: readonly Ref[];
  /** when it took place; null is now */ readonly at: Moment | null;
  readonly next: string;
  readonly due: Moment;
};

export const emptyDraft: Draft = { text: "", kind: "call", contacts: [], at: null, next: "", due: noMoment };

const drafts = new Map<Id, Draft>();

export const draftOf = (unit: Id): Draft => drafts.get(unit) ?? emptyDraft;

export function keepDraft(unit: Id, draft: Draft): void {
  if (draft.text === "" && draft.next === "") drafts.delete(unit);
  else drafts.set(unit, draft);
}

// A locked vault leaves no words behind.
void events.on("phase", () => drafts.clear());
