/** Several tasks moved together: what it would come to stands here before it is done. */
import type { CalendarDate } from "@internationalized/date";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { DayField } from "../../components/day-field.tsx";
import { type AgendaItem, commands, type MovePlan, type MoveTo } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { weekday } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";
import style from "./agenda.module.css";
import { moveTasks, taskAt } from "./move.ts";

function Plan({ plan }: { plan: MovePlan }) {
  const days = [...new Set(plan.moved.map(({ to }) => to))].sort();
  const [first, last] = [days[0], days.at(-1)];
  const rests = plan.moved.filter((one) => one.rests).length;
  const named = (day: string) => `${day} ${weekday(day)}`;
  return (
    <div className={style.plan} aria-live="polite">
      {first && last && (
        <p>
          {t("ui.agenda.plan", {
            n: plan.moved.length,
            to: first === last ? named(first) : `${named(first)} – ${named(last)}`,
          })}
        </p>
      )}
      {rests > 0 && <p className={style.quiet}>{t("ui.agenda.plan_rests", { n: rests })}</p>}
      {plan.stays.map(({ id, title, why }) => (
        <p key={id} className={style.stays}>
          {message(why, { title }) ?? title}
        </p>
      ))}
    </div>
  );
}

export function MoveBar({ items, close }: { items: readonly AgendaItem[]; close: () => void }) {
  const [how, setHow] = useState<MoveTo | null>(null);
  const [day, setDay] = useState<CalendarDate | null>(null);
  const tasks = items.map(taskAt);
  const { data, error } = useQuery({
    ...read("tasksMovePlan", [tasks, how], ["task", "holiday"], () =>
      how ? commands.tasksMovePlan(tasks, how) : Promise.resolve(null),
    ),
    enabled: how !== null,
  });
  const plan = how && data;
  const movable = tasks.filter(({ id }) => plan?.moved.some((one) => one.id === id));
  const choices: [MoveTo, string][] = [
    [{ days: 1 }, t("ui.agenda.by_day")],
    [{ days: 7 }, t("ui.agenda.by_week")],
    ["next_workday", t("ui.put_off.next_workday")],
  ];
  const same = (one: MoveTo) => JSON.stringify(one) === JSON.stringify(how);
  return (
    <section className={style.moving} aria-label={t("ui.agenda.move")}>
      <div className={style.choices}>
        <span className={style.chosen}>{t("ui.agenda.chosen", { n: items.length })}</span>
        {choices.map(([one, label], at) => (
          <Button
            key={label}
            autoFocus={at === 0}
            kind={same(one) ? "line" : "plain"}
            onPress={() => {
              setDay(null);
              setHow(one);
            }}
          >
            {label}
          </Button>
        ))}
        <DayField
          label={t("ui.agenda.to_day")}
          value={day}
          onChange={(next) => {
            setDay(next);
            setHow(next && { day: next.toString() });
          }}
        />
        <span className={style.rest} />
        <Button onPress={close}>{t("ui.cancel")}</Button>
        {movable.length > 0 && how && (
          <Button kind="main" onPress={() => void moveTasks(movable, how).then((moved) => moved && close())}>
            {t("ui.agenda.move_n", { n: movable.length })}
          </Button>
        )}
      </div>
      {error && <p className={style.stays}>{sentence(error)}</p>}
      {plan && <Plan plan={plan} />}
    </section>
  );
}
