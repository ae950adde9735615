/** The promises heard in a conversation just logged: each is kept by one key, or left. Nothing is kept by itself. */
import { Check } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Kbd } from "../../components/kbd.tsx";
import { toast } from "../../components/toast.tsx";
import { type Applied, commands, type Id, type PromiseHeard, type Value } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { hidesNow } from "../../ipc/modules.ts";
import { createRecord } from "../../ipc/write.ts";
import { weekday } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useShortcut } from "../../lib/keys.ts";
import { say } from "../../lib/status.ts";
import style from "./composer.module.css";
import type { Draft } from "./drafts.ts";

export type Heard = {
  readonly unit: Id;
  readonly activity: Id;
  readonly contact: Id | null;
  readonly promises: readonly PromiseHeard[];
};

/** What a logged conversation holds of promises; null where it holds none. */
export async function heardIn(unit: Id, draft: Draft, saved: Applied): Promise<Heard | null> {
  const activity = saved.records.find(({ entity }) => entity === "activity");
  if (!activity || hidesNow("promise")) return null;
  const promises = await commands.promisesHeard(draft.text);
  if (promises.length === 0) return null;
  const [one, ...others] = draft.contacts;
  return { unit, activity: activity.id, contact: one && others.length === 0 ? one.id : null, promises };
}

const ref = (id: Id): Value => ({ t: "ref", v: { id, label: "" } });

function keep({ unit, activity, contact }: Heard, { by, text, due_on }: PromiseHeard): Promise<Applied> {
  const values: Record<string, Value> = {
    unit: ref(unit),
    activity: ref(activity),
    by: { t: "choice", v: by },
    text: { t: "text", v: text },
    due_on: { t: "date", v: due_on },
  };
  if (contact !== null) values.contact = ref(contact);
  return createRecord("promise", values);
}

function Line(props: { promise: PromiseHeard; at: number; onKeep: () => void; onLeave: () => void }) {
  const { promise, at, onKeep, onLeave } = props;
  const who = t(promise.by === "us" ? "ui.quick.heard_us" : "ui.quick.heard_them");
  return (
    <li className={style.promise}>
      <span className={style.who}>{who}</span>
      <span className={style.words}>{promise.text}</span>
      <span className={style.day}>
        {t("ui.quick.day", { day: promise.due_on, weekday: weekday(promise.due_on) })}
      </span>
      <Button icon={Check} onPress={onKeep}>
        {t("ui.quick.heard_keep")}
      </Button>
      <Kbd combo={`alt+${at}`} />
      <Button kind="link" onPress={onLeave}>
        {t("ui.quick.heard_skip")}
      </Button>
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
  const keepOne = (promise: PromiseHeard) => {
    keep(heard, promise).then(
      () => {
        toast(t("ui.quick.heard_kept", { text: promise.text }), { label: t("ui.undo"), run: undo });
        drop(promise);
      },
      (error: unknown) => say({ text: sentence(error) }),
    );
  };
  useKeepKeys((at) => {
    const promise = left[at];
    if (promise) keepOne(promise);
  });
  return (
    <section className={style.heard} aria-label={t("ui.quick.heard")}>
      <h3>{t("ui.quick.heard")}</h3>
      <ul>
        {left.map((promise, at) => (
          <Line
            key={`${promise.due_on} ${promise.text}`}
            promise={promise}
            at={at + 1}
            onKeep={() => keepOne(promise)}
            onLeave={() => drop(promise)}
          />
        ))}
      </ul>
    </section>
  );
}
