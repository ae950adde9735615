/** The foot of the sheet: saved or not, long work with its stop, the last thing said, and the screen's count. */
import { Button } from "../components/button.tsx";
import { Mark } from "../components/chip.tsx";
import { Progress } from "../components/progress.tsx";
import { ToastRegion } from "../components/toast.tsx";
import { commands } from "../ipc/bindings.ts";
import { type JobName, openEnd, useJobs } from "../ipc/job.ts";
import { number } from "../lib/format.ts";
import { message, t } from "../lib/i18n.ts";
import { useAside, useNote, useSaving } from "../lib/status.ts";
import { BackupLight } from "./backup-light.tsx";
import style from "./status-line.module.css";

function Saved() {
  const { pending, failed } = useSaving();
  const unsaved = useNote()?.unsaved ?? false;
  // The note beside it says that something is not.
  if (unsaved && !failed && pending === 0) return null;
  if (failed && pending === 0) return <Mark tone="bad">{t("ui.status.failed")}</Mark>;
  return <span>{pending > 0 ? t("ui.status.saving") : t("ui.status.saved")}</span>;
}

function Jobs() {
  const jobs = useJobs();
  return (Object.entries(jobs) as [JobName, (typeof jobs)[JobName]][]).map(([name, job]) => {
    const progress = job?.progress;
    const phase = progress && message(progress.phase);
    const words = phase ?? t(`ui.job.${name}`);
    const total = openEnd(progress);
    return (
      <span className={style.job} key={name}>
        <span>{words}</span>
        <span className={style.bar}>
          <Progress bare label={words} done={progress?.done ?? 0} total={total} />
        </span>
        {progress && total && <span>{number(Math.floor((progress.done / total) * 100))}%</span>}
        {/* Stopped, it would begin again with the next search. */}
        {name !== "warm" && (
          <Button kind="link" onPress={() => void commands.jobCancel(name).catch(() => undefined)}>
            {t("ui.stop")}
          </Button>
        )}
      </span>
    );
  });
}

export function StatusLine({ sample }: { sample: boolean }) {
  const note = useNote();
  const { pending, failed } = useSaving();
  const aside = useAside();
  return (
    <footer className={style.line}>
      <span role="status" className={style.said}>
        <Saved />
        {note && <span className={style.note}>{note.text}</span>}
      </span>
      {failed?.again && pending === 0 && (
        <Button kind="link" onPress={failed.again}>
          {t("ui.retry")}
        </Button>
      )}
      {note?.action && (
        <Button kind="link" onPress={note.action.run}>
          {note.action.label}
        </Button>
      )}
      <Jobs />
      <span className={style.space} />
      <ToastRegion inLine />
      <BackupLight />
      {aside && <span className={style.aside}>{aside}</span>}
      {sample && (
        <span title={t("ui.status.sample_hint")}>
          <Mark tone="warn">{t("ui.status.sample")}</Mark>
        </span>
      )}
    </footer>
  );
}
