/** The editor of a field that is typed. Enter or leaving stores, Escape drops; a refused text stays as typed. */
import { type KeyboardEvent, useCallback, useEffect, useId, useRef } from "react";
import { Chip } from "../../components/chip.tsx";
import { Finder } from "../../components/finder.tsx";
import { commands, type FieldInfo, type Ref, type Value } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { t } from "../../lib/i18n.ts";
import { isComposing } from "../../lib/keys.ts";
import { usualRules } from "../../lib/repeat.ts";
import { useTyping } from "../../lib/typing.ts";
import style from "./field-line.module.css";
import type { Edit } from "./use-edit.ts";

const OFFERED = 12;

type InputProps = {
  field: FieldInfo;
  name: string;
  value: Value;
  /** what the editor opened with */ opening: string;
  edit: Edit;
  /** stored or dropped by keyboard: the focus goes back to the value */ onDone: () => void;
};

export function FieldInput(props: InputProps) {
  return props.field.kind === "ref" || props.field.kind === "refs" ? (
    <RefInput {...props} />
  ) : (
    <TextInput {...props} />
  );
}

function TextInput({ field, name, opening, edit, onDone }: InputProps) {
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const leaving = useRef(false);
  const dropped = useRef(false);
  const long = field.kind === "long_text";
  const offers = useId();
  const text = edit.text ?? "";
  useEffect(() => {
    box.current?.focus();
    if (!long) box.current?.select();
  }, [long]);
  const store = async (): Promise<void> => {
    if (leaving.current) return;
    if (text === opening) {
      edit.drop();
      return;
    }
    leaving.current = true;
    await edit.commit(typed(text));
    leaving.current = false;
  };
  useTyping(() => (dropped.current || edit.refused || text === opening ? undefined : store()));
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const enter = event.key === "Enter" && (!long || event.ctrlKey || event.metaKey);
    if (enter) {
      event.preventDefault();
      event.stopPropagation();
      void store().then(onDone);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      dropped.current = true;
      edit.drop();
      onDone();
    }
  };
  const shared = {
    ref: box,
    className: style.input,
    "aria-label": name,
    "aria-invalid": Boolean(edit.refused),
    value: text,
    spellCheck: false,
    autoComplete: "off",
    onKeyDown,
    onBlur: () => void (edit.refused ? undefined : store()),
    onChange: (event: { target: { value: string } }) => edit.type(event.target.value),
  };
  if (long) return <textarea {...shared} rows={4} />;
  if (field.kind !== "repeat") return <input {...shared} />;
  return (
    <>
      <input {...shared} list={offers} />
      <datalist id={offers}>
        {usualRules.map(([rule, words]) => (
          <option key={rule} value={t(words)} />
        ))}
      </datalist>
    </>
  );
}

function RefInput({ field, name, value, edit, onDone }: InputProps) {
  const entity = field.target ?? "unit";
  const find = useCallback((text: string) => commands.refOptions(entity, text, OFFERED), [entity]);
  const picked: Ref[] = value.t === "refs" ? value.v : value.t === "ref" ? [value.v] : [];
  const many = field.kind === "refs";
  const store = (next: Ref[]) => {
    const first = next[0];
    const fresh: Value = !first ? { t: "null" } : many ? { t: "refs", v: next } : { t: "ref", v: first };
    void edit.commit(fresh).then((kept) => kept && onDone());
  };
  return (
    <div className={style.refs}>
      {picked.map((ref) => (
        <Chip key={ref.id} onRemove={() => store(picked.filter(({ id }) => id !== ref.id))}>
          {ref.label}
        </Chip>
      ))}
      <Finder
        aria-label={name}
        placeholder={t("ui.record.find")}
        find={find}
        autoFocus
        onPick={({ id, label }) => store(many ? [...picked, { id, label }] : [{ id, label }])}
        onLeave={edit.drop}
      />
    </div>
  );
}
