/** A restore under way: how far it is, and that stopping it harms nothing. */
import { Button } from "../../components/button.tsx";
import { Progress } from "../../components/progress.tsx";
import { commands } from "../../ipc/bindings.ts";
import { useJob } from "../../ipc/job.ts";
import { jobDetail, jobPhase } from "../../ipc/progress-words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./restore.module.css";

export function Restoring() {
  const job = useJob("restore");
  return (
    <div className={style.flow}>
      <Progress
        label={jobPhase(job, "restore")}
        detail={jobDetail(job)}
        done={job?.progress?.done ?? 0}
        total={job?.progress?.total ?? null}
      />
      <p className={style.quiet}>{t("ui.restore.running_note")}</p>
      <div className={style.foot}>
        <Button kind="line" onPress={() => void commands.jobCancel("restore").catch(() => undefined)}>
          {t("ui.stop")}
        </Button>
      </div>
    </div>
  );
}
