/** Which value is said to be wrong: asked for from a field, its mark or a cell, answered by one sheet over all places. */
import { ask } from "./ask.ts";
import { createStore, useStore } from "./store.ts";

export type WrongOf = { readonly entity: string; readonly id: string; readonly field: string };

const wanted = createStore<WrongOf | null>(null);

export function askWrong(of: WrongOf): void {
  wanted.set(of);
  ask("wrong");
}

export function useWrongOf(): WrongOf | null {
  return useStore(wanted);
}
