/** A few words on how something is answered: read, and written in place. Enter keeps them, Escape leaves them. */
import { Pencil } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import style from "./lessons.module.css";

export function LessonNote(props: {
  note: string | null;
  /** what it is about */ title: string;
  writing: boolean;
  onWriting: (on: boolean) => void;
  onKeep: (note: string) => Promise<boolean>;
}) {
  const { note, title, writing, onWriting, onKeep } = props;
  const [text, setText] = useState(note ?? "");
  const leave = () => {
    setText(note ?? "");
    onWriting(false);
  };
  const keep = () => {
    if (text.trim() === (note ?? "")) leave();
    else void onKeep(text.trim()).then((kept) => kept && onWriting(false));
  };
  if (!writing) {
    return (
      <p className={style.note} data-empty={!note || undefined}>
        {note && <span data-selectable>{note}</span>}
        <IconButton
          label={t("ui.lessons.write", { title })}
          icon={Pencil}
          size={13}
          onPress={() => {
            setText(note ?? "");
            onWriting(true);
          }}
        />
      </p>
    );
  }
  return (
    <div className={style.note}>
      <Field
        aria-label={t("ui.lessons.note")}
        placeholder={t("ui.lessons.note")}
        value={text}
        onChange={setText}
        onBlur={keep}
        autoFocus
        autoComplete="off"
        maxLength={500}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === "Enter") keep();
          else if (event.key === "Escape") leave();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
    </div>
  );
}
