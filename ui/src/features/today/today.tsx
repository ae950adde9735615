/**
 * The day's work, tasks and what reminds by itself, the most pressing first. Every line answers to one key: E done,
 * S put off, T made a task, L a conversation logged, M a letter begun, N a new one.
 */
import { useQuery } from "@tanstack/react-query";
import { Zap } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Notice } from "../../components/notice.tsx";
import { Page } from "../../components/page.tsx";
import { toast } from "../../components/toast.tsx";
import {
  commands,
  type Id,
  type OccasionLine,
  type TaskLine,
  type Today as TodayList,
} from "../../ipc/bindings.ts";
import { complain, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { because, bringBack, makeTask, settle, standing } from "../../ipc/occasions.ts";
import { read } from "../../ipc/query.ts";
import { finishTask } from "../../ipc/write.ts";
import { useActiveLine } from "../../lib/active-line.ts";
import { ask, askNext } from "../../lib/ask.ts";
import { listSaid } from "../../lib/checklist.ts";
import { number, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { askMail } from "../../lib/mail.ts";
import { currentPlace, go, openRecord } from "../../lib/place.ts";
import { nextSaid } from "../../lib/repeat.ts";
import { say } from "../../lib/status.ts";
import { neighbour, useWalk } from "../../lib/walk.ts";
import { type Line, type Part, type PartId, partsOf } from "./lines.ts";
import { NewTask } from "./new-task.tsx";
import { OccasionRow } from "./occasion-row.tsx";
import { TaskRow } from "./task-row.tsx";
import style from "./today.module.css";

const todayList = read("today", [], ["task", "unit", "contact"], commands.today);
const none: readonly OccasionLine[] = [];
const unitOf = (line: Line) => {
  const { unit } = line.kind === "task" ? line.task : line.occasion;
  return unit ? [unit.id] : [];
};

export function openTask(task: TaskLine): void {
  if (task.unit) openRecord({ entity: "unit", id: task.unit.id });
  else if (task.contact) openRecord({ entity: "contact", id: task.contact.id });
}

function finish(task: TaskLine, today: string): void {
  finishTask(task).then(
    ({ next, checklist }) =>
      toast(t("ui.today.done_said", { title: task.title }) + nextSaid(next, today) + listSaid(checklist), {
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

/** The tasks marked as missed: for as long as this list stands, though being shown is being seen. */
function useMissed(tasks: readonly TaskLine[]): ReadonlyMap<Id, number> {
  const [marked, setMarked] = useState<ReadonlyMap<Id, number>>(new Map());
  useEffect(() => {
    const fresh = tasks.flatMap(({ id, missed }) => (missed ? [[id, missed] as const] : []));
    if (fresh.length === 0 || document.hidden) return;
    setMarked((before) => new Map([...before, ...fresh]));
    // Locked in between, they are still unseen.
    commands.remindersSeen(fresh.map(([id]) => id)).catch(() => undefined);
  }, [tasks]);
  return marked;
}

function settleIt(occasion: OccasionLine): void {
  settle(occasion).then(
    () =>
      toast(t("ui.occasion.settled_said", { title: because(occasion.why) }), {
        label: t("ui.undo"),
        run: () => bringBack(occasion),
      }),
    complain,
  );
}

function taskOf(occasion: OccasionLine, today: string): void {
  const title = because(occasion.why);
  makeTask(occasion, title, today).then(
    (back) => toast(t("ui.occasion.task_said", { title }), { label: t("ui.undo"), run: back }),
    complain,
  );
}

function openOccasion({ source, entity, record }: OccasionLine): void {
  if (source === "review_cycle") go({ at: "review", part: "cycle" });
  else if (entity === "vault") go({ at: "backup" });
  else openRecord({ entity, id: record });
}

/** The customer's box for a conversation, opened for whoever it asks to talk to. */
function logFor({ unit, talk }: OccasionLine): void {
  if (!unit || !talk) return;
  if (currentPlace().record?.id === unit.id) ask("log_here");
  else {
    askNext("log_here");
    openRecord({ entity: "unit", id: unit.id });
  }
}

function writeFor(line: Line): void {
  if (line.kind === "task") askMail("task", line.task.id);
  else if (line.occasion.entity !== "vault") {
    askMail(line.occasion.entity, line.occasion.record, line.occasion.source);
  }
}

const open = (line: Line) => (line.kind === "task" ? openTask(line.task) : openOccasion(line.occasion));
const end = (line: Line, today: string) =>
  line.kind === "task" ? finish(line.task, today) : settleIt(line.occasion);

function Lines({ data, occasions }: { data: TodayList; occasions: readonly OccasionLine[] }) {
  const { tasks, date } = data;
  const missed = useMissed(tasks);
  const [unfolded, setUnfolded] = useState<ReadonlySet<PartId>>(new Set());
  const parts = useMemo(() => partsOf(tasks, occasions, unfolded), [tasks, occasions, unfolded]);
  const lines = useMemo(() => parts.flatMap((part) => part.lines), [parts]);
  const { list, current, setActive, focus, hears } = useActiveLine(lines);
  const [puttingOff, setPuttingOff] = useState<string | null>(null);
  const occasion = current?.kind === "occasion" ? current.occasion : null;
  useShortcut("e", "ui.today.done", () => current && end(current, date));
  useShortcut("s", "ui.today.put_off", () => current && setPuttingOff(current.key));
  useShortcut("t", "ui.occasion.task", () => occasion && taskOf(occasion, date));
  useShortcut("m", "ui.mail.write", () => current && writeFor(current));
  useShortcut("l", "ui.occasion.log", () => occasion && logFor(occasion));
  const units = useMemo(() => [...new Set(lines.flatMap(unitOf))], [lines]);
  useWalk((from, step) => neighbour("unit", units, from.id, step));
  const rest = (part: Part) => {
    const shown = part.lines.filter(({ kind }) => kind === "task").length;
    const { id } = part;
    return id === "overdue" || id === "today" ? Math.max(0, data.counts[id] - shown) : 0;
  };
  const row = (line: Line) => {
    const shared = {
      line: line.key,
      today: date,
      active: line.key === current?.key,
      puttingOff: puttingOff === line.key,
      onActive: () => setActive(line.key),
      onOpen: () => open(line),
      onDone: () => end(line, date),
      onPutOff: (isOpen: boolean) => {
        setPuttingOff(isOpen ? line.key : null);
        if (!isOpen) requestAnimationFrame(() => focus(line.key));
      },
    };
    if (line.kind === "task") {
      const { task } = line;
      const late = task.missed ?? missed.get(task.id) ?? null;
      const mail = () => writeFor(line);
      return <TaskRow key={line.key} {...shared} task={task} missed={late} onMail={mail} />;
    }
    return (
      <OccasionRow
        key={line.key}
        {...shared}
        occasion={line.occasion}
        onTask={() => taskOf(line.occasion, date)}
        onLog={() => logFor(line.occasion)}
        onMail={() => writeFor(line)}
      />
    );
  };
  return (
    <div ref={list} className={style.lists} {...hears}>
      {parts.map((part) => (
        <section key={part.id} data-lateness={part.id} aria-label={t(`ui.today.${part.id}`)}>
          <h2 className={style.part}>
            {t(`ui.today.${part.id}`)}{" "}
            <span>{number(part.lines.length + part.folded.length + rest(part))}</span>
          </h2>
          <ul>{part.lines.map(row)}</ul>
          {part.folded.length > 0 && (
            <p className={style.cut}>
              <Button kind="line" onPress={() => setUnfolded((was) => new Set([...was, part.id]))}>
                {t("ui.occasion.more", { n: part.folded.length })}
              </Button>
            </p>
          )}
          {rest(part) > 0 && <p className={style.cut}>{t("ui.today.cut", { n: rest(part) })}</p>}
        </section>
      ))}
    </div>
  );
}

export function Today() {
  const { data, error } = useQuery(todayList);
  const { data: more, error: failed } = useQuery(standing);
  const note = data
    ? t("ui.today.count", {
        date: `${data.date} ${weekday(data.date)}`,
        n: data.counts.open,
        done: data.done_today,
      })
    : null;
  const refused = error ?? failed;
  const nothing = data && more && data.tasks.length + more.lines.length === 0;
  return (
    <Page title={t("ui.today.title")} note={note} body="bare" actions={data && <Acts today={data.date} />}>
      <div className={style.scroll} data-testid="today">
        {refused && <Notice tone="bad">{sentence(refused)}</Notice>}
        {nothing && <Empty title={t("ui.today.empty")}>{t("ui.today.empty_hint")}</Empty>}
        {data && !nothing && <Lines data={data} occasions={more?.lines ?? none} />}
      </div>
    </Page>
  );
}
