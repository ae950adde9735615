/** What a letter is about: asked for from a row, a record or the palette, answered by one sheet over all places. */
import { ask } from "./ask.ts";
import { createStore, useStore } from "./store.ts";

export type MailOf = {
  readonly entity: string;
  readonly record: string;
  /** the key of what reminds of it, where that is why one writes */ readonly source: string | null;
};

const wanted = createStore<MailOf>({ entity: "", record: "", source: null });

export function askMail(entity: string, record: string, source: string | null = null): void {
  wanted.set({ entity, record, source });
  ask("mail");
}

export function useMailOf(): MailOf {
  return useStore(wanted);
}
