/** What taking back a step would do, and the questions it leaves: read first, then done in one step. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Check } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type Id, type Question } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { read } from "../../ipc/query.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./history.module.css";
import { countsText, whyText } from "./words.ts";

function Asked({ question, onAnswer }: { question: Question; onAnswer: (anyway: boolean) => void }) {
  const valueText = useValueText();
  const { entity, field, title, why, now, was } = question;
  const name = [entityLabel(entity), title, field && fieldLabel(entity, field)].filter(Boolean).join(" · ");
  const path = `${entity}.${field ?? ""}`;
  return (
    <li className={style.question}>
      <div className={style.words}>
        <div>{name}</div>
        <div className={style.quiet}>
          {whyText(why)}
          {field && ` ${t("ui.history.now_then", { now: valueText(path, now), was: valueText(path, was) })}`}
        </div>
      </div>
      {question.open && (
        <Check value={question.anyway} onChange={onAnswer}>
          {t(why === "parent_binned" ? "ui.history.alone" : "ui.history.anyway")}
        </Check>
      )}
    </li>
  );
}

export function TakeBackPlan(props: { step: number; only?: Id; onDone: () => void }) {
  const { step, only = null, onDone } = props;
  const [anyway, setAnyway] = useState<readonly string[]>([]);
  const answers = { all: false, anyway: [...anyway] };
  const {
    data: plan,
    error,
    isPlaceholderData,
  } = useQuery({
    ...read("takeBackPlan", [step, only, anyway], ["*"], () => commands.takeBackPlan(step, only, answers)),
    placeholderData: (before) => before,
  });
  const work = useAction(async (moment: number) => {
    await whileSaving(commands.takeBack(step, only, answers, moment));
    say({
      text: t(only ? "ui.history.restored" : "ui.history.taken_back"),
      action: { label: t("ui.undo"), run: undo },
    });
    onDone();
  });
  if (error) return <Notice tone="warn">{sentence(error)}</Notice>;
  if (!plan) return null;
  const lines = [
    [t("ui.history.will_bin"), countsText(plan.binned)],
    [t("ui.history.will_change"), countsText(plan.changed)],
    [t("ui.history.will_revive"), countsText(plan.revived)],
  ].filter(([, counts]) => counts !== "");
  const answer = (key: string) => (yes: boolean) =>
    setAnyway((was) => (yes ? [...was, key] : was.filter((one) => one !== key)));
  return (
    <div className={style.plan}>
      {lines.length === 0 && <p className={style.quiet}>{t("ui.history.nothing_left")}</p>}
      {lines.map(([what, counts]) => (
        <p key={what}>
          {what} {counts}
        </p>
      ))}
      {plan.asked > 0 && <p>{t("ui.history.asked", { n: plan.asked })}</p>}
      <ul className={style.questions}>
        {plan.questions.map((question) => (
          <Asked key={question.key} question={question} onAnswer={answer(question.key)} />
        ))}
      </ul>
      {work.error && <Notice tone="bad">{sentence(work.error)}</Notice>}
      <div className={style.acts}>
        <Button
          kind="main"
          busy={work.busy}
          // What stands there is read before it is done.
          isDisabled={lines.length === 0 || isPlaceholderData}
          onPress={() => void work.run(plan.moment)}
        >
          {t(only ? "ui.history.restore" : "ui.history.take_back")}
        </Button>
        <Button kind="line" onPress={onDone}>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}
