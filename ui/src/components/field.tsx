/** A line of text one types, with its label above and its reason below when refused. */
import { CircleAlert } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField, type TextFieldProps } from "react-aria-components/TextField";
import style from "./field.module.css";

export type FieldProps = Pick<
  TextFieldProps,
  | "value"
  | "defaultValue"
  | "onChange"
  | "onBlur"
  | "onKeyDown"
  | "name"
  | "type"
  | "autoFocus"
  | "autoComplete"
  | "isDisabled"
  | "isReadOnly"
  | "isRequired"
  | "maxLength"
  | "inputMode"
  | "spellCheck"
  | "aria-label"
> & {
  label?: string;
  hint?: ReactNode;
  /** why the value is refused */ error?: string | null | undefined;
  placeholder?: string;
  lines?: number;
  mono?: boolean;
  size?: "normal" | "large";
  before?: ReactNode;
  after?: ReactNode;
  ref?: Ref<HTMLInputElement>;
};

export function Field({
  label,
  hint,
  error,
  placeholder,
  lines,
  mono,
  size,
  before,
  after,
  ref,
  ...rest
}: FieldProps) {
  return (
    <TextField {...rest} validationBehavior="aria" isInvalid={Boolean(error)} className={style.field ?? ""}>
      {label && (
        <Label className={style.label ?? ""} data-required={rest.isRequired || undefined}>
          {label}
        </Label>
      )}
      <Group
        className={style.box ?? ""}
        isInvalid={Boolean(error)}
        isDisabled={rest.isDisabled ?? false}
        data-size={size}
      >
        {before && <span className={style.inside}>{before}</span>}
        {lines ? (
          <TextArea className={style.input ?? ""} rows={lines} placeholder={placeholder ?? ""} />
        ) : (
          <Input
            className={style.input ?? ""}
            placeholder={placeholder ?? ""}
            data-mono={mono || undefined}
            {...(ref && { ref })}
          />
        )}
        {after && <span className={style.inside}>{after}</span>}
      </Group>
      {hint && !error && (
        <Text slot="description" className={style.hint ?? ""}>
          {hint}
        </Text>
      )}
      <FieldError className={style.error ?? ""}>
        <CircleAlert size={14} aria-hidden />
        <span>{error}</span>
      </FieldError>
    </TextField>
  );
}
