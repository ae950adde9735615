/**
 * The agenda on paper: the span, the day it was printed, and every day of the view with what is due and what reminds
 * by itself, in ink and without chrome. What finds no room is counted.
 */
import { Printer } from "lucide-react";
import { createPortal } from "react-dom";
import { IconButton } from "../../components/button.tsx";
import type { Agenda, AgendaBeside, AgendaDay } from "../../ipc/bindings.ts";
import { because } from "../../ipc/occasions.ts";
import { weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { usePrinting } from "../../lib/printing.ts";
import { zoneCity } from "../../lib/zone.ts";
import { dayNote, minutesText, spanText, type View } from "./days.ts";
import style from "./print.module.css";

function Day({ day, beside, view }: { day: AgendaDay; beside: AgendaBeside | undefined; view: View }) {
  const wide = view === "day" || view === "list";
  const lines = beside?.lines ?? [];
  const listed = day.items.filter(({ ghost }) => !ghost).length;
  const more = day.load - listed + (beside?.all ?? 0) - lines.length;
  return (
    <section className={style.day} data-rest={!day.worked || undefined}>
      <h2 className={style.date}>
        <b>{wide ? day.date : day.date.slice(5)}</b> {weekday(day.date)} <span>{dayNote(day)}</span>
        {wide && day.load > 0 && <span className={style.load}>{minutesText(day.minutes)}</span>}
      </h2>
      <ul>
        {day.items.map((item) => (
          <li key={`${item.id}${item.ghost}`} className={style.item} data-ghost={item.ghost || undefined}>
            <span className={style.time}>{item.time}</span>
            <span>
              {item.title}
              <i>
                {[item.unit?.label ?? item.contact?.label, item.zone && zoneCity(item.zone)]
                  .filter(Boolean)
                  .join(" · ")}
              </i>
            </span>
          </li>
        ))}
        {lines.map(({ source, record, unit, why }) => (
          <li key={`${source} ${record}`} className={style.item} data-beside>
            <span className={style.time}>•</span>
            <span>
              {because(why)}
              <i>{unit?.label}</i>
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={style.more}>{t("ui.agenda.not_printed", { n: more })}</p>}
    </section>
  );
}

type Sheet = { data: Agenda; beside: readonly AgendaBeside[]; view: View; day: string };

function Paper({ data, beside, view, day }: Sheet) {
  const besides = new Map(beside.map((one) => [one.date, one]));
  const isListed = ({ date, items }: AgendaDay) => items.length > 0 || besides.has(date);
  const days = view === "list" ? data.days.filter(isListed) : data.days;
  return createPortal(
    <div data-print-sheet className={style.paper} data-view={view}>
      <header className={style.head}>
        <h1>{t("ui.place.agenda")}</h1>
        <b>{spanText(view, day)}</b>
        <span>{t("ui.agenda.printed", { date: data.today })}</span>
      </header>
      <div className={style.days}>
        {days.map((one) => (
          <Day key={one.date} day={one} beside={besides.get(one.date)} view={view} />
        ))}
      </div>
    </div>,
    document.body,
  );
}

export function Print(props: Sheet) {
  const { printing, print } = usePrinting();
  useShortcut("p", "ui.agenda.print", print);
  return (
    <>
      <IconButton label={t("ui.agenda.print")} icon={Printer} onPress={print} />
      {printing && <Paper {...props} />}
    </>
  );
}
