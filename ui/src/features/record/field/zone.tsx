/** By which place's clocks a task is due, beside whether it keeps to them. */
import { useMemo } from "react";
import { Combo, type OptionGroup } from "../../../components/select.tsx";
import type { RecordDto } from "../../../ipc/bindings.ts";
import { t } from "../../../lib/i18n.ts";
import { zoneCity, zoneHere, zoneOffset, zonesByRegion } from "../../../lib/zone.ts";
import { useEdit } from "./use-edit.ts";

/** Whether the clocks of a place are to be chosen: it has an hour and does not go along with the laptop. */
export function hasZone({ entity, values, deleted }: RecordDto): boolean {
  const { due, zone_policy: policy } = values;
  const floats = policy?.t === "choice" && policy.v === "floating";
  return entity === "task" && !deleted && due?.t === "wall" && due.v.at.length > 10 && !floats;
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

export function FieldZone({ record }: { record: RecordDto }) {
  const edit = useEdit(record, "due");
  const { due } = record.values;
  const wall = due?.t === "wall" ? due.v : null;
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
