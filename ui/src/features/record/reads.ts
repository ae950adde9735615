/** What the drawer reads: a unit's sheet and its timeline, page by page. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { commands, type Id, type RecordDto, type TimelineItem } from "../../ipc/bindings.ts";
import { read } from "../../ipc/query.ts";

const shown = ["unit", "contact", "post", "cooperation", "task", "activity"];
const PAGE = 30;

export const sheetOf = (id: Id) => read("unitSheet", [id], shown, () => commands.unitSheet(id));
// What a record points at shows by its name, and may be called otherwise by a change of another kind.
export const recordOf = (entity: string, id: Id) =>
  read("record", [entity, id], ["*"], () => commands.recordGet(entity, id));

export const relationsOf = (entity: string, id: Id) =>
  read("related", [entity, id], ["*"], () => commands.related(entity, id));
/** The records that point at one, page by page. */
export const relatedOf = (entity: string, field: string, id: Id) =>
  infiniteQueryOptions({
    queryKey: ["relatedList", entity, field, id],
    meta: { of: ["*"] },
    initialPageParam: 0,
    queryFn: ({ pageParam }) => commands.relatedList(entity, field, id, pageParam),
    getNextPageParam: (page, _, from) => (page.length > 0 ? from + page.length : undefined),
    select: ({ pages }): RecordDto[] => pages.flat(),
  });

export const timelineOf = (unit: Id) =>
  infiniteQueryOptions({
    queryKey: ["timeline", unit],
    meta: { of: ["activity", "task", "unit"] },
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) => commands.timeline(unit, pageParam, PAGE),
    getNextPageParam: ({ more }) => more,
    select: ({ pages }): TimelineItem[] => pages.flatMap(({ items }) => items),
  });
