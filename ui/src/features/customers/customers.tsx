/** The customers: the whole ledger as one table, and the way to a new one. */
import { Upload } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Page } from "../../components/page.tsx";
import type { GridHandle } from "../../grid/model.ts";
import { t } from "../../lib/i18n.ts";
import { go, usePlace } from "../../lib/place.ts";
import { say } from "../../lib/status.ts";
import { NewCustomer } from "./new-customer.tsx";
import { RecordTable } from "./record-table.tsx";
import type { TableWords } from "./table-words.ts";
import { type Table, type TableOf, useTable } from "./use-table.ts";
import { createCustomer, type NewUnit } from "./write.ts";

const customers: TableOf = { entity: "unit", name: "customers" };
const words: TableWords = {
  label: "ui.customers.table",
  total: "ui.customers.total",
  remove: "ui.customers.menu_delete",
  none: "ui.customers.empty",
  none_hint: "ui.customers.empty_hint",
  none_fit: "ui.customers.none_fit",
  without: "ui.customers.without",
};

/** Creates, then goes to the new row where the present filter shows it. */
async function createAndGo(table: Table, grid: { current: GridHandle | null }, made: NewUnit): Promise<void> {
  const { name } = made;
  const id = await createCustomer(made);
  table.view.renew();
  const at = id === null ? null : await table.view.find(id).catch(() => null);
  say({ text: t(at === null ? "ui.customers.created_hidden" : "ui.customers.created", { name }) });
  if (at === null) return;
  grid.current?.goTo(at);
  requestAnimationFrame(() => grid.current?.focus());
}

function CustomersAt({ asOf }: { asOf: number | undefined }) {
  const grid = useRef<GridHandle | null>(null);
  const table = useTable({ ...customers, asOf }, grid);
  const info = table?.state.info;
  const counts = info
    ? t(info.groups > 0 ? "ui.customers.count_groups" : "ui.customers.count", {
        n: info.records,
        groups: info.groups,
      })
    : null;
  return (
    <Page
      title={t("ui.customers.title")}
      note={counts}
      body="bare"
      actions={
        asOf === undefined && (
          <>
            <Button icon={Upload} onPress={() => go({ at: "import" })}>
              {t("ui.customers.import")}
            </Button>
            {table && (
              <NewCustomer catalog={table.catalog} onCreate={(made) => createAndGo(table, grid, made)} />
            )}
          </>
        )
      }
    >
      {table && <RecordTable title={t("ui.customers.title")} table={table} grid={grid} words={words} />}
    </Page>
  );
}

export function Customers() {
  const { asOf } = usePlace();
  return <CustomersAt key={asOf ?? "now"} asOf={asOf} />;
}
