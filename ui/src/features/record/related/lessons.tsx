/** What is laid before new work: what this customer was unhappy with or still needs, and how this work answers it. */

import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Mark, type Tone } from "../../../components/chip.tsx";
import { Dated } from "../../../components/dated.tsx";
import type { Catalog, Lesson, RecordAt } from "../../../ipc/bindings.ts";
import { answerLesson, lessonsOf } from "../../../ipc/lessons.ts";
import { entityLabel } from "../../../ipc/words.ts";
import { t } from "../../../lib/i18n.ts";
import { isHeard } from "../../../lib/keys.ts";
import { openRecord } from "../../../lib/place.ts";
import { choiceWord } from "../words.ts";
import { LessonNote } from "./lesson-note.tsx";
import style from "./lessons.module.css";
import { walkLines } from "./walk-lines.ts";

/** In the order of their keys. */
const ANSWERS = ["answered", "not_applicable", "open"] as const;
/** More are shown when asked for. */
const FIRST = 8;

const tones: Record<number, Tone> = { 1: "bad", 2: "warn", 3: "plain" };
const states: Record<string, string> = {
  complaint: "complaint_state",
  need: "need_state",
  cooperation: "coop_state",
};

function Line({ of, one, catalog }: { of: RecordAt; one: Lesson; catalog: Catalog }) {
  const { entity, source, unit, grade, state, score, day, outcome, answer, elsewhere } = one;
  const [writing, setWriting] = useState(false);
  const from = { entity, id: source.id };
  const list = states[entity];
  const say = (code: string) => {
    // The same once more takes it back.
    const next = answer?.answer === code ? null : code;
    void answerLesson(of, from, next).then((kept) => kept && setWriting(next === "answered"));
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Number(event.key) - 1;
    const code = isHeard(event.key) ? ANSWERS[at] : undefined;
    if (code) {
      // Taken back, the note goes with its pen: whoever stands there goes on from the answer.
      const inNote = event.target instanceof Element && event.target.closest("[data-note]");
      const answers = event.currentTarget.querySelectorAll<HTMLElement>("[aria-pressed]");
      if (inNote) answers[at]?.focus();
      say(code);
    }
    if (code || walkLines(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const words = score === null && list !== undefined && state !== null && choiceWord(catalog, list, state);
  const told = [
    entityLabel(entity),
    day,
    unit.label,
    score === null ? words : t("ui.lessons.score", { score }),
  ].filter(Boolean);
  return (
    <li
      className={style.line}
      data-answered={(answer && answer.answer !== "open") || undefined}
      onKeyDown={keys}
    >
      <div className={style.head}>
        <button
          type="button"
          className={style.title}
          aria-keyshortcuts="1 2 3"
          onClick={() => openRecord({ entity, id: source.id })}
        >
          {source.label || entityLabel(entity)}
        </button>
        <Mark tone={tones[grade] ?? "quiet"}>
          {choiceWord(catalog, entity === "need" ? "priority_level" : "severity", `${grade}`)}
        </Mark>
      </div>
      <p className={style.told}>
        <Dated>{told.join(" · ")}</Dated>
      </p>
      {(outcome || entity === "complaint") && (
        <p className={style.outcome} data-selectable>
          {outcome
            ? t(entity === "cooperation" ? "ui.lessons.feedback" : "ui.lessons.outcome", { text: outcome })
            : t("ui.lessons.no_outcome")}
        </p>
      )}
      {elsewhere.slice(0, 2).map(({ id, work, note }) => (
        <p key={id} className={style.outcome} data-selectable>
          {note
            ? t("ui.lessons.elsewhere", { work: work.label, note })
            : t("ui.lessons.elsewhere_bare", { work: work.label })}
        </p>
      ))}
      <div className={style.acts}>
        {ANSWERS.map((code) => (
          <button
            key={code}
            type="button"
            className={style.answer}
            aria-pressed={answer?.answer === code}
            onClick={() => say(code)}
          >
            {choiceWord(catalog, "lesson_answer", code)}
          </button>
        ))}
        {answer && (
          <LessonNote
            key={answer.id}
            note={answer.note}
            title={source.label}
            writing={writing}
            onWriting={setWriting}
            onKeep={(note) => answerLesson(of, from, answer.answer, note)}
          />
        )}
      </div>
    </li>
  );
}

export function Lessons(props: {
  of: RecordAt;
  catalog: Catalog;
  /** what was just made, where the screen is about something else */ name?: string;
}) {
  const { of, catalog, name } = props;
  const { data } = useQuery(lessonsOf(of));
  const [all, setAll] = useState(false);
  if (!data || data.total === 0) return null;
  const { lines, total, answered } = data;
  const title = name ? t("ui.lessons.title_of", { name }) : t("ui.lessons.title");
  const shown = all ? lines : lines.slice(0, FIRST);
  return (
    <section className={style.part} aria-label={title} data-testid="lessons">
      <h3>
        {title}
        <span className={style.count} data-done={answered === total || undefined}>
          {t("ui.lessons.count", { answered, total })}
        </span>
      </h3>
      <p className={style.hint}>{t("ui.lessons.hint")}</p>
      <ul>
        {shown.map((one) => (
          <Line key={one.source.id} of={of} one={one} catalog={catalog} />
        ))}
      </ul>
      {shown.length < lines.length && (
        <Button kind="link" onPress={() => setAll(true)}>
          {t("ui.lessons.more", { n: lines.length - shown.length })}
        </Button>
      )}
      {shown.length === lines.length && lines.length < total && (
        <p className={style.hint}>{t("ui.lessons.rest", { n: total - lines.length })}</p>
      )}
    </section>
  );
}
