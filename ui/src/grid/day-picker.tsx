/** The calendar under a date cell: for looking and clicking; typed text is read by the core. Weeks begin on Monday. */
import { type CalendarDate, parseDate } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useImperativeHandle, useRef } from "react";
import { Button } from "react-aria-components/Button";
import { Calendar, CalendarCell, CalendarGrid } from "react-aria-components/Calendar";
import { Heading } from "react-aria-components/Heading";
import { t } from "../lib/i18n.ts";
import style from "./float.module.css";
import type { Picker } from "./state.ts";

function dayIn(text: string): CalendarDate | null {
  try {
    return parseDate(text);
  } catch {
    // Half typed, or a form only the core can read: the calendar shows no day then.
    return null;
  }
}

export function DayPicker({
  text,
  picker,
  onPick,
}: {
  text: string;
  picker: { current: Picker | null };
  onPick: (day: string) => void;
}) {
  const sheet = useRef<HTMLDivElement>(null);
  const day = dayIn(text);
  useImperativeHandle(picker, () => ({
    move: () => undefined,
    chosen: () => null,
    focus: () => sheet.current?.querySelector<HTMLElement>('[role="button"][tabindex="0"]')?.focus(),
  }));
  return (
    <div ref={sheet} data-day-picker>
      <Calendar
        key={day?.toString() ?? ""}
        aria-label={t("ui.grid.calendar")}
        className={style.calendar ?? ""}
        defaultValue={day}
        firstDayOfWeek="mon"
        onChange={(next) => onPick(next.toString())}
      >
        <header className={style.month}>
          <Button slot="previous" className={style.turn ?? ""}>
            <ChevronLeft size={15} aria-hidden />
          </Button>
          <Heading className={style.heading ?? ""} />
          <Button slot="next" className={style.turn ?? ""}>
            <ChevronRight size={15} aria-hidden />
          </Button>
        </header>
        <CalendarGrid weekdayStyle="short">
          {(date) => <CalendarCell date={date} className={style.day ?? ""} />}
        </CalendarGrid>
      </Calendar>
    </div>
  );
}
