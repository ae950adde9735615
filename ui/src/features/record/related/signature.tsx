/** A pasted signature fills in the form of a new person; nothing is stored by it. What is none stays where it was pasted, with the reason. */
import { ClipboardPaste } from "lucide-react";
import { type ClipboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { useAction } from "../../../ipc/action.ts";
import { commands } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { t } from "../../../lib/i18n.ts";
import { useLatest } from "../../../lib/latest.ts";
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
  /[\n|｜丨]|^BEGIN:VCARD/i.test(text.trim()) || /[,，;；].*[,，;；]/.test(text.trim());

/** The line for the name, of all there are. */
const nameIn = (form: HTMLElement | null) =>
  form?.querySelector<HTMLInputElement>('input[name="full_name"]') ?? null;

/** The box for a signature goes with the keyboard in it: that goes on at the name, unless it went elsewhere itself. */
function useOnAtName(isOpen: boolean) {
  const form = useRef<HTMLDivElement>(null);
  const was = useRef(isOpen);
  useLayoutEffect(() => {
    const closed = was.current && !isOpen;
    was.current = isOpen;
    if (closed && document.activeElement === document.body) nameIn(form.current)?.focus();
  }, [isOpen]);
  return form;
}

export function FromSignature({ given, change, open = false, children }: Props) {
  const [isOpen, setOpen] = useState(open || given.pasted !== "");
  const text = isOpen ? given.pasted : null;
  /** It waits with the form, also over a lock. */
  const setText = (next: string | null) => {
    setOpen(next !== null);
    change({ pasted: next ?? "" });
  };
  const latest = useLatest(given);
  const form = useOnAtName(text !== null);
  const box = useRef<HTMLDivElement>(null);
  const reading = useAction(async (pasted: string) => {
    const draft = await commands.signatureRead(pasted);
    // What was typed meanwhile stands.
    if (latest.current) change(partOf(draft, latest.current));
    setText(null);
    return draft;
  });
  /** What is no signature is a name after all, however long: it goes where it was pasted. */
  const readAtName = async (pasted: string) => {
    if (await reading.run(pasted)) return;
    reading.clear();
    const name = latest.current?.name ?? "";
    change({ name: `${name}${pasted.trim().replaceAll(/\s+/g, " ")}` });
  };
  /** Into an empty form, at its name or in the box: what may be all of a person is read, anything else is pasted as ever. */
  const pasted = (event: ClipboardEvent) => {
    const plain = event.clipboardData.getData("text/plain");
    if (reading.busy || !isUntouched(given) || !isMore(plain)) return;
    if (text === "" && box.current?.contains(event.target as Node)) {
      event.preventDefault();
      setText(plain);
      void reading.run(plain);
    } else if (event.target === nameIn(form.current)) {
      event.preventDefault();
      void readAtName(plain);
    }
  };
  return (
    <div ref={form} className={style.form} onPaste={pasted}>
      {text === null ? (
        <div className={style.entry}>
          <Button kind="link" icon={ClipboardPaste} onPress={() => setText("")}>
            {t("ui.signature.entry")}
          </Button>
        </div>
      ) : (
        <div ref={box} className={style.box}>
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
            <Button
              kind="line"
              busy={reading.busy}
              onPress={() => text.trim() !== "" && void reading.run(text)}
            >
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
