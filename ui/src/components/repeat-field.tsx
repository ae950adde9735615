/** How something comes again: the usual rules, or one's own in words. The core reads it and says the next days. */
import { useState } from "react";
import { weekday } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { repeatText, workingWeek } from "../lib/repeat.ts";
import { Field } from "./field.tsx";
import style from "./repeat-field.module.css";
import { Select } from "./select.tsx";

const usual = [
  "FREQ=DAILY",
  "FREQ=DAILY;WORKDAY=EACH",
  `FREQ=WEEKLY;BYDAY=${workingWeek}`,
  "FREQ=WEEKLY",
  "FREQ=WEEKLY;INTERVAL=2",
  "FREQ=MONTHLY",
  "FREQ=MONTHLY;WORKDAY=1",
  "FREQ=MONTHLY;WORKDAY=-1",
  "FREQ=MONTHLY;INTERVAL=3",
  "FREQ=YEARLY",
];

/** What became of a rule that was tried. */
export type TriedRule = {
  /** as it is kept; null while nothing is known, or where it is refused */ rule: string | null;
  days: readonly string[];
  refused: string | null;
};

/** Has the core try a rule: handed in, for components fetch nothing. */
type Try = (text: string, start: string) => TriedRule;
type RuleProps = { text: string; start: string; useTried: Try };

const shifts = ["NONE", "NEXT", "PREV"] as const;
const shiftOf = (rule: string) => shifts.find((one) => rule.includes(`SHIFT=${one}`)) ?? "NONE";
const unshifted = (rule: string) => rule.replace(/;SHIFT=[A-Z]+/, "");

function Next({ text, start, useTried }: RuleProps) {
  const tried = useTried(text, start);
  if (tried.refused) return <p className={style.refused}>{tried.refused}</p>;
  if (tried.rule === null) return null;
  const days = tried.days.map((day) => `${day}\u00a0${weekday(day)}`);
  return (
    <p className={style.next} aria-live="polite">
      {days.length > 0 ? t("ui.repeat.next", { days: days.join(" · ") }) : t("ui.repeat.never")}
    </p>
  );
}

/** On days that are not worked: only where the rule does not ask for one that is. */
function Shift({ text, start, useTried, onChange }: RuleProps & { onChange: (rule: string) => void }) {
  const { rule } = useTried(text, start);
  const worked = (part: string) => rule?.includes(part) ?? true;
  if (rule === null || ["WORKDAY", workingWeek, "SHIFT=-"].some(worked)) return null;
  return (
    <Select
      aria-label={t("ui.repeat.shift")}
      value={shiftOf(rule)}
      onChange={(to) => onChange(to === "NONE" ? unshifted(rule) : `${unshifted(rule)};SHIFT=${to}`)}
      options={shifts.map((id) => ({ id, label: t(`ui.repeat.shift.${id}`) }))}
    />
  );
}

const leaps = ["SKIP", "BOTH", "ONLY"] as const;
const leapOf = (rule: string) => leaps.find((one) => rule.includes(`LEAP=${one}`)) ?? "SKIP";
const leapless = (rule: string) => rule.replace(/;LEAP=[A-Z]+/, "");

/** What a leap month is to a day of the Chinese calendar. */
function Leap({ text, start, useTried, onChange }: RuleProps & { onChange: (rule: string) => void }) {
  const { rule } = useTried(text, start);
  if (!rule?.includes("LUNAR=")) return null;
  return (
    <Select
      aria-label={t("ui.repeat.leap")}
      value={leapOf(rule)}
      onChange={(to) => onChange(to === "SKIP" ? leapless(rule) : `${leapless(rule)};LEAP=${to}`)}
      options={leaps.map((id) => ({ id, label: t(`ui.repeat.leap.${id}`) }))}
    />
  );
}

/** In one's own words, or as a rule itself is written: what is typed stays as it is while the cursor is in it. */
function OwnRule({ value, onChange }: { value: string; onChange: (next: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const said = value.startsWith("FREQ=") ? repeatText(value) : value;
  return (
    <Field
      aria-label={t("ui.repeat.own_rule")}
      placeholder={t("ui.repeat.own_hint")}
      value={typed ?? said}
      onChange={(next) => {
        setTyped(next);
        onChange(next);
      }}
      onBlur={() => setTyped(null)}
      autoComplete="off"
      autoFocus
    />
  );
}

export function RepeatField(props: {
  label: string;
  /** a rule, or what was typed of one */ value: string;
  onChange: (next: string) => void;
  /** the first day, as typed; today where none is said */ start: string;
  useTried: Try;
  error?: string | null;
  /** its name stands beside it already */ bare?: boolean;
}) {
  const { label, value, onChange, start, useTried, error, bare = false } = props;
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
        {value.trim() !== "" && (
          <>
            <Leap text={value} start={start} useTried={useTried} onChange={onChange} />
            <Shift text={value} start={start} useTried={useTried} onChange={onChange} />
          </>
        )}
      </div>
      {own && <OwnRule value={value} onChange={onChange} />}
      {error && <p className={style.refused}>{error}</p>}
      {value.trim() !== "" && <Next text={value} start={start} useTried={useTried} />}
    </div>
  );
}
