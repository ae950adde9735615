/**
 * Where the user is: one place in the main sheet, perhaps a record beside it, and the way back.
 * Features go somewhere through here, so none of them needs to know another.
 */
import { createStore, useStore } from "./store.ts";

export type PlaceId =
  | "today"
  | "agenda"
  | "customers"
  | "groups"
  | "people"
  | "ledgers"
  | "tasks"
  | "import"
  | "backup"
  | "history"
  | "review"
  | "duplicates"
  | "settings";
export type RecordRef = {
  entity: string;
  id: string;
  /** as it stood at this instant, ms UTC; as it stands where nothing is said */ asOf?: number | undefined;
};
/** Something done with records that wants room of its own: it lies over the drawer until it is done or given up. */
export type Work =
  | { kind: "merge"; entity: string; id: string; other?: string }
  | { kind: "split"; id: string }
  | { kind: "brief"; id: string }
  | { kind: "unmerge"; step: number };
export type Place = {
  at: PlaceId;
  /** a part of the place: a settings section, a kind of record */ part?: string;
  /** the lists as they stood at this instant, ms UTC */ asOf?: number;
  /** the record open beside the list */ record?: RecordRef;
  /** the record takes the whole sheet */ full?: boolean;
  /** what is being done with records */ work?: Work;
  /** the filter a ledger shows what a sum is made of by, in place of the one that is kept */ narrow?: object;
  /** a view of the table that is to be shown: taken once */ view?: string | undefined;
};

type Trail = { past: Place[]; now: Place; future: Place[] };
const longest = 50;
const trail = createStore<Trail>({ past: [], now: { at: "customers" }, future: [] });

const same = (a: Place, b: Place) =>
  a.at === b.at &&
  a.part === b.part &&
  a.asOf === b.asOf &&
  a.full === b.full &&
  a.view === b.view &&
  a.work === b.work &&
  JSON.stringify(a.narrow) === JSON.stringify(b.narrow) &&
  a.record?.id === b.record?.id &&
  a.record?.entity === b.record?.entity &&
  a.record?.asOf === b.record?.asOf;

export function go(place: Place): void {
  trail.set((was) =>
    same(was.now, place) ? was : { past: [...was.past, was.now].slice(-longest), now: place, future: [] },
  );
}

/** Changes the present place without a step in the history: the drawer walking a list's rows. */
export function replacePlace(change: Partial<Place>): void {
  trail.set((was) => ({ ...was, now: { ...was.now, ...change } }));
}

/** Where one is without what lies beside the list. */
function list(): Place {
  const { record: _, full: __, work: ___, ...rest } = trail.get().now;
  return rest;
}

export function openRecord(record: RecordRef, full = false): void {
  go({ ...list(), record, full });
}

/** Goes to what reminded: the record, or where the vault's own reminders are seen to. */
export function openReminded({ source, entity, id }: RecordRef & { source: string }): void {
  if (source === "review_cycle") go({ at: "review", part: "cycle" });
  else if (entity === "vault") go({ at: "backup" });
  else openRecord({ entity, id });
}

export function closeRecord(): void {
  go(list());
}

/** Begins something with records, over the drawer. */
export function begin(work: Work): void {
  replacePlace({ work });
}

/** Over, or given up: what lay below is back, or `record` where that is what it led to. */
export function endWork(record?: RecordRef): void {
  trail.set((was) => {
    const { work: _, ...now } = was.now;
    return { ...was, now: record ? { ...now, record } : now };
  });
}

/** Shows the lists as they stood at an instant, or as they stand; what lies beside them goes along. */
export function showAsOf(at: number | null): void {
  const { asOf: _, record, work: __, ...now } = trail.get().now;
  const day = at === null ? {} : { asOf: at };
  go({ ...now, ...day, ...(record && { record: { entity: record.entity, id: record.id, ...day } }) });
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
