/** Beneath a value that was said to be wrong: what was said, and the two ways out of it. */
import { Button } from "../../../components/button.tsx";
import { toast } from "../../../components/toast.tsx";
import { useAction } from "../../../ipc/action.ts";
import type { FieldInfo, FieldMark, RecordDto } from "../../../ipc/bindings.ts";
import { entryText, typed } from "../../../ipc/entry-text.ts";
import { sentence } from "../../../ipc/error.ts";
import { offeringFormer } from "../../../ipc/former-name.ts";
import { undo } from "../../../ipc/history.ts";
import { verifyFields, wrongText } from "../../../ipc/quality.ts";
import { holdsMany } from "../../../ipc/several.ts";
import { updateRecord } from "../../../ipc/write.ts";
import { t } from "../../../lib/i18n.ts";
import { say } from "../../../lib/status.ts";
import type { Edit } from "./use-edit.ts";
import style from "./wrong.module.css";

type Props = { record: RecordDto; field: FieldInfo; word: FieldMark["word"]; edit: Edit };

export function SaidWrong({ record, field, word, edit }: Props) {
  const { wrong, should_be: shouldBe, wrong_by: by } = word;
  // The core takes what was said along as the reason of the new value.
  const mending = useAction(async (text: string) => {
    const write = () => updateRecord(record, { [field.key]: typed(text) });
    await offeringFormer(record, [field.key], write, toast);
    say({ text: t("ui.wrong.mended"), action: { label: t("ui.undo"), run: undo } });
    return true;
  });
  if (!wrong) return null;
  const held = record.values[field.key];
  // Of several values what was said is of one, and only the user knows of which: the others must not go with it.
  const mend = (text: string) => (holdsMany(held) ? edit.begin(entryText(held)) : void mending.run(text));
  return (
    <>
      <p className={style.said}>
        <span>
          {wrongText(wrong, by)}
          {shouldBe && ` ${t("ui.wrong.said_be", { value: shouldBe })}`}
        </span>
        {!record.deleted && edit.text === null && (
          <>
            {shouldBe && (
              <Button kind="link" busy={mending.busy} onPress={() => mend(shouldBe)}>
                {t("ui.wrong.mend")}
              </Button>
            )}
            <Button
              kind="link"
              onPress={() => void verifyFields([{ entity: record.entity, id: record.id, field: field.key }])}
            >
              {t("ui.wrong.right")}
            </Button>
          </>
        )}
      </p>
      {mending.error && (
        <p role="alert" className={style.said}>
          {sentence(mending.error)}
        </p>
      )}
    </>
  );
}
