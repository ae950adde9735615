/**
 * Writing through the core: one value, a planned block, deletions, a new customer. A block is planned first; what
 * is refused is shown before anything is written, and what is written is one step of undo.
 */
import { toast } from "../../components/toast.tsx";
import type { Block, RowRef } from "../../grid/model.ts";
import {
  type Applied,
  type Catalog,
  commands,
  type Id,
  type PastePlan,
  type RecordChange,
  type TextColumn,
  type Value,
} from "../../ipc/bindings.ts";
import { offeringFormer } from "../../ipc/former-name.ts";
import { undo } from "../../ipc/history.ts";
import { readText } from "../../ipc/read-text.ts";
import { entityLabel } from "../../ipc/words.ts";
import { createAsked, createRecord } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";

export type Planned = { readonly entity: string; readonly block: Block; readonly plan: PastePlan };

const labels: Record<Block["why"], string> = {
  paste: "op.paste",
  fill: "op.fill",
  clear: "op.clear",
  cut: "op.clear",
};
const undoable = () => ({ label: t("ui.undo"), run: undo });

/** A column of one table, and the unit its head says. */
export type Place = { readonly entity: string; readonly column: TextColumn };

/** `again` is how a storing that failed is tried once more. */
export function storeValue(
  { entity, column }: Place,
  row: RowRef,
  value: Value,
  again: () => void,
): Promise<Applied> {
  const { field, power } = column;
  const store = async () => {
    const kept = value.t === "raw" && power > 0 ? await readText(entity, field, value.v, power) : value;
    const change: RecordChange = { kind: "update", entity, ...row, values: { [field]: kept } };
    return commands.recordsApply({ label: "op.edit", changes: [change] });
  };
  const write = () => whileSaving(store, again);
  return offeringFormer({ entity, id: row.id }, [field], write, toast);
}

export async function planBlock(
  entity: string,
  columns: readonly TextColumn[],
  block: Block,
): Promise<Planned> {
  const text = block.text.map((line) => line.map((put) => put ?? ""));
  const rows = block.rows.map(({ id }) => id);
  const plan = await commands.pastePlan({ entity, rows, columns: [...columns], text });
  // A cell that stays as it is is neither written nor refused.
  const cells = plan.cells.filter(({ row, column }) => block.text[row]?.[column] !== null);
  const refused = cells.filter((cell) => cell.refused).length;
  return { entity, block, plan: { cells, refused, accepted: cells.length - refused } };
}

/** Writes the accepted cells of a plan, each record once. `again` as for a single value. */
export async function writeBlock({ entity, block, plan }: Planned, again: () => void): Promise<Applied> {
  const byRow = new Map<number, Record<string, Value>>();
  for (const { row, column, value, refused } of plan.cells) {
    const key = block.columns[column];
    if (refused || !value || key === undefined) continue;
    byRow.set(row, { ...byRow.get(row), [key]: value });
  }
  const changes = [...byRow].flatMap(([at, values]): RecordChange[] => {
    const row = block.rows[at];
    return row ? [{ kind: "update", entity, id: row.id, rev: row.rev, values }] : [];
  });
  const apply = () => commands.recordsApply({ label: labels[block.why], changes });
  const applied = await whileSaving(apply, again);
  toast(t(`ui.customers.wrote.${block.why}`, { n: plan.accepted }), undoable());
  return applied;
}

/** The field by which a task is about a record of this kind; none where tasks are about no such record. */
export function taskAbout(catalog: Catalog, entity: string): string | null {
  const task = catalog.entities.find(({ key }) => key === "task");
  const field = task?.fields.find(({ kind, target }) => kind === "ref" && target === entity);
  return field?.key ?? null;
}

/** A title that is longer is read in no list. */
const MOST = 200;

/**
 * A text that its field cannot hold, kept as a task about the record: what is to be checked is still known, and
 * stands with all else that is to be done.
 */
export async function keepToCheck(about: string, id: Id, field: string, text: string): Promise<void> {
  const short = [...text].slice(0, MOST).join("");
  await createRecord("task", {
    title: { t: "text", v: t("ui.grid.to_check", { field, text: short }) },
    ...(short !== text && { note: { t: "text", v: text } }),
    [about]: { t: "ref", v: { id, label: "" } },
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: false },
  });
  toast(t("ui.grid.kept_to_check"), undoable());
}

/** Asked before several records are deleted at once. */
export function deleteQuestion(entity: string, n: number): string {
  if (entity === "contact") return t("ui.people.delete_many", { n });
  return entity === "unit"
    ? t("ui.customers.delete_many", { n })
    : t("ui.ledgers.delete_many", { n, kind: entityLabel(entity) });
}

export async function removeRows(entity: string, rows: readonly RowRef[]): Promise<Applied> {
  const changes = rows.map(({ id, rev }): RecordChange => ({ kind: "delete", entity, id, rev }));
  const applied = await whileSaving(() => commands.recordsApply({ label: "op.delete", changes }));
  const n = rows.length;
  const said =
    entity === "contact"
      ? t("ui.people.deleted", { n })
      : entity === "unit"
        ? t("ui.customers.deleted", { n })
        : t("ui.ledgers.deleted", { n, kind: entityLabel(entity) });
  toast(said, undoable());
  return applied;
}

export type NewUnit = { name: string; kind: string; own: Record<string, Value> };

export function createCustomer({ name, kind, own }: NewUnit): Promise<Id | null> {
  return createOf("unit", { ...own, legal_name: { t: "raw", v: name }, kind: { t: "choice", v: kind } });
}

/** One new record of any kind, out of a form; what is not said the core fills in. */
export async function createOf(entity: string, values: Record<string, Value>): Promise<Id | null> {
  const { records } = await createAsked(entity, values);
  return records[0]?.id ?? null;
}
