/**
 * The day's work, tasks and what reminds by itself, the most pressing first. Every line answers to one key: E done,
 * with Shift what is next is asked, S put off, C its customer, T made a task, L a conversation logged, M a letter
 * begun, N a new one.
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
import { because, endSaid, finishOccasion, makeTask, standing } from "../../ipc/occasions.ts";
import { read } from "../../ipc/query.ts";
import { finishTask } from "../../ipc/write.ts";
import { useActiveLine } from "../../lib/active-line.ts";
import { ask, askNext } from "../../lib/ask.ts";
import { listSaid } from "../../lib/checklist.ts";
import { number, weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { askMail } from "../../lib/mail.ts";
import { currentPlace, go, openRecord, openReminded } from "../../lib/place.ts";
import { nextSaid } from "../../lib/repeat.ts";
import { say } from "../../lib/status.ts";
import { neighbour, useWalk } from "../../lib/walk.ts";
import { isCall, type Line, type Part, type PartId, partsOf } from "./lines.ts";
import { NewTask } from "./new-task.tsx";
import { OccasionRow } from "./occasion-row.tsx";
import type { Late } from "./row.tsx";
import { TaskRow } from "./task-row.tsx";
import style from "./today.module.css";

const todayList = read("today", [], ["task", "unit", "contact"], commands.today);
const none: readonly OccasionLine[] = [];
const whom = (line: Line) => (line.kind === "task" ? line.task : line.occasion);
const unitOf = (line: Line) => {
  const { unit } = whom(line);
  return unit ? [unit.id] : [];
};

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

/** The lines marked as missed: for as long as this list stands, though being shown is being seen. */
function useMissed(lines: readonly Line[]): ReadonlyMap<string, Late> {
  const [marked, setMarked] = useState<ReadonlyMap<string, Late>>(new Map());
  useEffect(() => {
    const fresh = lines.filter((line) => whom(line).missed);
    if (fresh.length === 0 || document.hidden) return;
    setMarked(
      (before) => new Map([...before, ...fresh.map((line) => [line.key, whom(line).missed] as const)]),
    );
    const of = new Map<string, Id[]>();
    for (const line of fresh) {
      const [source, id] =
        line.kind === "task" ? ["task", line.task.id] : [line.occasion.source, line.occasion.record];
      of.set(source, [...(of.get(source) ?? []), id]);
    }
    // Locked in between, they are still unseen.
    for (const [source, ids] of of) commands.remindersSeen(source, ids).catch(() => undefined);
  }, [lines]);
  return marked;
}

function endIt(occasion: OccasionLine): void {
  finishOccasion(occasion).then(
    (back) => toast(endSaid(occasion), { label: t("ui.undo"), run: back }),
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

/** The customer's box for a conversation, opened for whoever it asks to talk to. */
function logFor({ unit, contact, talk }: OccasionLine): void {
  if (!unit || !talk) return;
  if (currentPlace().record?.id === unit.id) ask("log_here", { contact });
  else {
    askNext("log_here", { contact });
    openRecord({ entity: "unit", id: unit.id });
  }
}

function writeFor(line: Line): void {
  if (line.kind === "task") askMail("task", line.task.id);
  else if (line.occasion.entity !== "vault") {
    askMail(line.occasion.entity, line.occasion.record, line.occasion.source);
  }
}

const open = (line: Line) =>
  line.kind === "task"
    ? openRecord({ entity: "task", id: line.task.id })
    : openReminded({ ...line.occasion, id: line.occasion.record });
const end = (line: Line, today: string) =>
  line.kind === "task" ? finish(line.task, today) : endIt(line.occasion);

function endAndNext(line: Line, today: string): void {
  const { unit, contact } = whom(line);
  end(line, today);
  ask("new_task", { unit, contact });
}

/** The customer a line is at, or whoever it is with. */
function wayOf(line: Line): (() => void) | null {
  const { unit, contact } = whom(line);
  if (unit) return () => openRecord({ entity: "unit", id: unit.id });
  return contact ? () => openRecord({ entity: "contact", id: contact.id }) : null;
}

function Lines({ data, occasions }: { data: TodayList; occasions: readonly OccasionLine[] }) {
  const { tasks, date } = data;
  const [unfolded, setUnfolded] = useState<ReadonlySet<PartId>>(new Set());
  const parts = useMemo(() => partsOf(tasks, occasions, unfolded), [tasks, occasions, unfolded]);
  const lines = useMemo(() => parts.flatMap((part) => part.lines), [parts]);
  const missed = useMissed(lines);
  const { list, current, setActive, focus, hears } = useActiveLine(lines);
  const [puttingOff, setPuttingOff] = useState<string | null>(null);
  const occasion = current?.kind === "occasion" ? current.occasion : null;
  useShortcut("e", "ui.today.done", () => current && end(current, date));
  useShortcut("shift+e", "ui.today.done_next", () => current && endAndNext(current, date));
  useShortcut("c", "ui.today.open_unit", () => current && wayOf(current)?.());
  useShortcut("s", "ui.today.put_off", () => current && setPuttingOff(current.key));
  useShortcut("t", "ui.occasion.task", () => occasion && taskOf(occasion, date));
  useShortcut("m", "ui.mail.write", () => current && writeFor(current));
  useShortcut("l", "ui.occasion.log", () => occasion && logFor(occasion));
  const units = useMemo(() => [...new Set(lines.flatMap(unitOf))], [lines]);
  const ids = useMemo(() => tasks.map(({ id }) => id), [tasks]);
  useWalk(({ entity, id }, step) =>
    entity === "task" ? neighbour("task", ids, id, step) : neighbour("unit", units, id, step),
  );
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
      onUnit: wayOf(line),
      missed: whom(line).missed || (missed.get(line.key) ?? null),
      onPutOff: (isOpen: boolean) => {
        setPuttingOff(isOpen ? line.key : null);
        if (!isOpen) requestAnimationFrame(() => focus(line.key));
      },
    };
    if (line.kind === "task") {
      return <TaskRow key={line.key} {...shared} task={line.task} onMail={() => writeFor(line)} />;
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
      {occasions.some(isCall) && <ByRhythm />}
    </div>
  );
}

/** Nobody switched on that customers are asked for: why they are, and where that is changed. */
function ByRhythm() {
  return (
    <p className={style.cut} data-testid="by-rhythm">
      {t("ui.today.by_rhythm")}{" "}
      <Button kind="line" onPress={() => go({ at: "settings", part: "occasions" })}>
        {t("ui.today.by_rhythm_change")}
      </Button>
    </p>
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
