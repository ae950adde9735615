/** A few words on how something is answered: read, and written in place. Enter keeps them, Escape leaves them, and both go back to the pen. */
import { Pencil } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { IconButton } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { t } from "../../../lib/i18n.ts";
import { isComposing } from "../../../lib/keys.ts";
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
  const pen = useRef<HTMLButtonElement>(null);
  // The field goes when it is left by key, and the focus with it.
  const byKey = useRef(false);
  const keeping = useRef(false);
  useEffect(() => {
    if (!writing && byKey.current) pen.current?.focus();
    byKey.current = false;
  }, [writing]);
  const leave = () => {
    setText(note ?? "");
    onWriting(false);
  };
  const keep = () => {
    if (keeping.current) return;
    if (text.trim() === (note ?? "")) return leave();
    keeping.current = true;
    void onKeep(text.trim()).then((kept) => {
      keeping.current = false;
      if (kept) onWriting(false);
    });
  };
  if (!writing) {
    return (
      <p className={style.note} data-note data-empty={!note || undefined}>
        {note && <span data-selectable>{note}</span>}
        <IconButton
          ref={pen}
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
        onBlur={() => {
          byKey.current = false;
          keep();
        }}
        autoFocus
        autoComplete="off"
        maxLength={500}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          byKey.current = event.key === "Enter" || event.key === "Escape";
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
