/** What came from a customer in one stream, and how content they are. */

import { voices as kinds } from "../../src/features/record/voice/kinds.ts";
import type { Mean, Satisfaction, Voice, Voices } from "../../src/ipc/bindings.ts";
import { isLate } from "./late.ts";
import { pointsTo } from "./records.ts";
import { allBelow } from "./tree.ts";
import { alive, cellOf, textOf } from "./views.ts";

const dated = ["received_on", "at", "made_on", "date", "as_of", "created_at"];

function dayOf(record: Parameters<typeof cellOf>[0]): string {
  for (const field of dated) {
    const value = record.values[field];
    if (value?.t === "date") return value.v;
    if (value?.t === "instant") return new Date(value.v).toISOString().slice(0, 10);
  }
  return "2026-11-22";
}

const at = (entity: string, unit: string, below: boolean) => {
  const ids = [unit, ...(below ? allBelow(unit).map(({ id }) => id) : [])];
  return alive(entity).filter((record) => ids.some((id) => pointsTo(record, "unit", id)));
};

type Asked = { unit: string; below: boolean; only: string[]; from: number };

function voicesOf({ unit, below, only, from }: Asked): Voices {
  const all: Voice[] = kinds
    .flatMap((entity) => at(entity, unit, below))
    .map((record) => ({ record, day: dayOf(record) }))
    .sort((a, b) => Number(isLate(b.record)) - Number(isLate(a.record)) || b.day.localeCompare(a.day));
  const counts = kinds.flatMap((entity) => {
    const count = all.filter(({ record }) => record.entity === entity).length;
    return count > 0 ? [{ entity, count }] : [];
  });
  const chosen = all.filter(({ record }) => only.length === 0 || only.includes(record.entity));
  return { voices: chosen.slice(from, from + 50), counts };
}

const yearsAgo = (n: number) => new Date(Date.now() - n * 365.25 * 86_400_000).toISOString().slice(0, 10);

function mean(scores: readonly number[]): Mean | null {
  if (scores.length === 0) return null;
  const sum = scores.reduce((all, score) => all + score, 0);
  return { hundredths: Math.round((sum * 100) / scores.length), count: scores.length };
}

function satisfactionOf({ unit, below }: { unit: string; below: boolean }): Satisfaction[] {
  const all = at("satisfaction", unit, below)
    .map((record) => {
      const score = cellOf(record, "score");
      return {
        day: dayOf(record),
        scale: textOf(cellOf(record, "scale")),
        score: score.t === "number" ? score.v : 0,
      };
    })
    .sort((a, b) => b.day.localeCompare(a.day));
  return [...new Set(all.map(({ scale }) => scale))].map((scale) => {
    const own = all.filter((one) => one.scale === scale);
    const within = (from: string, to: string) =>
      own.filter(({ day }) => day > from && day <= to).map(({ score }) => score);
    return {
      scale,
      last: own[0]?.score ?? 0,
      on: own[0]?.day ?? "",
      year: mean(within(yearsAgo(1), "9999")),
      before: mean(within(yearsAgo(2), yearsAgo(1))),
    };
  });
}

export const voiceCalls = { unit_voices: voicesOf, unit_satisfaction: satisfactionOf };
