/** What the last run has to say beside its own backup: older ones, newer ones, and how sure the drive is. */
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import {
  type BackupAhead,
  type BackupAside,
  type BackupTarget,
  commands,
  type Snapshot,
} from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { bytes, instant } from "../../lib/format.ts";
import { type MessageKey, t } from "../../lib/i18n.ts";
import style from "./backup.module.css";
import { Remedy } from "./remedy.tsx";

/** What is no fault of older backups is not called one. */
const titles: Record<string, MessageKey> = {
  "error.backup_passphrase_changed": "ui.backup.passphrase_title",
  "error.backup_recovery_changed": "ui.backup.recovery_title",
  "error.backup_keys_unclear": "ui.backup.keys_unclear_title",
};

type Ways = {
  onLook: (version: Snapshot, target: string) => void;
  onRestore: (id: string, folder: string) => void;
};

type AheadProps = Ways & { target: BackupTarget; ahead: BackupAhead; version: Snapshot | undefined };

/** A drive that knows more of this vault than it does itself. */
function Ahead({ target, ahead, version, onLook, onRestore }: AheadProps) {
  const told = useAction(async () => {
    queryClient.setQueryData(backupState.queryKey, await commands.backupAheadTold(target.id));
  });
  return (
    <Notice
      tone="warn"
      live
      title={t("ui.backup.ahead_title")}
      actions={
        <>
          {version && (
            <Button
              kind="line"
              isDisabled={!target.connected}
              onPress={() => onLook(version, target.id)}
              aria-label={t("ui.inside.open_version", { when: instant(ahead.at) })}
            >
              {t("ui.inside.open")}
            </Button>
          )}
          <Button kind="line" onPress={() => onRestore(ahead.id, target.folder)}>
            {t("ui.restore.start")}
          </Button>
          <Button kind="line" busy={told.busy} onPress={() => void told.run()}>
            {t("ui.backup.ahead_told")}
          </Button>
        </>
      }
    >
      {told.error
        ? sentence(told.error)
        : t("ui.backup.ahead", { when: instant(ahead.at), name: target.name, n: ahead.changes })}
    </Notice>
  );
}

/** What could not be opened any more, kept until what came after it is proved. */
function Aside({ target, aside }: { target: BackupTarget; aside: BackupAside }) {
  const remove = useAction(async () => {
    queryClient.setQueryData(backupState.queryKey, await commands.backupRemoveAside(target.id));
  });
  const [asked, setAsked] = useState(false);
  return (
    <Notice
      tone="plain"
      live
      title={t("ui.backup.aside_title")}
      actions={
        aside.proved &&
        (asked ? (
          <>
            <Button kind="line" busy={remove.busy} onPress={() => void remove.run()}>
              {t("ui.backup.aside_remove_now")}
            </Button>
            <Button kind="line" isDisabled={remove.busy} onPress={() => setAsked(false)}>
              {t("ui.cancel")}
            </Button>
          </>
        ) : (
          <Button kind="line" onPress={() => setAsked(true)}>
            {t("ui.backup.aside_remove")}
          </Button>
        ))
      }
    >
      {remove.error
        ? sentence(remove.error)
        : asked
          ? t("ui.backup.aside_sure", { folder: aside.folder })
          : t(aside.proved ? "ui.backup.aside_proved" : "ui.backup.aside", {
              name: target.name,
              when: instant(aside.since),
              folder: aside.folder,
            })}
    </Notice>
  );
}

type OlderProps = Ways & { target: BackupTarget; snapshots: Snapshot[]; onRetry: () => void };

export function Older({ target, snapshots, onRetry, ...ways }: OlderProps) {
  const { older_error: wrong, set_aside: aside, ahead, over_limit: over, most_bytes: limit } = target;
  const newest = snapshots.find((one) => one.target === target.id);
  const good = target.last_error === null && newest !== undefined && newest.verified_at !== null;
  const usual: MessageKey = good ? "ui.backup.older_wrong" : "ui.backup_light.older";
  return (
    <>
      {ahead && (
        <Ahead
          target={target}
          ahead={ahead}
          version={snapshots.find((one) => one.id === ahead.id && one.target === target.id)}
          {...ways}
        />
      )}
      {target.aside && <Aside key={target.aside.folder} target={target} aside={target.aside} />}
      {wrong && (
        <Notice
          tone="warn"
          live
          title={t(titles[wrong.key] ?? usual)}
          actions={
            <>
              <Remedy error={wrong} target={target} />
              {wrong.key === "error.backup_damaged" && (
                // The next run reads what is there anew and mends what it can.
                <Button kind="line" onPress={onRetry}>
                  {t("ui.retry")}
                </Button>
              )}
            </>
          }
        >
          {sentence(wrong)}
        </Notice>
      )}
      {over !== null && limit !== null && over > limit && (
        <Notice tone="warn" live title={t("ui.backup.over_limit_title")}>
          {t("ui.backup.over_limit", { name: target.name, size: bytes(over), limit: bytes(limit) })}
        </Notice>
      )}
      {target.unsynced && <p className={style.quiet}>{t("ui.backup.unsynced")}</p>}
      {aside > 0 && <p className={style.quiet}>{t("ui.backup.set_aside", { n: aside })}</p>}
    </>
  );
}
