/** The contacts of all customers as one table; a new one is added at their customer. */
import { ClipboardPaste } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Page } from "../../components/page.tsx";
import type { GridHandle } from "../../grid/model.ts";
import { ask } from "../../lib/ask.ts";
import { t } from "../../lib/i18n.ts";
import { usePlace } from "../../lib/place.ts";
import { RecordTable } from "./record-table.tsx";
import type { TableWords } from "./table-words.ts";
import { type TableOf, useTable } from "./use-table.ts";

const contacts: TableOf = { entity: "contact", name: "people" };
const words: TableWords = {
  label: "ui.people.table",
  total: "ui.people.total",
  remove: "ui.people.menu_delete",
  none: "ui.people.empty",
  none_hint: "ui.people.empty_hint",
  none_fit: "ui.people.none_fit",
  without: "ui.people.without",
};

function PeopleAt({ asOf }: { asOf: number | undefined }) {
  const grid = useRef<GridHandle | null>(null);
  const table = useTable({ ...contacts, asOf }, grid);
  const info = table?.state.info;
  return (
    <Page
      title={t("ui.people.title")}
      note={info ? t("ui.people.count", { n: info.records }) : null}
      actions={
        asOf === undefined && (
          <Button icon={ClipboardPaste} onPress={() => ask("new_contact")}>
            {t("ui.people.from_signature")}
          </Button>
        )
      }
      body="bare"
    >
      {table && <RecordTable title={t("ui.people.title")} table={table} grid={grid} words={words} />}
    </Page>
  );
}

export function People() {
  const { asOf } = usePlace();
  return <PeopleAt key={asOf ?? "now"} asOf={asOf} />;
}
