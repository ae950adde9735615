/** Questions and the two ways out of them: sent, by the button or Enter, or given up, by the button or Escape. */
import type { FormEvent, ReactNode } from "react";
import { t } from "../lib/i18n.ts";
import { isComposing } from "../lib/keys.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import style from "./submit-form.module.css";

export function SubmitForm(props: {
  label: string;
  /** what sending it is called */ submit: string;
  busy: boolean;
  /** why it is refused, where no question of it is to blame */ refused: string | null;
  /** stands among other things, and not in a sheet of its own */ inline?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}) {
  const { label, submit, busy, refused, inline = false, onSubmit, onCancel, children } = props;
  return (
    <form
      className={style.form}
      data-inline={inline || undefined}
      aria-label={label}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || isComposing(event) || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      {children}
      {refused && (
        <Notice tone="bad" live>
          {refused}
        </Notice>
      )}
      <div className={style.acts}>
        <Button onPress={onCancel}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={busy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
