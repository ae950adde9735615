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

/** A part of it: who looks at that alone is drawn anew when it is another one. What is picked is not made anew. */
export function usePart<T, P>(store: Store<T>, pick: (now: T) => P): P {
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
