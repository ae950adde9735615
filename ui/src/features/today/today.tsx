/** The day's work, the most pressing first. Every line answers to one key: E done, S put off, N a new one. */
import { useQuery } from "@tanstack/react-query";
import { Zap } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { toast } from "../../components/toast.tsx";
import {
  commands,
  type Id,
  type Lateness,
  type TaskLine,
  type Today as TodayList,
} from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { finishTask } from "../../ipc/write.ts";
import { ask } from "../../lib/ask.ts";
import { number, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { openRecord } from "../../lib/place.ts";
import { nextSaid } from "../../lib/repeat.ts";
import { say } from "../../lib/status.ts";
import { neighbour, useWalk } from "../../lib/walk.ts";
import { NewTask } from "./new-task.tsx";
import { TaskRow } from "./task-row.tsx";
import style from "./today.module.css";

const todayList = read("today", [], ["task", "unit", "contact"], commands.today);
const order: readonly Lateness[] = ["overdue", "today", "week", "later", "someday"];

export function openTask(task: TaskLine): void {
  if (task.unit) openRecord({ entity: "unit", id: task.unit.id });
  else if (task.contact) openRecord({ entity: "contact", id: task.contact.id });
}

function finish(task: TaskLine, today: string): void {
  finishTask(task).then(
    ({ next }) =>
      toast(t("ui.today.done_said", { title: task.title }) + nextSaid(next, today), {
        label: t("ui.undo"),
        run: undo,
      }),
    (error: unknown) => say({ text: sentence(error) }),
  );
}

/** What begins a task: one line in words, or the form. */
function Acts({ today }: { today: string }) {
  return (
    <>
      <Button icon={Zap} onPress={() => ask("quick")}>
        {t("ui.quick.label")}
      </Button>
      <NewTask today={today} />
    </>
  );
}

/** The line the keyboard is on. When it goes, the one that took its place is next. */
function useActive(tasks: readonly TaskLine[]) {
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Id | null>(null);
  const at = useRef(0);
  const inside = useRef(false);
  const ids = tasks.map(({ id }) => id);
  const found = active === null ? -1 : ids.indexOf(active);
  const place = found >= 0 ? found : Math.min(at.current, ids.length - 1);
  const current = tasks[place] ?? null;
  const focus = useCallback((id: Id | undefined) => {
    if (id) list.current?.querySelector<HTMLElement>(`[data-task="${id}"] [data-row]`)?.focus();
  }, []);
  useEffect(() => {
    at.current = Math.max(0, place);
  }, [place]);
  const currentId = current?.id;
  useEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (inside.current && lost) focus(currentId);
  }, [currentId, focus]);
  const move = (step: number) => {
    const next = ids[Math.min(ids.length - 1, Math.max(0, place + step))];
    setActive(next ?? null);
    focus(next);
  };
  const hears = {
    onFocus: () => {
      inside.current = true;
    },
    onBlur: (event: React.FocusEvent) => {
      if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) inside.current = false;
    },
    onKeyDown: (event: React.KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1, Home: -ids.length, End: ids.length }[event.key];
      if (step === undefined || !(event.target as HTMLElement).matches("[data-row]")) return;
      event.preventDefault();
      move(step);
    },
  };
  return { list, current, setActive, focus, hears };
}

/** The tasks marked as missed: for as long as this list stands, though being shown is being seen. */
function useMissed(tasks: readonly TaskLine[]): ReadonlySet<Id> {
  const [marked, setMarked] = useState<ReadonlySet<Id>>(new Set());
  useEffect(() => {
    const fresh = tasks.flatMap(({ id, missed }) => (missed ? [id] : []));
    if (fresh.length === 0 || document.hidden) return;
    setMarked((before) => new Set([...before, ...fresh]));
    // Locked in between, they are still unseen.
    commands.remindersSeen(fresh).catch(() => undefined);
  }, [tasks]);
  return marked;
}

function Tasks({ data }: { data: TodayList }) {
  const { tasks, date, counts } = data;
  const missed = useMissed(tasks);
  const { list, current, setActive, focus, hears } = useActive(tasks);
  const [puttingOff, setPuttingOff] = useState<Id | null>(null);
  useShortcut("e", "ui.today.done", () => current && finish(current, date));
  useShortcut("s", "ui.today.put_off", () => current && setPuttingOff(current.id));
  const units = useMemo(() => [...new Set(tasks.flatMap(({ unit }) => (unit ? [unit.id] : [])))], [tasks]);
  useWalk((from, step) => neighbour("unit", units, from.id, step));
  return (
    <div ref={list} className={style.lists} {...hears}>
      {order.map((lateness) => {
        const some = tasks.filter((task) => task.lateness === lateness);
        if (some.length === 0) return null;
        const all = lateness === "overdue" || lateness === "today" ? counts[lateness] : some.length;
        return (
          <section key={lateness} data-lateness={lateness} aria-label={t(`ui.today.${lateness}`)}>
            <h2 className={style.part}>
              {t(`ui.today.${lateness}`)} <span>{number(all)}</span>
            </h2>
            <ul>
              {some.map((task) => (
                <TaskRow
                  key={task.id}
                  task={task}
                  today={date}
                  missed={task.missed || missed.has(task.id)}
                  active={task.id === current?.id}
                  puttingOff={puttingOff === task.id}
                  onActive={() => setActive(task.id)}
                  onOpen={() => openTask(task)}
                  onDone={() => finish(task, date)}
                  onPutOff={(open) => {
                    setPuttingOff(open ? task.id : null);
                    if (!open) requestAnimationFrame(() => focus(task.id));
                  }}
                />
              ))}
            </ul>
            {all > some.length && <p className={style.cut}>{t("ui.today.cut", { n: all - some.length })}</p>}
          </section>
        );
      })}
    </div>
  );
}

export function Today() {
  const { data, error } = useQuery(todayList);
  const note = data
    ? t("ui.today.count", {
        date: `${data.date} ${weekday(data.date)}`,
        n: data.counts.open,
        done: data.done_today,
      })
    : null;
  return (
    <Page title={t("ui.today.title")} note={note} body="bare" actions={data && <Acts today={data.date} />}>
      <div className={style.scroll} data-testid="today">
        {error && <Notice tone="bad">{sentence(error)}</Notice>}
        {data?.tasks.length === 0 && <Empty title={t("ui.today.empty")}>{t("ui.today.empty_hint")}</Empty>}
        {data && data.tasks.length > 0 && <Tasks data={data} />}
      </div>
    </Page>
  );
}
