/** What waits too long, which the core lists before all others. */
import type { RecordDto } from "../../src/ipc/bindings.ts";
import { dueOfRecord } from "../../src/ipc/late.ts";
import { dayFromToday } from "./invented.ts";

/** Of what somebody waits for: a complaint's answer, a promise. */
export const isLate = (record: RecordDto): boolean =>
  ["complaint", "promise"].includes(record.entity) &&
  dueOfRecord(record, dayFromToday(0), Date.now())?.late === true;
