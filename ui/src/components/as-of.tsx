/**
 * A list as it stood on a day: the day asked for, what is shown said in so many words, and the way back to today.
 * Out of sight until it is asked for.
 */

import type { CalendarDate } from "@internationalized/date";
import { endOfMonth, parseDate, toCalendarDate } from "@internationalized/date";
import { History } from "lucide-react";
import { useState } from "react";
import { useAnswer } from "../lib/ask.ts";
import { instant } from "../lib/format.ts";
import { type MessageKey, t } from "../lib/i18n.ts";
import { isComposing } from "../lib/keys.ts";
import { useNow } from "../lib/now.ts";
import { showAsOf } from "../lib/place.ts";
import style from "./as-of.module.css";
import { Button } from "./button.tsx";
import { DayField } from "./day-field.tsx";

/** The last instant of a day: what was done on it counts. */
function endOf(day: CalendarDate): number {
  const next = day.add({ days: 1 });
  return new Date(next.year, next.month - 1, next.day).getTime() - 1;
}

/** Ends of the periods one looks back at: a month, a quarter, a year. */
function usual(today: CalendarDate): [MessageKey, CalendarDate][] {
  const month = endOfMonth(today.subtract({ months: 1 }));
  const quarter = endOfMonth(today.subtract({ months: ((today.month - 1) % 3) + 1 }));
  const year = today.set({ month: 12, day: 31 }).subtract({ years: 1 });
  return [
    ["ui.as_of.month", toCalendarDate(month)],
    ["ui.as_of.quarter", toCalendarDate(quarter)],
    ["ui.as_of.year", year],
  ];
}

type AsOfProps = {
  /** what the list is of */ title: string;
  asOf: number | undefined;
  /** nothing of that day has come yet */ waiting: boolean;
  onLeave: () => void;
};

export function AsOf({ title, asOf, waiting, onLeave }: AsOfProps) {
  const [choosing, setChoosing] = useState(false);
  const today = parseDate(instant(useNow()).slice(0, 10));
  const shown = asOf === undefined ? null : parseDate(instant(asOf).slice(0, 10));
  const [picked, setPicked] = useState<CalendarDate | null>(shown);
  useAnswer("as_of", () => setChoosing(true));
  if (!shown && !choosing) return null;
  const leave = () => {
    setChoosing(false);
    if (shown) showAsOf(null);
    onLeave();
  };
  const show = (day: CalendarDate | null) => {
    if (!day) return;
    // Today is no past: one is back at what can be edited.
    if (day.compare(today) >= 0) leave();
    else showAsOf(endOf(day));
  };
  return (
    <section
      className={style.bar}
      data-on={shown ? true : undefined}
      aria-label={t("ui.as_of.label")}
      data-testid="as-of"
      // On its way down: the day's parts would keep these keys to themselves. The month lies elsewhere and has its own.
      onKeyDownCapture={(event) => {
        const at = event.target as HTMLElement;
        if (isComposing(event) || !event.currentTarget.contains(at)) return;
        if (event.key === "Enter" && at.role === "spinbutton") show(picked);
        else if (event.key === "Escape") leave();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <History size={16} aria-hidden />
      <p className={style.said} role="status">
        {shown
          ? t(waiting ? "ui.as_of.waiting" : "ui.as_of.shown", { title, day: shown.toString() })
          : t("ui.as_of.ask", { title })}
      </p>
      <div className={style.acts}>
        <DayField
          label={t("ui.as_of.day")}
          value={picked}
          onChange={setPicked}
          last={today}
          autoFocus={choosing && !shown}
        />
        <Button
          kind="line"
          isDisabled={!picked || picked.toString() === shown?.toString()}
          onPress={() => show(picked)}
        >
          {t("ui.as_of.show")}
        </Button>
        {!shown &&
          usual(today).map(([label, day]) => (
            <Button key={label} onPress={() => show(day)}>
              {t(label)}
            </Button>
          ))}
        <Button kind={shown ? "main" : "plain"} onPress={leave}>
          {t(shown ? "ui.as_of.back" : "ui.cancel")}
        </Button>
      </div>
    </section>
  );
}
