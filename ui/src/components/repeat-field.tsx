/** How something comes again: the usual rules, or one's own in words. The core reads it and says the next days. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { commands } from "../ipc/bindings.ts";
import { sentence } from "../ipc/error.ts";
import { read } from "../ipc/query.ts";
import { weekday } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { repeatText, workingWeek } from "../lib/repeat.ts";
import { Field } from "./field.tsx";
import style from "./repeat-field.module.css";
import { Select } from "./select.tsx";

const usual = [
  "FREQ=DAILY",
  `FREQ=WEEKLY;BYDAY=${workingWeek}`,
  "FREQ=WEEKLY",
  "FREQ=WEEKLY;INTERVAL=2",
  "FREQ=MONTHLY",
  "FREQ=MONTHLY;WORKDAY=1",
  "FREQ=MONTHLY;WORKDAY=-1",
  "FREQ=MONTHLY;INTERVAL=3",
  "FREQ=YEARLY",
];

const tried = (text: string, start: string) =>
  read("repeatTry", [text, start], ["holiday"], () => commands.repeatTry(text, start || null));

const shifts = ["NONE", "NEXT", "PREV"] as const;
const shiftOf = (rule: string) => shifts.find((one) => rule.includes(`SHIFT=${one}`)) ?? "NONE";
const unshifted = (rule: string) => rule.replace(/;SHIFT=[A-Z]+/, "");

function Next({ text, start }: { text: string; start: string }) {
  const { data, error } = useQuery(tried(text, start));
  if (error) return <p className={style.refused}>{sentence(error)}</p>;
  if (!data) return null;
  const days = data.days.map((day) => `${day}\u00a0${weekday(day)}`);
  return (
    <p className={style.next} aria-live="polite">
      {days.length > 0 ? t("ui.repeat.next", { days: days.join(" · ") }) : t("ui.repeat.never")}
    </p>
  );
}

/** On days that are not worked: only where the rule does not ask for one that is. */
function Shift({ text, start, onChange }: { text: string; start: string; onChange: (rule: string) => void }) {
  const { data } = useQuery(tried(text, start));
  if (!data || data.rule.includes("WORKDAY") || data.rule.includes(workingWeek)) return null;
  const { rule } = data;
  return (
    <Select
      aria-label={t("ui.repeat.shift")}
      value={shiftOf(rule)}
      onChange={(to) => onChange(to === "NONE" ? unshifted(rule) : `${unshifted(rule)};SHIFT=${to}`)}
      options={shifts.map((id) => ({ id, label: t(`ui.repeat.shift.${id}`) }))}
    />
  );
}

export function RepeatField(props: {
  label: string;
  /** a rule, or what was typed of one */ value: string;
  onChange: (next: string) => void;
  /** the first day, as typed; today where none is said */ start: string;
  error?: string | null;
  /** its name stands beside it already */ bare?: boolean;
}) {
  const { label, value, onChange, start, error, bare = false } = props;
  const plain = unshifted(value);
  const [own, setOwn] = useState(value !== "" && !usual.includes(plain));
  return (
    <div className={style.repeat}>
      <div className={style.line}>
        <Select
          {...(bare ? { "aria-label": label } : { label })}
          value={own ? "own" : plain || "none"}
          onChange={(id) => {
            setOwn(id === "own");
            if (id !== "own") onChange(id === "none" ? "" : id);
          }}
          options={[
            { id: "none", label: t("ui.repeat.none") },
            ...usual.map((id) => ({ id, label: repeatText(id) })),
            { id: "own", label: t("ui.repeat.own") },
          ]}
        />
        {value.trim() !== "" && <Shift text={value} start={start} onChange={onChange} />}
      </div>
      {own && (
        <Field
          aria-label={t("ui.repeat.own_rule")}
          placeholder={t("ui.repeat.own_hint")}
          value={value.startsWith("FREQ=") ? repeatText(value) : value}
          onChange={onChange}
          autoComplete="off"
          autoFocus
        />
      )}
      {error && <p className={style.refused}>{error}</p>}
      {value.trim() !== "" && <Next text={value} start={start} />}
    </div>
  );
}
