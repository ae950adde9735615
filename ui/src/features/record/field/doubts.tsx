/** Why a value deserves a second look. One that looks filled in carelessly counts as doubtful; it may be kept, with a reason or without. */
import { TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { ReasonForm } from "../../../components/reason-form.tsx";
import { useAction } from "../../../ipc/action.ts";
import type { FieldInfo, FieldMark, RecordDto } from "../../../ipc/bindings.ts";
import { sentence, warningText } from "../../../ipc/error.ts";
import { isCareless, isSaidWrong, keepDoubtful } from "../../../ipc/quality.ts";
import { t } from "../../../lib/i18n.ts";
import style from "./line.module.css";
import { useMark } from "./mark.tsx";
import { SaidWrong } from "./said-wrong.tsx";
import type { Edit } from "./use-edit.ts";

type Props = { record: RecordDto; field: FieldInfo; words: string; edit: Edit };

/** What there is to say: what a value shows by itself, and what is only seen beside others. */
function warningsOf({ record, field, words }: Props, mark: FieldMark | undefined) {
  const own = record.warnings.filter(({ field: of }) => of === field.key || of.endsWith(`.${field.key}`));
  const doubt = mark?.word.doubt;
  const more =
    doubt && !isSaidWrong(doubt) && !own.some(({ key }) => key === doubt)
      ? [{ field: field.key, key: doubt, values: { text: words } }]
      : [];
  return [...own, ...more];
}

function Keep({ record, field, onDone }: Props & { onDone: (kept: boolean) => void }) {
  const at = { entity: record.entity, id: record.id, field: field.key };
  const keeping = useAction(async (reason: string) => {
    await keepDoubtful(at, reason);
    onDone(true);
  });
  return (
    <ReasonForm
      label={t("ui.doubt.reason")}
      submit={t("ui.doubt.keep")}
      className={style.keep}
      busy={keeping.busy}
      refused={keeping.error && sentence(keeping.error)}
      onSubmit={(reason) => void keeping.run(reason)}
      onLeave={() => onDone(false)}
    />
  );
}

/**
 * The keyboard was in a form that went: it comes back to the words that say it is kept, once they are there, or to
 * the button that asked. Not where it has gone elsewhere meanwhile.
 */
function useKeyboardBack() {
  const keep = useRef<HTMLButtonElement>(null);
  const kept = useRef<HTMLParagraphElement>(null);
  const awaited = useRef<typeof keep | typeof kept | null>(null);
  useEffect(() => {
    const to = awaited.current?.current;
    if (!to) return;
    awaited.current = null;
    if (document.activeElement === document.body) to.focus();
  });
  const comeBack = (done: boolean) => {
    awaited.current = done ? kept : keep;
  };
  return { keep, kept, comeBack };
}

export function FieldDoubts(props: Props) {
  const { record, field } = props;
  const mark = useMark(record, field.key);
  const [asking, setAsking] = useState(false);
  const back = useKeyboardBack();
  const word = mark?.word;
  const wrong = word && word.kept_at === null && (
    <SaidWrong record={record} field={field} word={word} edit={props.edit} />
  );
  // While another value is typed, what was said of the one before is all there is to go by.
  if (props.words === "" || props.edit.text !== null) return wrong;
  const warnings = warningsOf(props, mark);
  const kept = word?.kept_at != null;
  // What was looked at and found right, or kept, is not brought up again before it changes.
  const settled = kept || (word?.verified_at != null && word.certainty !== "doubtful");
  const shown = settled ? warnings.filter(({ key }) => !isCareless(key)) : warnings;
  const careless = shown.some(({ key }) => isCareless(key));
  const done = (keptNow: boolean) => {
    back.comeBack(keptNow);
    setAsking(false);
  };
  return (
    <>
      {wrong}
      {shown.map((warning) => (
        <p key={warning.key} className={style.warning}>
          <TriangleAlert size={13} aria-hidden />
          <span>
            {warningText(warning)}{" "}
            {isCareless(warning.key) && !asking && !record.deleted && (
              <Button ref={back.keep} kind="link" onPress={() => setAsking(true)}>
                {t("ui.doubt.keep")}
              </Button>
            )}
          </span>
        </p>
      ))}
      {careless && asking && <Keep {...props} onDone={done} />}
      {kept && (
        <p ref={back.kept} className={style.kept} tabIndex={-1}>
          {word.note ? t("ui.doubt.kept_for", { reason: word.note }) : t("ui.doubt.kept")}
        </p>
      )}
    </>
  );
}
