/** A new task: what, for whom, by when. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MoreFields } from "../../components/ask-fields.tsx";
import { Chip } from "../../components/chip.tsx";
import { Finder } from "../../components/finder.tsx";
import { NewTaskForm, NewTaskPopover } from "../../components/new-task.tsx";
import { RepeatField } from "../../components/repeat-field.tsx";
import { type Moment, momentText, noMoment, When } from "../../components/when.tsx";
import { useAction } from "../../ipc/action.ts";
import { type Answers, ownAsked, valuesOf } from "../../ipc/asked.ts";
import { type Applied, commands, type Ref, type Value } from "../../ipc/bindings.ts";
import { refusalOf } from "../../ipc/error.ts";
import { catalog } from "../../ipc/query.ts";
import { useTriedRule } from "../../ipc/tried-rule.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { createTask } from "../../ipc/write.ts";
import { type Given, useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";

const findUnit = (text: string) => commands.refOptions("unit", text, 12);

type For = { unit: Ref | null; contact: Ref | null };

type Own = Record<string, Value>;

function create(title: string, whom: For, moment: Moment, repeat: string, own: Own): Promise<Applied> {
  const given = { title, due: momentText(moment), repeat };
  const refs = { ...own };
  if (whom.unit) refs.unit = { t: "ref", v: whom.unit };
  if (whom.contact) refs.contact = { t: "ref", v: whom.contact };
  return createTask(given, refs);
}

function Form({ today, given, close }: { today: string; given: Given; close: () => void }) {
  const [unit, setUnit] = useState<Ref | null>(given.unit ?? null);
  const [contact, setContact] = useState<Ref | null>(given.contact ?? null);
  const [moment, setMoment] = useState(noMoment);
  const [repeat, setRepeat] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const asked = ownAsked(useQuery(catalog).data, "task");
  const making = useAction(create);
  const refused = refusalOf(
    making.error,
    asked.map(({ key }) => key),
  );
  const aboutDue = making.error?.field?.endsWith("due") ?? false;
  const reason = refused.rest;
  return (
    <NewTaskForm
      make={async (title) =>
        Boolean(await making.run(title, { unit, contact }, moment, repeat, valuesOf(asked, answers)))
      }
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
      {contact && (
        <div>
          <Chip onRemove={() => setContact(null)}>{contact.label}</Chip>
        </div>
      )}
      <When value={moment} onChange={setMoment} today={today} error={aboutDue ? reason : null} />
      <RepeatField
        label={fieldLabel("task", "repeat")}
        value={repeat}
        onChange={setRepeat}
        start={moment.day}
        useTried={useTriedRule}
      />
      <MoreFields asked={asked} answers={answers} refused={refused.at} onChange={setAnswers} />
    </NewTaskForm>
  );
}

export function NewTask({ today }: { today: string }) {
  const [open, setOpen] = useState(false);
  const [given, setGiven] = useState<Given>({});
  const show = (of: Given) => {
    setGiven(of);
    setOpen(true);
  };
  useShortcut("n", "ui.today.new", () => show({}));
  useAnswer("new_task", show);
  const change = (next: boolean) => {
    // Opened by its button it is for nobody yet.
    setGiven({});
    setOpen(next);
  };
  return (
    <NewTaskPopover label={t("ui.today.new")} isOpen={open} onOpenChange={change}>
      {(close) => <Form today={today} given={given} close={close} />}
    </NewTaskPopover>
  );
}
