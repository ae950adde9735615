/** What a line of a record tells beside its name. */
import { expect, it } from "vitest";
import type { Catalog, FieldInfo, RecordDto } from "../../../ipc/bindings.ts";
import { fieldLabel } from "../../../ipc/words.ts";
import { zoneHere } from "../../../lib/zone.ts";
import { told } from "./line.tsx";

it("says of what an hour is", () => {
  const field = { key: "promised_by", kind: "wall_time", default_column: true } as FieldInfo;
  const promised = { t: "wall", v: { at: "2026-11-24T16:00", zone: zoneHere() } };
  const record = { entity: "complaint", values: { promised_by: promised } } as unknown as RecordDto;
  const words = told(record, [field], { entities: [], choices: [] } as unknown as Catalog, "");
  expect(words).toBe(`${fieldLabel("complaint", "promised_by")} 2026-11-24 16:00`);
});
