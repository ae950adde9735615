/** The kinds a field of one's own may have, in words, the usual ones first. */
import type { FieldKind, FieldShape, FieldState } from "../../ipc/bindings.ts";
import { commands } from "../../ipc/bindings.ts";
import { undo } from "../../ipc/history.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { turns } from "../../lib/turns.ts";

export const kinds = [
  "text",
  "number",
  "money",
  "date",
  "choice",
  "bool",
  "long_text",
  "decimal",
  "percent",
  "choices",
  "wall_time",
  "fuzzy_date",
  "phones",
  "emails",
  "url",
  "texts",
  "ref",
  "refs",
] as const satisfies readonly FieldKind[];

/** What a formula may come to. */
export const workedOut = [
  "number",
  "money",
  "decimal",
  "percent",
  "date",
  "text",
  "bool",
] as const satisfies readonly FieldKind[];

export type OwnKind = (typeof kinds)[number];

export function kindWord(kind: FieldKind): string {
  return t(`ui.fields.kind.${kind as OwnKind}`);
}

export const plain: FieldShape = {
  label: "",
  help: null,
  section: "general",
  required: false,
  kinds: [],
  formula: null,
  importance: 0,
  stale_after_days: null,
  retired: false,
};

export const told = () => say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: undo } });

const inTurn = turns();

/** Changes what is said of a field, onto what stands by then: of two quick changes none takes the other back. */
export function reshape(
  field: FieldState,
  change: (now: FieldShape) => Partial<FieldShape>,
): Promise<boolean> {
  return inTurn(async () => {
    const all = await commands.ownFields();
    const now = all.find(({ entity, key }) => entity === field.entity && key === field.key) ?? field;
    await whileSaving(commands.fieldEdit(field.entity, field.key, { ...now.shape, ...change(now.shape) }));
    told();
    return true;
  });
}
