/** What the user can do about older backups that are broken or gone: say that it is so. */
import { Button } from "../../components/button.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type WireError } from "../../ipc/bindings.ts";
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

export function Remedy({ error, target }: { error: WireError; target: string }) {
  const remedy = isKnown(error.key) ? remedies[error.key] : null;
  const mend = useAction(async () => {
    if (remedy) queryClient.setQueryData(backupState.queryKey, await remedy.call(target));
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
