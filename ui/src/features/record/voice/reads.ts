/** What is read of what came from a customer: the stream page by page, and how content they are. */
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { commands, type Id } from "../../../ipc/bindings.ts";
import { read } from "../../../ipc/query.ts";

export const voicesOf = (unit: Id, below: boolean, only: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: ["voices", unit, below, ...only],
    // A line tells of whom and of which product it speaks, by names that are other records'.
    meta: { of: ["*"] },
    initialPageParam: 0,
    // What is narrowed stays until the rest is there: the chip that was pressed keeps its place and the focus.
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => commands.unitVoices(unit, below, [...only], pageParam),
    getNextPageParam: (page, _, from) => {
      const told = from + page.voices.length;
      const all = page.counts.reduce(
        (sum, { entity, count }) => sum + (only.includes(entity) ? count : 0),
        0,
      );
      return told < all ? told : undefined;
    },
    select: ({ pages }) => ({
      voices: pages.flatMap((page) => page.voices),
      counts: new Map(pages.at(-1)?.counts.map(({ entity, count }) => [entity, count])),
    }),
  });

export const satisfactionOf = (unit: Id, below: boolean) =>
  read("satisfaction", [unit, below], ["satisfaction", "unit"], () => commands.unitSatisfaction(unit, below));
