/**
 * The promises heard in a conversation just logged: each is kept by one key, or left. Nothing is kept by itself, and
 * where several days may be meant not before one is chosen.
 */
import { Check } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Kbd } from "../../../components/kbd.tsx";
import { toast } from "../../../components/toast.tsx";
import { type Applied, commands, type Id, type PromiseHeard, type Value } from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { hidesNow } from "../../../ipc/modules.ts";
import { createRecord } from "../../../ipc/write.ts";
import { weekday } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useShortcut } from "../../../lib/keys.ts";
import { say } from "../../../lib/status.ts";
import style from "./composer.module.css";
import type { Draft } from "./drafts.ts";

export type Heard = {
  readonly unit: Id;
  readonly activity: Id;
  readonly contact: Id | null;
  readonly promises: readonly PromiseHeard[];
};

/** What a logged conversation holds of promises; null where it holds none. */
export async function heardIn(
  unit: Id,
  draft: Draft,
  saved: Applied,
  /** when it took place; null is now */ at: number | null,
): Promise<Heard | null> {
  const activity = saved.records.find(({ entity }) => entity === "activity");
  if (!activity || hidesNow("promise")) return null;
  const promises = await commands.promisesHeard(draft.text, at);
  if (promises.length === 0) return null;
  const [one, ...others] = draft.contacts;
  return { unit, activity: activity.id, contact: one && others.length === 0 ? one.id : null, promises };
}

const ref = (id: Id): Value => ({ t: "ref", v: { id, label: "" } });

function keep(
  { unit, activity, contact }: Heard,
  promise: PromiseHeard,
  day: string | null,
): Promise<Applied> {
  const values: Record<string, Value> = {
    unit: ref(unit),
    activity: ref(activity),
    by: { t: "choice", v: promise.by },
    text: { t: "text", v: promise.text },
  };
  if (day !== null) values.due_on = { t: "date", v: day };
  if (contact !== null) values.contact = ref(contact);
  return createRecord("promise", values);
}

const dayText = (day: string) => t("ui.quick.day", { day, weekday: weekday(day) });

/** Kept by the day that is meant, which is asked where there are several; without one where none is said. */
function Days({ days, onKeep }: { days: readonly string[]; onKeep: (day: string | null) => void }) {
  const why = useId();
  return (
    <>
      <span id={why} className={style.day}>
        {t(days.length > 0 ? "ui.quick.why_which_day" : "ui.quick.heard_open")}
      </span>
      {days.map((day) => (
        <Button key={day} aria-describedby={why} onPress={() => onKeep(day)}>
          {dayText(day)}
        </Button>
      ))}
      <Button aria-describedby={why} onPress={() => onKeep(null)}>
        {t("ui.quick.heard_dayless")}
      </Button>
    </>
  );
}

type LineProps = {
  promise: PromiseHeard;
  at: number;
  onKeep: (day: string | null) => void;
  onLeave: () => void;
};

function Line({ promise, at, onKeep, onLeave }: LineProps) {
  const [day, ...others] = promise.days;
  const who = t(promise.by === "us" ? "ui.quick.heard_us" : "ui.quick.heard_them");
  return (
    <li className={style.promise}>
      <span className={style.who}>{who}</span>
      <span className={style.words}>{promise.text}</span>
      {promise.depends && day !== undefined && (
        <span className={style.day}>{t("ui.quick.heard_depends")}</span>
      )}
      {day === undefined || others.length > 0 ? (
        <Days days={promise.days} onKeep={onKeep} />
      ) : (
        <span className={style.day}>{dayText(day)}</span>
      )}
      <span className={style.answers}>
        {day !== undefined && others.length === 0 && (
          <Button icon={Check} onPress={() => onKeep(day)}>
            {t("ui.quick.heard_keep")}
          </Button>
        )}
        <Kbd combo={`alt+${at}`} />
        <Button kind="link" onPress={onLeave}>
          {t("ui.quick.heard_skip")}
        </Button>
      </span>
    </li>
  );
}

/** One key for each of the first five. */
function useKeepKeys(keepAt: (at: number) => void): void {
  const options = { inText: true };
  useShortcut("alt+1", "ui.quick.heard_keep", () => keepAt(0), options);
  useShortcut("alt+2", "ui.quick.heard_keep", () => keepAt(1), options);
  useShortcut("alt+3", "ui.quick.heard_keep", () => keepAt(2), options);
  useShortcut("alt+4", "ui.quick.heard_keep", () => keepAt(3), options);
  useShortcut("alt+5", "ui.quick.heard_keep", () => keepAt(4), options);
}

export function HeardPromises({ heard, onSettled }: { heard: Heard; onSettled: () => void }) {
  const [left, setLeft] = useState(heard.promises);
  const drop = (promise: PromiseHeard) => {
    const next = left.filter((one) => one !== promise);
    setLeft(next);
    if (next.length === 0) onSettled();
  };
  const list = useRef<HTMLUListElement>(null);
  const keepOne = (promise: PromiseHeard, day: string | null) => {
    keep(heard, promise, day).then(
      () => {
        toast(t("ui.quick.heard_kept", { text: promise.text }), { label: t("ui.undo"), run: undo });
        drop(promise);
      },
      (error: unknown) => say({ text: sentence(error) }),
    );
  };
  useKeepKeys((at) => {
    const promise = left[at];
    const [day, ...others] = promise?.days ?? [];
    if (promise && day !== undefined && others.length === 0) keepOne(promise, day);
    else list.current?.children[at]?.querySelector("button")?.focus();
  });
  return (
    <section className={style.heard} aria-label={t("ui.quick.heard")}>
      <h3>{t("ui.quick.heard")}</h3>
      <ul ref={list}>
        {left.map((promise, at) => (
          <Line
            key={`${promise.days} ${promise.text}`}
            promise={promise}
            at={at + 1}
            onKeep={(day) => keepOne(promise, day)}
            onLeave={() => drop(promise)}
          />
        ))}
      </ul>
    </section>
  );
}
