/** Handing over, as the mock knows it: owners of customers, and the posts of a contact. */
import type {
  HandOver,
  HandOverPlan,
  OurPerson,
  RecordChange,
  RecordDto,
  Succession,
  SuccessionPlan,
  Value,
} from "../../src/ipc/bindings.ts";
import { dayFromToday } from "./invented.ts";
import { applySet } from "./records.ts";
import { alive, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

const text = (v: string): Value => ({ t: "text", v });
const owner = (record: RecordDto) => textOf(cellOf(record, "owner"));
const named = (record: RecordDto, key: string, id: string) => {
  const value = cellOf(record, key);
  return value.t === "ref" && value.v.id === id;
};

function hold(moment: number): void {
  if (moment !== world.seq) throw wireError("conflict", "error.plan_stale");
}

function scope(units: readonly string[], below: boolean): ReadonlySet<string> {
  const all = new Set(units);
  const children = (id: string) => alive("unit").filter((unit) => named(unit, "parent", id));
  const walk = (id: string) => {
    for (const child of children(id)) {
      if (all.has(child.id)) continue;
      all.add(child.id);
      walk(child.id);
    }
  };
  if (below) for (const id of units) walk(id);
  return all;
}

function changing({ units, below, from, to }: HandOver): RecordDto[] {
  if (to.trim() === "") throw { ...wireError("invalid", "error.required"), field: "to" };
  const within = units.length > 0 ? scope(units, below) : null;
  return alive("unit").filter(
    (unit) =>
      (!within || within.has(unit.id)) && (!from || owner(unit) === from.trim()) && owner(unit) !== to.trim(),
  );
}

const openAt = (ids: ReadonlySet<string>) =>
  alive("task").filter((task) => {
    const unit = cellOf(task, "unit");
    return unit.t === "ref" && ids.has(unit.v.id) && textOf(cellOf(task, "state")) === "open";
  });

const points = (tasks: readonly RecordDto[]) => ({
  tasks: tasks.length,
  promises: 0,
  titles: tasks.slice(0, 5).map((task) => textOf(cellOf(task, "title"))),
});

function plan({ order }: { order: HandOver }): HandOverPlan {
  const found = changing(order);
  const line = {
    entity: "unit",
    field: "owner",
    count: found.length,
    titles: found.slice(0, 5).map((unit) => textOf(cellOf(unit, "legal_name"))),
    taken: !order.without.includes("unit.owner"),
  };
  return {
    moment: world.seq,
    lines: found.length > 0 ? [line] : [],
    noted: Math.min(found.length, Math.max(1, order.units.length)),
    open: points(openAt(new Set(found.map(({ id }) => id)))),
  };
}

function note(unit: string, content: string): RecordChange {
  const values: Record<string, Value> = {
    unit: { t: "ref", v: { id: unit, label: "" } },
    kind: { t: "choice", v: "note" },
    at: { t: "instant", v: Date.now() },
    content: text(content),
  };
  return { kind: "create", entity: "activity", id: null, values };
}

function postsOf(contact: string): RecordDto[] {
  const inOffice = (post: RecordDto) => (textOf(cellOf(post, "end")) || "9999") >= dayFromToday(0);
  return alive("post").filter((post) => named(post, "contact", contact) && inOffice(post));
}

function leaving({ contact }: { contact: string }): SuccessionPlan {
  const record = world.records.get(contact);
  if (!record) throw wireError("not_found", "error.record_gone", { entity: "contact" });
  return {
    moment: world.seq,
    contact: { id: contact, label: textOf(cellOf(record, "full_name")) },
    posts: postsOf(contact).flatMap((post) => {
      const unit = cellOf(post, "unit");
      return unit.t === "ref" ? [{ unit: unit.v, title: textOf(cellOf(post, "title")), seat: "" }] : [];
    }),
    open: points(alive("task").filter((task) => named(task, "contact", contact))),
  };
}

export const handOverCalls = {
  our_people: (): OurPerson[] =>
    [...new Set(alive("unit").map(owner))]
      .filter((name) => name !== "")
      .map((name) => ({ name, count: alive("unit").filter((unit) => owner(unit) === name).length }))
      .sort((a, b) => b.count - a.count),
  hand_over_plan: plan,
  hand_over_perform: ({ order, moment }: { order: HandOver; moment: number }) => {
    hold(moment);
    const found = changing(order);
    const first = found[0];
    if (!first) throw { ...wireError("invalid", "error.nothing_to_hand_over"), field: "to" };
    const said = `工作交接：${owner(first)} → ${order.to.trim()}`;
    applySet({
      label: "op.hand_over",
      changes: [
        ...found.map(
          ({ entity, id, rev }): RecordChange => ({
            kind: "update",
            entity,
            id,
            rev,
            values: { owner: text(order.to.trim()) },
          }),
        ),
        note(order.units[0] ?? first.id, said),
      ],
    });
    return found.length;
  },
  succession_plan: leaving,
  succession_perform: ({ order, moment }: { order: Succession; moment: number }) => {
    hold(moment);
    const made = order.successor ?? crypto.randomUUID();
    const fresh: RecordChange = {
      kind: "create",
      entity: "contact",
      id: made,
      values: { full_name: text(order.new_name) },
    };
    return applySet({
      label: "op.succession",
      changes: [
        ...(order.successor ? [] : [fresh]),
        ...postsOf(order.contact).flatMap((post): RecordChange[] => [
          {
            kind: "update",
            entity: "post",
            id: post.id,
            rev: post.rev,
            values: { end: { t: "date", v: order.on ?? "" } },
          },
          {
            kind: "create",
            entity: "post",
            id: null,
            values: { ...post.values, contact: { t: "ref", v: { id: made, label: order.new_name } } },
          },
        ]),
      ],
    });
  },
};
