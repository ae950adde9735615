/** Units in their tree, one with all that belongs to it, and what happened with it. */
import type {
  LateTalk,
  Person,
  RecordDto,
  Ref,
  Timeline,
  TimelineItem,
  TreeBranch,
  TreeNode,
  UnitSheet,
  Value,
} from "../../src/ipc/bindings.ts";
import { pointsTo, recordAt } from "./records.ts";
import { taskLine } from "./task-line.ts";
import { alive, began, cellOf, textOf } from "./views.ts";
import { world } from "./world.ts";

const concerns = (activity: RecordDto, id: string) =>
  pointsTo(activity, "unit", id) || pointsTo(activity, "units", id);

const childrenOf = (id: string | null) =>
  alive("unit").filter((unit) =>
    id === null ? cellOf(unit, "parent").t === "null" : pointsTo(unit, "parent", id),
  );

export function allBelow(id: string): RecordDto[] {
  return childrenOf(id).flatMap((child) => [child, ...allBelow(child.id)]);
}

/** What befell these units, each conversation once. */
function befell(ids: readonly string[]) {
  const yearAgo = Date.now() - 365 * 86_400_000;
  const at = (one: RecordDto) => ids.some((id) => pointsTo(one, "unit", id));
  const recent = (one: RecordDto) => {
    const when = cellOf(one, "at");
    return when.t === "instant" && when.v >= yearAgo;
  };
  const state = (one: RecordDto) => textOf(cellOf(one, "state"));
  return {
    talks: alive("activity").filter((one) => ids.some((id) => concerns(one, id)) && recent(one)).length,
    open_tasks: alive("task").filter((one) => at(one) && state(one) === "open").length,
    open_complaints: alive("complaint").filter((one) => at(one) && state(one) !== "confirmed").length,
  };
}

const withAll = ({ talks, open_tasks, open_complaints }: ReturnType<typeof befell>) => ({
  talks_all: talks,
  open_tasks_all: open_tasks,
  open_complaints_all: open_complaints,
});
const figuresOf = (id: string) => ({
  ...befell([id]),
  ...withAll(befell([id, ...allBelow(id).map((one) => one.id)])),
});

function treeNode(unit: RecordDto): TreeNode {
  const below = allBelow(unit.id);
  let sum = 0n;
  for (const one of [unit, ...below]) {
    const amount = cellOf(one, "coop_amount");
    if (amount.t === "money") sum += BigInt(amount.v.minor);
  }
  return {
    id: unit.id,
    rev: unit.rev,
    label: textOf(cellOf(unit, "legal_name")),
    kind: textOf(cellOf(unit, "kind")),
    children: childrenOf(unit.id).length,
    descendants: below.length,
    amount: cellOf(unit, "coop_amount"),
    amount_all: { t: "money", v: { minor: sum.toString(), currency: "CNY" } },
    contracted: cellOf(unit, "contracted"),
    contracted_all: cellOf(unit, "contracted_all"),
    received: cellOf(unit, "received"),
    received_all: cellOf(unit, "received_all"),
    owed_late: cellOf(unit, "owed_late"),
    owed_late_all: cellOf(unit, "owed_late_all"),
    ...figuresOf(unit.id),
    next_touch: cellOf(unit, "next_touch"),
    last_touch: cellOf(unit, "last_touch"),
    overdue: alive("task").filter(
      (task) => pointsTo(task, "unit", unit.id) && taskLine(task).lateness === "overdue",
    ).length,
  };
}

function unitSheet({ id }: { id: string }): UnitSheet {
  const record = recordAt(id);
  const path: Ref[] = [];
  for (
    let above = cellOf(record, "parent");
    above.t === "ref";
    above = cellOf(recordAt(above.v.id), "parent")
  ) {
    path.unshift(above.v);
  }
  const people: Person[] = alive("post")
    .filter((post) => pointsTo(post, "unit", id))
    .flatMap((post) => {
      const contact = cellOf(post, "contact");
      return contact.t === "ref" ? [{ contact: recordAt(contact.v.id), post }] : [];
    });
  const open = alive("task")
    .filter((task) => pointsTo(task, "unit", id) && textOf(cellOf(task, "state")) === "open")
    .map(taskLine);
  const figures = Object.entries(figuresOf(id)).map(([key, v]): [string, Value] => [key, { t: "number", v }]);
  return {
    record: { ...record, values: { ...record.values, ...Object.fromEntries(figures) } },
    path,
    people,
    cooperations: alive("cooperation").filter((one) => pointsTo(one, "unit", id)),
    next_task: open[0] ?? null,
    open_tasks: open,
    children: childrenOf(id).length,
    activities: alive("activity").filter((one) => concerns(one, id)).length,
  };
}

function timeline({ unit, before, limit }: { unit: string; before: number | null; limit: number }): Timeline {
  const items: TimelineItem[] = alive("activity")
    .filter((one) => concerns(one, unit))
    .map((record) => {
      const at = cellOf(record, "at");
      return { kind: "activity", record, at: at.t === "instant" ? at.v : 0 };
    });
  items.push({
    kind: "change",
    at: Date.now() - 4 * 86_400_000,
    field: "status",
    from: { t: "choice", v: "contacted" },
    to: { t: "choice", v: "active" },
    op: "op.edit",
  });
  const sorted = items.sort((a, b) => b.at - a.at).filter(({ at }) => before === null || at < before);
  const last = sorted[limit - 1]?.at ?? Number.NEGATIVE_INFINITY;
  const more = sorted.some(({ at }) => at < last);
  return { items: sorted.filter(({ at }) => at >= last), more: more ? last : null };
}

/** As the core: of a confidential one only when and how. */
function lateTalks({ unit }: { unit: string }): LateTalk[] {
  const talks = alive("activity").filter((one) => concerns(one, unit));
  const told = talks.map((record): LateTalk => {
    const { at, kind, contacts, content, label } = record.values;
    const confidential = label?.t === "choice" && label.v === "confidential";
    const text = content && "v" in content && !confidential ? String(content.v) : "";
    return {
      id: record.id,
      at: at?.t === "instant" ? at.v : 0,
      kind: kind?.t === "choice" ? kind.v : "note",
      with: contacts?.t === "refs" && !confidential ? contacts.v : [],
      text: text.slice(0, 160),
      more: text.length > 160,
      confidential,
    };
  });
  return told.sort((a, b) => b.at - a.at).slice(0, 3);
}

export const treeCalls = {
  tree_children: (of: {
    parent: string | null;
    from: number;
    count: number;
    at: number | null;
  }): TreeBranch => {
    const { parent, from, count, at } = of;
    const now = world.records;
    if (at !== null) world.records = new Map(began());
    const all = childrenOf(parent);
    const nodes = all.slice(from, from + count).map(treeNode);
    world.records = now;
    return { of: all.length, nodes };
  },
  unit_sheet: unitSheet,
  timeline,
  late_talks: lateTalks,
};
