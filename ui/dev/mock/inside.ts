/** Inside a backup: what the mock began with, one customer called otherwise and one that is missing today. */
import type {
  Applied,
  Bring,
  BroughtField,
  FormerAsked,
  FormerKind,
  FormerPage,
  FormerRecord,
  RecordChange,
  RecordDto,
  Since,
  Snapshot,
  Value,
  Wanted,
} from "../../src/ipc/bindings.ts";
import { fieldsOf, wholeCatalog } from "./fields.ts";
import { runJob } from "./job.ts";
import { applySet, pointsTo } from "./records.ts";
import { began, cellOf, nothing, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const owning: Record<string, string[]> = {
  post: ["unit"],
  activity: ["unit"],
  task: ["unit"],
  cooperation: ["unit"],
  attachment: ["unit"],
  unit: ["parent"],
};

let then: Map<string, RecordDto> | null = null;
/** It is looked at with no vault open: nothing is said of what came since. */
let apart = false;

function invent(): Map<string, RecordDto> {
  const records = new Map(began());
  const units = [...records.values()].filter((one) => one.entity === "unit");
  const [first] = units;
  if (first) {
    const values: Record<string, Value> = {
      ...first.values,
      owner: { t: "text", v: "周敏" },
      website: { t: "text", v: "www.example.cn" },
    };
    records.set(first.id, { ...first, values });
    records.set("lost", {
      ...first,
      id: "lost",
      values: { legal_name: { t: "text", v: "苏州精工仪表有限公司" }, kind: { t: "choice", v: "company" } },
    });
  }
  return records;
}

const held = (): Map<string, RecordDto> => {
  if (!then) throw wireError("not_found", "error.inside_closed");
  return then;
};

const titleOf = (record: RecordDto) =>
  textOf(
    record.values.legal_name ??
      record.values.full_name ??
      record.values.title ??
      record.values.name ??
      nothing,
  );

const same = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);

function differing(was: RecordDto, is: RecordDto): string[] {
  const keys = new Set([...Object.keys(was.values), ...Object.keys(is.values)]);
  // What is worked out is no difference of its own.
  const workedOut = /coverage|stale|size_class|activity_level/;
  return [...keys].filter((key) => !same(cellOf(was, key), cellOf(is, key)) && !workedOut.test(key));
}

function since(was: RecordDto): Since {
  if (apart) return "same";
  const is = world.records.get(was.id);
  if (!is) return "gone";
  if (is.deleted) return "binned";
  return differing(was, is).length > 0 ? "changed" : "same";
}

const belonging = (id: string) =>
  [...held().values()].filter((one) => (owning[one.entity] ?? []).some((key) => pointsTo(one, key, id)));

/** What it is of. */
function aboutOf(one: RecordDto): string {
  const cell = one.entity === "unit" ? nothing : cellOf(one, "unit");
  return textOf(cell);
}

const days = ["date", "fuzzy_date", "wall_time", "instant"];

/** The day of a kind and its main fields, as the core chooses them. */
function shownOf(entity: string): { date: string | null; columns: string[] } {
  const fields = fieldsOf(entity).filter(({ default_column: shown }) => shown);
  const date = fields.find(({ kind }) => days.includes(kind))?.key ?? "created_at";
  const titles = ["legal_name", "full_name", "title", "name", "content", date];
  const main = fields.filter(({ key, target }) => !titles.includes(key) && target !== "unit");
  return { date, columns: main.slice(0, 2).map(({ key }) => key) };
}

function list({ asked }: { asked: FormerAsked }): FormerPage {
  const { date, columns } = shownOf(asked.entity);
  const all = [...held().values()]
    .filter((one) => one.entity === asked.entity && !one.deleted)
    .map((one) => ({
      id: one.id,
      title: titleOf(one),
      about: aboutOf(one),
      code: textOf(cellOf(one, "code")),
      date: cellOf(one, date ?? ""),
      cells: columns.map((key) => cellOf(one, key)),
      since: since(one),
      beside: belonging(one.id).filter((other) => other.entity !== "unit" && since(other) !== "same").length,
    }));
  const differs = all.filter((row) => row.since !== "same" || row.beside > 0);
  const found = (asked.otherwise ? differs : all).filter(
    (row) => row.title.includes(asked.text) || row.code.includes(asked.text),
  );
  const sortedBy = (row: (typeof found)[number]) => (asked.by === "name" ? row.title : textOf(row.date));
  found.sort((a, b) => sortedBy(a).localeCompare(sortedBy(b), "zh-CN") * (asked.descending ? -1 : 1));
  return {
    all: found.length,
    otherwise: differs.length,
    date,
    columns,
    rows: found.slice(asked.from, asked.from + asked.count),
  };
}

function record({ id, most }: { id: string; most: number }): FormerRecord {
  const was = held().get(id);
  if (!was) throw wireError("not_found", "ui.error.not_found");
  const is = apart ? was : world.records.get(id);
  const belongs = belonging(id).map((one) => ({
    entity: one.entity,
    id: one.id,
    title: titleOf(one),
    since: since(one),
    below: one.entity === "unit",
  }));
  belongs.sort((a, b) => Number(a.since === "same") - Number(b.since === "same"));
  const differs = is ? differing(was, is) : Object.keys(was.values);
  const fields = [...new Set([...Object.keys(was.values), ...differs])].map((field) => ({
    field,
    was: cellOf(was, field),
    now: is ? cellOf(is, field) : nothing,
    differs: differs.includes(field),
  }));
  return {
    entity: was.entity,
    id,
    title: titleOf(was),
    since: since(was),
    fields,
    belongs: belongs.slice(0, most),
    belongs_all: belongs.length,
    belongs_otherwise: belongs.filter((one) => one.since !== "same").length,
  };
}

function within({ id, reach }: Wanted): RecordDto[] {
  const was = held().get(id);
  if (!was) throw wireError("not_found", "ui.error.not_found");
  const found = [was];
  if (reach.what === "own" || reach.what === "below") {
    for (const one of found)
      for (const other of belonging(one.id))
        if ((reach.what === "below" || other.entity !== "unit") && !found.includes(other)) found.push(other);
  }
  return found;
}

function plan({ wanted }: { wanted: Wanted }): Bring {
  const { reach } = wanted;
  const told: Bring = {
    moment: world.seq,
    made: {},
    revived: {},
    changed: {},
    same: 0,
    along: [],
    turned: [],
    turned_all: 0,
    left: [],
    left_all: 0,
  };
  const turned: BroughtField[] = [];
  for (const was of within(wanted)) {
    const how = since(was);
    if (how === "same") told.same += 1;
    else {
      const counts = { gone: told.made, binned: told.revived, changed: told.changed }[how];
      counts[was.entity] = (counts[was.entity] ?? 0) + 1;
    }
    const is = world.records.get(was.id);
    if (how !== "changed" || !is) continue;
    for (const field of differing(was, is)) {
      if (reach.what === "field" && reach.field !== field) continue;
      turned.push({
        entity: was.entity,
        id: was.id,
        title: titleOf(was),
        field,
        was: cellOf(was, field),
        now: cellOf(is, field),
        bar: null,
      });
    }
  }
  return { ...told, turned, turned_all: turned.length };
}

function bring({ wanted }: { wanted: Wanted }): Applied {
  const changes: RecordChange[] = [];
  for (const was of within(wanted)) {
    const is = world.records.get(was.id);
    const { entity, id } = was;
    if (!is || is.deleted) {
      world.records.delete(id);
      changes.push({ kind: "create", entity, id, values: was.values });
      continue;
    }
    const { reach } = wanted;
    const fields = differing(was, is).filter((field) => reach.what !== "field" || reach.field === field);
    const values = Object.fromEntries(fields.map((field) => [field, cellOf(was, field)]));
    if (fields.length > 0) changes.push({ kind: "update", entity, id, rev: is.rev, values });
  }
  if (changes.length === 0) throw wireError("invalid", "error.nothing_to_bring");
  return applySet({ label: "op.bring_back", changes });
}

export const insideCalls = (
  snapshots: () => readonly Snapshot[],
  /** one of the backups that lie on a drive */ version: (id: string) => Snapshot,
) => ({
  inside_open: ({ id }: { target: string; id: string }) =>
    runJob("look", [["restore_pages", 41_200_000]], () => {
      const found = snapshots().find((one) => one.id === id);
      if (!found) throw wireError("not_found", "error.backup_snapshot_gone");
      then = invent();
      apart = false;
      return found;
    }),
  apart_open: ({ snapshot: id }: { session: number; snapshot: string }) =>
    runJob("look", [["restore_pages", 41_200_000]], () => {
      if (world.app.phase !== "locked" && world.app.phase !== "none")
        throw wireError("in_use", "error.apart_beside");
      const found = version(id);
      then = invent();
      apart = true;
      return { version: found, catalog: wholeCatalog() };
    }),
  inside_save: ({ id }: { id: string }) => {
    if (!held().has(id)) throw wireError("not_found", "ui.error.not_found");
    return runJob("attach", [["save_out", 482_113]], () => "/home/lin/Documents/报价单.pdf");
  },
  inside_close: () => {
    then = null;
    apart = false;
    return null;
  },
  inside_list: list,
  inside_record: record,
  inside_kinds: (): FormerKind[] => {
    const counts = new Map<string, number>();
    for (const { entity } of held().values()) counts.set(entity, (counts.get(entity) ?? 0) + 1);
    return [...counts].map(([entity, count]) => ({ entity, count }));
  },
  bring_plan: plan,
  bring_back: (of: Parameters<typeof bring>[0]) =>
    runJob(
      "bring",
      [
        ["bring_files", 41_200_000],
        ["bring_records", 12],
      ],
      () => bring(of),
    ),
});
