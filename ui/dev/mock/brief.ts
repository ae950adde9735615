/** A brief, as the core puts it together: fewer sections, and the same about what is confidential, switched off or hidden. */

import type { Brief, BriefLine, BriefSection, RecordDto } from "../../src/ipc/bindings.ts";
import { message } from "../../src/lib/i18n.ts";
import { emit } from "./bus.ts";
import { isHidden } from "./modules.ts";
import { pointsTo } from "./records.ts";
import { allBelow } from "./tree.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

type Part = {
  key: string;
  entity: string;
  title: string;
  open: (record: RecordDto) => boolean;
  due?: string;
};

const state = (record: RecordDto) => textOf(cellOf(record, "state"));
const parts: readonly Part[] = [
  { key: "talks", entity: "activity", title: "content", open: () => true },
  { key: "promises", entity: "promise", title: "text", open: (one) => state(one) === "open", due: "due_on" },
  { key: "tasks", entity: "task", title: "title", open: (one) => state(one) === "open", due: "due" },
  { key: "complaints", entity: "complaint", title: "name", open: (one) => state(one) !== "confirmed" },
  { key: "needs", entity: "need", title: "text", open: (one) => ["stated", "latent"].includes(state(one)) },
  { key: "strategy", entity: "strategy_note", title: "text", open: () => true },
];
const titleOf = (key: string) => message(`brief.part.${key}`) ?? key;
const isSecret = (record: RecordDto | undefined) =>
  record !== undefined && textOf(cellOf(record, "label")) === "confidential";

function lineOf(record: RecordDto, { title, due }: Part): BriefLine {
  const unit = cellOf(record, "unit");
  const of = unit.t === "ref" ? world.records.get(unit.v.id) : undefined;
  const day = due ? textOf(cellOf(record, due)) : "";
  return {
    entity: record.entity,
    id: record.id,
    day: day || null,
    text: textOf(cellOf(record, title)),
    note: "",
    late: day !== "" && day < new Date().toISOString().slice(0, 10),
    inner: false,
    secret: isSecret(record) || isSecret(of),
  };
}

function brief({ unit, below }: { unit: string; below: boolean }): Brief {
  const record = world.records.get(unit);
  if (!record || record.deleted) throw wireError("not_found", "error.record_gone", { entity: "unit" });
  const under = allBelow(unit);
  const ids = [unit, ...(below ? under.map(({ id }) => id) : [])];
  const there = parts.filter(({ entity }) => !isHidden(entity));
  const sections = there
    .filter(({ key }) => !world.briefOff.includes(key))
    .map((part): BriefSection => {
      const all = alive(part.entity).filter(
        (one) => ids.some((id) => pointsTo(one, "unit", id)) && part.open(one),
      );
      const lines = all.slice(0, 5).map((one) => lineOf(one, part));
      const { key } = part;
      return { key, title: titleOf(key), lines, more: all.length - lines.length, suggested: false };
    })
    .filter(({ lines }) => lines.length > 0);
  const secret = isSecret(record);
  const lines = sections.flatMap((section) => section.lines);
  return {
    unit: { id: unit, label: textOf(cellOf(record, "legal_name")) },
    also: textOf(cellOf(record, "short_name")),
    facts: [{ label: message("field.unit.owner") ?? "", value: textOf(cellOf(record, "owner")), secret }],
    below,
    children: under.length,
    day: new Date().toISOString().slice(0, 10),
    sections,
    parts: there.map(({ key }) => ({ key, title: titleOf(key), off: world.briefOff.includes(key) })),
    secret,
    untold: lines.filter((line) => line.secret).length,
  };
}

export const briefCalls = {
  brief,
  brief_set_part: ({ part, off }: { part: string; off: boolean }): null => {
    const others = world.briefOff.filter((key) => key !== part);
    world.briefOff = off ? [...others, part] : others;
    world.seq += 1;
    emit("changed", { seq: world.seq, op: "settings.set", entities: ["brief"], ids: [] });
    return null;
  },
  brief_save: ({ unit }: { unit: string }): string => {
    if (isSecret(world.records.get(unit))) throw wireError("invalid", "error.brief_secret");
    return "/home/li/brief.pdf";
  },
};
