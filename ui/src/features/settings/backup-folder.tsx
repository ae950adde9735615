/** Where backups go, and the way to the page that makes and restores them. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Part, Row } from "../../components/row.tsx";
import { backupState } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";

export function BackupFolder() {
  const { data } = useQuery(backupState);
  if (!data) return null;
  return (
    <Part title={t("ui.settings.part.backup")}>
      <Row
        label={t("ui.backup.folder")}
        detail={
          data.target ? (
            <span data-selectable>{data.target.folder}</span>
          ) : (
            t("ui.settings.backup_folder_none")
          )
        }
      >
        <Button kind="line" onPress={() => go({ at: "backup" })}>
          {t("ui.settings.to_backup")}
        </Button>
      </Row>
    </Part>
  );
}
