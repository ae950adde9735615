/** A new task on the day one is at. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MoreFields } from "../../components/ask-fields.tsx";
import { Field } from "../../components/field.tsx";
import { NewTaskForm, NewTaskPopover } from "../../components/new-task.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Answers, ownAsked, valuesOf } from "../../ipc/asked.ts";
import type { Value } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { refusalOf } from "../../ipc/error.ts";
import { catalog } from "../../ipc/query.ts";
import { createAsked } from "../../ipc/write.ts";
import { weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import style from "./agenda.module.css";

const create = (title: string, due: string, own: Record<string, Value>) =>
  createAsked("task", {
    ...own,
    title: typed(title),
    due: typed(due),
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: true },
  });

function Form({ day, close }: { day: string; close: () => void }) {
  const [time, setTime] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const asked = ownAsked(useQuery(catalog).data, "task");
  const making = useAction(create);
  const refused = refusalOf(
    making.error,
    asked.map(({ key }) => key),
  );
  const aboutTime = making.error?.field?.endsWith("due") ?? false;
  const reason = refused.rest;
  return (
    <NewTaskForm
      make={async (title) =>
        Boolean(await making.run(title, `${day} ${time}`.trim(), valuesOf(asked, answers)))
      }
      busy={making.busy}
      error={aboutTime ? null : reason}
      close={close}
      before={<p className={style.quiet}>{`${day} ${weekday(day)}`}</p>}
    >
      <Field
        label={t("ui.when.time")}
        value={time}
        onChange={setTime}
        placeholder="09:00"
        autoComplete="off"
        error={aboutTime ? reason : null}
      />
      <MoreFields asked={asked} answers={answers} refused={refused.at} onChange={setAnswers} />
    </NewTaskForm>
  );
}

export function NewOn({ day }: { day: string }) {
  const [open, setOpen] = useState(false);
  useShortcut("n", "ui.agenda.new", () => setOpen(true));
  return (
    <NewTaskPopover label={t("ui.agenda.new")} isOpen={open} onOpenChange={setOpen}>
      {(close) => <Form day={day} close={close} />}
    </NewTaskPopover>
  );
}
