/** The history as the mock knows it: the steps of undo, the bin, and no journal of each field. */
import type {
  BinMark,
  BinPage,
  BinStep,
  Chapter,
  Hands,
  RecordDto,
  Step,
  StepState,
  TakeBack,
} from "../../src/ipc/bindings.ts";
import { entities } from "./catalog.ts";
import { mergeCalls, unmerge, unmergePlan } from "./merging.ts";
import { applySet } from "./records.ts";
import { began, cellOf, textOf } from "./views.ts";
import { wireError, world } from "./world.ts";

/** Every step stands at one instant, so that pictures stay the same. */
const at = 1_790_000_000_000;

function steps(): Step[] {
  const line =
    (state: StepState) =>
    (step: (typeof world.past)[number], seq: number): Step => ({
      seq: state === "done" ? seq + 1 : 1000 + seq,
      at,
      op: step.label,
      state,
      taken_back: false,
      touched: {},
      titles: step.about?.titles ?? [],
      fields: step.about?.fields ?? 0,
    });
  return [...world.future.map(line("undone")), ...world.past.map(line("done")).reverse()];
}

const title = (entity: string) => entities.find(({ key }) => key === entity)?.title_field ?? "";

/** So many records a page tells of. */
const PAGE = 200;

function bin({ from }: { from: BinMark | null }): BinPage {
  const records = [...world.records.values()].filter(({ deleted }) => deleted);
  const told = from?.told ?? 0;
  const lying = records.slice(told, told + PAGE).map((record) => ({
    entity: record.entity,
    id: record.id,
    title: textOf(cellOf(record, title(record.entity))),
    along: {},
    merged_into: null,
  }));
  const step: BinStep = { seq: 1, at, op: "op.delete", state: "done", records: lying };
  return {
    steps: lying.length > 0 ? [step] : [],
    more: records.length > told + PAGE ? { seq: 1, told: told + PAGE } : null,
  };
}

function takeBackPlan({ step, only }: { step: number; only: string | null }): TakeBack {
  const apart = unmergePlan(step, at);
  if (apart) return apart;
  const record = only === null ? undefined : world.records.get(only);
  return {
    step,
    at,
    op: "op.delete",
    moment: world.seq,
    binned: {},
    changed: {},
    revived: record ? { [record.entity]: 1 } : {},
    questions: [],
    asked: 0,
  };
}

export const historyCalls = {
  history_steps: steps,
  ...mergeCalls,
  record_at: ({ id, at: when }: { id: string; at: number }): RecordDto | null => {
    const record = began().get(id);
    if (!record) return null;
    const owner = { t: "text" as const, v: "周敏" };
    return when < at ? { ...record, values: { ...record.values, owner } } : record;
  },
  history_story: (): Chapter[] => [
    {
      seq: 2,
      at,
      op: "op.edit",
      state: "done",
      act: "update",
      fields: [
        { field: "owner", before: { t: "text", v: "周敏" }, after: { t: "text", v: "王磊" }, why: null },
      ],
    },
    {
      seq: 1,
      at: at - 40 * 86_400_000,
      op: "op.create",
      state: "done",
      act: "create",
      fields: [{ field: "owner", before: { t: "null" }, after: { t: "text", v: "周敏" }, why: null }],
    },
  ],
  history_hands: (): Hands => ({
    entered: { at: at - 40 * 86_400_000, by: "me", op: "op.import" },
    changed: { at, by: "me", op: "op.edit" },
  }),
  history_put_back: (args: { entity: string; id: string; rev: number; values: Record<string, never> }) =>
    applySet({ label: "op.put_back", changes: [{ kind: "update", ...args }] }),
  history_bin: bin,
  take_back_plan: takeBackPlan,
  take_back: ({ step, only }: { step: number; only: string | null }) => {
    const apart = unmerge(step);
    if (apart) return apart;
    const record = only === null ? undefined : world.records.get(only);
    if (!record) throw wireError("invalid", "error.nothing_to_take_back");
    const done = applySet({
      label: "op.bin_restore",
      changes: [{ kind: "update", entity: record.entity, id: record.id, rev: record.rev, values: {} }],
    });
    world.records.set(record.id, { ...record, rev: record.rev + 1, deleted: false });
    return done;
  },
};
