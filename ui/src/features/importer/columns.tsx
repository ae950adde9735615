/** Step two: what each column is. The core guesses; the user corrects. */
import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import type { OptionGroup } from "../../components/select.tsx";
import { useSpan } from "../../components/windowed.tsx";
import { useAction } from "../../ipc/action.ts";
import {
  type Catalog,
  type ColumnGuess,
  commands,
  type ImportLayout,
  type ImportOpened,
} from "../../ipc/bindings.ts";
import { isKind, sentence } from "../../ipc/error.ts";
import { catalog, read } from "../../ipc/query.ts";
import { t } from "../../lib/i18n.ts";
import { ColumnRow } from "./column-row.tsx";
import { doWith, dropDraft, showColumns, showPlan, useWork } from "./draft.ts";
import style from "./importer.module.css";
import { Parts } from "./parts.tsx";
import { SheetBar } from "./sheet-bar.tsx";
import { targetGroups } from "./targets.ts";
import { Working } from "./working.tsx";

const importTargets = read("importTargets", [], ["catalog"], commands.importTargets);

/** As the style has it. */
const rowHeight = 42;

type RowsProps = {
  layout: ImportLayout;
  groups: readonly OptionGroup[];
  known: Catalog | undefined;
  /** in sight */ from: number;
  to: number;
};

/** The columns in sight alone: each offers every field there is, and a sheet may have hundreds. */
function Rows({
  layout,
  groups,
  known,
  from,
  to,
  onChange,
}: RowsProps & { onChange: (next: ColumnGuess) => void }) {
  const { columns } = layout;
  const end = Math.min(to, columns.length);
  return (
    <tbody>
      {from > 0 && <tr aria-hidden style={{ height: from * rowHeight }} />}
      {columns.slice(from, end).map((column) => (
        <ColumnRow
          key={`${layout.sheet}/${layout.kind}/${column.column}`}
          column={column}
          groups={groups}
          catalog={known}
          onChange={onChange}
        />
      ))}
      {end < columns.length && <tr aria-hidden style={{ height: (columns.length - end) * rowHeight }} />}
    </tbody>
  );
}

type Props = { opened: ImportOpened; layout: ImportLayout };

/** Two columns cannot become one field: the later choice wins, the earlier is left out. */
function withColumn(layout: ImportLayout, next: ColumnGuess): ImportLayout {
  const columns = layout.columns.map((one) => {
    if (one.column === next.column) return next;
    return next.target !== null && one.target === next.target ? { ...one, target: null, confidence: 0 } : one;
  });
  return { ...layout, columns };
}

const plan = ({ opened, layout }: Props) =>
  doWith("plan", async (still) => {
    const planned = await commands.importPlan(opened.session, layout);
    if (still()) showPlan(opened, layout, planned);
  });

export function Columns({ opened, layout }: Props) {
  const targets = useQuery(importTargets).data;
  const known = useQuery(catalog).data;
  const work = useWork();
  const isPlanning = work.doing !== null;
  const relay = useAction(async (sheet: number, head: number | null, kind: string | null) => {
    showColumns(opened, await commands.importLayout(opened.session, sheet, head, kind));
  }, "in turn");
  const used = new Set(layout.columns.map(({ target }) => target));
  const groups = targets ? targetGroups(targets, opened.kinds, layout.kind, known, used) : [];
  const whole = layout.parts.length > 0;
  const box = useRef<HTMLElement>(null);
  const span = useSpan(box, layout.columns.length, rowHeight);
  const taken = whole
    ? layout.parts.filter(({ kind }) => kind !== null).length
    : layout.columns.filter(({ target }) => target !== null).length;
  // Under a title alone there is nothing to look at.
  const isBare = !whole && layout.rows === 0;
  const error = relay.error ?? work.error;
  return (
    <>
      {/* What is being compared is what was said when it began. */}
      <div className={style.held} inert={isPlanning}>
        <SheetBar opened={opened} layout={layout} onLayout={(...said) => void relay.run(...said)} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section ref={box} className={style.scroll} tabIndex={0} aria-label={t("ui.import.step.columns")}>
          {whole ? (
            <Parts opened={opened} layout={layout} onChange={(next) => showColumns(opened, next)} />
          ) : (
            <table className={style.columns}>
              <thead>
                <tr>
                  <th scope="col">{t("ui.import.col_column")}</th>
                  <th scope="col">{t("ui.import.col_target")}</th>
                  <th scope="col">{t("ui.import.col_samples")}</th>
                  <th scope="col">{t("ui.import.col_state")}</th>
                </tr>
              </thead>
              {groups.length > 0 && (
                <Rows
                  layout={layout}
                  groups={groups}
                  known={known}
                  {...span}
                  onChange={(next) => showColumns(opened, withColumn(layout, next))}
                />
              )}
            </table>
          )}
        </section>
      </div>
      <div className={style.foot}>
        {error && (
          <Notice tone={isKind(error, "cancelled") ? "plain" : "bad"} live>
            {sentence(error)}
          </Notice>
        )}
        {isPlanning ? (
          <Working label={t("ui.import.planning")} />
        ) : (
          <div className={style.acts}>
            <Button onPress={dropDraft}>{t("ui.import.other_file")}</Button>
            <span className={style.quiet}>
              {isBare
                ? t("ui.import.no_rows")
                : whole
                  ? t("ui.import.used_sheets", { used: taken, all: layout.parts.length })
                  : t("ui.import.used", { used: taken, all: layout.columns.length })}
            </span>
            <Button
              kind="main"
              icon={ArrowRight}
              isDisabled={taken === 0 || isBare || relay.busy}
              onPress={() => void plan({ opened, layout })}
            >
              {t("ui.import.preview")}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
