/** A year's working days: what is shipped, what the user knows better, and the days of the week at rest. */
import { endOfMonth, getDayOfWeek, parseDate } from "@internationalized/date";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Table2 } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Part, Row } from "../../components/row.tsx";
import { Check } from "../../components/toggle.tsx";
import { commands, type WorkYear, type YearDay } from "../../ipc/bindings.ts";
import { complain } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { instant, weekday } from "../../lib/format.ts";
import { localeTag, t } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { go } from "../../lib/place.ts";
import { say, whileSaving } from "../../lib/status.ts";
import { told } from "./field-kinds.ts";
import style from "./workdays.module.css";

const yearOf = (year: number) => read("workYear", [year], ["holiday"], () => commands.workYear(year));
const first = 1900;
const last = 2200;
const noteOf = {
  nothing: "ui.workdays.unannounced",
  statutory: "ui.workdays.statutory",
  announced: "ui.workdays.hint",
} as const;
/** 2023-01-02 was a Monday. */
const dayOfWeek = (n: number) => weekday(`2023-01-0${n + 1}`);
const week = [1, 2, 3, 4, 5, 6, 7];

function turn({ day, worked }: YearDay): void {
  const name = t(worked ? "ui.workdays.own_off" : "ui.workdays.own_on");
  whileSaving(commands.workdayTurn(day, name)).then(told, complain);
}

function rest(was: readonly number[], next: readonly number[]): void {
  const set = (days: readonly number[]) => whileSaving(commands.weekendSet([...days]));
  const back = () => void set(was).then(() => say({ text: t("ui.settings.taken_back") }), complain);
  set(next).then(
    () => say({ text: t("ui.settings.changed"), action: { label: t("ui.undo"), run: back } }),
    complain,
  );
}

/** Off, worked though it would be at rest, or neither. */
function markOf(day: YearDay, weekend: readonly number[]): "off" | "work" | null {
  const at = getDayOfWeek(parseDate(day.day), "en-US") || 7;
  if (!day.worked) return "off";
  return weekend.includes(at) || day.own ? "work" : null;
}

function countryName(code: string): string {
  return new Intl.DisplayNames(localeTag(), { type: "region" }).of(code) ?? code;
}

function wholeDay(day: string): string {
  const whole = new Intl.DateTimeFormat(localeTag(), { dateStyle: "full", timeZone: "UTC" });
  return whole.format(new Date(`${day}T12:00:00Z`));
}

function Day(props: { day: YearDay; weekend: readonly number[]; current: boolean; onFocus: () => void }) {
  const { day, weekend, current, onFocus } = props;
  const how = t(day.worked ? "ui.workdays.on" : "ui.workdays.off");
  const label = [wholeDay(day.day), day.name, how].filter(Boolean).join(" ");
  return (
    <button
      type="button"
      className={style.day}
      aria-label={label}
      title={label}
      tabIndex={current ? 0 : -1}
      data-day={day.day}
      data-mark={markOf(day, weekend) ?? undefined}
      data-named={(!day.worked && Boolean(day.name)) || undefined}
      data-own={day.own || undefined}
      onFocus={onFocus}
      onClick={() => turn(day)}
    >
      {Number(day.day.slice(8))}
    </button>
  );
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function Months({ year, today }: { year: WorkYear; today: string }) {
  const box = useRef<HTMLDivElement>(null);
  const start = year.days[0]?.day ?? today;
  const [at, setAt] = useState(today.slice(0, 4) === start.slice(0, 4) ? today : start);
  const current = year.days.some(({ day }) => day === at) ? at : start;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = parseDate(current).add({ days: step }).toString();
    box.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  const months = [...new Set(year.days.map(({ day }) => day.slice(0, 7)))];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the days inside
    <div ref={box} className={style.months} onKeyDown={onKeyDown}>
      {months.map((month) => {
        const date = parseDate(`${month}-01`);
        const blank = ((getDayOfWeek(date, "en-US") || 7) - 1) % 7;
        const name = new Intl.DateTimeFormat(localeTag(), { month: "long", timeZone: "UTC" }).format(
          new Date(`${endOfMonth(date).toString()}T12:00:00Z`),
        );
        return (
          <section key={month} className={style.month} aria-label={name}>
            <h3>{name}</h3>
            <div className={style.days}>
              {week.map((n) => (
                <span key={n} className={style.head} aria-hidden>
                  {dayOfWeek(n).slice(-3)}
                </span>
              ))}
              {blank > 0 && <span style={{ gridColumn: `span ${blank}` }} />}
              {year.days
                .filter(({ day }) => day.startsWith(month))
                .map((day) => (
                  <Day
                    key={day.day}
                    day={day}
                    weekend={year.weekend}
                    current={day.day === current}
                    onFocus={() => setAt(day.day)}
                  />
                ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}

export function Workdays() {
  const today = instant(useNow()).slice(0, 10);
  const [asked, setAsked] = useState(Number(today.slice(0, 4)));
  const { data: year } = useQuery({ ...yearOf(asked), placeholderData: (before) => before });
  if (!year) return null;
  const { weekend } = year;
  const shift = (n: number) => setAsked((before) => Math.min(last, Math.max(first, before + n)));
  return (
    <>
      <Part title={t("ui.settings.part.workdays")}>
        <Row label={t("ui.workdays.weekend")} detail={t("ui.workdays.weekend_detail")}>
          <div className={style.weekend}>
            {week.map((n) => {
              const is = weekend.includes(n);
              return (
                <Check
                  key={n}
                  value={is}
                  onChange={() =>
                    rest(weekend, is ? weekend.filter((one) => one !== n) : [...weekend, n].sort())
                  }
                >
                  {dayOfWeek(n)}
                </Check>
              );
            })}
          </div>
        </Row>
        <Row label={t("ui.workdays.table")} detail={t("ui.workdays.table_detail")}>
          <Button kind="line" icon={Table2} onPress={() => go({ at: "ledgers", part: "holiday" })}>
            {t("ui.workdays.open_table")}
          </Button>
        </Row>
      </Part>
      <section className={style.year} aria-label={t("ui.workdays.year", { year: String(asked) })}>
        <header>
          <IconButton label={t("ui.workdays.before")} icon={ChevronLeft} onPress={() => shift(-1)} />
          <h2>{t("ui.workdays.year", { year: String(asked) })}</h2>
          <IconButton label={t("ui.workdays.after")} icon={ChevronRight} onPress={() => shift(1)} />
          {year.country && <span className={style.place}>{countryName(year.country)}</span>}
          <ul className={style.legend} aria-hidden>
            <li data-mark="off">{t("ui.workdays.off")}</li>
            <li data-mark="work">{t("ui.workdays.made_up")}</li>
            <li data-own>{t("ui.workdays.own")}</li>
          </ul>
        </header>
        <p className={style.note}>{t(noteOf[year.known], { year: String(asked) })}</p>
        <Months key={asked} year={year} today={today} />
      </section>
    </>
  );
}
