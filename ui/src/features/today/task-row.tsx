/** One task: when, what, with whom, and what one does with it. */
import {
  Check,
  CircleAlert,
  FileText,
  type LucideIcon,
  Mail,
  MapPin,
  Moon,
  Phone,
  ReceiptText,
  SquareCheck,
  Users,
  Wallet,
} from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { PutOff } from "../../components/put-off.tsx";
import { toast } from "../../components/toast.tsx";
import type { TaskLine } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { readWall } from "../../ipc/read-text.ts";
import { putOffTask } from "../../ipc/write.ts";
import { relativeDay, wallParts, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { repeatText } from "../../lib/repeat.ts";
import style from "./today.module.css";

const icons: Record<string, LucideIcon> = {
  call: Phone,
  visit: MapPin,
  meeting: Users,
  mail: Mail,
  quote: ReceiptText,
  payment: Wallet,
  contract: FileText,
};

/** Today's say the hour, the late ones how late, the others the day. */
function When({ task, today }: { task: TaskLine; today: string }) {
  if (task.due.t !== "wall") return null;
  const { day, time } = wallParts(task.due.v.at);
  if (task.lateness === "overdue") {
    return (
      <Mark tone="bad" icon={CircleAlert}>
        {relativeDay(day, today, "late")}
      </Mark>
    );
  }
  if (task.lateness === "today") return time ?? t("ui.day.today");
  const word = relativeDay(day, today);
  return <span title={day}>{task.lateness === "week" ? `${word} ${weekday(day)}` : day}</span>;
}

export type TaskRowProps = {
  task: TaskLine;
  today: string;
  missed: boolean;
  active: boolean;
  puttingOff: boolean;
  onActive: () => void;
  onOpen: () => void;
  onDone: () => void;
  onPutOff: (open: boolean) => void;
};

export function TaskRow(props: TaskRowProps) {
  const { task, today, missed, active, puttingOff, onActive, onOpen, onDone, onPutOff } = props;
  const Icon = icons[task.kind] ?? SquareCheck;
  const putOff = async (work: Promise<unknown>) => {
    await work;
    toast(t("ui.today.put_off_said", { title: task.title }), { label: t("ui.undo"), run: undo });
  };
  const until = async (text: string) =>
    putOff(putOffTask(task, { until: await readWall("task", "due", text) }));
  return (
    <li className={style.row} data-line={task.id} data-task={task.id} data-active={active || undefined}>
      <button
        type="button"
        className={style.main}
        tabIndex={active ? 0 : -1}
        data-row
        onFocus={onActive}
        onClick={onOpen}
      >
        <span className={style.when}>
          <When task={task} today={today} />
        </span>
        <Icon size={14} aria-hidden />
        <span className={style.what}>
          <span className={style.title}>{task.title}</span>
          {task.contact && <span className={style.quiet}>{task.contact.label}</span>}
          {task.repeat && (
            <span className={style.again} title={repeatText(task.repeat)}>
              ↻ {repeatText(task.repeat)}
            </span>
          )}
        </span>
        {missed && (
          <span className={style.missed}>
            <Mark tone="warn" icon={Moon}>
              {t("ui.today.missed")}
            </Mark>
          </span>
        )}
        <span className={style.unit}>{task.unit?.label}</span>
      </button>
      <span className={style.acts}>
        <Button kind="line" icon={Check} onPress={onDone}>
          {t("ui.today.done")}
          <kbd className={style.key} aria-hidden>
            E
          </kbd>
        </Button>
        <PutOff
          today={today}
          isOpen={puttingOff}
          onOpenChange={onPutOff}
          onUsual={(time) => putOff(putOffTask(task, time))}
          onText={until}
          reason={sentence}
          letter="S"
        />
      </span>
    </li>
  );
}
