/** How well the invented customers are known, by the core's own weights and from the mock's own records. */
import type { AspectWeight, Point, RecordDto } from "../../src/ipc/bindings.ts";

type Records = ReadonlyMap<string, RecordDto>;

export const day = 86_400_000;

const firms = ["group", "company", "branch"];
const usual: Record<string, number> = {
  uscc: 7,
  legal_rep: 3,
  industry: 3,
  address: 5,
  phone: 8,
  mail: 5,
  people: 10,
  decider: 15,
  depth: 5,
  owner: 4,
  level: 4,
  next_step: 9,
  touch: 9,
  contract: 7,
  fresh: 6,
};

/** What the user says things count, by aspect and kind of unit; every kind where none stands behind. */
export type Weights = ReadonlyMap<string, number>;

export const weightName = (aspect: string, kind: string | null) => `${aspect} ${kind ?? ""}`;

const weighs = (said: Weights, aspect: string, kind: string): number =>
  said.get(weightName(aspect, kind)) ?? said.get(weightName(aspect, null)) ?? usual[aspect] ?? 0;

/** Each aspect with what it counts, as the settings show it. */
export function weightsTold(said: Weights): AspectWeight[] {
  const kindOf = (name: string, aspect: string) =>
    name.startsWith(`${aspect} `) ? name.slice(aspect.length + 1) : "";
  return Object.entries(usual).map(([aspect, weight]) => ({
    aspect,
    kinds: ["uscc", "legal_rep", "industry"].includes(aspect) ? firms : [],
    usual: weight,
    weight: said.get(weightName(aspect, null)) ?? weight,
    by_kind: [...said].flatMap(([name, own]) => {
      const kind = kindOf(name, aspect);
      return kind ? [{ kind, weight: own }] : [];
    }),
  }));
}

function holds(record: RecordDto, key: string): boolean {
  const value = record.values[key];
  return (
    value !== undefined && value.t !== "null" && !("v" in value && (value.v === "" || value.v === false))
  );
}

function text(record: RecordDto, key: string): string {
  const value = record.values[key];
  return value?.t === "choice" || value?.t === "text" ? value.v : "";
}

const at = (record: RecordDto, unit: RecordDto) => {
  const value = record.values.unit;
  return value?.t === "ref" && value.v.id === unit.id && !record.deleted;
};

function known(unit: RecordDto, records: Records): Record<string, boolean | null> {
  const all = [...records.values()];
  const people = all.filter((one) => one.entity === "post" && at(one, unit));
  const firm = firms.includes(text(unit, "kind"));
  const touched = unit.values.last_touch;
  const business = all.filter((one) => one.entity === "cooperation" && at(one, unit));
  return {
    uscc: firm ? holds(unit, "uscc") : null,
    legal_rep: firm ? holds(unit, "legal_rep") : null,
    industry: firm ? holds(unit, "industry") : null,
    address: holds(unit, "address"),
    phone: holds(unit, "phones") || holds(unit, "contact_phone"),
    mail: holds(unit, "emails"),
    people: people.length > 0,
    decider: all.some((one) => one.entity === "stance" && at(one, unit)),
    depth: people.length > 1,
    owner: holds(unit, "owner"),
    level: holds(unit, "level") && holds(unit, "status"),
    next_step: holds(unit, "next_touch"),
    touch: touched?.t === "instant" && touched.v > Date.now() - 90 * day,
    contract: business.length > 0 ? business.some((one) => holds(one, "amount") && holds(one, "end")) : null,
    fresh: true,
  };
}

/** Points as the core shares them out: what is had comes to the score, what is missing to the rest. */
export function coverageOf(
  unit: RecordDto,
  records: Records,
  said: Weights,
): { score: number; points: Point[] } {
  const weight = (aspect: string) => weighs(said, aspect, text(unit, "kind"));
  const states = Object.entries(known(unit, records)).map(([key, had]): [string, boolean | null] => [
    key,
    weight(key) > 0 ? had : null,
  ]);
  const sum = (of: (had: boolean | null) => boolean) =>
    states.reduce((total, [key, had]) => total + (of(had) ? weight(key) : 0), 0);
  const asked = sum((had) => had !== null);
  const score = asked === 0 ? 0 : Math.floor((100 * sum((had) => had === true) + asked / 2) / asked);
  const points = new Map<string, number>();
  for (const [had, whole] of [
    [true, score],
    [false, 100 - score],
  ] as const) {
    const some = states
      .filter(([, state]) => state === had)
      .map(([key]) => ({ key, parts: 100 * weight(key) }));
    let left = whole - some.reduce((total, { parts }) => total + Math.floor(parts / asked), 0);
    for (const { key, parts } of some.sort((a, b) => (b.parts % asked) - (a.parts % asked))) {
      points.set(key, Math.floor(parts / asked) + (left-- > 0 ? 1 : 0));
    }
  }
  return {
    score,
    points: states.map(([key, had]) => ({ key, own: false, had, points: points.get(key) ?? 0 })),
  };
}

/** Keeps the column the table shows; what stood before keeps what it held. */
export function fillCoverage(
  records: Map<string, RecordDto>,
  said: Weights = new Map(),
): Map<string, RecordDto> {
  for (const unit of records.values()) {
    if (unit.entity !== "unit") continue;
    const { score } = coverageOf(unit, records, said);
    const held = unit.values.coverage;
    if (held?.t === "number" && held.v === score) continue;
    records.set(unit.id, { ...unit, values: { ...unit.values, coverage: { t: "number", v: score } } });
  }
  return records;
}
