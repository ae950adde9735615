/** The mock's events: what the shell would send to the window. */
import type { Events } from "../../src/ipc/bindings.ts";

type Ear = (event: { payload: never }) => void;
const ears = new Map<string, Set<Ear>>();

export function hear(name: string, ear: Ear): () => void {
  const all = ears.get(name) ?? new Set();
  ears.set(name, all);
  all.add(ear);
  return () => all.delete(ear);
}

export function emit<K extends keyof Events>(name: K, payload: Events[K]): void {
  for (const ear of [...(ears.get(name) ?? [])]) ear({ payload: payload as never });
}
