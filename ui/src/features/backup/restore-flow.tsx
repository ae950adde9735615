/**
 * Bringing a vault back: open the backup, choose a version, read what will happen, then perform; or out
 * of one encrypted file, which holds no versions to choose from.
 * The backup is only read, and what comes out is a new vault, or takes the place of a closed one, which
 * stays beside it; nothing that exists is written over.
 */
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type RestoreOpened, type Snapshot } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { replaceVault, restoreVault, unpackVault } from "../../ipc/recovery.ts";
import { t } from "../../lib/i18n.ts";
import { LookApart } from "./look-apart.tsx";
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
  /** no vault is open: a version can be looked into by itself */
  apart?: boolean;
  onBack: () => void;
};

export function RestoreFlow({ into, folder = "", version, place, apart, onBack }: Props) {
  const [opened, setOpened] = useState<RestoreOpened | null>(null);
  const [from, setFrom] = useState<"backup" | "cloud" | "file">(
    folder.startsWith("https://") ? "cloud" : "backup",
  );
  const [draft, setDraft] = useState<Draft>({ file: "", passphrase: "", name: "", into });
  const [tried, setTried] = useState<Choice | null>(null);
  const [looked, setLooked] = useState<Snapshot | null>(null);
  const perform = useAction(async (choice: Choice, salvage: boolean) => {
    if (!opened) return;
    setTried(choice);
    const { snapshot, into, name, passphrase } = choice;
    if (choice.inPlace) await replaceVault(opened.session, snapshot, passphrase);
    else await restoreVault(opened.session, snapshot, into, name, passphrase, salvage);
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
      {opened && looked && (
        <LookApart version={looked} session={opened.session} onBack={() => setLooked(null)} />
      )}
      {perform.error && (
        <Notice
          tone={isKind(perform.error, "cancelled") ? "plain" : "bad"}
          live
          actions={
            // Into a new vault alone: nothing that is whole makes room for what is not.
            perform.error.key === "error.backup_damaged" &&
            tried &&
            !tried.inPlace && (
              <Button kind="line" onPress={() => void perform.run(tried, true)}>
                {t("ui.salvage.start")}
              </Button>
            )
          }
        >
          {sentence(perform.error)}
          {perform.error.key === "error.backup_damaged" && tried && !tried.inPlace && (
            <p>{t("ui.salvage.offer")}</p>
          )}
        </Notice>
      )}
      {opened ? (
        <RestorePlan
          opened={opened}
          into={into}
          version={version}
          place={place}
          onBack={back}
          onLook={apart ? setLooked : undefined}
          onPerform={(choice) => void perform.run(choice, false)}
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
