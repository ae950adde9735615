/**
 * A version of the open vault brought back: in its place, where what is there now stays beside and no
 * secret is asked for, or as a new vault.
 */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Segments } from "../../components/toggle.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type Snapshot } from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { appState, invalidate } from "../../ipc/query.ts";
import { vaultName } from "../../ipc/vault-name.ts";
import { instant } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { olderText } from "./age.ts";
import style from "./restore.module.css";
import { RestoreFlow } from "./restore-flow.tsx";
import { Restoring } from "./restoring.tsx";
import { SnapshotCounts, SnapshotProof } from "./snapshot.tsx";

type Props = {
  version: Snapshot;
  /** where that version lies */
  folder: string;
  /** the folder offered for a new vault */
  into: string;
  onBack: () => void;
};

export function RestoreHere({ version, folder, into, onBack }: Props) {
  const [where, setWhere] = useState<"place" | "new">("place");
  const [further, setFurther] = useState(false);
  const vault = useQuery(appState).data?.vault ?? null;
  // It ends in a fresh window with the other vault, or in this one where that could not be made.
  const perform = useAction(async () => {
    await commands.backupReplace(folder, version.id);
    await invalidate(["app", "backup"]);
    onBack();
  });
  const older = version.steps_since ? olderText(version) : null;
  if (perform.busy) return <Restoring />;
  if (further) {
    return <RestoreFlow into={into} folder={folder} version={version.id} onBack={() => setFurther(false)} />;
  }
  return (
    <div className={style.flow}>
      {perform.error && (
        <Notice tone={isKind(perform.error, "cancelled") ? "plain" : "bad"} live>
          {sentence(perform.error)}
        </Notice>
      )}
      <div className={style.chosen}>
        <span className={style.when}>{instant(version.at)}</span>
        <SnapshotCounts snapshot={version} />
        <SnapshotProof snapshot={version} />
      </div>
      <div className={style.where}>
        <Segments
          label={t("ui.replace.where")}
          value={where}
          onChange={setWhere}
          options={[
            { id: "place", label: t("ui.replace.in_place") },
            { id: "new", label: t("ui.replace.as_new") },
          ]}
        />
      </div>
      <Notice>
        {where === "new"
          ? t("ui.replace.new_plan")
          : t("ui.replace.plan", { when: instant(version.at), name: vaultName(vault) })}
        {older && <p>{t("ui.replace.plan_older", { older })}</p>}
      </Notice>
      <div className={style.foot}>
        <Button onPress={onBack}>{t("ui.back")}</Button>
        {where === "new" ? (
          <Button kind="main" onPress={() => setFurther(true)}>
            {t("ui.replace.further")}
          </Button>
        ) : (
          <Button kind="main" onPress={() => void perform.run()}>
            {t("ui.replace.perform")}
          </Button>
        )}
      </div>
    </div>
  );
}
