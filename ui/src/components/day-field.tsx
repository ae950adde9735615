/** A day, typed part by part or picked from a month. Years first, as days are written everywhere here. */
import type { CalendarDate } from "@internationalized/date";
import { CalendarDays } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { DateInput, DateSegment } from "react-aria-components/DateField";
import { DatePicker } from "react-aria-components/DatePicker";
import { Dialog } from "react-aria-components/Dialog";
import { Group } from "react-aria-components/Group";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { Label } from "react-aria-components/Label";
import { Popover } from "react-aria-components/Popover";
import { currentLanguage } from "../lib/i18n.ts";
import style from "./day-field.module.css";
import { Month } from "./month.tsx";
import pop from "./popover.module.css";

/** Where a day reads 2026-11-25; English words, and no other order of its parts. */
const years = "en-SE";

export function DayField(props: {
  label: string;
  value: CalendarDate | null;
  onChange: (next: CalendarDate | null) => void;
  /** the last day that can be asked for */ last?: CalendarDate;
  autoFocus?: boolean;
}) {
  const { label, value, onChange, last, autoFocus = false } = props;
  const picker = (
    <DatePicker
      value={value}
      onChange={onChange}
      {...(last && { maxValue: last })}
      autoFocus={autoFocus}
      shouldForceLeadingZeros
      className={style.field ?? ""}
    >
      <Label className={style.label ?? ""}>{label}</Label>
      <Group className={style.box ?? ""}>
        <DateInput className={style.parts ?? ""}>
          {(part) => <DateSegment segment={part} className={style.part ?? ""} />}
        </DateInput>
        <Button className={style.open ?? ""}>
          <CalendarDays size={15} aria-hidden />
        </Button>
      </Group>
      <Popover className={pop.popover ?? ""} offset={4}>
        <Dialog className={style.sheet ?? ""}>
          <Month />
        </Dialog>
      </Popover>
    </DatePicker>
  );
  return currentLanguage() === "en" ? <I18nProvider locale={years}>{picker}</I18nProvider> : picker;
}
