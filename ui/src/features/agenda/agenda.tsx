/**
 * What is due, by the day, the week, the month or as a list. The keyboard first: arrows walk the days and
 * their items, with Shift they move the item; the letters are in the sheet of shortcuts.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import {
  type AgendaBeside,
  type Agenda as AgendaData,
  type AgendaItem,
  commands,
  type MoveTo,
} from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { replacePlace, usePlace } from "../../lib/place.ts";
import style from "./agenda.module.css";
import { addDays, span, spanText, turn, type View, views } from "./days.ts";
import { ExportFile } from "./export-file.tsx";
import { minuteOf } from "./hours.tsx";
import type { Hand } from "./item.tsx";
import { finishItem, moveOccurrence, moveTasks, skipOccurrence, taskAt } from "./move.ts";
import { MoveBar } from "./move-bar.tsx";
import { NewOn } from "./new-on.tsx";
import { OccurrenceBar } from "./occurrence-bar.tsx";
import { Print } from "./print.tsx";
import { Sheet } from "./sheet.tsx";
import { useTakeFile } from "./take-file.tsx";
import { useChosen } from "./use-chosen.ts";
import { type Spot, timeText, useDrag } from "./use-drag.ts";

const toDay = read("agendaToday", [], ["task"], () => commands.today());

function daysOf(view: View, day: string) {
  const { from, to } = span(view, day);
  return read("agenda", [from, to], ["task", "unit", "contact", "holiday"], () => commands.agenda(from, to));
}

/** What reminds by itself, by the day: records of every domain make it. */
function besideOf(view: View, day: string) {
  const { from, to } = span(view, day);
  return read("agendaBeside", [from, to], ["*"], () => commands.agendaBeside(from, to));
}

function useView(): [View, (next: View) => void] {
  const { part } = usePlace();
  const view = views.find((one) => one === part) ?? "week";
  return [view, (next) => replacePlace({ part: next })];
}

type Opened = {
  data: AgendaData;
  beside: readonly AgendaBeside[];
  view: View;
  setView: (next: View) => void;
  day: string;
  setDay: (next: string) => void;
};

/** What an arrow does to the day, in a view. */
function stepOf(key: string, view: View): number | null {
  if (key === "ArrowLeft") return -1;
  if (key === "ArrowRight") return 1;
  if (view !== "month") return null;
  return key === "ArrowUp" ? -7 : key === "ArrowDown" ? 7 : null;
}

const placeOf = ({ day, time, whole }: Spot): MoveTo => {
  if (time !== null) return { at: `${day}T${time}` };
  return whole ? { whole_day: day } : { day };
};

/** What was for the whole day begins at nine when it gets a time. */
const morning = 9 * 60;

/** Where a day's hours are looked at first. */
const opening = 7.5 / 24;

/** The hours in sight, when the days are drawn by them. */
function useOpening(root: RefObject<HTMLElement | null>, view: View) {
  useEffect(() => {
    const hours = view === "day" || view === "week" ? root.current?.querySelector("[data-hours]") : null;
    if (root.current && hours) root.current.scrollTop = hours.clientHeight * opening;
  }, [root, view]);
}

const pages: Record<string, 1 | -1> = { PageDown: 1, PageUp: -1 };
const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function Days({ data, beside, view, setView, day, setDay }: Opened) {
  const root = useRef<HTMLDivElement>(null);
  /** where the keyboard goes once the days are drawn */
  const wanted = useRef<string | null>(null);
  const [current, setCurrent] = useState<{ id: string; ghost: boolean; day: string } | null>(null);
  /** the occurrence of a series that is asked about */
  const [asked, setAsked] = useState<{ item: AgendaItem; day: string } | null>(null);
  const items = useMemo(() => data.days.flatMap((one) => one.items), [data]);
  const { chosen, choose, chooseDay, tasks, clear } = useChosen(data.days);
  const dateOf = (of: AgendaItem) => data.days.find((one) => one.items.includes(of))?.date ?? day;
  const isCurrent = (of: AgendaItem) =>
    of.id === current?.id && of.ghost === current.ghost && (!of.ghost || dateOf(of) === current.day);
  const item = items.find(isCurrent) ?? null;
  const toPlace = (of: AgendaItem, how: MoveTo) =>
    of.ghost ? moveOccurrence(of, dateOf(of), how) : moveTasks([taskAt(of)], how);
  const drag = useDrag((dragged, to) => {
    const isAmong = chosen.has(dragged.id) && !dragged.ghost && tasks.length > 1;
    if (!isAmong) return void toPlace(dragged, placeOf(to));
    // One of those chosen takes the others along: to its day, each at its own hour.
    void moveTasks(tasks.map(taskAt), to.whole ? { whole_day: to.day } : { day: to.day });
  });
  useOpening(root, view);

  useEffect(() => {
    const selector = wanted.current;
    const found = selector && root.current?.querySelector<HTMLElement>(selector);
    if (!found) return;
    wanted.current = null;
    // A day with its hours is taller than the window: going to it is no reason to scroll.
    found.focus({ preventScroll: found.dataset.day !== undefined && view !== "list" });
  });

  const show = (next: string) => {
    wanted.current = `[data-day="${next}"]`;
    setCurrent(null);
    setDay(next);
  };
  useShortcut("t", "ui.agenda.today", () => show(data.today));
  useShortcut("d", "ui.agenda.view.day", () => setView("day"));
  useShortcut("w", "ui.agenda.view.week", () => setView("week"));
  useShortcut("m", "ui.agenda.view.month", () => setView("month"));
  useShortcut("l", "ui.agenda.view.list", () => setView("list"));
  useShortcut("e", "ui.today.done", () => item && !item.ghost && finishItem(item));
  const toTime = (how: (of: AgendaItem, at: string) => MoveTo) => {
    if (!item) return;
    wanted.current = `[data-item="${item.id}"]`;
    void toPlace(item, how(item, dateOf(item)));
  };
  const shift = (by: number) =>
    toTime(({ time }, at) => {
      const minutes = time === null ? morning : Math.min(Math.max(minuteOf(time) + by, 0), 1440 - 15);
      return { at: `${at}T${timeText(minutes)}` };
    });
  useShortcut("alt+up", "ui.agenda.earlier", () => shift(-15));
  useShortcut("alt+down", "ui.agenda.later", () => shift(15));
  useShortcut("o", "ui.agenda.whole_day", () => toTime((_, at) => ({ whole_day: at })));
  useShortcut("s", "ui.agenda.move", () => {
    if (item?.ghost) setAsked({ item, day: dateOf(item) });
    else if (item && !chosen.has(item.id)) choose([item], dateOf(item));
  });
  useShortcut("a", "ui.agenda.choose", () => {
    const ofDay = data.days.find(({ date }) => date === day);
    if (ofDay) chooseDay(ofDay);
  });

  const hand: Hand = {
    drag,
    chosen,
    choose,
    chooseDay,
    onItem: (at, { id, ghost }) => {
      setDay(at);
      setCurrent({ id, ghost, day: at });
    },
    ask: (of, at) => setAsked({ item: of, day: at }),
  };

  const alongItems = (by: 1 | -1) => {
    const shown = [...(root.current?.querySelectorAll<HTMLElement>("[data-item], [data-day]") ?? [])];
    const steps = shown.filter((one) => one.dataset.item || one.dataset.day === day || view === "list");
    const at = steps.indexOf(document.activeElement as HTMLElement);
    steps[at + by]?.focus();
  };

  const moveItem = (of: AgendaItem, by: number) => {
    const from = dateOf(of);
    void toPlace(of, { days: by }).then((moved) => {
      if (!moved) return;
      wanted.current = of.ghost ? `[data-day="${addDays(from, by)}"]` : `[data-item="${of.id}"]`;
      setDay(addDays(from, by));
    });
  };

  /** What a key does on an item, where it does anything. */
  const onItem = (event: KeyboardEvent): (() => void) | null => {
    const by = moves[event.key];
    if (!item) return null;
    if (event.key === " " && !item.ghost) return () => choose([item], dateOf(item));
    if (event.key === "Delete" && item.ghost) return () => void skipOccurrence(item, dateOf(item));
    return event.shiftKey && by !== undefined ? () => moveItem(item, by) : null;
  };

  /** What a key does among the days. */
  const onDays = (event: KeyboardEvent, target: HTMLElement): (() => void) | null => {
    const by = moves[event.key];
    const step = stepOf(event.key, view);
    if (step !== null) return () => show(addDays(day, step));
    if (by !== undefined) return () => alongItems(by < 0 ? -1 : 1);
    const page = pages[event.key];
    if (page) return () => show(turn(view, day, page));
    if (event.key === "Escape" && chosen.size > 0) return clear;
    if (event.key !== "Enter" || !target.matches("[data-day]")) return null;
    return () => target.querySelector<HTMLElement>("[data-item]")?.focus();
  };

  const hear = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (!target.matches("[data-day], [data-item]") || event.altKey || event.ctrlKey || event.metaKey) return;
    const run = onItem(event) ?? onDays(event, target);
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };

  return (
    <>
      {tasks.length > 0 && <MoveBar items={tasks} close={clear} />}
      {asked && (
        <OccurrenceBar
          key={`${asked.item.id} ${asked.day}`}
          item={asked.item}
          day={asked.day}
          close={() => setAsked(null)}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the days and items within */}
      <div
        ref={root}
        className={style.days}
        data-testid="agenda"
        data-dragging={drag.item !== null || undefined}
        onKeyDown={hear}
        // Letters and arrows are for the item the keyboard is on, and for none that it has left.
        onFocusCapture={({ target }) => {
          const [id] = (target as HTMLElement).dataset.item?.split(" ") ?? [];
          if (!items.some((one) => one.id === id)) setCurrent(null);
        }}
      >
        <Sheet
          days={data.days}
          beside={beside}
          today={data.today}
          view={view}
          at={day}
          hand={hand}
          onDay={setDay}
        />
      </div>
    </>
  );
}

export function Agenda() {
  const [view, setView] = useView();
  const { data: now } = useQuery(toDay);
  const [chosenDay, setDay] = useState<string | null>(null);
  const day = chosenDay ?? now?.date ?? null;
  const { data, error } = useQuery({
    ...daysOf(view, day ?? "2000-01-01"),
    enabled: day !== null,
    placeholderData: keepPreviousData,
  });
  const { data: beside = [] } = useQuery({
    ...besideOf(view, day ?? "2000-01-01"),
    enabled: day !== null,
    placeholderData: keepPreviousData,
  });
  const take = useTakeFile();
  const actions = day !== null && (
    <>
      <IconButton
        label={t("ui.agenda.before")}
        icon={ChevronLeft}
        onPress={() => setDay(turn(view, day, -1))}
      />
      <Button onPress={() => setDay(null)}>{t("ui.day.today")}</Button>
      <IconButton
        label={t("ui.agenda.after")}
        icon={ChevronRight}
        onPress={() => setDay(turn(view, day, 1))}
      />
      <div className={style.views}>
        {views.map((one) => (
          <button
            key={one}
            type="button"
            className={style.view}
            aria-pressed={one === view}
            onClick={() => setView(one)}
          >
            {t(`ui.agenda.view.${one}`)}
          </button>
        ))}
      </div>
      {data && <Print data={data} beside={beside} view={view} day={day} />}
      {take.button}
      <ExportFile />
      <NewOn day={day} />
    </>
  );
  return (
    <Page
      title={t("ui.place.agenda")}
      note={day && <span className={style.span}>{spanText(view, day)}</span>}
      body="bare"
      actions={actions}
    >
      {error && <Notice tone="bad">{sentence(error)}</Notice>}
      {take.panel}
      {day && data && (
        <Days data={data} beside={beside} view={view} setView={setView} day={day} setDay={setDay} />
      )}
    </Page>
  );
}
