/** What a vault lacks that came out of a damaged backup, until it was read. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands, type TableLoss } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { backupState, queryClient } from "../../ipc/query.ts";
import { message, t } from "../../lib/i18n.ts";

/** So many tables are named one by one. */
const named = 8;

function nameOf(table: string): string {
  return message(`entity.${table}`) ?? t("ui.drill.own_table", { table });
}

function lossOf({ table, came, lost }: TableLoss): string {
  return t("ui.salvage.table", { name: nameOf(table), lost, came });
}

/** Of which tables more may be missing than is counted. */
function unsure(tables: readonly string[]): string {
  const names = tables.slice(0, named).map(nameOf);
  const others = tables.length - names.length;
  if (others > 0) names.push(t("ui.salvage.others", { n: others }));
  return t("ui.salvage.incomplete", { names: names.join(t("ui.list_comma")) });
}

export function Salvaged({ lost }: { lost: readonly string[] }) {
  const { data } = useQuery(backupState);
  const told = useAction(async () => {
    queryClient.setQueryData(backupState.queryKey, await commands.restoreLostTold());
  });
  const losses = data?.salvaged;
  if (!losses) return null;
  const others = losses.tables.length - named;
  return (
    <Notice
      tone="warn"
      live
      title={t("ui.salvage.title")}
      actions={
        <Button kind="line" busy={told.busy} onPress={() => void told.run()}>
          {t("ui.replace.told")}
        </Button>
      }
    >
      <p>{t("ui.salvage.lost", { rows: losses.rows, customers: losses.customers })}</p>
      {losses.tables.length > 0 && (
        <ul>
          {losses.tables.slice(0, named).map((one) => (
            <li key={one.table}>{lossOf(one)}</li>
          ))}
          {others > 0 && <li>{t("ui.salvage.others", { n: others })}</li>}
        </ul>
      )}
      {losses.incomplete.length > 0 && <p>{unsure(losses.incomplete)}</p>}
      {losses.dropped + losses.unlinked > 0 && (
        <p>{t("ui.salvage.links", { dropped: losses.dropped, unlinked: losses.unlinked })}</p>
      )}
      {lost.length > 0 && <p>{t("ui.salvage.files", { names: lost.join(t("ui.list_comma")) })}</p>}
      {told.error && <p role="alert">{sentence(told.error)}</p>}
    </Notice>
  );
}
