/** A workbook read as a whole: its sheets, each with the kind of record it holds. */
import { Mark } from "../../components/chip.tsx";
import { Select } from "../../components/select.tsx";
import type { ImportLayout, ImportOpened, ImportPart } from "../../ipc/bindings.ts";
import { entityLabel } from "../../ipc/words.ts";
import { t } from "../../lib/i18n.ts";
import style from "./importer.module.css";

type Props = {
  opened: ImportOpened;
  layout: ImportLayout;
  onChange: (layout: ImportLayout) => void;
};

function State({ part }: { part: ImportPart }) {
  if (part.kind === null) return <Mark tone="quiet">{t("ui.import.left_out")}</Mark>;
  if (part.unread.length === 0) return <Mark tone="ok">{t("ui.import.recognised")}</Mark>;
  return <Mark tone="warn">{t("ui.import.please_check")}</Mark>;
}

function rows({ rows: n, unread }: ImportPart): string {
  const told = t("ui.import.rows", { n });
  if (unread.length === 0) return told;
  return `${told} · ${t("ui.import.unread", { columns: unread.join(t("ui.import.comma")) })}`;
}

/** What the sheets of an export hold beside the kinds that have sheets of their own. */
const others = ["unit", "contact", "post", "cooperation", "activity", "task", "attachment"];

export function Parts({ opened, layout, onChange }: Props) {
  const options = [
    { id: "", label: t("ui.import.leave_out") },
    ...[...others, ...opened.kinds].map((kind) => ({ id: kind, label: entityLabel(kind) })),
  ];
  const hold = (sheet: number, kind: string) =>
    onChange({
      ...layout,
      parts: layout.parts.map((part) => (part.sheet === sheet ? { ...part, kind: kind || null } : part)),
    });
  return (
    <table className={style.columns}>
      <thead>
        <tr>
          <th scope="col">{t("ui.import.sheet")}</th>
          <th scope="col">{t("ui.import.holds")}</th>
          <th scope="col">{t("ui.import.col_rows")}</th>
          <th scope="col">{t("ui.import.col_state")}</th>
        </tr>
      </thead>
      <tbody>
        {layout.parts.map((part) => (
          <tr key={part.sheet} data-out={part.kind === null || undefined}>
            <th scope="row">{part.name}</th>
            <td>
              <span className={style.target}>
                <Select
                  aria-label={t("ui.import.holds_of", { sheet: part.name })}
                  value={part.kind ?? ""}
                  options={options}
                  onChange={(kind) => hold(part.sheet, kind)}
                />
              </span>
            </td>
            <td className={style.samples}>{rows(part)}</td>
            <td>
              <State part={part} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
