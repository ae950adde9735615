/** The checklists under way with a customer: how far each is, and its steps once asked for. */
import { useQuery } from "@tanstack/react-query";
import { Check, ChevronDown, ChevronRight, CircleCheck } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { IconButton } from "../../../components/button.tsx";
import { Mark } from "../../../components/chip.tsx";
import { Progress } from "../../../components/progress.tsx";
import type { ChecklistRun, ChecklistRunStep, Id } from "../../../ipc/bindings.ts";
import { checklistsOfUnit } from "../../../ipc/checklists.ts";
import { relativeDay } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { finish } from "../talk/next-step.tsx";
import style from "./checklists.module.css";

function Step({ step, today }: { step: ChecklistRunStep; today: string }) {
  const { id, title, unit, due, done } = step;
  const late = !done && due !== null && due < today;
  const when = due === null ? t("ui.record.some_day") : relativeDay(due, today, "late");
  return (
    <li className={style.step} data-done={done || undefined}>
      <span className={style.when} data-late={late || undefined}>
        {done ? <Check size={14} aria-label={t("ui.checklist.step_done")} /> : when}
      </span>
      <button type="button" className={style.title} onClick={() => openRecord({ entity: "task", id })}>
        {done ? <s>{title}</s> : title}
        {unit && <span className={style.unit}>{unit.label}</span>}
      </button>
      {!done && (
        <IconButton
          label={`${t("ui.today.done")}: ${title}`}
          icon={Check}
          onPress={() => finish(step, today)}
        />
      )}
    </li>
  );
}

function Run({ run, here, today }: { run: ChecklistRun; here: Id; today: string }) {
  const [open, setOpen] = useState(false);
  const { checklist, done, all, on, steps } = run;
  const Fold = open ? ChevronDown : ChevronRight;
  const whole = done === all;
  const hidden = all - steps.length;
  return (
    <li>
      <AriaButton className={style.run ?? ""} aria-expanded={open} onPress={() => setOpen(!open)}>
        <Fold size={14} aria-hidden />
        <span className={style.name}>
          {checklist.label} <span className={style.count}>{`${done}/${all}`}</span>
        </span>
        <span className={style.quiet}>
          {run.unit.id === here
            ? t("ui.checklist.since", { day: on })
            : t("ui.checklist.since_at", { day: on, unit: run.unit.label })}
        </span>
        <span className={style.state}>
          {whole ? (
            <Mark tone="ok" icon={CircleCheck}>
              {t("ui.checklist.whole")}
            </Mark>
          ) : (
            <Progress label={checklist.label} done={done} total={all} bare />
          )}
        </span>
      </AriaButton>
      {open && (
        <ul className={style.steps} aria-label={checklist.label}>
          {steps.map((step) => (
            <Step key={step.id} step={step} today={today} />
          ))}
          {hidden > 0 && <li className={style.quiet}>{t("ui.checklist.more", { n: hidden })}</li>}
        </ul>
      )}
    </li>
  );
}

export function Checklists({ unit, today }: { unit: Id; today: string }) {
  const { data } = useQuery(checklistsOfUnit(unit));
  if (!data || data.length === 0) return null;
  return (
    <section className={style.runs} aria-label={t("ui.checklist.under_way")} data-testid="checklists">
      <h3>{t("ui.checklist.under_way")}</h3>
      <ul>
        {data.map((run) => (
          <Run
            key={`${run.checklist.id} ${run.unit.id} ${run.on} ${run.start}`}
            run={run}
            here={unit}
            today={today}
          />
        ))}
      </ul>
    </section>
  );
}
