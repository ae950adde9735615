/**
 * Bringing a vault back: open the backup, choose a version, read what will happen, then perform; or out
 * of one encrypted file, which holds no versions to choose from.
 * The backup is only read, and what comes out is a new vault, or takes the place of a closed one, which
 * stays beside it; nothing that exists is written over.
 */
import { useState } from "react";
import { Notice } from "../../components/notice.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type RestoreOpened } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { replaceVault, restoreVault, unpackVault } from "../../ipc/recovery.ts";
import { t } from "../../lib/i18n.ts";
import { OpenBackup } from "./open-backup.tsx";
import { type Draft, OpenFile } from "./open-file.tsx";
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
  const [from, setFrom] = useState<"backup" | "cloud" | "file">(
    folder.startsWith("https://") ? "cloud" : "backup",
  );
  const [draft, setDraft] = useState<Draft>({ file: "", passphrase: "", name: "", into });
  const perform = useAction(async (choice: Choice) => {
    if (!opened) return;
    const { snapshot, into, name, passphrase } = choice;
    if (choice.inPlace) await replaceVault(opened.session, snapshot, passphrase);
    else await restoreVault(opened.session, snapshot, into, name, passphrase);
  });

  const unpack = useAction(async () => {
    await unpackVault(draft.file, draft.passphrase, draft.into, draft.name.trim());
  });

  const back = () => {
    setOpened(null);
    // What opened it is forgotten there, too; at the latest by the next lock.
    if (opened) void commands.restoreClose(opened.session).catch(() => undefined);
  };

  if (perform.busy || unpack.busy) return <Restoring />;
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
        <>
          {version === undefined && (
            <Segments
              label={t("ui.restore.from")}
              value={from}
              onChange={setFrom}
              options={[
                { id: "backup", label: t("ui.restore.from_backup") },
                { id: "cloud", label: t("ui.restore.from_cloud") },
                { id: "file", label: t("ui.restore.from_file") },
              ]}
            />
          )}
          {from !== "file" ? (
            <OpenBackup
              key={from}
              folder={folder.startsWith("https://") === (from === "cloud") ? folder : ""}
              inCloud={from === "cloud"}
              onOpened={setOpened}
              onBack={onBack}
            />
          ) : (
            <OpenFile
              draft={draft}
              error={unpack.error}
              onChange={(next) => {
                setDraft(next);
                unpack.clear();
              }}
              onOpen={() => void unpack.run()}
              onBack={onBack}
            />
          )}
        </>
      )}
    </div>
  );
}
