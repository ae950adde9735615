/** A day and perhaps a time, typed or picked from the usual ones. What was typed stays text: the core reads it. */
import { parseDate } from "@internationalized/date";
import { Button } from "react-aria-components/Button";
import { weekday } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { Field } from "./field.tsx";
import style from "./when.module.css";

export type Moment = { readonly day: string; readonly time: string };
export const noMoment: Moment = { day: "", time: "" };

/** As one would type it: the day, and the time where there is one. */
export function momentText({ day, time }: Moment): string {
  return `${day.trim()} ${time.trim()}`.trim();
}

type Day = { day: string; label: string };

/** For what took place already. */
function pastDays(today: string): Day[] {
  const start = parseDate(today);
  return [
    { day: today, label: t("ui.day.today") },
    { day: start.subtract({ days: 1 }).toString(), label: t("ui.day.yesterday") },
    { day: start.subtract({ days: 2 }).toString(), label: t("ui.day.before_yesterday") },
  ];
}

/** For what is to come. */
function usualDays(today: string): Day[] {
  const start = parseDate(today);
  // The coming Monday is never today: 2023-01-02 was one.
  const since = start.calendar.toJulianDay(start) - start.calendar.toJulianDay(parseDate("2023-01-02"));
  const untilMonday = 7 - (((since % 7) + 7) % 7);
  return [
    { day: start.add({ days: 1 }).toString(), label: t("ui.day.tomorrow") },
    { day: start.add({ days: 2 }).toString(), label: t("ui.day.after_tomorrow") },
    { day: start.add({ days: untilMonday }).toString(), label: t("ui.when.next_monday") },
  ];
}

function weekdayOf(day: string): string {
  try {
    return weekday(day.trim());
  } catch {
    // Not a full day yet, or written in another way: the core will read it.
    return "";
  }
}

export function When(props: {
  value: Moment;
  onChange: (next: Moment) => void;
  today: string;
  error?: string | null;
  /** it took place already */ past?: boolean;
}) {
  const { value, onChange, today, error, past = false } = props;
  return (
    <div className={style.when}>
      <div className={style.chips}>
        {(past ? pastDays : usualDays)(today).map(({ day, label }) => (
          <Button
            key={label}
            className={style.chip ?? ""}
            data-on={value.day === day || undefined}
            aria-pressed={value.day === day}
            onPress={() => onChange({ ...value, day })}
          >
            {label}
          </Button>
        ))}
      </div>
      <div className={style.typed}>
        <Field
          aria-label={t("ui.when.day")}
          placeholder={today}
          value={value.day}
          onChange={(day) => onChange({ ...value, day })}
          autoComplete="off"
          after={weekdayOf(value.day)}
          error={error}
        />
        <Field
          aria-label={t("ui.when.time")}
          placeholder="09:00"
          value={value.time}
          onChange={(time) => onChange({ ...value, time })}
          autoComplete="off"
        />
      </div>
    </div>
  );
}
