/** Spot checks of earlier months, so that there is something to look back on. */
import type { RecordDto, Value } from "../../src/ipc/bindings.ts";

const day = 86_400_000;
const date = (at: number): Value => ({ t: "date", v: new Date(at).toISOString().slice(0, 10) });

/** How many were found right, changed and unknown: four months ago, three, and two. */
const earlier: readonly [number, number, number, number][] = [
  [124, 12, 6, 2],
  [93, 15, 4, 1],
  [62, 17, 2, 1],
];

export function inventAudits(records: Map<string, RecordDto>): Map<string, RecordDto> {
  earlier.forEach(([ago, confirmed, changed, unknown], at) => {
    const when = Date.now() - ago * day;
    const run = `audit${at}`;
    const size = confirmed + changed + unknown;
    const put = (entity: string, id: string, values: Record<string, Value>) =>
      records.set(id, { entity, id, rev: 1, values, warnings: [], deleted: false });
    put("audit_run", run, {
      started_on: date(when),
      finished_on: date(when),
      size: { t: "number", v: size },
      drawn_from: { t: "number", v: 412 },
      left_out: { t: "number", v: at },
      confidential: { t: "bool", v: false },
    });
    const outcomes = [
      ...Array(confirmed).fill("confirmed"),
      ...Array(changed).fill("changed"),
      ...Array(unknown).fill("unknown"),
    ] as string[];
    outcomes.forEach((outcome, n) => {
      put("audit_item", `${run}i${n}`, {
        run: { t: "ref", v: { id: run, label: "" } },
        of: { t: "text", v: "unit:u001" },
        field: { t: "text", v: "address" },
        outcome: { t: "text", v: outcome },
        answered_at: { t: "instant", v: when },
      });
    });
  });
  return records;
}
