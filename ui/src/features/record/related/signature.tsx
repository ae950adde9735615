/** A pasted signature fills in the form of a new person; nothing is stored by it. What is none stays where it was pasted, with the reason. */
import { ClipboardPaste } from "lucide-react";
import { type ClipboardEvent, type ReactNode, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { t } from "../../../lib/i18n.ts";
import { isUntouched, type NewPerson, partOf } from "./new-person.ts";
import style from "./signature.module.css";

type Props = {
  readonly given: NewPerson;
  readonly change: (part: Partial<NewPerson>) => void;
  /** stands open from the start */ readonly open?: boolean;
  readonly children: ReactNode;
};

/** More than a name or a number: that alone is what one pastes into a line. */
const isMore = (text: string) =>
  /[\n|｜丨@]|BEGIN:VCARD/i.test(text.trim()) || (text.length > 12 && /[,，;；\s]/.test(text.trim()));

export function FromSignature({ given, change, open = false, children }: Props) {
  const [text, setText] = useState<string | null>(open ? "" : null);
  const reading = useAction(async (pasted: string) => {
    const draft = await commands.signatureRead(pasted);
    change(partOf(draft));
    setText(null);
    return draft;
  });
  const take = (pasted: string) => {
    setText(pasted);
    void reading.run(pasted);
  };
  /** Into an empty form: what may be all of a person is read, anything else is pasted as ever. */
  const pasted = (event: ClipboardEvent) => {
    const plain = event.clipboardData.getData("text/plain");
    if (!isUntouched(given) || !isMore(plain)) return;
    event.preventDefault();
    take(plain);
  };
  return (
    <div className={style.form} onPaste={pasted}>
      {text === null ? (
        <div className={style.entry}>
          <Button kind="link" icon={ClipboardPaste} onPress={() => setText("")}>
            {t("ui.signature.entry")}
          </Button>
        </div>
      ) : (
        <div className={style.box}>
          <Field
            label={t("ui.signature.paste")}
            value={text}
            lines={4}
            autoFocus
            placeholder={t("ui.signature.example")}
            error={reading.error ? sentence(reading.error) : null}
            onChange={(next) => {
              reading.clear();
              setText(next);
            }}
          />
          <div className={style.acts}>
            <Button
              onPress={() => {
                reading.clear();
                setText(null);
              }}
            >
              {t("ui.signature.type")}
            </Button>
            <Button kind="line" busy={reading.busy} onPress={() => text.trim() !== "" && take(text)}>
              {t("ui.signature.read")}
            </Button>
          </div>
        </div>
      )}
      {children}
      {given.unread.length > 0 && (
        <p className={style.unread}>
          {t("ui.signature.unread", { words: given.unread.join(t("ui.list_comma")) })}
        </p>
      )}
    </div>
  );
}
