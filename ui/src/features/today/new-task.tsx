/** A new task: what, for whom, by when. */
import { useState } from "react";
import { Chip } from "../../components/chip.tsx";
import { Finder } from "../../components/finder.tsx";
import { NewTaskForm, NewTaskPopover } from "../../components/new-task.tsx";
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

const findUnit = (text: string) => commands.refOptions("unit", text, 12);

function create(title: string, unit: Ref | null, moment: Moment, repeat: string): Promise<Applied> {
  const given = { title, due: momentText(moment), repeat };
  return createTask(given, unit ? { unit: { t: "ref", v: unit } } : {});
}

function Form({ today, close }: { today: string; close: () => void }) {
  const [unit, setUnit] = useState<Ref | null>(null);
  const [moment, setMoment] = useState(noMoment);
  const [repeat, setRepeat] = useState("");
  const making = useAction(create);
  const aboutDue = making.error?.field?.endsWith("due") ?? false;
  const reason = making.error && sentence(making.error);
  return (
    <NewTaskForm
      make={async (title) => Boolean(await making.run(title, unit, moment, repeat))}
      busy={making.busy}
      error={aboutDue ? null : reason}
      close={close}
    >
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
    </NewTaskForm>
  );
}

export function NewTask({ today }: { today: string }) {
  const [open, setOpen] = useState(false);
  useShortcut("n", "ui.today.new", () => setOpen(true));
  useAnswer("new_task", () => setOpen(true));
  return (
    <NewTaskPopover label={t("ui.today.new")} isOpen={open} onOpenChange={setOpen}>
      {(close) => <Form today={today} close={close} />}
    </NewTaskPopover>
  );
}
