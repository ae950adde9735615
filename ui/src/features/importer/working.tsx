/** How far the file is read, compared or written, and the way to stop it. */
import { Button } from "../../components/button.tsx";
import { Progress } from "../../components/progress.tsx";
import { openEnd, useJob } from "../../ipc/job.ts";
import { bytes, number } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";
import { stopWork } from "./draft.ts";
import style from "./importer.module.css";

/** What is counted while the file itself is read; of what was read, rows. */
const ofBytes = /^progress\.import_(open|unpack|read)$/;

export function Working({ label }: { label: string }) {
  const progress = useJob("import")?.progress;
  const phase = progress && message(progress.phase);
  const counted = progress && ofBytes.test(progress.phase) ? bytes : number;
  return (
    <div className={style.running}>
      <Progress
        label={phase || label}
        detail={progress?.total ? `${counted(progress.done)} / ${counted(progress.total)}` : ""}
        done={progress?.done ?? 0}
        total={openEnd(progress)}
      />
      <Button kind="line" onPress={stopWork}>
        {t("ui.stop")}
      </Button>
    </div>
  );
}
