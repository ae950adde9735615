/** What is asked before the task is made: each with its choices, the number key before each. */
import { type Ref, useId } from "react";
import { Kbd } from "../../components/kbd.tsx";
import type { QuickChoice, QuickDoubt, QuickDraft } from "../../ipc/bindings.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import { repeatText } from "../../lib/repeat.ts";
import { type Answers, doubtKey, openDoubt, standing } from "./draft.ts";
import style from "./quick.module.css";
import { dueText } from "./when-text.ts";

function words({ due, repeat, title, unit, contact, detail }: QuickChoice): string {
  if (due.t === "wall") {
    return [repeat && repeatText(repeat), dueText(due.v.at), title].filter(Boolean).join(" · ");
  }
  return [contact?.label, detail, unit?.label].filter(Boolean).join(" · ");
}

/** What it is where it is none of the choices, where that has a name. */
const none: { readonly [why in string]?: MessageKey } = { day_or_place: "ui.quick.is_place" };

type Props = {
  ref: Ref<HTMLFieldSetElement>;
  draft: QuickDraft;
  answers: Answers;
  choose: (doubt: number, choice: number | null) => void;
};

function Question(props: {
  doubt: QuickDoubt;
  chosen: number | null;
  open: boolean;
  /** the number keys are its own now */ keyed: boolean;
  choose: (choice: number | null) => void;
}) {
  const { doubt, chosen, open, keyed, choose } = props;
  const label = useId();
  const why = t(`ui.quick.why_${doubt.why}` as MessageKey);
  const line = (choice: number | null, text: string, at: number) => (
    <button
      key={at}
      type="button"
      aria-describedby={label}
      aria-pressed={chosen === choice && (choice !== null || open === false)}
      className={style.choice}
      onClick={() => choose(choice)}
    >
      {keyed && <Kbd combo={`alt+${at}`} />}
      {text}
    </button>
  );
  return (
    <div className={style.doubt}>
      <span id={label} className={style.why}>
        {why}
      </span>
      {doubt.choices.map((choice, at) => line(at, words(choice), at + 1))}
      {!doubt.is_likely &&
        line(
          null,
          t(doubt.choices.length === 0 ? "ui.quick.no_day" : (none[doubt.why] ?? "ui.quick.none_of_them")),
          0,
        )}
    </div>
  );
}

export function Doubts({ ref, draft, answers, choose }: Props) {
  if (draft.doubts.length === 0) return null;
  return (
    <fieldset ref={ref} tabIndex={-1} className={style.doubts} aria-label={t("ui.quick.asked")}>
      {draft.doubts.map((doubt, at) => (
        <Question
          key={doubtKey(doubt)}
          doubt={doubt}
          chosen={standing(doubt, answers)}
          open={!(doubtKey(doubt) in answers)}
          keyed={at === openDoubt(draft, answers)}
          choose={(choice) => choose(at, choice)}
        />
      ))}
    </fieldset>
  );
}
