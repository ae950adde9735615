/** A text that is written on Enter and on leaving, dropped by Escape, and stays as typed where it is refused. */
import { type FocusEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { Field, type FieldProps } from "../../components/field.tsx";
import { useAction } from "../../ipc/action.ts";
import { sentence } from "../../ipc/error.ts";
import { isComposing } from "../../lib/keys.ts";
import style from "./kept-text.module.css";

type KeptTextProps = Pick<FieldProps, "before" | "after"> & {
  label: string;
  hint?: string;
  value: string;
  store: (text: string) => Promise<boolean>;
  /** Names the field above it, where nothing else beside it does. */ labelled?: boolean;
  mono?: boolean;
  /** What it can be done away with by: on the way there nothing is written. */ beside?: ReactNode;
  /** What is told of the text as it is being written. */ children?: (draft: string) => ReactNode;
};

export function KeptText(props: KeptTextProps) {
  const { label, hint, value, store, labelled = false, mono = false, beside, children, ...inside } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const storing = useAction(store, "in turn");
  const keep = () => {
    if (draft === null) return;
    if (draft.trim() === value) setDraft(null);
    else {
      // What was typed meanwhile stays.
      const sent = draft.trim();
      void storing.run(sent).then((kept) => kept && setDraft((was) => (was?.trim() === sent ? null : was)));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === "Enter") keep();
    if (event.key === "Escape" && draft !== null) {
      storing.clear();
      setDraft(null);
    }
  };
  const leave = () => !storing.error && keep();
  const field = (
    <Field
      {...inside}
      {...(labelled ? { label } : { "aria-label": label })}
      value={draft ?? value}
      onChange={(text) => {
        storing.clear();
        setDraft(text);
      }}
      {...(beside === undefined && { onBlur: leave })}
      onKeyDown={onKeyDown}
      error={storing.error && sentence(storing.error)}
      autoComplete="off"
      spellCheck="false"
      mono={mono}
      {...(hint && { placeholder: hint })}
    />
  );
  if (beside !== undefined) {
    const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) =>
      !currentTarget.contains(relatedTarget) && leave();
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: both are left together
      <div className={style.beside} onBlur={onBlur}>
        {field}
        {beside}
      </div>
    );
  }
  return children ? (
    <>
      {field}
      {children(draft ?? value)}
    </>
  ) : (
    field
  );
}
