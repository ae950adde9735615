/** The status line at the foot: whether all is saved, the last thing said, and what a screen counts at the right. */
import { createStore, useStore } from "./store.ts";

export type Saving = { pending: number; failed: string | null };
export type Note = { text: string; action?: { label: string; run: () => void } };

const saving = createStore<Saving>({ pending: 0, failed: null });
const note = createStore<Note | null>(null);
const aside = createStore<string>("");

/** Wraps a write, so that the line says 正在保存, then 已保存, or that it failed. */
export async function whileSaving<T>(work: Promise<T>): Promise<T> {
  saving.set((was) => ({ ...was, pending: was.pending + 1 }));
  try {
    const done = await work;
    saving.set((was) => ({ pending: was.pending - 1, failed: null }));
    return done;
  } catch (error) {
    saving.set((was) => ({ pending: was.pending - 1, failed: "failed" }));
    throw error;
  }
}

/** Says one sentence in the line until the next. */
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
