/** By which place's clocks an hour is meant: a task's beside whether it keeps to them, any other's beside itself. */
import { useMemo } from "react";
import { Combo, type OptionGroup } from "../../../components/select.tsx";
import type { FieldInfo, RecordDto } from "../../../ipc/bindings.ts";
import { t } from "../../../lib/i18n.ts";
import { zoneCity, zoneHere, zoneOffset, zonesByRegion } from "../../../lib/zone.ts";
import { useEdit } from "./use-edit.ts";

/**
 * The field whose clocks are chosen beside the line of `line`: it has an hour and does not go along with the laptop.
 */
export function zonedBeside({ entity, values, deleted }: RecordDto, line: FieldInfo): string | null {
  const of = entity === "task" ? { zone_policy: "due" }[line.key] : line.kind === "wall_time" && line.key;
  if (!of || deleted || line.computed) return null;
  const { [of]: value, zone_policy: policy } = values;
  const floats = policy?.t === "choice" && policy.v === "floating";
  return value?.t === "wall" && value.v.at.length > 10 && !floats ? of : null;
}

function groupsOf(own: string): OptionGroup[] {
  const here = zoneHere();
  const option = (zone: string) => ({ id: zone, label: zoneCity(zone), detail: zoneOffset(zone) });
  const near = [...new Set([own, here])];
  const regions = [...zonesByRegion()].map(([region, zones]) => ({
    id: region,
    label: region,
    options: zones.filter((zone) => !near.includes(zone)).map(option),
  }));
  return [{ id: "near", label: t("ui.zone.near"), options: near.map(option) }, ...regions];
}

export function FieldZone({ record, of }: { record: RecordDto; of: string }) {
  const edit = useEdit(record, of);
  const value = record.values[of];
  const wall = value?.t === "wall" ? value.v : null;
  const zone = wall?.zone ?? "";
  const groups = useMemo(() => groupsOf(zone), [zone]);
  if (!wall) return null;
  return (
    <>
      <Combo
        aria-label={t("ui.zone.label")}
        groups={groups}
        value={zone}
        onChange={(next) => {
          if (next && next !== zone) void edit.commit({ t: "wall", v: { at: wall.at, zone: next } });
        }}
        none={t("ui.zone.none")}
      />
      {edit.refused && <p role="alert">{edit.refused}</p>}
    </>
  );
}
