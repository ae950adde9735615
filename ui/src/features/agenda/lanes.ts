/** Items of a day side by side where they are at once. */
import type { AgendaItem } from "../../ipc/bindings.ts";

export type Laid = { item: AgendaItem; start: number; minutes: number; lane: number; of: number };

/** Less than this cannot be read, however short it is. */
const least = 30;

export function lanes(items: readonly AgendaItem[]): Laid[] {
  const laid: Laid[] = [];
  /** those that hang together, and when each lane of theirs is free again */
  let group: Laid[] = [];
  let free: number[] = [];
  const close = () => {
    for (const one of group) one.of = free.length;
    [group, free] = [[], []];
  };
  const timed = items.flatMap((item) => {
    const [hour, minute] = (item.time ?? "").split(":").map(Number);
    return hour === undefined || minute === undefined ? [] : [{ item, start: hour * 60 + minute }];
  });
  for (const { item, start } of timed.sort((a, b) => a.start - b.start)) {
    const begin = Math.min(start, 1440 - least);
    const minutes = Math.min(Math.max(item.minutes, least), 1440 - begin);
    if (free.every((end) => end <= begin)) close();
    const found = free.findIndex((end) => end <= begin);
    const lane = found < 0 ? free.length : found;
    free[lane] = begin + minutes;
    const one = { item, start: begin, minutes, lane, of: 1 };
    group.push(one);
    laid.push(one);
  }
  close();
  return laid;
}
