/** One task among the lines of Today. */
import {
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
import { IconButton } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import type { TaskLine } from "../../ipc/bindings.ts";
import { undo } from "../../ipc/history.ts";
import { putOffTask } from "../../ipc/write.ts";
import { wallParts } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { repeatText } from "../../lib/repeat.ts";
import { type LineProps, Row } from "./row.tsx";
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

/** How late its reminder came, in the largest unit that says it well. */
function lateBy(minutes: number): string {
  if (minutes < 60) return t("notify.late_minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? t("notify.late_hours", { n: hours })
    : t("notify.late_days", { n: Math.floor(hours / 24) });
}

type TaskRowProps = LineProps & { task: TaskLine; missed: number | null; onMail: () => void };

export function TaskRow({ task, missed, onMail, ...line }: TaskRowProps) {
  const due = task.due.t === "wall" ? wallParts(task.due.v.at) : null;
  return (
    <Row
      {...line}
      mark={{ "data-task": task.id }}
      when={due && { ...due, lateness: task.lateness }}
      icon={icons[task.kind] ?? SquareCheck}
      what={
        <>
          <span className={style.title}>{task.title}</span>
          {task.contact && <span className={style.quiet}>{task.contact.label}</span>}
          {task.checklist && (
            <span className={style.quiet}>{t("ui.checklist.of", { name: task.checklist.label })}</span>
          )}
          {task.repeat && (
            <span className={style.again} title={repeatText(task.repeat)}>
              ↻ {repeatText(task.repeat)}
            </span>
          )}
        </>
      }
      aside={
        missed !== null && (
          <span className={style.missed} title={t("ui.today.missed")}>
            <Mark tone="warn" icon={Moon}>
              {lateBy(missed)}
            </Mark>
          </span>
        )
      }
      unit={task.unit?.label}
      said={task.title}
      putOff={(until) => putOffTask(task, until)}
      back={undo}
    >
      {(task.contact || task.unit) && (
        <IconButton label={t("ui.mail.write")} icon={Mail} combo="m" onPress={onMail} />
      )}
    </Row>
  );
}
