/** A drive that was away while the passphrase or the recovery key became another: what opens it, and how it catches up. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BackupOlderSecrets, type BackupTarget, commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate, read } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";

const opensWith = read("backupOpensWith", [], ["backup", "setting"], commands.backupOpensWith);

const day = (at: number) => instant(at).slice(0, 10);

type Props = {
  targets: BackupTarget[];
  /** whether the recovery key opens them, now or once they caught up */
  recoveryOpens: boolean;
  busy: boolean;
};

/** Each place whose drive still opens with what was before, and what opens none of them. */
export function OpensWith({ targets, recoveryOpens, busy }: Props) {
  const { data: older, error } = useQuery(opensWith);
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  return (
    <>
      {!recoveryOpens && <Notice tone="warn">{t("ui.backup.recovery_opens_not")}</Notice>}
      {older?.map((one) => (
        <Older
          key={one.target}
          older={one}
          several={targets.length > 1}
          connected={targets.some(({ id, connected }) => id === one.target && connected)}
          busy={busy}
        />
      ))}
    </>
  );
}

type OlderProps = { older: BackupOlderSecrets; several: boolean; connected: boolean; busy: boolean };

function Older({ older, several, connected, busy }: OlderProps) {
  const carry = useAction(async () => {
    // Where it could not be done, the place says why.
    await commands.backupCarryKeys(older.target, false).finally(() => invalidate(["backup"]));
    say({ text: t("ui.backup.older_keys_done") });
  });
  const { passphrase_before: passphrase, recovery_before: recovery } = older;
  const action = connected && (
    <Button kind="line" busy={carry.busy} isDisabled={busy} onPress={() => void carry.run()}>
      {t("ui.backup.older_keys_do")}
    </Button>
  );
  return (
    <Notice
      tone={carry.error ? "bad" : "warn"}
      live={carry.error !== null}
      {...(several && { title: older.name })}
      actions={action}
    >
      {passphrase !== null && <p>{t("ui.backup.older_passphrase", { date: day(passphrase) })}</p>}
      {recovery !== null && <p>{t("ui.backup.older_recovery", { date: day(recovery) })}</p>}
      {!connected && <p>{t("ui.backup.older_keys_away")}</p>}
      {carry.error && <p>{sentence(carry.error)}</p>}
    </Notice>
  );
}
