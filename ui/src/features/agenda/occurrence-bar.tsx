/** One occurrence of a series that is not made yet: it goes to another day, or is left out; no other one moves. */
import { type CalendarDate, parseDate } from "@internationalized/date";
import { Button } from "../../components/button.tsx";
import { DayField } from "../../components/day-field.tsx";
import type { AgendaItem, MoveTo } from "../../ipc/bindings.ts";
import { weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./agenda.module.css";
import { moveOccurrence, skipOccurrence } from "./move.ts";

export function OccurrenceBar(props: { item: AgendaItem; day: string; close: () => void }) {
  const { item, day, close } = props;
  const done = (moved: boolean) => moved && close();
  const to = (how: MoveTo) => void moveOccurrence(item, day, how).then(done);
  const choices: [MoveTo, string][] = [
    [{ days: 1 }, t("ui.agenda.by_day")],
    [{ days: 7 }, t("ui.agenda.by_week")],
    ["next_workday", t("ui.put_off.next_workday")],
  ];
  return (
    <section className={style.moving} aria-label={t("ui.agenda.occurrence")}>
      <div className={style.choices}>
        <span className={style.chosen}>
          {t("ui.agenda.occurrence_of", { title: item.title, day: `${day} ${weekday(day)}` })}
        </span>
        {choices.map(([how, label], at) => (
          <Button key={label} autoFocus={at === 0} kind="plain" onPress={() => to(how)}>
            {label}
          </Button>
        ))}
        <DayField
          label={t("ui.agenda.to_day")}
          value={parseDate(day)}
          onChange={(next: CalendarDate | null) =>
            next && next.toString() !== day && to({ day: next.toString() })
          }
        />
        <Button onPress={() => void skipOccurrence(item, day).then(done)}>{t("ui.agenda.skip")}</Button>
        <span className={style.rest} />
        <Button onPress={close}>{t("ui.cancel")}</Button>
      </div>
    </section>
  );
}
