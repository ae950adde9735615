/** The status line at the foot: whether all is saved, the last thing said, and what a screen counts at the right. */
import { createStore, useStore } from "./store.ts";

/** `failed`: something is not stored though nobody refused it, and how to try once more. */
export type Saving = { readonly pending: number; readonly failed: { readonly again?: () => void } | null };
/** `unsaved`: it tells of a text that was refused and waits where it was typed, so that not all is saved. */
export type Note = { text: string; action?: { label: string; run: () => void }; unsaved?: boolean };

const saving = createStore<Saving>({ pending: 0, failed: null });
const note = createStore<Note | null>(null);
const aside = createStore<string>("");

/** Refused for what it says, or stopped: the place it was typed in tells why, and nothing is left to be saved. */
const refusals: readonly unknown[] = ["invalid", "conflict", "not_found", "cancelled", "locked"];
const isRefusal = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "kind" in error && refusals.includes(error.kind);

/**
 * Wraps a write, so that the line says 正在保存, then 已保存, or that it failed. A write handed over as a function can
 * be tried again from the line, by `again` where whoever asked has to know of it.
 */
export async function whileSaving<T>(work: Promise<T> | (() => Promise<T>), again?: () => void): Promise<T> {
  note.set(null);
  saving.set((was) => ({ ...was, pending: was.pending + 1 }));
  try {
    const done = await (typeof work === "function" ? work() : work);
    saving.set((was) => ({ pending: was.pending - 1, failed: null }));
    return done;
  } catch (error) {
    const repeat =
      typeof work === "function" ? () => void whileSaving(work).catch(() => undefined) : undefined;
    const retry = again ?? repeat;
    saving.set((was) => ({
      pending: was.pending - 1,
      failed: isRefusal(error) ? was.failed : retry ? { again: retry } : {},
    }));
    throw error;
  }
}

/** What was not stored was given up by whoever typed it; what was said of it is over with it. */
export function forgetFailure(): void {
  saving.set((was) => ({ ...was, failed: null }));
  note.set((was) => (was?.unsaved ? null : was));
}

/** Says one sentence in the line until the next, or until something new is stored. */
export function say(next: Note | null): void {
  note.set(next);
}

/** What the screen counts at the right end: a selection's size and sum. */
export function setAside(text: string): void {
  aside.set(text);
}

export function clearStatus(): void {
  saving.set({ pending: 0, failed: null });
  note.set(null);
  aside.set("");
}

export const useSaving = () => useStore(saving);
export const useNote = () => useStore(note);
export const useAside = () => useStore(aside);
