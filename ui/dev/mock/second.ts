/** The second person, how much is inside its limit, and who is responsible for what. */
import type { Duties, Duty, Limits, RecordDto } from "../../src/ipc/bindings.ts";
import { emit } from "./bus.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const compact = (name: string) => name.replace(/\s/g, "").toLowerCase();

/** Who checked, where that may be somebody else. */
export function other(by: string): string {
  if (by.trim() === "") throw wireError("invalid", "error.checker_missing");
  if (["我", "本人", "自己", "me"].includes(compact(by))) throw wireError("invalid", "error.checker_myself");
  if (world.ownName === null) throw wireError("conflict", "error.own_name_unknown");
  if (compact(by) === compact(world.ownName))
    throw wireError("invalid", "error.checker_is_author", { name: world.ownName });
  return by;
}

function limits(): Limits {
  const units = alive("unit");
  const oldest = units[0];
  const line = (entity: string, field: string, days: number, filled: number, inside: number) => ({
    entity,
    field,
    days,
    filled,
    inside,
    oldest:
      oldest && inside < filled ? { about: { id: oldest.id, label: name(oldest) }, age: days + 90 } : null,
  });
  const fields = [
    line("unit", "phones", 180, units.length, Math.floor(units.length / 3)),
    line("unit", "address", 365, 40, 31),
    line("unit", "legal_rep", 365, 28, 28),
    line("contact", "wechat", 365, 0, 0),
  ];
  const sum = (key: "filled" | "inside") => fields.reduce((all, one) => all + one[key], 0);
  return { fields, filled: sum("filled"), inside: sum("inside") };
}

const name = (record: RecordDto) => textOf(cellOf(record, "legal_name"));
const said = (record: RecordDto, key: string) => textOf(cellOf(record, key)) || null;

function duties(): Duties {
  const lines = new Map<string, Duty>();
  const units = alive("unit");
  const secret = new Set(units.filter((unit) => said(unit, "label") === "confidential").map(({ id }) => id));
  for (const unit of units) {
    const group = cellOf(unit, "group");
    const at = group.t === "ref" ? group.v : { id: unit.id, label: name(unit) };
    const [owner, backup, reviewer] = ["owner", "backup_owner", "reviewer"].map((key) => said(unit, key));
    const key = JSON.stringify([at.id, owner, backup, reviewer]);
    const line = lines.get(key) ?? {
      group: at,
      entity: "unit",
      owner: owner ?? null,
      backup_owner: backup ?? null,
      reviewer: reviewer ?? null,
      same: owner !== null && (owner === backup || owner === reviewer),
      count: 0,
      titles: [],
      told: [],
      untold_group: secret.has(at.id),
    };
    const titles = [...line.titles, name(unit)].slice(0, 4);
    const told = secret.has(unit.id) ? line.told : [...line.told, name(unit)].slice(0, 4);
    lines.set(key, { ...line, count: line.count + 1, titles, told });
  }
  const all = [...lines.values()].sort((a, b) => (a.group?.label ?? "").localeCompare(b.group?.label ?? ""));
  const unowned = all.reduce((sum, { owner, count }) => (owner === null ? sum + count : sum), 0);
  return { lines: all, more: 0, unowned };
}

export const secondCalls = {
  own_name: () => world.ownName,
  own_name_set: ({ name }: { name: string }) => {
    if (["我", "本人", "自己", "me"].includes(compact(name)))
      throw wireError("invalid", "error.own_name_myself");
    world.ownName = name.trim() || null;
    emit("changed", { seq: world.seq, op: "settings.set", entities: ["own_name"], ids: [] });
    return null;
  },
  limits,
  duties,
};
