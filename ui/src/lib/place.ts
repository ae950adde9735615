/**
 * Where the user is: one place in the main sheet, perhaps a record beside it, and the way back.
 * Features go somewhere through here, so none of them needs to know another.
 */
import { createStore, useStore } from "./store.ts";

export type PlaceId =
  | "today"
  | "customers"
  | "groups"
  | "people"
  | "ledgers"
  | "tasks"
  | "import"
  | "backup"
  | "history"
  | "duplicates"
  | "settings";
export type RecordRef = { entity: string; id: string };
export type Place = {
  at: PlaceId;
  /** a part of the place: a settings section, a saved view */ part?: string;
  /** the record open beside the list */ record?: RecordRef;
  /** the record takes the whole sheet */ full?: boolean;
};

type Trail = { past: Place[]; now: Place; future: Place[] };
const longest = 50;
const trail = createStore<Trail>({ past: [], now: { at: "customers" }, future: [] });

const same = (a: Place, b: Place) =>
  a.at === b.at &&
  a.part === b.part &&
  a.full === b.full &&
  a.record?.id === b.record?.id &&
  a.record?.entity === b.record?.entity;

export function go(place: Place): void {
  trail.set((was) =>
    same(was.now, place) ? was : { past: [...was.past, was.now].slice(-longest), now: place, future: [] },
  );
}

/** Changes the present place without a step in the history: the drawer walking a list's rows. */
export function replacePlace(change: Partial<Place>): void {
  trail.set((was) => ({ ...was, now: { ...was.now, ...change } }));
}

export function openRecord(record: RecordRef, full = false): void {
  go({ ...trail.get().now, record, full });
}

export function closeRecord(): void {
  const { at, part } = trail.get().now;
  go(part === undefined ? { at } : { at, part });
}

export function goBack(): void {
  trail.set((was) => {
    const now = was.past.at(-1);
    return now ? { past: was.past.slice(0, -1), now, future: [was.now, ...was.future] } : was;
  });
}

export function goForward(): void {
  trail.set((was) => {
    const [now, ...future] = was.future;
    return now ? { past: [...was.past, was.now], now, future } : was;
  });
}

/** Forgets the way here: a locked vault leaves no trail. */
export function resetPlaces(home: PlaceId): void {
  trail.set({ past: [], now: { at: home }, future: [] });
}

export function usePlace(): Place {
  return useStore(trail).now;
}

export function currentPlace(): Place {
  return trail.get().now;
}
