/** What was learned, as the core lays it before new work: who is above and below, what is low, what is alike. */
import type {
  Applied,
  Common,
  Lesson,
  LessonAnswer,
  Lessons,
  LikeReason,
  RecordAt,
  RecordDto,
  Ref,
  Similar,
  Value,
  YearLine,
  YearWork,
} from "../../src/ipc/bindings.ts";
import { minorDigits } from "../../src/lib/format.ts";
import { applySet, pointsTo } from "./records.ts";
import { alive, began, cellOf, nothing, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const day = (record: RecordDto, ...keys: string[]) =>
  keys.map((key) => textOf(cellOf(record, key))).find((text) => text !== "") ?? null;
const code = (record: RecordDto, key: string) => textOf(cellOf(record, key)) || null;
const labelOf = ({ entity, values }: RecordDto) =>
  textOf(values[{ need: "text", satisfaction: "comment", unit: "legal_name" }[entity] ?? "name"] ?? nothing);
const refOf = (id: string): Ref => {
  const record = world.records.get(id);
  return { id, label: record ? labelOf(record) : "" };
};
const unitOf = (record: RecordDto) => {
  const unit = cellOf(record, "unit");
  return unit.t === "ref" ? unit.v.id : "";
};
const idIn = (record: RecordDto, ...keys: string[]) => {
  for (const key of keys) {
    const value = cellOf(record, key);
    if (value.t === "ref") return { key, id: value.v.id };
  }
  return null;
};

function existing({ entity, id }: RecordAt): RecordDto {
  const found = world.records.get(id);
  if (found?.entity !== entity) throw wireError("not_found", "ui.error.not_found");
  return found;
}

function above(unit: string): string[] {
  const record = world.records.get(unit);
  const parent = record && idIn(record, "parent");
  return parent ? [parent.id, ...above(parent.id)] : [];
}
const below = (unit: string): string[] => [
  unit,
  ...alive("unit")
    .filter((one) => pointsTo(one, "parent", unit))
    .flatMap(({ id }) => below(id)),
];

/** A score that is low, graded as complaints are. */
function gradeOf(scale: string, score: number): number | null {
  if (scale === "five") return score <= 1 ? 1 : score === 2 ? 2 : null;
  return score <= 3 ? 1 : score <= 6 ? 2 : null;
}

function learned(record: RecordDto): Lesson | null {
  const { entity, id } = record;
  const base = {
    entity,
    source: refOf(id),
    unit: refOf(unitOf(record)),
    state: code(record, entity === "satisfaction" ? "none" : "state"),
    score: null,
    settled: false,
    day: day(record, "received_on", "date", "end", "start") ?? "2026-01-01",
    outcome: day(record, "result", "cause", "answered_by", "feedback"),
    answer: null,
    elsewhere: [],
  };
  if (entity === "complaint") {
    return { ...base, grade: Number(code(record, "severity") ?? 3), settled: base.state === "confirmed" };
  }
  if (entity === "need") {
    return base.state === "answered" ? null : { ...base, grade: Number(code(record, "priority") ?? 3) };
  }
  const given = cellOf(record, "score");
  const scale = entity === "cooperation" ? "five" : (code(record, "scale") ?? "five");
  const score =
    entity === "cooperation"
      ? Number(code(record, "satisfaction") ?? Number.NaN)
      : given.t === "number"
        ? Number(given.v)
        : Number.NaN;
  const grade = gradeOf(scale, score);
  return grade === null || Number.isNaN(score) ? null : { ...base, grade, score: `${score}/5` };
}

function answerOf(record: RecordDto): LessonAnswer {
  const work = idIn(record, "project", "cooperation");
  return {
    id: record.id,
    answer: code(record, "answer") ?? "open",
    note: code(record, "note"),
    day: "2026-01-01",
    entity: work?.key ?? "project",
    work: refOf(work?.id ?? ""),
  };
}

function lessons(at: RecordAt): Lessons {
  const work = existing(at);
  const unit = unitOf(work);
  const units = new Set([...above(unit), ...below(unit)]);
  const said = alive("lesson");
  const lines = ["complaint", "need", "satisfaction", "cooperation"]
    .flatMap((entity) => alive(entity))
    .filter((one) => units.has(unitOf(one)) && one.id !== at.id)
    .flatMap((one) => learned(one) ?? [])
    .map((one): Lesson => {
      const of = said.filter((lesson) =>
        pointsTo(lesson, one.entity === "cooperation" ? "earlier" : one.entity, one.source.id),
      );
      const mine = of.findLast((lesson) => pointsTo(lesson, at.entity, at.id));
      // Of other work the latest answer counts.
      const latest = new Map(of.map((lesson) => [answerOf(lesson).work.id, lesson]));
      const others = [...latest.values()].filter(
        (lesson) => !pointsTo(lesson, at.entity, at.id) && code(lesson, "answer") === "answered",
      );
      return { ...one, answer: mine ? answerOf(mine) : null, elsewhere: others.map(answerOf) };
    })
    .sort((a, b) => a.grade - b.grade || Number(a.settled) - Number(b.settled) || b.day.localeCompare(a.day));
  const answered = lines.filter(({ answer }) => answer && answer.answer !== "open").length;
  return { lines, total: lines.length, answered };
}

type Asked = { of: RecordAt; from: RecordAt; answer: string | null; note: string | null };

function answerLesson({ of, from, answer, note }: Asked): Applied {
  const source = from.entity === "cooperation" ? "earlier" : from.entity;
  const all = alive("lesson").filter(
    (one) => pointsTo(one, of.entity, of.id) && pointsTo(one, source, from.id),
  );
  const kept = all.at(-1);
  const label = "op.lesson_answered";
  const entity = "lesson";
  if (answer === null) {
    return applySet({ label, changes: all.map(({ id, rev }) => ({ kind: "delete", entity, id, rev })) });
  }
  const values: Record<string, Value> = { answer: { t: "choice", v: answer } };
  if (note !== null) values.note = note === "" ? nothing : { t: "text", v: note };
  if (kept) {
    return applySet({ label, changes: [{ kind: "update", entity, id: kept.id, rev: kept.rev, values }] });
  }
  values[of.entity] = { t: "ref", v: refOf(of.id) };
  values[source] = { t: "ref", v: refOf(from.id) };
  return applySet({ label, changes: [{ kind: "create", entity, id: null, values }] });
}

const moneyOf = (record: RecordDto): { minor: string; currency: string } | null => {
  const value = cellOf(record, "amount");
  return value.t === "money" ? value.v : null;
};

/** The business that a project is part of tells of what and for how much it is. */
function traitsOf(record: RecordDto): RecordDto {
  const business = idIn(record, "cooperation");
  return (record.entity === "project" && business && world.records.get(business.id)) || record;
}

function reasonsOf(one: RecordDto, other: RecordDto): LikeReason[] {
  const told: LikeReason[] = [];
  const tell = (alike: Common, points: number, names: string[] = []) => told.push({ alike, points, names });
  const [a, b] = [traitsOf(one), traitsOf(other)];
  const units = [unitOf(one), unitOf(other)].map((id) => world.records.get(id));
  const alike = (key: string) => {
    const [x, y] = units.map((unit) => (unit ? JSON.stringify(cellOf(unit, key)) : ""));
    return x === y && x !== JSON.stringify(nothing);
  };
  if (unitOf(one) === unitOf(other)) tell("customer", 30);
  else if (alike("group")) tell("group", 18);
  const [mine, theirs] = [a, b].map((of) => {
    const value = cellOf(of, "products");
    return value.t === "texts" ? value.v : [];
  }) as [string[], string[]];
  const shared = mine.filter((name) => theirs.includes(name));
  if (shared.length > 0) {
    const all = new Set([...mine, ...theirs]).size;
    tell("products", 10 + Math.floor((20 * shared.length) / all), shared);
  }
  if (code(a, "type") !== null && code(a, "type") === code(b, "type")) tell("type", 12);
  const sums = [moneyOf(a), moneyOf(b)];
  const [x, y] = sums.map((sum) => Number(sum?.minor ?? 0)).sort((p, q) => p - q) as [number, number];
  if (sums[0]?.currency === sums[1]?.currency && x > 0 && y <= 2 * x) {
    tell("amount", y * 10 <= x * 11 ? 16 : y * 2 <= x * 3 ? 12 : 6);
  }
  if (unitOf(one) !== unitOf(other) && alike("industry")) tell("industry", 10);
  return told.sort((p, q) => q.points - p.points);
}

function similarWork(at: RecordAt): Similar[] {
  const work = existing(at);
  const mine = traitsOf(work).id;
  const kept = alive("precedent").filter((one) => pointsTo(one, at.entity, at.id));
  const all = [...alive("cooperation"), ...alive("project")]
    .filter((one) => one.id !== at.id && traitsOf(one).id !== mine)
    .filter((one) => (day(one, "start") ?? "") <= (day(work, "start") ?? "9999"))
    .map((one): Similar => {
      const reasons = reasonsOf(work, one);
      const precedent = kept.find((link) => pointsTo(link, `like_${one.entity}`, one.id))?.id ?? null;
      return {
        entity: one.entity,
        work: refOf(one.id),
        unit: refOf(unitOf(one)),
        start: day(one, "start"),
        end: day(one, "end"),
        state: code(one, one.entity === "project" ? "stage" : "state"),
        amount: cellOf(traitsOf(one), "amount"),
        satisfaction: code(traitsOf(one), "satisfaction"),
        reasons,
        score: reasons.reduce((sum, { points }) => sum + points, 0),
        precedent,
      };
    })
    .sort((a, b) => b.score - a.score);
  const confirmed = all.filter(({ precedent }) => precedent !== null);
  const rest = all.filter(({ precedent, score }) => precedent === null && score >= 20);
  return [...confirmed, ...rest.slice(0, Math.max(0, 3 - confirmed.length))];
}

function liken({ of, like, alike }: { of: RecordAt; like: RecordAt; alike: boolean }): Applied {
  const kept = alive("precedent").filter(
    (one) => pointsTo(one, of.entity, of.id) && pointsTo(one, `like_${like.entity}`, like.id),
  );
  const entity = "precedent";
  const label = "op.likened";
  if (alike === kept.length > 0) return applySet({ label, changes: [] });
  const values: Record<string, Value> = {
    [of.entity]: { t: "ref", v: refOf(of.id) },
    [`like_${like.entity}`]: { t: "ref", v: refOf(like.id) },
  };
  return applySet({
    label,
    changes: alike
      ? [{ kind: "create", entity, id: null, values }]
      : kept.map(({ id, rev }) => ({ kind: "delete", entity, id, rev })),
  });
}

/** How large it is, whatever its currency; no rate is noted here. */
function sizeOf(record: RecordDto): number {
  const sum = moneyOf(traitsOf(record));
  return sum ? Number(sum.minor) / 10 ** minorDigits(sum.currency) : 0;
}

function sumsOf(records: readonly RecordDto[]): Value[] {
  const sums = new Map<string, bigint>();
  for (const sum of records.flatMap((one) => moneyOf(one) ?? []))
    sums.set(sum.currency, (sums.get(sum.currency) ?? 0n) + BigInt(sum.minor));
  return [...sums].map(([currency, minor]) => ({ t: "money", v: { currency, minor: `${minor}` } }));
}

function unitYears({
  unit,
  below: all,
  at,
}: {
  unit: string;
  below: boolean;
  at: number | null;
}): YearLine[] {
  // Then is before the first change of this sitting.
  const records = at === null ? world.records : began();
  const units = new Set(all ? below(unit) : [unit]);
  const of = (entity: string) => alive(entity, records).filter((one) => units.has(unitOf(one)));
  const year = (record: RecordDto, ...keys: string[]) => day(record, ...keys)?.slice(0, 4) ?? null;
  const begun = (one: RecordDto) => year(one, "signed_on", "start", "end");
  const received = (one: RecordDto) => year(one, "received_on");
  const works = [...of("cooperation"), ...of("project"), ...of("contract")];
  const years = new Set([...works.map(begun), ...[...of("payment"), ...of("complaint")].map(received)]);
  return [...years]
    .sort((a, b) => (b ?? "").localeCompare(a ?? ""))
    .map((of_year) => {
      const mine = works.filter((one) => begun(one) === of_year);
      const count = (entity: string) => mine.filter((one) => one.entity === entity).length;
      const complaints = of("complaint").filter((one) => received(one) === of_year);
      const ended = new Map<string, number>();
      for (const one of mine.filter(({ entity }) => entity !== "contract")) {
        const key = `${one.entity} ${code(one, one.entity === "project" ? "stage" : "state")}`;
        ended.set(key, (ended.get(key) ?? 0) + 1);
      }
      return {
        year: of_year,
        works: [...mine]
          .sort((a, b) => sizeOf(b) - sizeOf(a))
          .map(
            (one): YearWork => ({
              entity: one.entity,
              work: refOf(one.id),
              unit: unitOf(one) === unit ? null : refOf(unitOf(one)),
              state: code(one, one.entity === "project" ? "stage" : "state"),
              amount: cellOf(traitsOf(one), "amount"),
            }),
          )
          .slice(0, 5),
        cooperations: count("cooperation"),
        projects: count("project"),
        contracts: count("contract"),
        contracted: sumsOf(mine.filter(({ entity }) => entity === "contract")),
        received: sumsOf(of("payment").filter((one) => received(one) === of_year)),
        complaints: complaints.length,
        open_complaints: complaints.filter((one) => code(one, "state") !== "confirmed").length,
        ended: [...ended].map(([key, n]) => {
          const [entity = "", state = ""] = key.split(" ");
          return { entity, state, count: n };
        }),
      };
    });
}

export const lessonCalls = {
  lessons,
  answer_lesson: answerLesson,
  similar_work: similarWork,
  liken,
  unit_years: unitYears,
};
