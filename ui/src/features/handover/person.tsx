/** The name of one of us: typed, or one of those the records know already. */
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import type { OurPerson } from "../../ipc/bindings.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./handover.module.css";

const SHOWN = 6;

type Props = {
  label: string;
  hint?: string;
  value: string;
  known: readonly OurPerson[];
  error?: string | null;
  required?: boolean;
  autoFocus?: boolean;
  onChange: (name: string) => void;
};

export function PersonField({ label, hint, value, known, error, required, autoFocus, onChange }: Props) {
  const offered = known
    .filter(({ name }) => name !== value && name.toLowerCase().includes(value.trim().toLowerCase()))
    .slice(0, SHOWN);
  return (
    <div className={style.person}>
      <Field
        label={label}
        value={value}
        onChange={onChange}
        error={error}
        {...(hint && { hint })}
        isRequired={required ?? false}
        autoFocus={autoFocus ?? false}
        autoComplete="off"
      />
      {offered.length > 0 && (
        <fieldset className={style.offered} aria-label={t("ui.handover.known", { field: label })}>
          {offered.map(({ name, count }) => (
            <Button key={name} kind="line" onPress={() => onChange(name)}>
              {name} <span className={style.quiet}>{number(count)}</span>
            </Button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
