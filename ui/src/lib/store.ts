/** A value many parts of the window look at. Holds nothing that could not be read again from the core. */
import { useSyncExternalStore } from "react";

export type Store<T> = {
  get: () => T;
  set: (next: T | ((now: T) => T)) => void;
  subscribe: (hear: () => void) => () => void;
};

export function createStore<T>(first: T): Store<T> {
  let now = first;
  const ears = new Set<() => void>();
  return {
    get: () => now,
    set: (next) => {
      const value = typeof next === "function" ? (next as (now: T) => T)(now) : next;
      if (Object.is(value, now)) return;
      now = value;
      for (const hear of [...ears]) hear();
    },
    subscribe: (hear) => {
      ears.add(hear);
      return () => ears.delete(hear);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
