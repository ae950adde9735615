/** One thing that reminds by itself: when, why, at whom, and what one does with it. */
import {
  AlarmClock,
  Cake,
  Check,
  CircleAlert,
  DatabaseBackup,
  FileText,
  Flag,
  Handshake,
  KeyRound,
  ListPlus,
  type LucideIcon,
  MessageSquareWarning,
  PhoneCall,
  ShieldCheck,
  Swords,
  Wallet,
} from "lucide-react";
import { Button, IconButton } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { PutOff } from "../../components/put-off.tsx";
import { toast } from "../../components/toast.tsx";
import type { OccasionLine } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { because, bringBack, putOff } from "../../ipc/occasions.ts";
import { readWall } from "../../ipc/read-text.ts";
import { relativeDay, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./today.module.css";

const icons: Record<string, LucideIcon> = {
  instalment_overdue: Wallet,
  instalment_due: Wallet,
  complaint_reply: MessageSquareWarning,
  promise_ours: Handshake,
  promise_theirs: Handshake,
  renewal_notice: FileText,
  contract_end: FileText,
  milestone: Flag,
  competitor_end: Swords,
  birthday: Cake,
  lunar_birthday: Cake,
  anniversary: Cake,
  rhythm: PhoneCall,
  silence: PhoneCall,
  backup_overdue: DatabaseBackup,
  drill_overdue: ShieldCheck,
  recovery_asked: KeyRound,
};

function When({ occasion, today }: { occasion: OccasionLine; today: string }) {
  const { on, lateness } = occasion;
  if (lateness === "overdue") {
    return (
      <Mark tone="bad" icon={CircleAlert}>
        {relativeDay(on, today, "late")}
      </Mark>
    );
  }
  if (lateness === "today") return t("ui.day.today");
  if (lateness !== "week") return on;
  return (
    <span title={on}>
      {relativeDay(on, today)} {weekday(on)}
    </span>
  );
}

export type OccasionRowProps = {
  line: string;
  occasion: OccasionLine;
  today: string;
  active: boolean;
  puttingOff: boolean;
  onActive: () => void;
  onOpen: () => void;
  onSettle: () => void;
  onTask: () => void;
  onLog: () => void;
  onPutOff: (open: boolean) => void;
};

export function OccasionRow(props: OccasionRowProps) {
  const { line, occasion, today, active, puttingOff, onActive, onOpen, onSettle, onTask, onLog, onPutOff } =
    props;
  const Icon = icons[occasion.source] ?? AlarmClock;
  const why = because(occasion.why);
  const off = async (work: Promise<unknown>) => {
    await work;
    toast(t("ui.today.put_off_said", { title: why }), {
      label: t("ui.undo"),
      run: () => bringBack(occasion),
    });
  };
  const until = async (text: string) => off(putOff(occasion, { until: await readWall("task", "due", text) }));
  return (
    <li
      className={style.row}
      data-line={line}
      data-occasion={occasion.source}
      data-active={active || undefined}
    >
      <button
        type="button"
        className={style.main}
        tabIndex={active ? 0 : -1}
        data-row
        onFocus={onActive}
        onClick={onOpen}
      >
        <span className={style.when}>
          <When occasion={occasion} today={today} />
        </span>
        <Icon size={14} aria-label={t(`occasion.source.${occasion.source}` as "occasion.source.rhythm")} />
        <span className={style.what}>
          <span className={style.title} title={why}>
            {why}
          </span>
          {occasion.contact && occasion.entity !== "contact" && (
            <span className={style.quiet}>{occasion.contact.label}</span>
          )}
        </span>
        <span className={style.unit}>{occasion.unit?.label}</span>
      </button>
      <span className={style.acts}>
        <Button kind="line" icon={Check} onPress={onSettle}>
          {t("ui.today.done")}
          <kbd className={style.key} aria-hidden>
            E
          </kbd>
        </Button>
        <PutOff
          today={today}
          isOpen={puttingOff}
          onOpenChange={onPutOff}
          onUsual={(time) => off(putOff(occasion, time))}
          onText={until}
          reason={sentence}
          letter="S"
        />
        <IconButton label={t("ui.occasion.task")} icon={ListPlus} combo="t" onPress={onTask} />
        {occasion.talk && occasion.unit && (
          <IconButton label={t("ui.occasion.log")} icon={PhoneCall} combo="l" onPress={onLog} />
        )}
      </span>
    </li>
  );
}
