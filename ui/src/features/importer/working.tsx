/** How far the file is read, compared or written, and the way to stop it. */
import { Button } from "../../components/button.tsx";
import { Progress } from "../../components/progress.tsx";
import { useJob } from "../../ipc/job.ts";
import { number } from "../../lib/format.ts";
import { message, t } from "../../lib/i18n.ts";
import { stopWork } from "./draft.ts";
import style from "./importer.module.css";

export function Working({ label }: { label: string }) {
  const progress = useJob("import")?.progress;
  const phase = progress && message(progress.phase);
  return (
    <div className={style.running}>
      <Progress
        label={phase || label}
        detail={progress?.total ? `${number(progress.done)} / ${number(progress.total)}` : ""}
        done={progress?.done ?? 0}
        total={progress?.total ?? null}
      />
      <Button kind="line" onPress={stopWork}>
        {t("ui.stop")}
      </Button>
    </div>
  );
}
