/** Which sheet of the file, what it holds, and where its headings are. */
import { useQuery } from "@tanstack/react-query";
import { NumberField } from "../../components/number-field.tsx";
import { Select } from "../../components/select.tsx";
import type { ImportLayout, ImportOpened } from "../../ipc/bindings.ts";
import { hides } from "../../ipc/modules.ts";
import { catalog } from "../../ipc/query.ts";
import { entityLabel } from "../../ipc/words.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import style from "./importer.module.css";

type Props = {
  opened: ImportOpened;
  layout: ImportLayout;
  /** `kind` is what the user says the sheet holds: nothing to have it found out, a ledger where empty */
  onLayout: (sheet: number, head: number | null, kind: string | null) => void;
};

function sheetOptions({ sheets, whole }: ImportOpened) {
  const options = sheets.map((sheet, at) => ({
    id: `${at}`,
    label: sheet.hidden ? t("ui.import.sheet_hidden", { name: sheet.name }) : sheet.name,
    detail: number(sheet.rows),
  }));
  if (whole === null) return options;
  return [{ id: `${whole}`, label: t("ui.import.whole"), detail: "" }, ...options];
}

export function SheetBar({ opened, layout, onLayout }: Props) {
  const whole = layout.parts.length > 0;
  const { data: known } = useQuery(catalog);
  return (
    <div className={style.bar}>
      <b className={style.file}>{opened.file_name}</b>
      {opened.sheets.length > 1 && (
        <Select
          quiet
          aria-label={t("ui.import.sheet")}
          value={`${layout.sheet}`}
          onChange={(sheet) => onLayout(Number(sheet), null, null)}
          options={sheetOptions(opened)}
        />
      )}
      {!whole && (
        <>
          <span className={style.inline}>
            {t("ui.import.holds")}
            <Select
              quiet
              aria-label={t("ui.import.holds")}
              value={layout.kind ?? ""}
              onChange={(kind) => kind !== (layout.kind ?? "") && onLayout(layout.sheet, null, kind)}
              options={[
                { id: "", label: t("ui.import.ledger"), detail: t("ui.import.ledger_detail") },
                ...opened.kinds
                  .filter((kind) => kind === layout.kind || !hides(known, kind))
                  .map((kind) => ({ id: kind, label: entityLabel(kind) })),
              ]}
            />
          </span>
          <span className={style.inline}>
            {t("ui.import.header_row")}
            <NumberField
              label={t("ui.import.header_row")}
              value={layout.header_row}
              min={0}
              max={200}
              onChange={(row) => row !== layout.header_row && onLayout(layout.sheet, row, layout.kind ?? "")}
            />
          </span>
        </>
      )}
      <span className={style.quiet}>{t("ui.import.rows", { n: layout.rows })}</span>
      {opened.encoding && <span className={style.quiet}>{opened.encoding}</span>}
    </div>
  );
}
