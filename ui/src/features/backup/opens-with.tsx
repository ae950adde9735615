/** A drive that was away while the passphrase or the recovery key became another: what opens it, and how it catches up. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { invalidate, read } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { say } from "../../lib/status.ts";

const opensWith = read("backupOpensWith", [], ["backup", "setting"], commands.backupOpensWith);

const day = (at: number) => instant(at).slice(0, 10);

export function OpensWith({ connected, busy }: { connected: boolean; busy: boolean }) {
  const { data: older, error } = useQuery(opensWith);
  const carry = useAction(async () => {
    await commands.backupCarryKeys();
    await invalidate(["backup"]);
    say({ text: t("ui.backup.older_keys_done") });
  });
  if (error) return <Notice tone="bad">{sentence(error)}</Notice>;
  if (!older) return null;
  const { passphrase_before: passphrase, recovery_before: recovery } = older;
  const action = connected && (
    <Button kind="line" busy={carry.busy} isDisabled={busy} onPress={() => void carry.run()}>
      {t("ui.backup.older_keys_do")}
    </Button>
  );
  return (
    <Notice tone={carry.error ? "bad" : "warn"} live={carry.error !== null} actions={action}>
      {passphrase !== null && <p>{t("ui.backup.older_passphrase", { date: day(passphrase) })}</p>}
      {recovery !== null && <p>{t("ui.backup.older_recovery", { date: day(recovery) })}</p>}
      {!connected && <p>{t("ui.backup.older_keys_away")}</p>}
      {carry.error && <p>{sentence(carry.error)}</p>}
    </Notice>
  );
}
