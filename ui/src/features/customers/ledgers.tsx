/** Every kind of record the catalog describes, each as a table: the kinds at the left as a person thinks of them. */
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Page } from "../../components/page.tsx";
import type { GridHandle } from "../../grid/model.ts";
import type { Catalog, Filter, Value } from "../../ipc/bindings.ts";
import { kindsIn } from "../../ipc/modules.ts";
import { catalog as catalogQuery } from "../../ipc/query.ts";
import { entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import { currentPlace, go, usePlace } from "../../lib/place.ts";
import { say } from "../../lib/status.ts";
import style from "./ledgers.module.css";
import { NewRecord } from "./new-record.tsx";
import { RecordTable } from "./record-table.tsx";
import type { TableWords } from "./table-words.ts";
import { type Table, useTable } from "./use-table.ts";
import { createOf } from "./write.ts";

const words: TableWords = {
  label: "ui.ledgers.table",
  total: "ui.ledgers.total",
  remove: "ui.ledgers.menu_delete",
  none: "ui.ledgers.empty",
  none_hint: "ui.ledgers.empty_hint",
  none_fit: "ui.ledgers.none_fit",
  without: "ui.ledgers.without",
};

/** Customers and contacts have places of their own. What no part names stands in the last, so that none is missing. */
const parts = [
  ["customer", "official_id address bank_account unit_link unit_relation strategy_note account_plan goal"],
  ["people", "post seat stance influence preference"],
  ["business", "opportunity cooperation contract product category transaction"],
  ["money", "instalment payment allocation invoice cost fx_rate"],
  ["projects", "project milestone project_issue precedent"],
  [
    "voice",
    "need feedback complaint complaint_step suggestion satisfaction lesson competitor competitor_view",
  ],
  ["activities", "activity task promise"],
  ["setup", "rhythm checklist checklist_item holiday"],
] as const;
const elsewhere: readonly string[] = ["unit", "contact"];

function kindsBy(catalog: Catalog) {
  const known = kindsIn(catalog)
    .map(({ key }) => key)
    .filter((key) => !elsewhere.includes(key));
  const placed = new Set(parts.flatMap(([, keys]) => keys.split(" ")));
  return parts
    .map(([part, keys]) => ({
      part,
      kinds: [
        ...keys.split(" ").filter((key) => known.includes(key)),
        ...(part === "setup" ? known.filter((key) => !placed.has(key)) : []),
      ],
    }))
    .filter(({ kinds }) => kinds.length > 0);
}

/** Creates, then goes to the new row where the present filter shows it. */
async function createAndGo(
  table: Table,
  grid: { current: GridHandle | null },
  values: Record<string, Value>,
): Promise<void> {
  const id = await createOf(table.entity, values);
  const kind = entityLabel(table.entity);
  table.view.renew();
  const at = id === null ? null : await table.view.find(id).catch(() => null);
  say({ text: t(at === null ? "ui.ledgers.created_hidden" : "ui.ledgers.created", { kind }) });
  if (at === null) return;
  grid.current?.goTo(at);
  requestAnimationFrame(() => grid.current?.focus());
}

const widen = () => {
  const { narrow: _, ...place } = currentPlace();
  go(place);
};

type LedgerProps = { entity: string; asOf: number | undefined; narrow: Filter | undefined };

function Ledger({ entity, asOf, narrow }: LedgerProps) {
  const grid = useRef<GridHandle | null>(null);
  const table = useTable({ entity, name: entity, asOf, narrow, onKept: widen }, grid);
  const info = table?.state.info;
  const byHand = table?.catalog.entities.find(({ key }) => key === entity)?.made_by_hand;
  return (
    <Page
      title={entityLabel(entity)}
      note={info ? t("ui.ledgers.count", { n: info.records }) : null}
      body="bare"
      actions={
        table &&
        byHand &&
        asOf === undefined && (
          <NewRecord
            key={table.entity}
            table={table}
            onCreate={(values) => createAndGo(table, grid, values)}
          />
        )
      }
    >
      {table && <RecordTable title={entityLabel(entity)} table={table} grid={grid} words={words} />}
    </Page>
  );
}

export function Ledgers() {
  const { part: asked, asOf, narrow } = usePlace();
  const { data: catalog } = useQuery(catalogQuery);
  if (!catalog) return null;
  const all = kindsBy(catalog);
  const kinds = all.flatMap((one) => one.kinds);
  const entity = kinds.find((key) => key === asked) ?? kinds[0];
  return (
    <div className={style.ledgers}>
      <nav className={style.kinds} aria-label={t("ui.ledgers.kinds")} data-pane>
        {all.map((one) => (
          <section key={one.part} aria-label={t(`ui.ledgers.part.${one.part}`)}>
            <h2 className={style.part}>{t(`ui.ledgers.part.${one.part}`)}</h2>
            {one.kinds.map((key) => (
              <button
                key={key}
                type="button"
                className={style.kind}
                aria-current={key === entity ? "page" : undefined}
                onClick={() => go({ at: "ledgers", part: key, ...(asOf !== undefined && { asOf }) })}
              >
                {entityLabel(key)}
              </button>
            ))}
          </section>
        ))}
      </nav>
      <div className={style.table}>
        {entity && (
          <Ledger
            key={`${entity} ${asOf ?? ""} ${JSON.stringify(narrow)}`}
            entity={entity}
            asOf={asOf}
            // Whoever narrows a ledger does so by a filter of its records.
            narrow={narrow as Filter | undefined}
          />
        )}
      </div>
    </div>
  );
}
