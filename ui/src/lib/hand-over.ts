/** What is to be handed over: asked for from a row, a record or the palette, answered by one sheet over all places. */
import { ask } from "./ask.ts";
import { createStore, useStore } from "./store.ts";

export type HandOverOf =
  | { readonly kind: "units"; readonly ids: readonly string[] }
  | { readonly kind: "contact"; readonly id: string }
  /** everything of one of us */
  | { readonly kind: "person" };

const wanted = createStore<HandOverOf>({ kind: "person" });

export function askHandOver(of: HandOverOf): void {
  wanted.set(of);
  ask("hand_over");
}

export function useHandOverOf(): HandOverOf {
  return useStore(wanted);
}
