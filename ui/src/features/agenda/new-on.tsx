/** A new task on the day one is at. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MoreFields } from "../../components/ask-fields.tsx";
import { Chip } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { Finder } from "../../components/finder.tsx";
import { NewTaskForm, NewTaskPopover } from "../../components/new-task.tsx";
import { RepeatField } from "../../components/repeat-field.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Answers, ownAsked, valuesOf } from "../../ipc/asked.ts";
import { commands, type Ref, type Value } from "../../ipc/bindings.ts";
import { refusalOf } from "../../ipc/error.ts";
import { catalog } from "../../ipc/query.ts";
import { useTriedRule } from "../../ipc/tried-rule.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { createTask } from "../../ipc/write.ts";
import { weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import style from "./agenda.module.css";

const findUnit = (text: string) => commands.refOptions("unit", text, 12);

type Made = { title: string; due: string; repeat: string };

const create = (made: Made, unit: Ref | null, own: Record<string, Value>) =>
  createTask(made, unit ? { ...own, unit: { t: "ref", v: unit } } : own);

function Form({ day, close }: { day: string; close: () => void }) {
  const [time, setTime] = useState("");
  const [unit, setUnit] = useState<Ref | null>(null);
  const [repeat, setRepeat] = useState("");
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
      make={async (title) => {
        const made = { title, due: `${day} ${time}`.trim(), repeat };
        return Boolean(await making.run(made, unit, valuesOf(asked, answers)));
      }}
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
      {unit ? (
        <div>
          <Chip onRemove={() => setUnit(null)}>{unit.label}</Chip>
        </div>
      ) : (
        <Finder label={t("ui.today.new_unit")} find={findUnit} onPick={setUnit} />
      )}
      <RepeatField
        label={fieldLabel("task", "repeat")}
        value={repeat}
        onChange={setRepeat}
        start={day}
        useTried={useTriedRule}
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
