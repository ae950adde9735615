/** One column of the file: its heading, where it goes, in which unit, and some of its cells. */
import { CircleHelp, Sparkles } from "lucide-react";
import { Mark } from "../../components/chip.tsx";
import { Combo, type OptionGroup, Select } from "../../components/select.tsx";
import type { Catalog, ColumnGuess } from "../../ipc/bindings.ts";
import { t } from "../../lib/i18n.ts";
import style from "./importer.module.css";
import { isMoney, unitOptions } from "./targets.ts";

/** From here up the guess needs no second look. */
const sure = 0.85;

function State({ column }: { column: ColumnGuess }) {
  if (column.target === null) return <Mark tone="quiet">{t("ui.import.left_out")}</Mark>;
  if (column.confidence >= sure) {
    return (
      <Mark tone="ok" icon={Sparkles}>
        {t("ui.import.recognised")}
      </Mark>
    );
  }
  return (
    <Mark tone="warn" icon={CircleHelp}>
      {t("ui.import.please_check")}
    </Mark>
  );
}

type Props = {
  column: ColumnGuess;
  groups: readonly OptionGroup[];
  catalog: Catalog | undefined;
  onChange: (next: ColumnGuess) => void;
};

export function ColumnRow({ column, groups, catalog, onChange }: Props) {
  return (
    <tr data-out={column.target === null || undefined}>
      <th scope="row">{column.header}</th>
      <td>
        <span className={style.target}>
          <Combo
            aria-label={t("ui.import.target_for", { column: column.header })}
            groups={groups}
            value={column.target}
            placeholder={t("ui.import.leave_out")}
            none={t("ui.import.no_field")}
            onChange={(target) => onChange({ ...column, target, confidence: target === null ? 0 : 1 })}
          />
          {isMoney(column.target, catalog) && (
            <Select
              quiet
              aria-label={t("ui.import.unit_for", { column: column.header })}
              value={column.unit_scale ?? "1"}
              options={unitOptions(column.unit_scale)}
              onChange={(unit) => onChange({ ...column, unit_scale: unit === "1" ? null : unit })}
            />
          )}
        </span>
      </td>
      <td className={style.samples}>{column.samples.filter(Boolean).slice(0, 3).join(" · ") || "—"}</td>
      <td>
        <State column={column} />
      </td>
    </tr>
  );
}
