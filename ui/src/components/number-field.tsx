/** Small exact inputs: a whole number with steps, and a time of day. */
import { parseTime, type Time } from "@internationalized/date";
import { Minus, Plus } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { DateInput, DateSegment } from "react-aria-components/DateField";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { NumberField as AriaNumberField } from "react-aria-components/NumberField";
import { TimeField as AriaTimeField } from "react-aria-components/TimeField";
import { t } from "../lib/i18n.ts";
import style from "./number-field.module.css";

export function NumberField(props: {
  label: string;
  value: number;
  onChange: (next: number) => void;
  min: number;
  max: number;
}) {
  const { label, value, onChange, min, max } = props;
  return (
    <AriaNumberField
      aria-label={label}
      className={style.field ?? ""}
      value={value}
      minValue={min}
      maxValue={max}
      onChange={(next) => !Number.isNaN(next) && onChange(next)}
    >
      <Group className={style.box ?? ""}>
        <Button slot="decrement" className={style.step ?? ""} aria-label={t("ui.fewer")}>
          <Minus size={13} aria-hidden />
        </Button>
        <Input className={style.input ?? ""} />
        <Button slot="increment" className={style.step ?? ""} aria-label={t("ui.more")}>
          <Plus size={13} aria-hidden />
        </Button>
      </Group>
    </AriaNumberField>
  );
}

/** `HH:MM`; committed when left, so that half a time is never kept. */
export function TimeField(props: {
  label: string;
  value: string;
  onChange: (next: string) => void;
  isDisabled?: boolean;
}) {
  const { label, value, onChange, isDisabled = false } = props;
  const commit = (next: Time | null) => {
    if (next) onChange(next.toString().slice(0, 5));
  };
  return (
    <AriaTimeField
      aria-label={label}
      value={parseTime(value)}
      onChange={commit}
      hourCycle={24}
      isDisabled={isDisabled}
    >
      <DateInput className={style.time ?? ""}>
        {(segment) => <DateSegment segment={segment} className={style.segment ?? ""} />}
      </DateInput>
    </AriaTimeField>
  );
}
