/** Yes or no (`Check`, `Switch`), and one of two to four shown side by side (`Segments`). */
import { Check as CheckMark, type LucideIcon, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { Switch as AriaSwitch } from "react-aria-components/Switch";
import style from "./toggle.module.css";

type ToggleProps = {
  value: boolean;
  onChange: (next: boolean) => void;
  children?: ReactNode;
  "aria-label"?: string;
  isDisabled?: boolean;
};

export function Check({ value, onChange, children, some, ...rest }: ToggleProps & { some?: boolean }) {
  return (
    <Checkbox
      {...rest}
      isSelected={value}
      isIndeterminate={some ?? false}
      onChange={onChange}
      className={style.check ?? ""}
    >
      <span className={style.mark} aria-hidden>
        {some ? <Minus size={12} strokeWidth={3} /> : value && <CheckMark size={12} strokeWidth={3} />}
      </span>
      {children}
    </Checkbox>
  );
}

export function Switch({ value, onChange, children, ...rest }: ToggleProps) {
  return (
    <AriaSwitch {...rest} isSelected={value} onChange={onChange} className={style.switch ?? ""}>
      <span className={style.track} aria-hidden />
      {children}
    </AriaSwitch>
  );
}

export type Segment<K extends string> = { id: K; label: string; icon?: LucideIcon };

export function Segments<K extends string>(props: {
  label: string;
  options: readonly Segment<K>[];
  value: K;
  onChange: (next: K) => void;
  isDisabled?: boolean;
}) {
  const { label, options, value, onChange, isDisabled = false } = props;
  return (
    <RadioGroup
      aria-label={label}
      orientation="horizontal"
      value={value}
      isDisabled={isDisabled}
      onChange={(next) => onChange(next as K)}
      className={style.segments ?? ""}
    >
      {options.map(({ id, label: word, icon: Icon }) => (
        <Radio key={id} value={id} className={style.segment ?? ""}>
          {Icon && <Icon size={15} aria-hidden />}
          {word}
        </Radio>
      ))}
    </RadioGroup>
  );
}
