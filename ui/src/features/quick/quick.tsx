/**
 * Quick entry: one line, from anywhere, becomes a task. What was understood stands under the line while one types;
 * what may be meant in several ways is asked there, by number keys. Enter consents, Escape leaves.
 */

import { useQuery } from "@tanstack/react-query";
import {
  BellRing,
  Building2,
  CalendarClock,
  CircleHelp,
  Hourglass,
  ListTodo,
  Repeat2,
  Tag,
  UserRound,
  Zap,
} from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Kbd } from "../../components/kbd.tsx";
import { LineBox, LineFoot, LineSheet } from "../../components/line-sheet.tsx";
import { toast } from "../../components/toast.tsx";
import { useAction } from "../../ipc/action.ts";
import type { QuickDraft } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { catalog as catalogQuery } from "../../ipc/query.ts";
import { valueText } from "../../ipc/value-text.ts";
import { createRecord } from "../../ipc/write.ts";
import { useAnswer } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { comboOf, isComposing, isHeard, useShortcut } from "../../lib/keys.ts";
import { repeatText } from "../../lib/repeat.ts";
import { Doubts } from "./doubts.tsx";
import {
  type Answers,
  answered,
  doubtKey,
  isGuessed,
  isSettled,
  noAnswers,
  openDoubt,
  taskOf,
} from "./draft.ts";
import style from "./quick.module.css";
import { useDraft } from "./use-draft.ts";
import { dueText } from "./when-text.ts";

function Understood({ draft }: { draft: QuickDraft }) {
  const { data: catalog } = useQuery(catalogQuery);
  const due = draft.due.t === "wall" ? dueText(draft.due.v.at) : t("ui.quick.someday");
  const repeat = draft.repeat === null ? null : repeatText(draft.repeat);
  return (
    <ul className={style.chips} aria-label={t("ui.quick.understood")}>
      <li data-part="when" data-none={draft.due.t === "null" || undefined}>
        <CalendarClock size={14} aria-hidden />
        {due}
      </li>
      {repeat && (
        <li data-part="repeat">
          <Repeat2 size={14} aria-hidden />
          {repeat}
        </li>
      )}
      {draft.minutes !== null && (
        <li data-part="minutes">
          <Hourglass size={14} aria-hidden />
          {t("ui.quick.minutes", { n: draft.minutes })}
        </li>
      )}
      {draft.leads.length > 0 && catalog && (
        <li data-part="leads">
          <BellRing size={14} aria-hidden />
          {t("ui.quick.leads", {
            leads: valueText({ t: "choices", v: draft.leads }, "lead", catalog.choices),
          })}
        </li>
      )}
      {draft.unit && (
        <li data-part="unit">
          <Building2 size={14} aria-hidden />
          {draft.unit.label}
        </li>
      )}
      {draft.contact && (
        <li data-part="contact">
          <UserRound size={14} aria-hidden />
          {draft.contact.label}
        </li>
      )}
      {draft.kind !== "" && catalog && (
        <li data-part="kind">
          <Tag size={14} aria-hidden />
          {valueText({ t: "choice", v: draft.kind }, "task_kind", catalog.choices)}
        </li>
      )}
      <li data-part="title" className={style.title}>
        <ListTodo size={14} aria-hidden />
        {draft.title}
      </li>
      {draft.holidays_unknown && (
        <li className={style.note}>
          <CircleHelp size={14} aria-hidden />
          {t("ui.quick.holidays_unknown")}
        </li>
      )}
    </ul>
  );
}

function Line({ close }: { close: () => void }) {
  const [line, setLine] = useState("");
  const [answers, setAnswers] = useState<Answers>(noAnswers);
  const asking = useRef<HTMLFieldSetElement>(null);
  const [held, setHeld] = useState<"unread" | "guessed" | null>(null);
  const read = useDraft(line);
  const draft = read?.draft ?? null;
  const isRead = read?.line === line;
  const shown = draft && answered(draft, answers);
  const empty = line.trim() === "";

  const consent = useAction(async () => {
    if (empty) return;
    // Whoever is quicker than the answer has not seen what they would consent to.
    if (!draft || !isRead) {
      setHeld("unread");
      return;
    }
    const guesses = isGuessed(draft, answers) && held !== "guessed";
    if (guesses || !isSettled(draft, answers)) {
      if (guesses) setHeld("guessed");
      asking.current?.focus();
      return;
    }
    const done = answered(draft, answers);
    await createRecord("task", taskOf(done));
    const when = done.due.t === "wall" ? dueText(done.due.v.at) : t("ui.quick.someday");
    toast(t("ui.quick.made", { title: done.title, when }), { label: t("ui.undo"), run: undo });
    close();
  });
  const choose = (doubt: number, choice: number | null) => {
    const asked = draft?.doubts[doubt];
    if (asked) setAnswers((was) => ({ ...was, [doubtKey(asked)]: choice }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const combo = comboOf(event.nativeEvent);
    if (combo === "enter") {
      event.preventDefault();
      // A key that is held answers nothing that came up under it.
      if (!empty && !event.repeat) void consent.run();
      return;
    }
    // In the line a figure is text; with Alt, and in the question itself, it answers.
    const inAsking = asking.current?.contains(event.target as Node) ?? false;
    const digit = /^(alt\+)?([0-9])$/.exec(combo);
    if (!digit || (!digit[1] && !(inAsking && isHeard(combo))) || !draft) return;
    const doubt = openDoubt(draft, answers);
    const asked = draft.doubts[doubt];
    const place = Number(digit[2]);
    if (!asked || place > asked.choices.length || (place === 0 && asked.is_likely)) return;
    event.preventDefault();
    choose(doubt, place === 0 ? null : place - 1);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of everything inside
    <div className={style.all} onKeyDown={onKeyDown}>
      <LineBox
        icon={Zap}
        label={t("ui.quick.label")}
        placeholder={t("ui.quick.hint")}
        maxLength={500}
        value={line}
        onType={(text) => {
          setLine(text);
          consent.clear();
          setHeld(null);
        }}
      />
      <div className={style.body} aria-live="polite">
        {empty || !shown ? (
          <p className={style.examples}>{t("ui.quick.examples")}</p>
        ) : (
          <>
            <Understood draft={shown} />
            <Doubts ref={asking} draft={shown} answers={answers} choose={choose} />
          </>
        )}
        {held && isRead && (
          <p className={style.note} role="status">
            {t(held === "unread" ? "ui.quick.again_read" : "ui.quick.again_guessed")}
          </p>
        )}
        {consent.error && (
          <p className={style.refused} role="alert">
            {sentence(consent.error)}
          </p>
        )}
      </div>
      <LineFoot>
        <span>
          <Kbd combo="enter" /> {t("ui.quick.consent")}
        </span>
        {shown && shown.doubts.length > 0 && (
          <span>
            <Kbd combo="alt+1" /> {t("ui.quick.answer")}
          </span>
        )}
        <span>
          <Kbd combo="esc" /> {t("ui.quick.leave")}
        </span>
      </LineFoot>
    </div>
  );
}

export function QuickEntry() {
  const [open, setOpen] = useState(false);
  const show = () => setOpen(true);
  useAnswer("quick", show);
  useShortcut("mod+shift+space", "ui.quick.label", show, { inText: true });
  return (
    <LineSheet label={t("ui.quick.label")} isOpen={open} onOpenChange={setOpen}>
      <Line close={() => setOpen(false)} />
    </LineSheet>
  );
}
