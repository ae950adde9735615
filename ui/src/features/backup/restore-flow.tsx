/**
 * Bringing a vault back: open the backup, choose a version, read what will happen, then perform.
 * The backup is only read, and what comes out is a new vault, or takes the place of a closed one, which
 * stays beside it; nothing that exists is written over.
 */
import { useState } from "react";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type RestoreOpened } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { replaceVault, restoreVault } from "../../ipc/recovery.ts";
import { OpenBackup } from "./open-backup.tsx";
import style from "./restore.module.css";
import { type Choice, RestorePlan } from "./restore-plan.tsx";
import { Restoring } from "./restoring.tsx";

type Props = {
  into: string;
  folder?: string;
  version?: string;
  /** what the closed vault is called whose place a version may take */
  place?: string | undefined;
  onBack: () => void;
};

export function RestoreFlow({ into, folder = "", version, place, onBack }: Props) {
  const [opened, setOpened] = useState<RestoreOpened | null>(null);
  const perform = useAction(async (choice: Choice) => {
    if (!opened) return;
    const { snapshot, into, name, passphrase } = choice;
    if (choice.inPlace) await replaceVault(opened.session, snapshot, passphrase);
    else await restoreVault(opened.session, snapshot, into, name, passphrase);
  });

  const back = () => {
    setOpened(null);
    // What opened it is forgotten there, too; at the latest by the next lock.
    if (opened) void commands.restoreClose(opened.session).catch(() => undefined);
  };

  if (perform.busy) return <Restoring />;
  return (
    <div className={style.flow}>
      {perform.error && (
        <Notice tone={isKind(perform.error, "cancelled") ? "plain" : "bad"} live>
          {sentence(perform.error)}
        </Notice>
      )}
      {opened ? (
        <RestorePlan
          opened={opened}
          into={into}
          version={version}
          place={place}
          onBack={back}
          onPerform={(choice) => void perform.run(choice)}
        />
      ) : (
        <OpenBackup folder={folder} onOpened={setOpened} onBack={onBack} />
      )}
    </div>
  );
}
