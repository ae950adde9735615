/** A new task: what, for whom, by when. */
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Chip } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { Finder } from "../../components/finder.tsx";
import { Popover } from "../../components/popover.tsx";
import { RepeatField } from "../../components/repeat-field.tsx";
import { type Moment, momentText, noMoment, When } from "../../components/when.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Applied, commands, type Ref } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { useTriedRule } from "../../ipc/tried-rule.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { createTask } from "../../ipc/write.ts";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { say } from "../../lib/status.ts";
import style from "./today.module.css";

const findUnit = (text: string) => commands.refOptions("unit", text, 12);

function create(title: string, unit: Ref | null, moment: Moment, repeat: string): Promise<Applied> {
  const given = { title, due: momentText(moment), repeat };
  return createTask(given, unit ? { unit: { t: "ref", v: unit } } : {});
}

function Form({ today, close }: { today: string; close: () => void }) {
  const [title, setTitle] = useState("");
  const [unit, setUnit] = useState<Ref | null>(null);
  const [moment, setMoment] = useState(noMoment);
  const [repeat, setRepeat] = useState("");
  const making = useAction(create);
  const aboutDue = making.error?.field?.endsWith("due") ?? false;
  const reason = making.error && sentence(making.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void making.run(title, unit, moment, repeat).then((made) => {
      if (!made) return;
      say({ text: t("ui.today.created") });
      close();
    });
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <Field
        label={t("ui.today.new_title")}
        value={title}
        onChange={setTitle}
        autoFocus
        isRequired
        autoComplete="off"
        error={aboutDue ? null : reason}
      />
      {unit ? (
        <div>
          <Chip onRemove={() => setUnit(null)}>{unit.label}</Chip>
        </div>
      ) : (
        <Finder label={t("ui.today.new_unit")} find={findUnit} onPick={setUnit} />
      )}
      <When value={moment} onChange={setMoment} today={today} error={aboutDue ? reason : null} />
      <RepeatField
        label={fieldLabel("task", "repeat")}
        value={repeat}
        onChange={setRepeat}
        start={moment.day}
        useTried={useTriedRule}
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

export function NewTask({ today }: { today: string }) {
  const [open, setOpen] = useState(false);
  useShortcut("n", "ui.today.new", () => setOpen(true));
  useAnswer("new_task", () => setOpen(true));
  return (
    <Popover
      label={t("ui.today.new")}
      placement="bottom end"
      isOpen={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="main" icon={Plus}>
          {t("ui.today.new")}
        </Button>
      }
    >
      {(close) => <Form today={today} close={close} />}
    </Popover>
  );
}
