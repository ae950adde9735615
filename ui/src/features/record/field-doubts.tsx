/** Why a value deserves a second look. One that looks filled in carelessly counts as doubtful; it may be kept, with a reason or without. */
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ReasonForm } from "../../components/reason-form.tsx";
import type { FieldInfo, FieldMark, RecordDto } from "../../ipc/bindings.ts";
import { warningText } from "../../ipc/error.ts";
import { isCareless, keepDoubtful } from "../../ipc/quality.ts";
import { t } from "../../lib/i18n.ts";
import style from "./field-line.module.css";
import { useMark } from "./field-mark.tsx";

type Props = { record: RecordDto; field: FieldInfo; words: string };

/** What there is to say: what a value shows by itself, and what is only seen beside others. */
function warningsOf({ record, field, words }: Props, mark: FieldMark | undefined) {
  const own = record.warnings.filter(({ field: of }) => of === field.key || of.endsWith(`.${field.key}`));
  const doubt = mark?.word.doubt;
  const more =
    doubt && !own.some(({ key }) => key === doubt)
      ? [{ field: field.key, key: doubt, values: { text: words } }]
      : [];
  return [...own, ...more];
}

function Keep({ record, field, onDone }: Props & { onDone: () => void }) {
  const at = { entity: record.entity, id: record.id, field: field.key };
  return (
    <ReasonForm
      label={t("ui.doubt.reason")}
      submit={t("ui.doubt.keep")}
      className={style.keep}
      onSubmit={(reason) => void keepDoubtful(at, reason).then(onDone)}
      onLeave={onDone}
    />
  );
}

export function FieldDoubts(props: Props) {
  const { record, field } = props;
  const mark = useMark(record, field.key);
  const [asking, setAsking] = useState(false);
  if (props.words === "") return null;
  const word = mark?.word;
  const warnings = warningsOf(props, mark);
  const kept = word?.kept_at != null;
  // What was looked at and found right, or kept, is not brought up again before it changes.
  const settled = kept || (word?.verified_at != null && word.certainty !== "doubtful");
  const shown = settled ? warnings.filter(({ key }) => !isCareless(key)) : warnings;
  const careless = shown.some(({ key }) => isCareless(key));
  return (
    <>
      {shown.map((warning) => (
        <p key={warning.key} className={style.warning}>
          <TriangleAlert size={13} aria-hidden />
          <span>
            {warningText(warning)}{" "}
            {isCareless(warning.key) && !asking && !record.deleted && (
              <Button kind="link" onPress={() => setAsking(true)}>
                {t("ui.doubt.keep")}
              </Button>
            )}
          </span>
        </p>
      ))}
      {careless && asking && <Keep {...props} onDone={() => setAsking(false)} />}
      {kept && (
        <p className={style.kept}>
          {word.note ? t("ui.doubt.kept_for", { reason: word.note }) : t("ui.doubt.kept")}
        </p>
      )}
    </>
  );
}
