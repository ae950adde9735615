/** A new task in a popover: what is to be done, and whatever else the screen asks of it. */
import { Plus } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { t } from "../lib/i18n.ts";
import { say } from "../lib/status.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import style from "./new-task.module.css";
import { Popover } from "./popover.tsx";

export function NewTaskForm(props: {
  /** makes it; whether that went well */ make: (title: string) => Promise<boolean>;
  busy: boolean;
  /** why the title was refused */ error: string | null;
  close: () => void;
  before?: ReactNode;
  children: ReactNode;
}) {
  const { make, busy, error, close, before, children } = props;
  const [title, setTitle] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await make(title))) return;
    say({ text: t("ui.today.created") });
    close();
  };
  return (
    <form className={style.form} onSubmit={(event) => void submit(event)}>
      {before}
      <Field
        label={t("ui.today.new_title")}
        value={title}
        onChange={setTitle}
        autoFocus
        isRequired
        autoComplete="off"
        error={error}
      />
      {children}
      <div className={style.acts}>
        <Button onPress={close}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={busy}>
          {t("ui.today.create")}
        </Button>
      </div>
    </form>
  );
}

export function NewTaskPopover(props: {
  label: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  children: (close: () => void) => ReactNode;
}) {
  return (
    <Popover
      {...props}
      placement="bottom end"
      trigger={
        <Button kind="main" icon={Plus}>
          {t("ui.today.new")}
        </Button>
      }
    />
  );
}
