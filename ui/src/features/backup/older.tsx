/** What the last run has to say beside its own backup: older ones, and how sure the drive is. */
import { Notice } from "../../components/notice.tsx";
import type { BackupTarget, Snapshot } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { t } from "../../lib/i18n.ts";
import style from "./backup.module.css";
import { Remedy } from "./remedy.tsx";

export function Older({ target, snapshots }: { target: BackupTarget; snapshots: Snapshot[] }) {
  const { older_error: wrong, set_aside: aside } = target;
  const newest = snapshots.find((one) => one.target === target.id);
  const good = target.last_error === null && newest !== undefined && newest.verified_at !== null;
  return (
    <>
      {wrong && (
        <Notice
          tone="warn"
          live
          title={good ? t("ui.backup.older_wrong") : t("ui.backup_light.older")}
          actions={<Remedy error={wrong} target={target.id} />}
        >
          {sentence(wrong)}
        </Notice>
      )}
      {target.unsynced && <p className={style.quiet}>{t("ui.backup.unsynced")}</p>}
      {aside > 0 && <p className={style.quiet}>{t("ui.backup.set_aside", { n: aside })}</p>}
    </>
  );
}
