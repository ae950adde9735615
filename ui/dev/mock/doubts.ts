/** What looks filled in carelessly, former values and what is asked after a conversation, in the mock's own records. */
import type {
  Doubted,
  FieldAt,
  FormerValue,
  LikelyChange,
  RecordDto,
  Value,
} from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { fieldsOf } from "./fields.ts";
import { alive, cellOf, nothing, textOf } from "./views.ts";
import { world } from "./world.ts";

const real: Record<string, readonly string[]> = {
  unit: ["legal_name", "short_name", "legal_rep", "address", "strategy_head"],
  contact: ["full_name", "wechat", "birthday"],
  post: ["title", "department"],
};
const standIn = /^(测试|待定|待补充|无|不详|暂无|未知|x{2,}|test|n\/a|tbd|asdf)[\d ]*$/i;

const runs = (digits: string) =>
  [0, 1, 9].some((by) =>
    [...digits].every((digit, at) => at === 0 || (Number(digits[at - 1]) + by) % 10 === Number(digit)),
  );

function phoneRuns(raw: string): boolean {
  const digits = raw.replace(/\D/g, "");
  const own = digits.length === 11 && digits.startsWith("1") ? digits.slice(3) : digits.slice(-7);
  return digits.length >= 4 && (runs(digits) || (digits.length >= 10 && runs(own)));
}

/** The numbers or addresses of a field: those typed into the mock stay the text they were. */
function piecesOf(value: Value): string[] {
  if (value.t === "phones") return value.v.map(({ raw }) => raw);
  return value.t === "texts" ? value.v : textOf(value).split(/[;；、]\s*/);
}

/** Why a value is doubtful, as the core words it. */
export function doubtOf(entity: string, key: string, value: Value): string | null {
  if (!(entity in real)) return null;
  if (key.endsWith("phone") || key === "phones") {
    return piecesOf(value).some(phoneRuns) ? "warning.careless_run" : null;
  }
  if (key === "emails") {
    return piecesOf(value).some((mail) => /@(\w+\.)?example\.(com|org|net)$/.test(mail))
      ? "warning.careless_example"
      : null;
  }
  if (!real[entity]?.includes(key)) return null;
  const text = textOf(value).trim();
  if (value.t === "fuzzy") return text === "1900-01-01" ? "warning.careless_day" : null;
  if (/^\d{3,}$/.test(text)) return runs(text) ? "warning.careless_run" : null;
  return standIn.test(text) ? "warning.careless_stand_in" : null;
}

/** Out of the review's way, for now. */
export const later = (values: Record<string, Value>) =>
  textOf(values.later_on ?? nothing) > new Date().toISOString().slice(0, 10);

const waiting = () =>
  [...world.records.values()].filter(
    ({ entity, values }) =>
      entity === "provenance" &&
      textOf(values.certainty ?? nothing) === "doubtful" &&
      values.kept_at?.t !== "instant",
  );

export function doubted(): Doubted[] {
  const first = (one: Doubted) => (one.wrong === null ? 1 : 0);
  const all = waiting().flatMap(({ id: word, values }): Doubted[] => {
    const [, id, field] = word.split(":");
    const record = id ? world.records.get(id) : undefined;
    if (!record || !field || record.deleted || later(values)) return [];
    const unit = cellOf(record, "unit");
    const title = { unit: "legal_name", contact: "full_name" }[record.entity] ?? "title";
    return [
      {
        record,
        about: { id: record.id, label: textOf(cellOf(record, title)) },
        unit: unit.t === "ref" && record.entity !== "unit" ? unit.v : null,
        field,
        doubt: textOf(values.doubt ?? nothing) || null,
        wrong: textOf(values.wrong ?? nothing) || null,
        should_be: textOf(values.should_be ?? nothing) || null,
        wrong_by: textOf(values.wrong_by ?? nothing) || null,
      },
    ];
  });
  return all.sort((a, b) => first(a) - first(b));
}

export const doubtful = () => doubted().length;

/** What is left of a field once what is doubtful is taken out: all of it is, where no reason names a part. */
export function sound(record: RecordDto, field: string, reason: string): Value {
  if (reason === "" || reason === "warning.said_wrong") return nothing;
  const value = cellOf(record, field);
  const keep = (one: Value) => doubtOf(record.entity, field, one) === null;
  if (value.t === "phones") {
    const v = value.v.filter((one) => keep({ t: "phones", v: [one] }));
    return v.length > 0 && v.length < value.v.length ? { t: "phones", v } : nothing;
  }
  if (value.t === "texts") {
    const v = value.v.filter((one) => keep({ t: "texts", v: [one] }));
    return v.length > 0 && v.length < value.v.length ? { t: "texts", v } : nothing;
  }
  return nothing;
}

/** The mock has no journal: what a representative's field held is kept beside it. */
export function remember(before: RecordDto, key: string, was: Value): void {
  if (!key.startsWith("legal_rep") || textOf(was) === "") return;
  const n = [...world.records.keys()].filter((id) => id.startsWith(`former:${before.id}:${key}:`)).length;
  const id = `former:${before.id}:${key}:${n}`;
  const until: Value = { t: "instant", v: Date.now() };
  world.records.set(id, {
    entity: "former",
    id,
    rev: 1,
    values: { was, until },
    warnings: [],
    deleted: false,
  });
  const name = textOf(cellOf(before, "legal_name"));
  const title = `重新核实 ${name}`;
  const asked = alive("task").some((task) => {
    const unit = cellOf(task, "unit");
    const open = textOf(cellOf(task, "state")) === "open";
    return open && textOf(cellOf(task, "title")) === title && unit.t === "ref" && unit.v.id === before.id;
  });
  if (asked) return;
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const task = `task:${id}`;
  const values: Record<string, Value> = {
    title: { t: "text", v: title },
    unit: { t: "ref", v: { id: before.id, label: name } },
    due: { t: "wall", v: { at: day, zone: "Asia/Shanghai" } },
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: true },
  };
  world.records.set(task, { entity: "task", id: task, rev: 1, values, warnings: [], deleted: false });
}

function former({ at }: { at: FieldAt }): FormerValue[] {
  const record = world.records.get(at.id);
  const made = record ? cellOf(record, "created_at") : nothing;
  let since = made.t === "instant" ? made.v : Date.now() - 400 * 86_400_000;
  const kept = [...world.records.values()].filter(({ id }) => id.startsWith(`former:${at.id}:${at.field}:`));
  const all = kept.map(({ values }) => {
    const until = values.until?.t === "instant" ? values.until.v : Date.now();
    const one = { value: values.was ?? nothing, since, until };
    since = until;
    return one;
  });
  return all.reverse();
}

let asks = true;

const label = (record: RecordDto) =>
  textOf(cellOf(record, { unit: "legal_name", contact: "full_name" }[record.entity] ?? "title"));

function likely({ unit, people }: { unit: string; people: string[] }): LikelyChange[] {
  const record = world.records.get(unit);
  if (!asks || !record) return [];
  const of = (one: RecordDto, field: string, name = label(one)): LikelyChange => ({
    record: one,
    about: { id: one.id, label: name },
    field,
  });
  const all = people.slice(0, 2).flatMap((id) => {
    const person = world.records.get(id);
    if (!person) return [];
    const points = (post: RecordDto, key: string, to: string) => {
      const ref = cellOf(post, key);
      return ref.t === "ref" && ref.v.id === to;
    };
    const post = alive("post").find((one) => points(one, "contact", id) && points(one, "unit", unit));
    const reached = ["phones", "emails"].map((field) => of(person, field));
    return post
      ? [{ ...of(post, "title", label(person)), about: reached[0]?.about ?? { id, label: "" } }, ...reached]
      : reached;
  });
  const known = fieldsOf("unit").some(({ key }) => key === "status");
  return known ? [...all, of(record, "status")] : all;
}

export const doubtCalls = {
  former_values: former,
  likely_changes: likely,
  asks_changes: () => asks,
  asks_changes_set: ({ asks: next }: { asks: boolean }): null => {
    asks = next;
    world.seq += 1;
    emit("changed", { seq: world.seq, op: "settings.set", entities: ["ask_changes"], ids: [] });
    return null;
  },
};
