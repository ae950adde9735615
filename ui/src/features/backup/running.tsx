/** A backup under way: writing, then reading back; done is only said after both. */
import { Button } from "../../components/button.tsx";
import { Progress } from "../../components/progress.tsx";
import { commands } from "../../ipc/bindings.ts";
import { useJob } from "../../ipc/job.ts";
import { jobDetail, jobPhase } from "../../ipc/progress-words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./backup.module.css";

/** It alone is drawn anew with each step. */
export function Running({ work }: { work: "backup" | "drill" }) {
  const job = useJob(work);
  return (
    <section className={style.running} aria-label={t(`ui.job.${work}`)}>
      <div className={style.bar}>
        <Progress
          label={jobPhase(job, work)}
          detail={jobDetail(job)}
          done={job?.progress?.done ?? 0}
          total={job?.progress?.total ?? null}
        />
        <p className={style.quiet}>{t(work === "drill" ? "ui.drill.note" : "ui.backup.running_note")}</p>
      </div>
      <Button kind="line" onPress={() => void commands.jobCancel(work).catch(() => undefined)}>
        {t("ui.stop")}
      </Button>
    </section>
  );
}
