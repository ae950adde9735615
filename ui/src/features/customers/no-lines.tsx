/** The table without a line: nothing kept yet, or nothing that fits, and then which filter leaves out the most. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { useAction } from "../../ipc/action.ts";
import { commands } from "../../ipc/bindings.ts";
import { sentence } from "../../ipc/error.ts";
import { appState } from "../../ipc/query.ts";
import { entityLabel, fieldLabel } from "../../ipc/words.ts";
import { ask } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { go, showAsOf } from "../../lib/place.ts";
import { fieldsOf } from "./columns.ts";
import { conditionsOf, filterOf } from "./filters.ts";
import type { TableWords } from "./table-words.ts";
import type { Table } from "./use-table.ts";
import { openView } from "./view.ts";

type Culprit = { readonly name: string; readonly n: number };

/** Asks the core how many records each condition alone leaves out. */
async function strictest(table: Table): Promise<Culprit | null> {
  const query = table.state.query;
  const conditions = conditionsOf(table.setting.filter, fieldsOf(table.catalog, table.entity));
  if (!query || conditions.length < 2) return null;
  let worst: Culprit | null = null;
  for (const [at, { field }] of conditions.entries()) {
    const filter = filterOf(conditions.toSpliced(at, 1));
    const info = await openView({ ...query, filter, group: null, folded: [] }, table.asOf);
    await commands.viewClose(info.view);
    if (info.records > (worst?.n ?? 0)) worst = { name: fieldLabel(table.entity, field), n: info.records };
  }
  return worst;
}

export function NoLines({ table, words }: { table: Table; words: TableWords }) {
  const { query, info } = table.state;
  const narrowed = Boolean(query?.filter || query?.search);
  const { data: app } = useQuery(appState);
  // Customers and contacts are made where they have places of their own.
  const kind = table.catalog.entities.find(({ key }) => key === table.entity);
  const byHand = kind?.made_by_hand && table.entity !== "unit" && table.entity !== "contact";
  const sample = useAction(commands.vaultCreateSample);
  const [culprit, setCulprit] = useState<Culprit | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each answer without lines
  useEffect(() => {
    let live = true;
    strictest(table).then(
      (found) => live && setCulprit(found),
      () => undefined,
    );
    return () => {
      live = false;
    };
  }, [info]);
  if (!info) return null;
  if (!narrowed && table.asOf !== undefined) {
    return (
      <Empty
        title={t("ui.as_of.none")}
        actions={
          <Button kind="main" onPress={() => showAsOf(null)}>
            {t("ui.as_of.back")}
          </Button>
        }
      >
        {t("ui.as_of.none_hint")}
      </Empty>
    );
  }
  if (!narrowed) {
    return (
      <Empty
        title={t(words.none)}
        actions={
          <>
            {byHand && (
              <Button kind="main" onPress={() => ask("new_record")}>
                {t("ui.ledgers.new", { kind: entityLabel(table.entity) })}
              </Button>
            )}
            <Button kind={byHand ? "line" : "main"} onPress={() => go({ at: "import" })}>
              {t("ui.customers.import")}
            </Button>
            {table.entity === "unit" && app?.vault?.sample === false && (
              <Button kind="line" busy={sample.busy} onPress={() => void sample.run()}>
                {t("ui.welcome.sample")}
              </Button>
            )}
          </>
        }
      >
        {sample.error ? sentence(sample.error) : t(words.none_hint)}
      </Empty>
    );
  }
  const clear = () => {
    table.setSearch("");
    table.arrange((was) => ({ ...was, filter: null }));
  };
  return (
    <Empty
      title={t(words.none_fit)}
      actions={
        <Button kind="line" onPress={clear}>
          {t("ui.customers.clear_filter")}
        </Button>
      }
    >
      {culprit && t(words.without, culprit)}
    </Empty>
  );
}
