/** Everything still to be done for a customer. */
import { CircleAlert } from "lucide-react";
import { Mark } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { type Moment, momentText, noMoment, When } from "../../components/when.tsx";
import type { Applied, RecordDto, TaskLine } from "../../ipc/bindings.ts";
import { typed } from "../../ipc/entry-text.ts";
import { fieldLabel } from "../../ipc/words.ts";
import { createRecord } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { AddForm } from "./add-form.tsx";
import card from "./card.module.css";
import { dueText, TaskActs } from "./next-step.tsx";
import style from "./record.module.css";
import { textOf } from "./words.ts";

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
        </span>
      </div>
      <TaskActs task={task} today={today} />
    </li>
  );
}

type NewTask = { title: string; due: Moment };
const blank: NewTask = { title: "", due: noMoment };

function store(unit: RecordDto, given: NewTask): Promise<Applied> {
  return createRecord("task", {
    title: typed(given.title),
    due: typed(momentText(given.due)),
    unit: { t: "ref", v: { id: unit.id, label: textOf(unit, "legal_name") } },
    state: { t: "choice", v: "open" },
    remind: { t: "bool", v: true },
  });
}

const ASKED = ["title", "due"];

export function Tasks(props: { unit: RecordDto; tasks: readonly TaskLine[]; today: string }) {
  const { unit, tasks, today } = props;
  return (
    <div data-testid="tasks">
      <ul className={card.list}>
        {tasks.map((task) => (
          <Task key={task.id} task={task} today={today} />
        ))}
      </ul>
      <AddForm
        asks={ASKED}
        label={t("ui.record.add_task")}
        blank={blank}
        store={(given) => store(unit, given)}
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
          </>
        )}
      </AddForm>
    </div>
  );
}
