/** Everything still to be done for a customer. */
import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { MoreFields } from "../../../components/ask-fields.tsx";
import { Mark } from "../../../components/chip.tsx";
import { Field } from "../../../components/field.tsx";
import { RepeatField } from "../../../components/repeat-field.tsx";
import { type Moment, momentText, noMoment, When } from "../../../components/when.tsx";
import { type Answers, type Asked, ownAsked, valuesOf } from "../../../ipc/asked.ts";
import type { Applied, RecordDto, TaskLine } from "../../../ipc/bindings.ts";
import { catalog } from "../../../ipc/query.ts";
import { useTriedRule } from "../../../ipc/tried-rule.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { createTask } from "../../../ipc/write.ts";
import { t } from "../../../lib/i18n.ts";
import { repeatText } from "../../../lib/repeat.ts";
import card from "../frame/card.module.css";
import style from "../frame/record.module.css";
import { dueText, TaskActs } from "../talk/next-step.tsx";
import { textOf } from "../words.ts";
import { AddForm } from "./add-form.tsx";

function Task({ task, today }: { task: TaskLine; today: string }) {
  const due = dueText(task, today);
  return (
    <li className={style.task}>
      <div className={style.taskWhat}>
        <span>{task.title}</span>
        <span className={style.taskDue}>
          {task.lateness === "overdue" ? (
            <Mark tone="bad" icon={CircleAlert}>
              {due}
            </Mark>
          ) : (
            due
          )}
          {task.contact && ` · ${task.contact.label}`}
          {task.checklist && ` · ${t("ui.checklist.of", { name: task.checklist.label })}`}
          {task.repeat && ` · ↻ ${repeatText(task.repeat)}`}
        </span>
      </div>
      <TaskActs task={task} today={today} />
    </li>
  );
}

type NewTask = { title: string; due: Moment; repeat: string; own: Answers };
const blank: NewTask = { title: "", due: noMoment, repeat: "", own: {} };

function store(unit: RecordDto, given: NewTask, own: readonly Asked[]): Promise<Applied> {
  const { title, repeat } = given;
  return createTask(
    { title, due: momentText(given.due), repeat },
    {
      ...valuesOf(own, given.own),
      unit: { t: "ref", v: { id: unit.id, label: textOf(unit, "legal_name") } },
    },
  );
}

const ASKED = ["title", "due", "repeat"];

export function Tasks(props: { unit: RecordDto; tasks: readonly TaskLine[]; today: string }) {
  const { unit, tasks, today } = props;
  const own = ownAsked(useQuery(catalog).data, "task");
  return (
    <div data-testid="tasks">
      <ul className={card.list}>
        {tasks.map((task) => (
          <Task key={task.id} task={task} today={today} />
        ))}
      </ul>
      <AddForm
        asks={[...ASKED, ...own.map(({ key }) => key)]}
        label={t("ui.record.add_task")}
        place={`task@${unit.id}`}
        blank={blank}
        store={(given) => store(unit, given, own)}
      >
        {(given, change, refused) => (
          <>
            <Field
              label={fieldLabel("task", "title")}
              value={given.title}
              onChange={(title) => change({ title })}
              error={refused("title")}
              autoFocus
              isRequired
              autoComplete="off"
            />
            <When
              value={given.due}
              onChange={(due) => change({ due })}
              today={today}
              error={refused("due")}
            />
            <RepeatField
              label={fieldLabel("task", "repeat")}
              value={given.repeat}
              onChange={(repeat) => change({ repeat })}
              start={given.due.day}
              useTried={useTriedRule}
              error={refused("repeat")}
            />
            <MoreFields
              asked={own}
              answers={given.own}
              refused={refused}
              onChange={(own) => change({ own })}
            />
          </>
        )}
      </AddForm>
    </div>
  );
}
