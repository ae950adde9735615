/** A month's days to pick one from, by mouse or by arrow keys. Weeks begin on Monday. */
import type { CalendarDate } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Calendar, CalendarCell, CalendarGrid, type CalendarProps } from "react-aria-components/Calendar";
import { Heading } from "react-aria-components/Heading";
import style from "./month.module.css";

export function Month(props: Pick<CalendarProps<CalendarDate>, "aria-label" | "defaultValue" | "onChange">) {
  return (
    <Calendar {...props} className={style.sheet ?? ""} firstDayOfWeek="mon">
      <header className={style.head}>
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
  );
}
