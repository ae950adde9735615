/** A new task on the day one is at. */
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Popover } from "../../components/popover.tsx";
import { useAction } from "../../ipc/action.ts";
import { typed } from "../../ipc/entry-text.ts";
import { sentence } from "../../ipc/error.ts";
import { createRecord } from "../../ipc/write.ts";
import { weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { say } from "../../lib/status.ts";
import style from "./agenda.module.css";

const create = (title: string, due: string) =>
  createRecord("task", {
    title: typed(title),
    due: typed(due),
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: true },
  });

function Form({ day, close }: { day: string; close: () => void }) {
  const [title, setTitle] = useState("");
  const [time, setTime] = useState("");
  const making = useAction(create);
  const aboutTime = making.error?.field?.endsWith("due") ?? false;
  const reason = making.error && sentence(making.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void making.run(title, `${day} ${time}`.trim()).then((made) => {
      if (!made) return;
      say({ text: t("ui.today.created") });
      close();
    });
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <p className={style.quiet}>{`${day} ${weekday(day)}`}</p>
      <Field
        label={t("ui.today.new_title")}
        value={title}
        onChange={setTitle}
        autoFocus
        isRequired
        autoComplete="off"
        error={aboutTime ? null : reason}
      />
      <Field
        label={t("ui.when.time")}
        value={time}
        onChange={setTime}
        placeholder="09:00"
        autoComplete="off"
        error={aboutTime ? reason : null}
      />
      <div className={style.formActs}>
        <Button onPress={close}>{t("ui.cancel")}</Button>
        <Button type="submit" kind="main" busy={making.busy}>
          {t("ui.today.create")}
        </Button>
      </div>
    </form>
  );
}

export function NewOn({ day }: { day: string }) {
  const [open, setOpen] = useState(false);
  useShortcut("n", "ui.agenda.new", () => setOpen(true));
  return (
    <Popover
      label={t("ui.agenda.new")}
      placement="bottom end"
      isOpen={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="main" icon={Plus}>
          {t("ui.today.new")}
        </Button>
      }
    >
      {(close) => <Form day={day} close={close} />}
    </Popover>
  );
}
