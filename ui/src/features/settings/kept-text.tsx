/** A text that is written on Enter and on leaving, dropped by Escape, and stays as typed where it is refused. */
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { Field } from "../../components/field.tsx";
import { useAction } from "../../ipc/action.ts";
import { sentence } from "../../ipc/error.ts";
import { isComposing } from "../../lib/keys.ts";

export function KeptText(props: {
  label: string;
  hint?: string;
  value: string;
  store: (text: string) => Promise<boolean>;
  /** Names the field above it, where nothing else beside it does. */ labelled?: boolean;
  mono?: boolean;
  /** What is told of the text as it is being written. */ children?: (draft: string) => ReactNode;
}) {
  const { label, hint, value, store, labelled = false, mono = false, children } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const storing = useAction(store);
  const keep = () => {
    if (draft === null || storing.busy) return;
    if (draft.trim() === value) setDraft(null);
    else void storing.run(draft.trim()).then((kept) => kept && setDraft(null));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === "Enter") keep();
    if (event.key === "Escape" && draft !== null) {
      storing.clear();
      setDraft(null);
    }
  };
  const field = (
    <Field
      {...(labelled ? { label } : { "aria-label": label })}
      value={draft ?? value}
      onChange={(text) => {
        storing.clear();
        setDraft(text);
      }}
      onBlur={() => !storing.error && keep()}
      onKeyDown={onKeyDown}
      error={storing.error && sentence(storing.error)}
      autoComplete="off"
      spellCheck="false"
      mono={mono}
      {...(hint && { placeholder: hint })}
    />
  );
  return children ? (
    <>
      {field}
      {children(draft ?? value)}
    </>
  ) : (
    field
  );
}
