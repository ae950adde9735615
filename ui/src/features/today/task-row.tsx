/** One task among the lines of Today. */
import {
  FileText,
  type LucideIcon,
  Mail,
  MapPin,
  Phone,
  ReceiptText,
  SquareCheck,
  Users,
  Wallet,
} from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import type { TaskLine } from "../../ipc/bindings.ts";
import { undo } from "../../ipc/history.ts";
import { putOffTask } from "../../ipc/write.ts";
import { wallParts } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { repeatText } from "../../lib/repeat.ts";
import { zoneCity } from "../../lib/zone.ts";
import { type Late, type LineProps, Row } from "./row.tsx";
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

type TaskRowProps = LineProps & { task: TaskLine; missed: Late; onMail: () => void };

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
          {task.zone && (
            <span className={style.quiet} title={t("ui.zone.by", { zone: task.zone })} data-zone>
              {due?.time} {zoneCity(task.zone)}
            </span>
          )}
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
      missed={missed}
      endWord={t("ui.today.done")}
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
