/** What bringing back would do, read first, then done in one step. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BringBar, type BroughtField, commands, type Wanted } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { undo } from "../../ipc/history.ts";
import { useJob } from "../../ipc/job.ts";
import { jobDetail, jobPhase } from "../../ipc/progress-words.ts";
import { read } from "../../ipc/query.ts";
import { useValueText } from "../../ipc/use-value-text.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import { say, whileSaving } from "../../lib/status.ts";
import style from "./inside.module.css";

const bars: Record<BringBar, MessageKey> = {
  taken: "ui.inside.bar_taken",
  gone: "ui.inside.bar_gone",
  circle: "ui.inside.bar_circle",
  locked: "ui.inside.bar_locked",
  lost: "ui.inside.bar_lost",
};

/** So many are told one by one; the counts say the rest. */
const told = 20;

function counts(of: { readonly [entity in string]: number }): string {
  return Object.entries(of)
    .map(([entity, n]) => `${entityLabel(entity)} ${number(n)}`)
    .join(t("ui.list_comma"));
}

function Line({ one }: { one: BroughtField }) {
  const valueText = useValueText();
  const { entity, field, title, was, now, bar } = one;
  const path = `${entity}.${field ?? ""}`;
  const name = [title || entityLabel(entity), field && fieldLabel(entity, field)].filter(Boolean).join(" · ");
  return (
    <li>
      <span>{name}</span>{" "}
      <span className={style.quiet}>
        {field && t("ui.inside.now_then", { now: valueText(path, now), was: valueText(path, was) })}
        {bar && ` ${t(bars[bar])}`}
      </span>
    </li>
  );
}

export function BringPlan({ wanted, onDone }: { wanted: Wanted; onDone: () => void }) {
  const { data: plan, error } = useQuery(
    read("bringPlan", [wanted], ["*"], () => commands.bringPlan(wanted)),
  );
  const job = useJob("bring");
  const stop = () => void commands.jobCancel("bring").catch(() => undefined);
  const work = useAction(async (moment: number) => {
    await whileSaving(commands.bringBack(wanted, moment));
    say({ text: t("ui.inside.brought"), action: { label: t("ui.undo"), run: undo } });
    onDone();
  });
  // Whoever leaves the plan before it has come does not want it.
  const busy = useRef(false);
  busy.current = work.busy;
  useEffect(
    () => () => {
      if (busy.current) void commands.jobCancel("bring").catch(() => undefined);
    },
    [],
  );
  if (error) return <Notice tone="warn">{sentence(error)}</Notice>;
  if (!plan) return null;
  const lines = [
    [t("ui.inside.plan_made"), counts(plan.made)],
    [t("ui.inside.plan_revived"), counts(plan.revived)],
    [t("ui.inside.plan_changed"), counts(plan.changed)],
  ].filter(([, of]) => of !== "");
  const names = plan.along.slice(0, told).map(({ entity, title }) => title || entityLabel(entity));
  return (
    <section className={style.plan} aria-label={t("ui.inside.plan_confirm")}>
      {lines.length === 0 && <p>{t("ui.inside.plan_nothing")}</p>}
      {lines.map(([what, of]) => (
        <p key={what}>
          {what} {of}
        </p>
      ))}
      {plan.same > 0 && <p className={style.quiet}>{t("ui.inside.plan_same", { n: plan.same })}</p>}
      {names.length > 0 && (
        <p className={style.quiet}>{t("ui.inside.plan_along", { names: names.join(t("ui.list_comma")) })}</p>
      )}
      {plan.turned.length > 0 && (
        <ul className={style.turned}>
          {plan.turned.slice(0, told).map((one) => (
            <Line key={`${one.id} ${one.field}`} one={one} />
          ))}
        </ul>
      )}
      {plan.left_all > 0 && (
        <>
          <p>{t("ui.inside.plan_left", { n: plan.left_all })}</p>
          <ul className={style.turned}>
            {plan.left.slice(0, told).map((one) => (
              <Line key={`${one.id} ${one.field}`} one={one} />
            ))}
          </ul>
        </>
      )}
      {work.error && (
        <Notice tone={isKind(work.error, "cancelled") ? "plain" : "bad"} live>
          {sentence(work.error)}
        </Notice>
      )}
      {work.busy && (
        <Progress
          label={jobPhase(job, "bring")}
          detail={jobDetail(job)}
          done={job?.progress?.done ?? 0}
          total={job?.progress?.total ?? null}
        />
      )}
      <div className={style.acts}>
        <Button
          kind="main"
          autoFocus
          busy={work.busy}
          isDisabled={lines.length === 0}
          onPress={() => void work.run(plan.moment)}
        >
          {t("ui.inside.plan_confirm")}
        </Button>
        {work.busy ? (
          <Button kind="line" onPress={stop}>
            {t("ui.stop")}
          </Button>
        ) : (
          <Button kind="line" onPress={onDone}>
            {t("ui.cancel")}
          </Button>
        )}
      </div>
    </section>
  );
}
