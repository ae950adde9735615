/** Records that are there twice, as the mock knows it: the same short name and address, and what is typed within a name. */
import type {
  DuplicateList,
  DuplicatePair,
  LikelySame,
  Reason,
  RecordDto,
  Value,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { entities } from "./catalog.ts";
import { runJob } from "./job.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { world } from "./world.ts";

type Swept = { at: number; pairs: DuplicatePair[] };
const swept = new Map<string, { home: unknown; found: Swept }>();
const apart = new WeakMap<object, Set<string>>();
const at = 1_790_000_000_000;
const most = 12;

const titleOf = (record: RecordDto) =>
  textOf(cellOf(record, entities.find(({ key }) => key === record.entity)?.title_field ?? ""));
const reason = (why: Reason["why"], text: string, other = ""): Reason => ({
  why,
  text,
  other,
  against: why === "one_above" || why === "names_differ",
});
const keyOf = (a: string, b: string) => [a, b].sort().join(" ");

const sameAddress = (a: RecordDto, b: RecordDto) => {
  const address = textOf(cellOf(a, "address"));
  return address !== "" && address === textOf(cellOf(b, "address"));
};

function pairsOf(entity: string): DuplicatePair[] {
  const by = (record: RecordDto) => textOf(cellOf(record, entity === "unit" ? "short_name" : "full_name"));
  const all = alive(entity).filter((record) => by(record) !== "");
  const pairs = all.flatMap((first, from) =>
    all
      .slice(from + 1)
      .filter((second) => by(second) === by(first) && (entity !== "unit" || sameAddress(first, second)))
      .map((second): DuplicatePair => {
        const above = cellOf(second, "parent");
        const under = above.t === "ref" && above.v.id === first.id;
        const address = textOf(cellOf(first, "address"));
        const same = sameAddress(first, second);
        return {
          first: { id: first.id, label: titleOf(first) },
          second: { id: second.id, label: titleOf(second) },
          score: (under ? 52 : 67) + (same ? 5 : 0),
          reasons: [
            ...(entity === "unit" ? [] : [reason("name_same", titleOf(first), titleOf(second))]),
            ...(same ? [reason("same_address", address)] : []),
            ...(under ? [reason("one_above", "")] : []),
          ],
        };
      }),
  );
  return pairs.sort((a, b) => b.score - a.score).slice(0, most);
}

function list({ entity, from, count }: { entity: string; from: number; count: number }): DuplicateList {
  const kept = swept.get(entity);
  const none = { swept_at: null, stale: false, total: 0, left_out: 0, pairs: [] };
  if (kept?.home !== world) return none;
  const known = apart.get(world) ?? new Set();
  const living = ({ id }: { id: string }) => world.records.get(id)?.deleted === false;
  const left = kept.found.pairs.filter(
    ({ first, second }) => living(first) && living(second) && !known.has(keyOf(first.id, second.id)),
  );
  return {
    swept_at: kept.found.at,
    stale: false,
    total: left.length,
    left_out: 0,
    pairs: left.slice(from, from + count),
  };
}

function likely({ entity, values }: { entity: string; values: Record<string, Value> }): LikelySame[] {
  const field = entity === "unit" ? "legal_name" : "full_name";
  const typed = textOf(values[field] ?? { t: "null" }).trim();
  if (typed.length < 2) return [];
  return alive(entity)
    .filter((record) => titleOf(record).includes(typed))
    .slice(0, 5)
    .map((record) => ({
      record: { id: record.id, label: titleOf(record) },
      score: titleOf(record) === typed ? 72 : 25,
      reasons: [reason(titleOf(record) === typed ? "name_same" : "name_part", typed, titleOf(record))],
    }));
}

/** As the core finds them: of a list, each value that stands in another's as well. */
function beside({ entity, id, field }: { entity: string; id: string; field: string }): LikelySame[] {
  const parts = (record: RecordDto): string[] => {
    const value = record.values[field];
    if (value?.t === "phones") return value.v.map(({ raw }) => raw);
    if (value?.t === "texts") return [...value.v];
    return value?.t === "text" ? [value.v] : [];
  };
  const own = alive(entity).find((record) => record.id === id);
  const mine = new Set(own ? parts(own) : []);
  const known = apart.get(world) ?? new Set();
  return alive(entity)
    .filter(
      (one) => one.id !== id && !known.has(keyOf(id, one.id)) && parts(one).some((part) => mine.has(part)),
    )
    .map((one) => ({
      record: { id: one.id, label: titleOf(one) },
      score: 60,
      reasons: [reason("same_mobile", parts(one)[0] ?? "", "")],
    }));
}

export const duplicateCalls = {
  duplicates_sweep: ({ entity }: { entity: string }) =>
    runJob("sweep", [["duplicates_compare", alive(entity).length]], () => {
      swept.set(entity, { home: world, found: { at, pairs: pairsOf(entity) } });
      return swept.get(entity)?.found.pairs.length ?? 0;
    }),
  duplicates_list: list,
  not_the_same: ({ first, second }: { first: string; second: string }) => {
    apart.set(world, new Set([...(apart.get(world) ?? []), keyOf(first, second)]));
    emit("changed", { seq: world.seq, op: "quality", entities: ["distinct_pair"], ids: [] });
    return null;
  },
  likely_same: likely,
  same_beside: beside,
};
