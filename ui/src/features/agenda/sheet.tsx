/** The days side by side, as a week or a month, or one below the other as a list. */
import { useSyncExternalStore } from "react";
import type { AgendaBeside, AgendaDay } from "../../ipc/bindings.ts";
import { number, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./agenda.module.css";
import { Beside } from "./beside.tsx";
import { dayNote, minutesText, type View } from "./days.ts";
import { Gutter, Hours } from "./hours.tsx";
import { type Hand, Item } from "./item.tsx";

const tall = window.matchMedia("(min-height: 860px)");

function hearHeight(hear: () => void): () => void {
  tall.addEventListener("change", hear);
  return () => tall.removeEventListener("change", hear);
}

/** How many items a day of a month has room for, all six weeks being in sight. */
function useRoom(): number {
  return useSyncExternalStore(hearHeight, () => (tall.matches ? 4 : 2));
}

/** Minutes that fill the bar: more in a day is hardly done. */
const full = 480;

type DayProps = {
  day: AgendaDay;
  beside: AgendaBeside | undefined;
  today: string;
  view: View;
  active: boolean;
  outside: boolean;
  hand: Hand;
  onDay: () => void;
};

function Day({ day, beside, today, view, active, outside, hand, onDay }: DayProps) {
  const room = useRoom();
  const timed = view === "day" || view === "week";
  const shown = view === "month" ? day.items.slice(0, room) : day.items;
  const listed = timed ? shown.filter(({ time }) => time === null) : shown;
  const due = day.items.filter(({ ghost }) => !ghost).length;
  const more = day.load - shown.filter(({ ghost }) => !ghost).length;
  const date = view === "week" || view === "month" ? String(Number(day.date.slice(8))) : day.date.slice(5);
  return (
    <section
      className={style.day}
      aria-label={t("ui.agenda.day", { date: `${day.date} ${weekday(day.date)}`, n: day.load })}
      data-day={day.date}
      data-today={day.date === today || undefined}
      data-active={active || undefined}
      data-rest={!day.worked || undefined}
      data-outside={outside || undefined}
      data-over={hand.drag.over?.day === day.date || undefined}
      // The day is where the arrows go; its items follow by Tab.
      tabIndex={active ? 0 : -1}
      onFocus={onDay}
    >
      <header className={style.dayHead}>
        <span className={style.date}>{date}</span>
        {view !== "month" && <span className={style.weekday}>{weekday(day.date)}</span>}
        <span className={style.note}>{dayNote(day)}</span>
        {due > 0 && (
          <button
            type="button"
            className={style.load}
            tabIndex={-1}
            title={t("ui.agenda.minutes", { n: due, time: minutesText(day.minutes) })}
            aria-label={`${number(day.load)} · ${minutesText(day.minutes)} ${t("ui.agenda.choose")}`}
            onClick={() => hand.chooseDay(day)}
          >
            {number(day.load)}
            {view !== "month" && <span className={style.minutes}> · {minutesText(day.minutes)}</span>}
          </button>
        )}
      </header>
      <div className={style.bar} aria-hidden>
        <span
          style={{ width: `${Math.min(100, (day.minutes / full) * 100)}%` }}
          data-much={day.minutes > full || undefined}
        />
      </div>
      <div className={style.whole} data-whole>
        <ul className={style.items}>
          {listed.map((item) => (
            <Item
              key={`${item.id}${item.ghost ? day.date : ""}`}
              item={item}
              day={day.date}
              here={active}
              hand={hand}
            />
          ))}
        </ul>
        {beside && <Beside beside={beside} view={view} here={active} />}
        {more > 0 && <p className={style.more}>{t("ui.agenda.more", { n: more })}</p>}
      </div>
      {timed && <Hours day={day.date} items={shown} here={active} hand={hand} />}
    </section>
  );
}

export function Sheet(props: {
  days: readonly AgendaDay[];
  beside: readonly AgendaBeside[];
  today: string;
  view: View;
  at: string;
  hand: Hand;
  onDay: (day: string) => void;
}) {
  const { days, beside, today, view, at, hand, onDay } = props;
  const besides = new Map(beside.map((one) => [one.date, one]));
  const isListed = ({ date, items }: AgendaDay) => items.length > 0 || besides.has(date) || date === at;
  const listed = view === "list" ? days.filter(isListed) : days;
  return (
    <>
      {view === "month" && (
        <div className={style.names} aria-hidden>
          {days.slice(0, 7).map(({ date }) => (
            <span key={date}>{weekday(date)}</span>
          ))}
        </div>
      )}
      <div
        className={style.sheet}
        data-view={view}
        data-timed={view === "day" || view === "week" || undefined}
      >
        {(view === "day" || view === "week") && <Gutter />}
        {listed.map((day) => (
          <Day
            key={day.date}
            day={day}
            beside={besides.get(day.date)}
            today={today}
            view={view}
            active={day.date === at}
            outside={view === "month" && day.date.slice(0, 7) !== at.slice(0, 7)}
            hand={hand}
            onDay={() => onDay(day.date)}
          />
        ))}
      </div>
    </>
  );
}
