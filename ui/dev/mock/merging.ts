/** Merging and splitting as the core does them, as far as the mock's records go. */
import type {
  Applied,
  MergeField,
  MergeOrder,
  MergePlan,
  RecordDto,
  Ref,
  Repointed,
  SplitGroup,
  SplitOrder,
  SplitPlan,
  TakeBack,
  Value,
} from "../../src/ipc/bindings.ts";
import { entities } from "./catalog.ts";
import { fieldsOf } from "./fields.ts";
import { pointsTo, told } from "./records.ts";
import { alive, cellOf, nothing, textOf } from "./views.ts";
import { stepNow, wireError, world } from "./world.ts";

/** What is told of one thing, and is taken from one side. */
const together: readonly (readonly [string, readonly string[]])[] = [
  ["unit", ["industry", "industry_code"]],
  ["unit", ["legal_rep", "legal_rep_contact"]],
  ["contact", ["consent", "consent_source", "consent_on"]],
];
const boundTo = (entity: string, field: string): string[] =>
  together
    .filter(([of, fields]) => of === entity && fields.includes(field))
    .flatMap(([, fields]) => fields.filter((other) => other !== field));

const lists = ["texts", "dated", "emails", "phones", "choices", "refs"];
/** Every step of the mock stands at one instant. */
const at = 1_790_000_000_000;

function living(id: string): RecordDto {
  const found = world.records.get(id);
  if (!found || found.deleted) throw wireError("not_found", "error.record_gone");
  return found;
}

const titleOf = (record: RecordDto) =>
  textOf(cellOf(record, entities.find(({ key }) => key === record.entity)?.title_field ?? ""));
const refOf = (record: RecordDto): Ref => ({ id: record.id, label: titleOf(record) });

/** Living records that point at one, by the field they do it through. */
function pointing(target: string, id: string) {
  return entities.flatMap(({ key, fields }) =>
    fields
      .filter((field) => field.kind === "ref" && field.target === target && !field.computed)
      .map((field) => ({
        entity: key,
        field: field.key,
        records: alive(key).filter((record) => pointsTo(record, field.key, id)),
      }))
      .filter(({ records }) => records.length > 0),
  );
}

function plan({ entity, winner, loser }: { entity: string; winner: string; loser: string }): MergePlan {
  if (winner === loser) throw wireError("invalid", "error.merge_same");
  const [stays, goes] = [living(winner), living(loser)];
  const fields = fieldsOf(entity)
    .filter(({ computed }) => !computed)
    .flatMap(({ key, kind }): MergeField[] => {
      const [own, other] = [cellOf(stays, key), cellOf(goes, key)];
      if (own.t === "null" && other.t === "null") return [];
      const list = lists.includes(kind);
      const both = own.t !== "null" && other.t !== "null";
      const clash = !list && both && JSON.stringify(own) !== JSON.stringify(other);
      const take = list && both ? "both" : own.t === "null" ? "loser" : "winner";
      return [{ field: key, winner: own, loser: other, take, clash, list, with: boundTo(entity, key) }];
    });
  return {
    entity,
    winner: refOf(stays),
    loser: refOf(goes),
    moment: world.seq,
    fields,
    repointed: pointing(entity, loser).map(
      ({ entity: of, field, records }): Repointed => ({
        entity: of,
        field,
        count: records.length,
        titles: records.slice(0, 5).map(titleOf),
        looped: 0,
      }),
    ),
    circled: [],
    rises: false,
  };
}

function holdMoment(moment: number): void {
  if (moment !== world.seq) throw wireError("conflict", "ui.error.conflict");
}

const bumped = (record: RecordDto, values: Record<string, Value>): RecordDto => ({
  ...record,
  rev: record.rev + 1,
  values: { ...record.values, ...values },
});

function perform({ order }: { order: MergeOrder }): Applied {
  holdMoment(order.moment);
  const made = plan(order);
  const [stays, goes] = [living(order.winner), living(order.loser)];
  const turned = pointing(order.entity, order.loser);
  const before = [stays, goes, ...turned.flatMap(({ records }) => records)];
  world.past.push(stepNow("op.merge"));
  world.future = [];
  for (const { field, records } of turned)
    for (const record of records) {
      // What stood under the other rises to where that stood: nothing stands under itself.
      const above = record.id === order.winner ? cellOf(goes, field) : null;
      world.records.set(record.id, bumped(record, { [field]: above ?? { t: "ref", v: made.winner } }));
    }
  const values = Object.fromEntries(
    made.fields
      .filter(({ field, take }) => (order.takes[field] ?? take) === "loser")
      .map(({ field, loser }) => [field, loser]),
  );
  const winner = bumped(world.records.get(order.winner) ?? stays, values);
  world.records.set(winner.id, winner);
  world.records.set(goes.id, { ...goes, rev: goes.rev + 1, deleted: true });
  const done = told("op.merge", [winner, ...before]);
  world.merges.push({ step: done.seq, winner: winner.id, loser: goes, before });
  return { ...done, records: [winner] };
}

/** Those that stand: the other is still in the bin. */
const standing = () => world.merges.filter(({ loser }) => world.records.get(loser.id)?.deleted);

export function unmergePlan(step: number, when: number): TakeBack | null {
  const merge = standing().find((one) => one.step === step);
  if (!merge) return null;
  const changed: Record<string, number> = {};
  for (const { entity, id } of merge.before)
    if (id !== merge.loser.id) changed[entity] = (changed[entity] ?? 0) + 1;
  return {
    step,
    at: when,
    op: "op.merge",
    moment: world.seq,
    binned: {},
    changed,
    revived: { [merge.loser.entity]: 1 },
    questions: [],
    asked: 0,
  };
}

export function unmerge(step: number): Applied | null {
  const merge = standing().find((one) => one.step === step);
  if (!merge) return null;
  world.past.push(stepNow("op.take_back"));
  world.future = [];
  const back = merge.before.map((was) => ({ ...was, rev: (world.records.get(was.id)?.rev ?? was.rev) + 1 }));
  for (const record of back) world.records.set(record.id, record);
  return told("op.take_back", back);
}

function splitPlan({ unit }: { unit: string }): SplitPlan {
  return {
    unit: refOf(living(unit)),
    moment: world.seq,
    groups: pointing("unit", unit).map(
      ({ entity, field, records }): SplitGroup => ({
        entity,
        field,
        count: records.length,
        records: records.slice(0, 500).map((record) => {
          const person = cellOf(record, "contact");
          const label = titleOf(record).split("\n")[0] ?? "";
          return {
            id: record.id,
            label: entity === "post" ? `${textOf(person)} · ${label}` : label,
          };
        }),
      }),
    ),
  };
}

function split({ order }: { order: SplitOrder }): Applied {
  holdMoment(order.moment);
  if (order.name.trim() === "") throw { ...wireError("invalid", "error.required"), field: "unit.legal_name" };
  const old = living(order.unit);
  const all = pointing("unit", order.unit);
  world.past.push(stepNow("op.split"));
  world.future = [];
  const made: RecordDto = {
    ...old,
    id: `split${world.seq}`,
    rev: 1,
    values: {
      legal_name: { t: "text", v: order.name.trim() },
      kind: cellOf(old, "kind"),
      owner: cellOf(old, "owner"),
      level: cellOf(old, "level"),
      parent: order.under ? { t: "ref", v: refOf(old) } : (old.values.parent ?? nothing),
    },
  };
  const turned = order.parts.flatMap(({ entity, field, all: every, ids }) =>
    (all.find((one) => one.entity === entity && one.field === field)?.records ?? [])
      .filter(({ id }) => every || ids.includes(id))
      .map((record) => bumped(record, { [field]: { t: "ref", v: refOf(made) } })),
  );
  for (const record of [made, ...turned]) world.records.set(record.id, record);
  return { ...told("op.split", [made, ...turned]), records: [made] };
}

export const mergeCalls = {
  merge_plan: plan,
  merge_perform: perform,
  merged_into: ({ winner }: { winner: string }) =>
    standing()
      .filter((merge) => merge.winner === winner)
      .map(({ step, loser }) => ({ step, at, loser: refOf(loser) }))
      .reverse(),
  split_plan: splitPlan,
  split_perform: split,
};
