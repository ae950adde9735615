/** The next things worth asking: the largest gaps in what is known, and what has grown old; the first until asked for more. */
import { useQuery } from "@tanstack/react-query";
import { Check, MessageCircleQuestionMark } from "lucide-react";
import { Button, IconButton } from "../../../components/button.tsx";
import type { Catalog, Id, NextQuestion } from "../../../ipc/bindings.ts";
import { qualityOf, questionText, verifyFields } from "../../../ipc/quality.ts";
import { t } from "../../../lib/i18n.ts";
import { createStore, useStore } from "../../../lib/store.ts";
import { fieldOf, wordsOf } from "../words.ts";
import style from "./questions.module.css";

/** Whoever wants all of them wants them of the next customer too. */
const unfolded = createStore(false);

export function Questions(props: {
  unit: Id;
  catalog: Catalog;
  /** one quiet line, without buttons */ line?: boolean;
}) {
  const { unit, catalog, line } = props;
  const { data } = useQuery({
    ...qualityOf("unit", unit),
    select: ({ questions }) => questions,
  });
  const all = useStore(unfolded);
  if (!data || data.length === 0) return null;
  const textOf = (question: NextQuestion) => {
    const { entity, field, value } = question;
    const info = field === null ? undefined : fieldOf(catalog, entity, field);
    return questionText(question, wordsOf(catalog, info, value));
  };
  if (line) {
    return <p className={style.line}>{t("ui.quality.ask_too", { questions: data.map(textOf).join(" ") })}</p>;
  }
  const rest = data.length - 1;
  return (
    <section className={style.questions} aria-label={t("ui.quality.questions")}>
      <h3>
        <MessageCircleQuestionMark size={14} aria-hidden />
        {t("ui.quality.questions")}
        {rest > 0 && (
          <Button kind="link" aria-expanded={all} onPress={() => unfolded.set(!all)}>
            {all ? t("ui.quality.questions_fewer") : t("ui.quality.questions_more", { n: rest })}
          </Button>
        )}
      </h3>
      <ul>
        {(all ? data : data.slice(0, 1)).map((question) => {
          const { key, entity, about, field } = question;
          return (
            <li key={`${key}${about.id}${field}`}>
              <span data-selectable>{textOf(question)}</span>
              {key === "stale" && field && (
                <span className={style.now}>
                  <IconButton
                    label={t("ui.quality.still_true")}
                    icon={Check}
                    size={14}
                    onPress={() => void verifyFields([{ entity, id: about.id, field }])}
                  />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
