/** The tags in use, and one called otherwise everywhere. */
import type { RecordDto, TagUse } from "../../src/ipc/bindings.ts";
import { applySet } from "./records.ts";
import { world } from "./world.ts";

const wornBy = ({ values, deleted }: RecordDto): readonly string[] =>
  !deleted && values.tags?.t === "texts" ? values.tags.v : [];

function used(): TagUse[] {
  const counts = new Map<string, number>();
  for (const tag of [...world.records.values()].flatMap(wornBy)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => b.count - a.count);
}

function rename({ from, to }: { from: string; to: string }): number {
  const worn = [...world.records.values()].filter((record) => wornBy(record).includes(from));
  const changes = worn.map((record) => {
    const next = wornBy(record).map((tag) => (tag === from ? to : tag));
    const tags = { t: "texts" as const, v: [...new Set(next)].filter((tag) => tag !== "") };
    const { entity, id, rev } = record;
    return { kind: "update" as const, entity, id, rev, values: { tags } };
  });
  applySet({ label: "op.tag_renamed", changes });
  return worn.length;
}

export const tagCalls = { tags_used: used, tag_rename: rename };
