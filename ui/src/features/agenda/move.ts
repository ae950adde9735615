/** Tasks moved to other days: each time one step of undo, said with the way back. */
import { toast } from "../../components/toast.tsx";
import { type AgendaItem, commands, type MoveTo, type TaskAt } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { finishTask } from "../../ipc/write.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";

export async function moveTasks(tasks: TaskAt[], how: MoveTo): Promise<boolean> {
  try {
    const { records } = await whileSaving(() => commands.tasksMove(tasks, how));
    // Where they stood already, there is no step, and undo would take back another one.
    if (!records.some(({ id, rev }) => tasks.some((task) => task.id === id && task.rev !== rev))) return true;
    toast(t("ui.agenda.moved", { n: tasks.length }), { label: t("ui.undo"), run: undo });
    return true;
  } catch (error) {
    say({ text: sentence(error) });
    return false;
  }
}

export const taskAt = ({ id, rev }: AgendaItem): TaskAt => ({ id, rev });

/** One occurrence of a series that stands on `day`: it becomes a task by itself and no other one moves. */
export async function moveOccurrence(item: AgendaItem, day: string, how: MoveTo): Promise<boolean> {
  try {
    await whileSaving(() => commands.occurrenceMove(taskAt(item), day, how));
    toast(t("ui.agenda.occurrence_moved", { title: item.title, day }), { label: t("ui.undo"), run: undo });
    return true;
  } catch (error) {
    say({ text: sentence(error) });
    return false;
  }
}

export async function skipOccurrence(item: AgendaItem, day: string): Promise<boolean> {
  try {
    await whileSaving(() => commands.occurrenceSkip(taskAt(item), day));
    toast(t("ui.agenda.occurrence_skipped", { title: item.title, day }), { label: t("ui.undo"), run: undo });
    return true;
  } catch (error) {
    say({ text: sentence(error) });
    return false;
  }
}

export function finishItem(item: AgendaItem): void {
  finishTask(item).then(
    () => toast(t("ui.today.done_said", { title: item.title }), { label: t("ui.undo"), run: undo }),
    (error: unknown) => say({ text: sentence(error) }),
  );
}
