/** One thing that reminds by itself, among the lines of Today. */
import {
  AlarmClock,
  BadgeCheck,
  Cake,
  Construction,
  DatabaseBackup,
  FileText,
  Flag,
  Goal,
  Handshake,
  KeyRound,
  ListPlus,
  type LucideIcon,
  Mail,
  MessageSquareWarning,
  PhoneCall,
  ShieldCheck,
  Swords,
  Wallet,
} from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import type { OccasionLine } from "../../ipc/bindings.ts";
import { because, bringBack, endWord, putOff } from "../../ipc/occasions.ts";
import { t } from "../../lib/i18n.ts";
import { type Late, type LineProps, Row } from "./row.tsx";
import style from "./today.module.css";

const icons: Record<string, LucideIcon> = {
  instalment_overdue: Wallet,
  instalment_due: Wallet,
  complaint_reply: MessageSquareWarning,
  promise_ours: Handshake,
  promise_theirs: Handshake,
  promise_waiting: Handshake,
  renewal_notice: FileText,
  contract_end: FileText,
  milestone: Flag,
  project_issue: Construction,
  goal: Goal,
  competitor_end: Swords,
  birthday: Cake,
  lunar_birthday: Cake,
  anniversary: Cake,
  rhythm: PhoneCall,
  rhythm_person: PhoneCall,
  silence: PhoneCall,
  review_cycle: BadgeCheck,
  backup_overdue: DatabaseBackup,
  drill_overdue: ShieldCheck,
  recovery_asked: KeyRound,
};

export type OccasionRowProps = LineProps & {
  occasion: OccasionLine;
  missed: Late;
  onTask: () => void;
  onLog: () => void;
  onMail: () => void;
};

export function OccasionRow({ occasion, missed, onTask, onLog, onMail, ...line }: OccasionRowProps) {
  const { source, on, by, lateness, contact, unit } = occasion;
  const why = because(occasion.why);
  return (
    <Row
      {...line}
      mark={{ "data-occasion": source }}
      when={{ day: on, by, lateness }}
      icon={icons[source] ?? AlarmClock}
      iconText={t(`occasion.source.${source}` as "occasion.source.rhythm")}
      what={
        <>
          <span className={style.title} title={why}>
            {why}
          </span>
          {contact && occasion.entity !== "contact" && <span className={style.quiet}>{contact.label}</span>}
        </>
      }
      missed={missed}
      endWord={endWord(occasion)}
      unit={unit?.label}
      said={why}
      putOff={(until) => putOff(occasion, until)}
      back={() => bringBack(occasion)}
    >
      <IconButton label={t("ui.occasion.task")} icon={ListPlus} combo="t" onPress={onTask} />
      {occasion.talk && unit && (
        <IconButton label={t("ui.occasion.log")} icon={PhoneCall} combo="l" onPress={onLog} />
      )}
      {occasion.entity !== "vault" && (
        <IconButton label={t("ui.mail.write")} icon={Mail} combo="m" onPress={onMail} />
      )}
    </Row>
  );
}
