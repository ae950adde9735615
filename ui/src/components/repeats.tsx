/** How something comes again: one of the usual ways, or in one's own words. What was typed stays text: the core reads it. */
import { useState } from "react";
import { t } from "../lib/i18n.ts";
import { usualRules } from "../lib/repeat.ts";
import { Field } from "./field.tsx";
import { Select } from "./select.tsx";

const never = "never";
const own = "own";

export function Repeats(props: {
  value: string;
  onChange: (next: string) => void;
  error: string | null | undefined;
}) {
  const { value, onChange, error } = props;
  const [typing, setTyping] = useState(false);
  if (typing || error)
    return (
      <Field
        label={t("ui.repeat.label")}
        value={value}
        onChange={onChange}
        autoFocus
        autoComplete="off"
        hint={t("ui.repeat.hint")}
        error={error}
      />
    );
  const options = [
    { id: never, label: t("ui.repeat.never") },
    ...usualRules.map(([id, words]) => ({ id: id as string, label: t(words) })),
    { id: own, label: t("ui.repeat.own") },
  ];
  return (
    <Select
      label={t("ui.repeat.label")}
      options={options}
      value={value || never}
      onChange={(next) => (next === own ? setTyping(true) : onChange(next === never ? "" : next))}
    />
  );
}
