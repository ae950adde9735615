/**
 * Logs a conversation in one go: what was said, how and with whom, and what follows when. All by keyboard:
 * Ctrl Enter saves, Escape leaves with everything kept.
 */
import { parseDate } from "@internationalized/date";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../../../components/button.tsx";
import { Chip } from "../../../components/chip.tsx";
import { Field } from "../../../components/field.tsx";
import { Finder } from "../../../components/finder.tsx";
import { Kbd } from "../../../components/kbd.tsx";
import { toast } from "../../../components/toast.tsx";
import { Check } from "../../../components/toggle.tsx";
import { momentText, When } from "../../../components/when.tsx";
import { useAction } from "../../../ipc/action.ts";
import {
  type Applied,
  type Catalog,
  commands,
  type Id,
  type LogTouch,
  type Person,
  type WireError,
} from "../../../ipc/bindings.ts";
import { sentence } from "../../../ipc/error.ts";
import { undo } from "../../../ipc/history.ts";
import { hides } from "../../../ipc/modules.ts";
import { readText, readWall } from "../../../ipc/read-text.ts";
import { useAnswer } from "../../../lib/ask.ts";
import { t } from "../../../lib/i18n.ts";
import { comboOf, isComposing } from "../../../lib/keys.ts";
import { whileSaving } from "../../../lib/status.ts";
import { useTyping } from "../../../lib/typing.ts";
import { Questions } from "../health/questions.tsx";
import { recordOf } from "../reads.ts";
import { AskChanged, type Asked } from "./ask-changed.tsx";
import style from "./composer.module.css";
import { type Draft, draftOf, emptyDraft, keepDraft, loadDraft, storeDraft } from "./drafts.ts";
import { useFindPeople } from "./find-people.ts";
import { type Heard, HeardPromises, heardIn } from "./heard.tsx";
import { HowItWent, Kinds, kindOf } from "./how.tsx";
import { Wishes } from "./wishes.tsx";

/** When it took place; nothing said is now. */
async function tookPlace(at: Draft["at"]): Promise<number | null> {
  const text = at ? momentText(at) : "";
  const value = text === "" ? null : await readText("activity", "at", text);
  return value?.t === "instant" ? value.v : null;
}

type Saved = { saved: Applied; at: number | null };

async function save(unit: Id, draft: Draft): Promise<Saved> {
  const at = await tookPlace(draft.at);
  const touch: LogTouch = {
    unit,
    kind: draft.kind,
    at,
    contacts: draft.contacts.map(({ id }) => id),
    content: draft.text,
    result: draft.result,
    duration_min: draft.duration_min,
    label: draft.confidential ? "confidential" : null,
    next_step: null,
  };
  if (draft.next.trim() !== "") {
    // Without a day it is for some day: it waits among what is to be done, and does not speak up.
    const when = momentText(draft.due);
    const due = when === "" ? null : await readWall("task", "due", when);
    touch.next_step = { title: draft.next, due, remind: true };
  }
  return { saved: await whileSaving(() => commands.logTouch(touch)), at };
}

/** What is asked once it is saved; null where there is nothing to ask. */
async function askedOf(unit: Id, draft: Draft, saved: Applied): Promise<Asked | null> {
  const activity = saved.records.find(({ entity }) => entity === "activity");
  const people = draft.contacts.map(({ id }) => id);
  const planned = draft.next.trim() !== "";
  if (!activity || draft.kind === "note") return null;
  const likely = await commands.likelyChanges(unit, people);
  return likely.length > 0 ? { unit, activity: activity.id, people, planned } : null;
}

const isAbout = (error: WireError, field: string) => error.field?.endsWith(`.${field}`) ?? false;

/** When it took place: a quiet word while it is now, a day and a time once it is not. */
function TookPlace({ draft, change, today, error }: RestProps & { error: string | null }) {
  if (draft.at === null) {
    return (
      <div>
        <Button kind="link" onPress={() => change({ at: { day: today, time: "" } })}>
          {t("ui.record.at_now")}
        </Button>
      </div>
    );
  }
  return (
    <fieldset className={style.at}>
      <legend>{t("ui.record.at")}</legend>
      <When past value={draft.at} onChange={(at) => change({ at })} today={today} error={error} />
      <IconButton label={t("ui.record.at_reset")} icon={X} size={14} onPress={() => change({ at: null })} />
    </fieldset>
  );
}

type Props = {
  unit: Id;
  people: readonly Person[];
  catalog: Catalog;
  today: string;
  /** always unfolded, with the cursor in it */ open?: boolean;
  onSaved?: () => void;
  onLeave?: () => void;
};

function useDraft(unit: Id): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(() => draftOf(unit));
  const now = useRef(draft);
  const show = useCallback((next: Draft) => {
    now.current = next;
    setDraft(next);
  }, []);
  useEffect(() => {
    let gone = false;
    void loadDraft(unit).then((kept) => {
      if (!kept || gone) return;
      // Whoever was named while it was on its way stays named.
      const more = now.current.contacts.filter(({ id }) => !kept.contacts.some((one) => one.id === id));
      show({ ...kept, contacts: [...kept.contacts, ...more] });
    });
    return () => {
      gone = true;
    };
  }, [unit, show]);
  useTyping(() => storeDraft(unit));
  const change = (part: Partial<Draft>) => {
    const next = { ...now.current, ...part };
    keepDraft(unit, next);
    show(next);
  };
  return [draft, change];
}

type RestProps = Pick<Props, "unit" | "people" | "today" | "catalog"> & {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  kind: string;
  onKind: (next: string) => void;
};

function Rest({ refused, ...props }: RestProps & { refused: (field: string) => string | null }) {
  const { draft, change, unit, people, today } = props;
  const find = useFindPeople(people, draft.contacts, unit);
  const tomorrow = parseDate(today).add({ days: 1 }).toString();
  return (
    <>
      <div className={style.with}>
        {draft.contacts.map(({ id, label }) => (
          <Chip key={id} onRemove={() => change({ contacts: draft.contacts.filter((one) => one.id !== id) })}>
            {label}
          </Chip>
        ))}
        <div className={style.finder}>
          <Finder
            aria-label={t("ui.record.log_with")}
            placeholder={t("ui.record.log_with")}
            find={find}
            onPick={({ id, label }) => change({ contacts: [...draft.contacts, { id, label }] })}
          />
        </div>
      </div>
      <Field
        aria-label={t("ui.record.next")}
        placeholder={t("ui.record.next")}
        value={draft.next}
        autoComplete="off"
        onChange={(next) =>
          change({ next, ...(next !== "" && draft.due.day === "" && { due: { day: tomorrow, time: "" } }) })
        }
      />
      {draft.next !== "" && (
        <When value={draft.due} onChange={(due) => change({ due })} today={today} error={refused("due")} />
      )}
      <div className={style.secret}>
        <TookPlace {...props} error={refused("at")} />
        <Check value={draft.confidential} onChange={(confidential) => change({ confidential })}>
          {t("ui.record.confidential")}
        </Check>
      </div>
      <HowItWent {...props} />
    </>
  );
}

/** What was logged is there no more: undone, or in the bin. */
function useIsGone(activity: Id | undefined): boolean {
  const { data, isError } = useQuery({
    ...recordOf("activity", activity ?? ""),
    enabled: activity !== undefined,
  });
  return activity !== undefined && (isError || data?.deleted === true);
}

export function Composer({ unit, people, catalog, today, open = false, onSaved, onLeave }: Props) {
  const [draft, change] = useDraft(unit);
  const [entered, setEntered] = useState(open);
  const [heard, setHeard] = useState<Heard | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const saving = useAction(save);
  const gone = useIsGone(asked?.activity ?? heard?.activity);
  useEffect(() => {
    if (!gone) return;
    setHeard(null);
    setAsked(null);
  }, [gone]);
  const focus = useCallback(() => box.current?.focus(), []);
  useAnswer("log", focus);
  useAnswer("log_here", ({ contact }) => {
    // Only what names a person resets their rhythm.
    const named = contact && draft.contacts.some(({ id }) => id === contact.id);
    if (contact && !named) change({ contacts: [...draft.contacts, contact] });
    focus();
  });
  const kind = kindOf(catalog, draft.kind);
  const onKind = (next: string) => change({ kind: next });
  // What was just logged is asked about first: the box unfolds again with the next word.
  const unfolded = (entered && !heard && !asked) || draft.text !== "" || draft.next !== "";

  const store = async () => {
    const said = { ...draft, kind };
    const done = await saving.run(unit, said);
    if (!done) return;
    const { saved, at } = done;
    change(emptyDraft);
    void storeDraft(unit);
    toast(t("ui.record.logged"), { label: t("ui.undo"), run: undo });
    focus();
    // What was promised is offered before the box is left.
    const [found, likely] = await Promise.all([
      heardIn(unit, said, saved, at),
      askedOf(unit, said, saved).catch(() => null),
    ]);
    setHeard(found);
    setAsked(likely);
    if (!found && !likely) onSaved?.();
  };
  const settled = () => {
    setHeard(null);
    if (!asked) onSaved?.();
  };
  const answered = useCallback(() => {
    setAsked(null);
    focus();
    if (!heard) onSaved?.();
  }, [focus, heard, onSaved]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.defaultPrevented) return;
    if (comboOf(event.nativeEvent) !== "esc") return;
    event.preventDefault();
    event.stopPropagation();
    if (asked) answered();
    else onLeave?.();
  };
  // Before anything inside: an open list of names would keep Ctrl Enter for itself.
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (isComposing(event) || comboOf(event.nativeEvent) !== "mod+enter") return;
    event.preventDefault();
    event.stopPropagation();
    void store();
  };
  const refused = (field: string) =>
    saving.error && isAbout(saving.error, field) ? sentence(saving.error) : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of everything inside
    <div
      className={style.composer}
      data-testid="composer"
      onKeyDown={onKeyDown}
      onKeyDownCapture={onKeyDownCapture}
      onFocus={() => setEntered(true)}
      onBlur={(event) => {
        if (!open && !event.currentTarget.contains(event.relatedTarget)) setEntered(false);
      }}
    >
      {(heard || asked) && (
        <div className={style.after}>
          {heard && <HeardPromises key={`heard ${heard.activity}`} heard={heard} onSettled={settled} />}
          {asked && <AskChanged key={asked.activity} asked={asked} catalog={catalog} onSettled={answered} />}
        </div>
      )}
      {unfolded && !hides(catalog, "preference") && <Wishes unit={unit} people={draft.contacts} />}
      <div className={style.line}>
        <textarea
          ref={box}
          className={style.text}
          aria-label={t("ui.record.log")}
          placeholder={t("ui.record.log_hint")}
          rows={unfolded ? 3 : 1}
          value={draft.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        {!unfolded && draft.text === "" && <Kbd combo="mod+shift+n" />}
      </div>
      {unfolded && <Questions unit={unit} catalog={catalog} line />}
      {unfolded && <Rest {...{ draft, change, unit, people, today, catalog, kind, onKind, refused }} />}
      {saving.error && !refused("due") && !refused("at") && (
        <p className={style.refused} role="alert">
          {sentence(saving.error)}
        </p>
      )}
      <div className={style.foot}>
        <Kinds {...{ catalog, kind, onKind }} />
        <span className={style.space} />
        {unfolded && (
          <Button kind="main" busy={saving.busy} onPress={() => void store()}>
            {t("ui.record.log_save")}
          </Button>
        )}
      </div>
    </div>
  );
}
