/** The tasks a checklist would make, by day: each is ticked or left out, and its day can be typed anew. */
import { CalendarClock, History } from "lucide-react";
import { Mark } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { Check } from "../../components/toggle.tsx";
import type { ChecklistLine, ChecklistPlan, Id } from "../../ipc/bindings.ts";
import { weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./checklists.module.css";
import { lineKey } from "./line-key.ts";

type LineProps = {
  line: ChecklistLine;
  here: Id;
  taken: boolean;
  /** typed anew */ day: string | undefined;
  error: string | null;
  onTake: (take: boolean) => void;
  onDay: (day: string) => void;
};

function Line({ line, here, taken, day, error, onTake, onDay }: LineProps) {
  const { title, unit, due, moved_from: from, passed } = line;
  const elsewhere = unit.id === here ? "" : unit.label;
  const said = elsewhere ? `${title} · ${elsewhere}` : title;
  return (
    <li className={style.line} data-out={!taken || undefined} data-wrong={Boolean(error) || undefined}>
      <Check value={taken} onChange={onTake} aria-label={said}>
        <span className={style.words}>
          <span>{title}</span>
          {elsewhere && <span className={style.quiet}>{elsewhere}</span>}
        </span>
      </Check>
      <span className={style.marks}>
        {day === undefined && from && (
          <Mark tone="plain" icon={CalendarClock}>
            {t("ui.checklist.moved", { day: from.slice(5) })}
          </Mark>
        )}
        {day === undefined && passed && (
          <Mark tone="warn" icon={History}>
            {t("ui.checklist.passed")}
          </Mark>
        )}
        {day === undefined && <span className={style.quiet}>{weekday(due)}</span>}
      </span>
      <Field
        aria-label={t("ui.checklist.day_of", { title: said })}
        value={day ?? due}
        onChange={onDay}
        isDisabled={!taken}
        error={error}
        autoComplete="off"
      />
    </li>
  );
}

export function Planned(props: {
  plan: ChecklistPlan;
  here: Id;
  without: ReadonlySet<string>;
  days: ReadonlyMap<string, string>;
  /** the line whose day was refused */ wrong: { key: string; why: string } | null;
  onWithout: (without: ReadonlySet<string>) => void;
  onDay: (key: string, day: string) => void;
}) {
  const { plan, here, without, days, wrong, onWithout, onDay } = props;
  const { lines, below } = plan;
  if (lines.length === 0) return <p className={style.quiet}>{t("ui.checklist.no_lines", { below })}</p>;
  const out = lines.filter((line) => without.has(lineKey(line))).length;
  const take = (key: string, on: boolean) => {
    const next = new Set(without);
    if (on) next.delete(key);
    else next.add(key);
    onWithout(next);
  };
  return (
    <div>
      <div className={style.all}>
        <Check
          value={out === 0}
          some={out > 0 && out < lines.length}
          onChange={(on) => onWithout(on ? new Set() : new Set(lines.map(lineKey)))}
        >
          {t("ui.checklist.planned", { n: lines.length - out, all: lines.length })}
        </Check>
      </div>
      <ul className={style.lines} aria-label={t("ui.checklist.plan")}>
        {lines.map((line) => {
          const key = lineKey(line);
          return (
            <Line
              key={key}
              line={line}
              here={here}
              taken={!without.has(key)}
              day={days.get(key)}
              error={wrong?.key === key ? wrong.why : null}
              onTake={(on) => take(key, on)}
              onDay={(day) => onDay(key, day)}
            />
          );
        })}
      </ul>
    </div>
  );
}
