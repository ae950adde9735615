/** Before the vault is locked by hand a backup is made, where the user asked for that; it keeps nobody. */
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Progress } from "../../components/progress.tsx";
import { commands } from "../../ipc/bindings.ts";
import { useJob } from "../../ipc/job.ts";
import { jobDetail, jobPhase } from "../../ipc/progress-words.ts";
import { t } from "../../lib/i18n.ts";

export function Leaving() {
  const job = useJob("leave");
  const leave = () => void commands.jobCancel("leave").catch(() => undefined);
  return (
    <Dialog
      title={t("ui.backup.leaving")}
      isOpen={job !== undefined}
      onClose={leave}
      role="alertdialog"
      foot={
        <Button kind="main" onPress={leave} autoFocus>
          {t("ui.backup.leave_now")}
        </Button>
      }
    >
      <Progress
        label={jobPhase(job, "backup")}
        detail={jobDetail(job)}
        done={job?.progress?.done ?? 0}
        total={job?.progress?.total ?? null}
      />
    </Dialog>
  );
}
