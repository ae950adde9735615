/** The units right below a unit, and those beside it under the same one: each a press away. */
import { useQuery } from "@tanstack/react-query";
import { commands, type Id, type Ref, type UnitSheet } from "../../../ipc/bindings.ts";
import { read } from "../../../ipc/query.ts";
import { t } from "../../../lib/i18n.ts";
import { go, openRecord } from "../../../lib/place.ts";
import style from "./kin.module.css";

/** So many are named; the others are in the tree. */
const NAMED = 12;

/** One more than is named, for a unit may be among those beside itself. */
const under = (parent: Id | null) => ({
  ...read("kin", [parent], ["unit"], () => commands.treeChildren(parent ?? "", 0, NAMED + 1, null)),
  enabled: parent !== null,
});

const aboveOf = (sheet: UnitSheet | undefined): Ref | null => sheet?.path.at(-1) ?? null;
const belowOf = (sheet: UnitSheet | undefined): Id | null =>
  sheet && sheet.children > 0 ? sheet.record.id : null;

/** Whether they are still being read: what stands above the tabs is known before they are drawn. */
export function useKinWaits(sheet: UnitSheet | undefined): boolean {
  const below = useQuery(under(belowOf(sheet)));
  const beside = useQuery(under(aboveOf(sheet)?.id ?? null));
  return below.isLoading || beside.isLoading;
}

type RowProps = { label: string; units: readonly Ref[]; of: number; more: Id };

function Row({ label, units, of, more }: RowProps) {
  const named = units.slice(0, NAMED);
  const rest = of - named.length;
  if (named.length === 0) return null;
  return (
    <nav className={style.row} aria-label={label}>
      <span className={style.label}>{label}</span>
      {named.map((unit) => (
        <button
          key={unit.id}
          type="button"
          className={style.chip}
          onClick={() => openRecord({ entity: "unit", id: unit.id })}
        >
          {unit.label}
        </button>
      ))}
      {rest > 0 && (
        <button
          type="button"
          className={style.chip}
          aria-label={t("ui.record.kin_more_of", { label, n: rest })}
          onClick={() => go({ at: "groups", record: { entity: "unit", id: more } })}
        >
          {t("ui.record.kin_more", { n: rest })}
        </button>
      )}
    </nav>
  );
}

export function Kin({ sheet }: { sheet: UnitSheet }) {
  const { record } = sheet;
  const above = aboveOf(sheet);
  const { data: below } = useQuery(under(belowOf(sheet)));
  const { data: beside } = useQuery(under(above?.id ?? null));
  const others = beside?.nodes.filter(({ id }) => id !== record.id) ?? [];
  return (
    <>
      {below && <Row label={t("ui.record.below")} units={below.nodes} of={below.of} more={record.id} />}
      {above && beside && (
        <Row label={t("ui.record.kin_beside")} units={others} of={beside.of - 1} more={above.id} />
      )}
    </>
  );
}
