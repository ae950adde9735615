/** A line of Today, whatever it speaks of: when, what, at whom; done and put off are the same for each. */

import { Building2, Check, CircleAlert, type LucideIcon, Moon } from "lucide-react";
import type { ReactNode } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Mark } from "../../components/chip.tsx";
import { Kbd } from "../../components/kbd.tsx";
import { PutOff } from "../../components/put-off.tsx";
import { Remaining } from "../../components/remaining.tsx";
import { toast } from "../../components/toast.tsx";
import type { Lateness, Snooze } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { readWall } from "../../ipc/read-text.ts";
import { relativeDay, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./today.module.css";

/** What the list tells each of its lines. */
export type LineProps = {
  line: string;
  today: string;
  active: boolean;
  puttingOff: boolean;
  onActive: () => void;
  onOpen: () => void;
  onDone: () => void;
  onPutOff: (open: boolean) => void;
  /** to the customer; without one there is no way */ onUnit: (() => void) | null;
};

type WhenProps = {
  day: string;
  time?: string | null;
  /** the instant, where an answer was promised for an hour */ by?: number | null;
  lateness: Lateness;
  today: string;
};

/** What has an hour promised says how long there is; of others today's say the hour, the late ones how late, this week's the weekday, the others the day. */
function When({ day, time, by, lateness, today }: WhenProps) {
  if (by !== null && by !== undefined) return <Remaining by={by} />;
  if (lateness === "overdue") {
    return (
      <Mark tone="bad" icon={CircleAlert}>
        {relativeDay(day, today, "late")}
      </Mark>
    );
  }
  if (lateness === "today") return time ?? t("ui.day.today");
  if (lateness !== "week") return day;
  return (
    <span title={day}>
      {relativeDay(day, today)} {weekday(day)}
    </span>
  );
}

/** How late a reminder came, in minutes; nothing where it came in time. */
export type Late = number | null;

/** How late its reminder came, in the largest unit that says it well. */
function lateBy(minutes: number): string {
  if (minutes < 60) return t("notify.late_minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? t("notify.late_hours", { n: hours })
    : t("notify.late_days", { n: Math.floor(hours / 24) });
}

export type RowProps = LineProps & {
  /** what the line is of, for styles and tests: `data-task`, `data-occasion` */
  mark: Readonly<Record<`data-${string}`, string>>;
  when: Omit<WhenProps, "today"> | null;
  icon: LucideIcon;
  /** what the icon says to who does not see it */ iconText?: string;
  what: ReactNode;
  missed: Late;
  /** what is said of being done with it */ endWord: string;
  unit: string | undefined;
  /** the line in words, as it is said after it was put off */ said: string;
  putOff: (until: Snooze) => Promise<unknown>;
  /** takes the putting off back */ back: () => void;
  children?: ReactNode;
};

export function Row(props: RowProps) {
  const { line, today, active, puttingOff, onActive, onOpen, onDone, onPutOff, onUnit } = props;
  const { mark, when, icon: Icon, iconText, what, missed, endWord, unit, said } = props;
  const { putOff, back, children } = props;
  const off = async (work: Promise<unknown>) => {
    await work;
    toast(t("ui.today.put_off_said", { title: said }), { label: t("ui.undo"), run: back });
  };
  return (
    <li className={style.row} data-line={line} {...mark} data-active={active || undefined}>
      <button
        type="button"
        className={style.main}
        tabIndex={active ? 0 : -1}
        data-row
        onFocus={onActive}
        onClick={onOpen}
      >
        <span className={style.when}>{when && <When {...when} today={today} />}</span>
        <Icon size={14} {...(iconText ? { "aria-label": iconText } : { "aria-hidden": true })} />
        <span className={style.what}>{what}</span>
        {missed && (
          <span className={style.missed} title={t("ui.today.missed")}>
            <Mark tone="warn" icon={Moon}>
              {lateBy(missed)}
            </Mark>
          </span>
        )}
        <span className={style.unit}>{unit}</span>
      </button>
      <span className={style.acts}>
        <Button kind="line" icon={Check} onPress={onDone}>
          {endWord}
          <Kbd combo="e" aria-hidden />
        </Button>
        <PutOff
          today={today}
          isOpen={puttingOff}
          onOpenChange={onPutOff}
          onUsual={(time) => off(putOff(time))}
          onText={async (text) => off(putOff({ until: await readWall("task", "due", text) }))}
          reason={sentence}
          combo="s"
        />
        {children}
        {onUnit && <IconButton label={t("ui.today.open_unit")} icon={Building2} combo="c" onPress={onUnit} />}
      </span>
    </li>
  );
}
