/** The files on records that a restore did not bring back, until it was read. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { Salvaged } from "./salvaged.tsx";

export function LostFiles() {
  const { data } = useQuery(backupState);
  const told = useAction(async () => {
    queryClient.setQueryData(backupState.queryKey, await commands.restoreLostTold());
  });
  const names = data?.lost_files ?? [];
  // Both are read at once.
  if (data?.salvaged) return <Salvaged lost={names} />;
  if (names.length === 0) return null;
  return (
    <Notice
      tone="warn"
      live
      title={t("ui.restore.lost_title", { n: names.length })}
      actions={
        <Button kind="line" busy={told.busy} onPress={() => void told.run()}>
          {t("ui.replace.told")}
        </Button>
      }
    >
      <p>{t("ui.restore.lost", { names: names.join(t("ui.list_comma")) })}</p>
      {told.error && <p role="alert">{sentence(told.error)}</p>}
    </Notice>
  );
}
