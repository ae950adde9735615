/** Customers looked through in turn, by the core's own calendar. */
import type {
  CycleItem,
  CycleList,
  CycleProgress,
  CycleRules,
  Id,
  RecordDto,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { dayFromToday } from "./invented.ts";
import { marksOf } from "./quality.ts";
import { applySet } from "./records.ts";
import { alive, cellOf, nothing, textOf } from "./views.ts";
import { wordId } from "./word.ts";
import { wireError, world } from "./world.ts";

const lists = [
  ["size_class", "size_class"],
  ["unit_level", "level"],
] as const;

const written = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** The span of so many months that a day lies in. */
export function period(day: string, months: number): { first: string; last: string } {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1];
  const begins = month - (month % months);
  return { first: written(year, begins, 1), last: written(year, begins + months, 0) };
}

const after = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));

function madeOn(unit: RecordDto): string {
  const made = cellOf(unit, "created_at");
  return made.t === "instant" ? new Date(made.v).toISOString().slice(0, 10) : dayFromToday(0);
}

function cycleOf(unit: RecordDto) {
  const said = lists.flatMap(([list, field]) => {
    const code = textOf(cellOf(unit, field));
    return world.cycles.classes.filter((one) => one.list === list && one.class === code);
  });
  const times = said.map(({ months }) => months).filter((months) => months > 0);
  const months = times.length > 0 ? Math.min(...times) : said.length > 0 ? 0 : world.cycles.otherwise;
  return { months, by: said.find((one) => one.months === months) ?? null };
}

const stale = (unit: RecordDto) =>
  marksOf(unit)
    .filter((mark) => mark.stale && mark.word.certainty !== "doubtful")
    .map(({ field }) => field);

/** Part of a step that was begun: undone with it. */
function verified(id: Id, fields: readonly string[]): void {
  for (const field of fields) {
    const at = wordId({ id, field });
    const kept = world.records.get(at)?.values;
    const values = { ...kept, verified_at: { t: "instant" as const, v: Date.now() }, later_on: nothing };
    world.records.set(at, { entity: "provenance", id: at, rev: 1, values, warnings: [], deleted: false });
  }
}

function items(): (CycleItem & { done: boolean; aside: boolean })[] {
  const today = dayFromToday(0);
  return alive("unit").flatMap((unit) => {
    const { months, by } = cycleOf(unit);
    const status = textOf(cellOf(unit, "status"));
    const kind = textOf(cellOf(unit, "kind"));
    if (months === 0 || ["lost", "blocked"].includes(status) || !world.cycles.kinds.includes(kind)) return [];
    const reviewed = textOf(cellOf(unit, "reviewed_on")) || null;
    const skipped = textOf(cellOf(unit, "review_skipped_on")) || null;
    const looked = reviewed ?? madeOn(unit);
    const here = period(today, months);
    const done = looked >= here.first;
    if (done && (!reviewed || reviewed < here.first)) return [];
    const since = after(period(looked, months).last);
    const skipped_on = skipped && (!reviewed || reviewed < skipped) ? skipped : null;
    return [
      {
        unit: { id: unit.id, label: textOf(cellOf(unit, "legal_name")) },
        owner: textOf(cellOf(unit, "owner")) || null,
        class: by,
        months,
        since,
        passed: Math.max(0, (monthOf(here.first) - monthOf(since)) / months),
        reviewed_on: reviewed,
        skipped_on,
        fields: [],
        done,
        aside: !done && skipped_on !== null && skipped_on >= here.first,
      },
    ];
  });
}

function list(): CycleList {
  if (!world.cycles.on) return { on: false, items: [], open: 0, aside: [], skipped: 0, progress: [] };
  const all = items();
  const open = all.filter(({ done, aside }) => !done && !aside);
  open.sort(
    (a, b) =>
      Number(a.passed === 0) - Number(b.passed === 0) ||
      a.months - b.months ||
      a.since.localeCompare(b.since),
  );
  const progress = [...new Set(all.map(({ months }) => months))]
    .sort((a, b) => a - b)
    .map((months): CycleProgress => {
      const of = all.filter((one) => one.months === months);
      return {
        months,
        ...period(dayFromToday(0), months),
        done: of.filter(({ done }) => done).length,
        of: of.length,
        skipped: of.filter(({ aside }) => aside).length,
      };
    });
  const told = ({ done: _, aside: __, ...item }: (typeof all)[number]): CycleItem => {
    const unit = world.records.get(item.unit.id);
    return { ...item, fields: unit ? stale(unit) : [] };
  };
  const skipped = all.filter(({ aside }) => aside);
  return {
    on: true,
    items: open.slice(0, 100).map(told),
    open: open.length,
    aside: skipped.slice(0, 100).map(told),
    skipped: skipped.length,
    progress,
  };
}

/** How many wait, how many of them since before, and when the first turn is over. */
export function waiting(): { open: number; carried: number; by: string } | null {
  if (!world.cycles.on) return null;
  const open = items().filter(({ done, aside }) => !done && !aside);
  const by = open.map(({ months }) => period(dayFromToday(0), months).last).sort()[0];
  const carried = open.filter(({ passed }) => passed > 0).length;
  return by ? { open: open.length, carried, by } : null;
}

function mark(label: string, unit: Id, days: Record<string, string | null>): void {
  const record = world.records.get(unit);
  if (!record || record.deleted) throw wireError("not_found", "ui.error.not_found");
  const values = Object.fromEntries(
    Object.entries(days).map(([key, day]) => [key, day ? { t: "date" as const, v: day } : nothing]),
  );
  applySet({ label, changes: [{ kind: "update", entity: "unit", id: unit, rev: record.rev, values }] });
}

export const cycleCalls = {
  review_cycle: list,
  unit_reviewed: ({ unit }: { unit: Id }) => {
    const record = world.records.get(unit);
    const fields = record ? stale(record) : [];
    mark("op.reviewed", unit, { reviewed_on: dayFromToday(0), review_skipped_on: null });
    verified(unit, fields);
    return fields;
  },
  unit_review_skipped: ({ unit }: { unit: Id }) => {
    mark("op.review_skipped", unit, { review_skipped_on: dayFromToday(0) });
    return null;
  },
  cycle_rules: () => world.cycles,
  cycle_rules_set: ({ rules }: { rules: CycleRules }): null => {
    world.cycles = rules;
    world.seq += 1;
    emit("changed", { seq: world.seq, op: "quality.cycles", entities: ["review_cycle"], ids: [] });
    return null;
  },
};
