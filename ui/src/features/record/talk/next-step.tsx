/** What must happen next with this customer: done, or put off. */
import { BellRing, Check, CircleAlert, Mail } from "lucide-react";
import { Button, IconButton } from "../../../components/button.tsx";
import { PutOff } from "../../../components/put-off.tsx";
import { toast } from "../../../components/toast.tsx";
import type { TaskLine } from "../../../ipc/bindings.ts";
import { complain, sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { readWall } from "../../../ipc/read-text.ts";
import { finishTask, putOffTask } from "../../../ipc/write.ts";
import { listSaid } from "../../../lib/checklist.ts";
import { relativeDay, wallParts } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { askMail } from "../../../lib/mail.ts";
import { nextSaid, repeatText } from "../../../lib/repeat.ts";
import style from "../frame/record.module.css";

export function dueText(task: TaskLine, today: string): string {
  if (task.due.t !== "wall") return t("ui.record.some_day");
  const { day, time } = wallParts(task.due.v.at);
  const near = relativeDay(day, today, "late");
  return time ? `${near} ${time}` : near;
}

/** Done, with the way back in a toast. */
export function finish(task: Pick<TaskLine, "id" | "rev" | "title">, today: string): void {
  finishTask(task).then(
    ({ next, checklist }) =>
      toast(t("ui.record.task_done", { title: task.title }) + nextSaid(next, today) + listSaid(checklist), {
        label: t("ui.undo"),
        run: undo,
      }),
    complain,
  );
}

export async function putOffUntil(task: TaskLine, text: string): Promise<void> {
  await putOffTask(task, { until: await readWall("task", "due", text) });
}

export function TaskActs({ task, today }: { task: TaskLine; today: string }) {
  return (
    <div className={style.acts}>
      <Button kind="line" icon={Check} onPress={() => finish(task, today)}>
        {t("ui.record.done")}
      </Button>
      <PutOff
        today={today}
        onUsual={(time) => putOffTask(task, time)}
        onText={(text) => putOffUntil(task, text)}
        reason={sentence}
      />
      <IconButton label={t("ui.mail.write")} icon={Mail} size={14} onPress={() => askMail("task", task.id)} />
    </div>
  );
}

export function NextStep({ task, today }: { task: TaskLine; today: string }) {
  const late = task.lateness === "overdue";
  const Icon = late ? CircleAlert : BellRing;
  return (
    <section className={style.next} data-late={late || undefined} aria-label={t("ui.record.next")}>
      <h3>
        <Icon size={14} aria-hidden />
        {t("ui.record.next")}
        <span className={style.due}>
          {dueText(task, today)}
          {task.repeat && ` · ↻ ${repeatText(task.repeat)}`}
        </span>
      </h3>
      <p data-selectable>
        {task.contact
          ? t("ui.record.next_with", { title: task.title, name: task.contact.label })
          : task.title}
      </p>
      <TaskActs task={task} today={today} />
    </section>
  );
}
