/** The calendar under a date cell: for looking and clicking; typed text is read by the core. */
import { type CalendarDate, parseDate } from "@internationalized/date";
import { useImperativeHandle, useRef } from "react";
import { Month } from "../components/month.tsx";
import { t } from "../lib/i18n.ts";
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
      <Month
        key={day?.toString() ?? ""}
        aria-label={t("ui.grid.calendar")}
        defaultValue={day}
        onChange={(next) => onPick(next.toString())}
      />
    </div>
  );
}
