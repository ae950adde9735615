/** One value that was drawn: whose, what it holds, how old it is and from whom; and what was found of it. */
import { Check, CircleHelp, Pencil } from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import { type AuditLine, type Catalog, commands } from "../../ipc/bindings.ts";
import { ageText } from "../../ipc/quality.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { whileSaving } from "../../lib/status.ts";
import { AnotherValue } from "./another-value.tsx";
import style from "./audit.module.css";
import { QueueRow, Whose } from "./queue-row.tsx";
import review from "./review.module.css";
import { fieldOf, wordsOf } from "./review-row.tsx";

export const outcomeWord = (outcome: string) => t(`ui.audit.${outcome}` as "ui.audit.confirmed");

export const nameOf = ({ about, unit, entity }: AuditLine) =>
  about.label || unit?.label || entityLabel(entity);

/** How old it is and from whom: by that one knows where to look it up. */
function Known({ line }: { line: AuditLine }) {
  const { mark, outcome } = line;
  const source = mark?.word.source;
  return (
    <span className={style.known}>
      <span className={style.outcome} data-outcome={outcome ?? undefined}>
        {outcome && <i className={style.mark} aria-hidden />}
        {outcome ? outcomeWord(outcome) : mark && ageText(mark.age)}
      </span>
      {!outcome && mark && (
        <span className={review.quiet}>
          {source ? t("ui.audit.source", { source }) : t("ui.audit.no_source")}
        </span>
      )}
    </span>
  );
}

type Acting = { onConfirmed: () => void; onChange: () => void; onUnknown: () => void };

/** Their words would cover the value that is asked about. */
function Acts({ line, onConfirmed, onChange, onUnknown }: Acting & { line: AuditLine }) {
  return (
    <span className={review.acts}>
      {line.record && (
        <>
          <IconButton label={t("ui.audit.confirmed")} icon={Check} combo="v" onPress={onConfirmed} />
          <IconButton label={t("ui.audit.changed")} icon={Pencil} combo="e" onPress={onChange} />
        </>
      )}
      <IconButton label={t("ui.audit.unknown")} icon={CircleHelp} combo="u" onPress={onUnknown} />
    </span>
  );
}

export function AuditRow(
  props: Acting & {
    line: AuditLine;
    catalog: Catalog;
    active: boolean;
    asking: boolean;
    onActive: () => void;
    onOpen: () => void;
    onDone: () => void;
    /** the real value is kept: on to the next */ onChanged: () => void;
  },
) {
  const { line, catalog, active, asking, onActive, onOpen, onDone, onChanged } = props;
  const { record, entity, field, unit, about } = line;
  return (
    <QueueRow
      line={line.id}
      active={active}
      columns={style.main}
      onActive={onActive}
      onOpen={onOpen}
      beside={
        <>
          {!asking && line.outcome === null && <Acts {...props} />}
          {asking && record && (
            <AnotherValue
              item={{ record, field }}
              catalog={catalog}
              store={async (changed) => {
                await whileSaving(commands.auditAnswer(line.id, { changed }));
                onChanged();
              }}
              onDone={onDone}
            />
          )}
        </>
      }
    >
      <Known line={line} />
      <Whose name={unit?.label ?? nameOf(line)} beside={unit && about.label} />
      <span className={review.field}>{fieldLabel(entity, field)}</span>
      <span className={record ? review.value : `${review.value} ${review.quiet}`}>
        {record
          ? wordsOf(catalog, fieldOf(catalog, entity, field), record.values[field])
          : t("ui.audit.gone")}
      </span>
    </QueueRow>
  );
}
