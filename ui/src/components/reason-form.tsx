/** A reason asked for in place, which may be left out: Enter goes on, Escape leaves. */
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { comboOf, isComposing } from "../lib/keys.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";

export function ReasonForm(props: {
  label: string;
  submit: string;
  kind?: "main" | "line";
  className: string | undefined;
  busy: boolean;
  /** why it is refused; what was typed stays */ refused: string | null;
  onSubmit: (reason: string) => void;
  onLeave: () => void;
}) {
  const { label, submit, kind = "line", className, busy, refused, onSubmit, onLeave } = props;
  const [reason, setReason] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(reason);
  };
  const leave = (event: KeyboardEvent) => {
    if (isComposing(event) || comboOf(event.nativeEvent) !== "esc") return;
    event.preventDefault();
    event.stopPropagation();
    onLeave();
  };
  return (
    <form className={className} onSubmit={send} onKeyDown={leave}>
      <Field
        aria-label={label}
        placeholder={label}
        value={reason}
        onChange={setReason}
        error={refused}
        autoFocus
        autoComplete="off"
      />
      <Button type="submit" kind={kind} busy={busy}>
        {submit}
      </Button>
    </form>
  );
}
