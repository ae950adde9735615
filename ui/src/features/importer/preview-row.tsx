/**
 * One row of the preview: what it is, why it is refused or doubtful, what would change, what was decided. Its words are
 * cut to a line each; pressed, the row grows and says all of them.
 */
import { CircleHelp, CircleX, Equal, type LucideIcon, Pencil, Plus } from "lucide-react";
import { Mark, type Tone } from "../../components/chip.tsx";
import { Select } from "../../components/select.tsx";
import type { ImportRow, RowState } from "../../ipc/bindings.ts";
import { warningText } from "../../ipc/error.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./importer.module.css";

const looks: Record<RowState, { tone: Tone; icon: LucideIcon }> = {
  new: { tone: "ok", icon: Plus },
  changed: { tone: "plain", icon: Pencil },
  same: { tone: "quiet", icon: Equal },
  doubtful: { tone: "warn", icon: CircleHelp },
  refused: { tone: "bad", icon: CircleX },
};

/** `entity.field`, or a bare name where the file's own column is meant. */
function named(path: string): string {
  const [entity = "", field] = path.split(".");
  return field ? fieldLabel(entity, field) : path;
}

function Detail({ row }: { row: ImportRow }) {
  const text = useValueText();
  const reasons = row.reasons.map((reason) =>
    // One about the whole row names no field.
    reason.field === ""
      ? warningText(reason)
      : t("ui.import.reason", { field: named(reason.field), reason: warningText(reason) }),
  );
  // What would be written over is said whatever else there is to say: such a row may be carried out as it is.
  const changes = row.differences.map(
    ({ field, from, to }) => `${named(field)} ${text(field, from)} → ${text(field, to)}`,
  );
  return [changes.join(" · "), reasons.join(" ")].filter(Boolean).join(" · ");
}

/** Rows about which there is something to decide; one that was decided can be decided otherwise wherever it stands. */
const open: readonly RowState[] = ["doubtful", "new", "changed"];
const back = "back";

type Decide = { fixed: boolean; onDecide: (row: number, decision: string) => void };

function Decision({ row, fixed, onDecide }: { row: ImportRow } & Decide) {
  const known = row.candidates.some(({ id }) => row.decision === `same:${id}`);
  const elsewhere = row.decision.startsWith("same:") && !known;
  const makes = row.decision === "new" || row.state === "doubtful" || row.candidates.length > 0;
  const options = [
    ...(elsewhere ? [{ id: row.decision, label: t("ui.import.as_known") }] : []),
    ...row.candidates.map(({ id, label }) => ({
      id: `same:${id}`,
      label: t("ui.import.same_as", { name: label }),
    })),
    // While the unit above it is undecided, it cannot be made whatever is chosen here.
    ...(row.waits || !makes ? [] : [{ id: "new", label: t("ui.import.as_new") }]),
    { id: "skip", label: t("ui.import.skip") },
    ...(row.decided ? [{ id: back, label: t("ui.import.take_back") }] : []),
  ];
  return (
    <div className={style.decision}>
      <Select
        aria-label={t("ui.import.decide", { name: row.title })}
        placeholder={t("ui.import.choose")}
        options={options}
        value={row.decision || null}
        isDisabled={fixed}
        onChange={(next) => onDecide(row.row, next === back ? "" : next)}
      />
    </div>
  );
}

/** `fixed`: the plan is being carried out, and nothing is decided any more. */
export function PreviewRow(
  props: { row: ImportRow | undefined; opened: boolean; onOpen: () => void } & Decide,
) {
  const { row, opened, onOpen, ...decide } = props;
  if (!row) {
    return (
      <div className={style.row} aria-hidden>
        <span className={style.skeleton} />
      </div>
    );
  }
  const look = looks[row.state];
  return (
    <div className={style.row} data-opened={opened || undefined}>
      <span className={style.line_number}>{t("ui.import.row", { n: row.row })}</span>
      <span className={style.state}>
        <Mark tone={look.tone} icon={look.icon}>
          {t(`ui.import.state.${row.state}`)}
        </Mark>
      </span>
      <button type="button" className={style.words} aria-expanded={opened} onClick={onOpen}>
        <span className={style.row_title}>{row.title || "—"}</span>
        <span className={style.row_detail}>
          <Detail row={row} />
        </span>
      </button>
      {(row.decided || open.includes(row.state)) && <Decision row={row} {...decide} />}
    </div>
  );
}
