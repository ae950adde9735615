/**
 * Walking from record to record in the order of the list beside it. The list on screen says how (`useWalk`),
 * the open record asks (`walk`); neither needs to know the other.
 */
import { useEffect, useRef } from "react";
import { type RecordRef, replacePlace } from "./place.ts";

/** The record before or after `from`; null at either end or where the list does not hold it. */
export type Walker = (from: RecordRef, step: 1 | -1) => Promise<RecordRef | null> | RecordRef | null;

let current: Walker | null = null;

/** The caller's list is the one to walk while it is on screen. */
export function useWalk(walker: Walker): void {
  const latest = useRef(walker);
  useEffect(() => {
    latest.current = walker;
  });
  useEffect(() => {
    const mine: Walker = (from, step) => latest.current(from, step);
    current = mine;
    return () => {
      if (current === mine) current = null;
    };
  }, []);
}

/** Opens the neighbour in place of `from`. */
export async function walk(from: RecordRef, step: 1 | -1): Promise<void> {
  const next = await current?.(from, step);
  if (next) replacePlace({ record: next });
}

/** For a list kept whole in the window: the neighbour among `ids`. */
export function neighbour(entity: string, ids: readonly string[], from: string, step: 1 | -1) {
  const at = ids.indexOf(from);
  const id = at < 0 ? undefined : ids[at + step];
  return id === undefined ? null : { entity, id };
}
