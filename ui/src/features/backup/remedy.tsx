/** What the user can do about older backups that are broken or gone: say that it is so. */
import { Button } from "../../components/button.tsx";
import { useAction } from "../../ipc/action.ts";
import { type BackupTarget, commands, type WireError } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";

const remedies = {
  "error.backup_broken": { word: "ui.backup.set_broken_aside", call: commands.backupSetBrokenAside },
  "error.backup_snapshots_missing": { word: "ui.backup.accept_missing", call: commands.backupAcceptMissing },
  "error.backup_damaged": { word: "ui.backup.begin_here", call: commands.backupBeginHere },
  "error.backup_keys_unclear": {
    word: "ui.backup.use_ours",
    call: async (target: string) => {
      await commands.backupCarryKeys(target, true);
      return commands.backupState();
    },
  },
} as const;

const isKnown = (key: string): key is keyof typeof remedies => key in remedies;

/** Of a place that still opens, or is storage behind a network, nothing can be begun anew: that would only be refused. */
function remedyFor(error: WireError, { cloud, last_error }: BackupTarget) {
  if (!isKnown(error.key)) return null;
  const opens = cloud || last_error?.key !== error.key;
  return error.key === "error.backup_damaged" && opens ? null : remedies[error.key];
}

export function Remedy({ error, target }: { error: WireError; target: BackupTarget }) {
  const remedy = remedyFor(error, target);
  const mend = useAction(async () => {
    if (remedy) queryClient.setQueryData(backupState.queryKey, await remedy.call(target.id));
  });
  if (!remedy) return null;
  return (
    <>
      {mend.error && <span role="alert">{sentence(mend.error)}</span>}
      <Button kind="line" busy={mend.busy} onPress={() => void mend.run()}>
        {t(remedy.word)}
      </Button>
    </>
  );
}
