/** Which records a sum is made of, as the ledger that shows them. */
import { go } from "../lib/place.ts";
import type { Filter, Id, Value } from "./bindings.ts";

/** The unit alone, or with all below it. */
export type Whose = { readonly unit: { readonly id: Id; readonly label: string }; readonly below: boolean };

export const ofUnit = ({ unit, below }: Whose): Filter => ({
  field: "unit",
  op: below ? "under" : "in",
  values: [{ t: "ref", v: unit }],
});

const day = (v: string): Value => ({ t: "date", v });

/** Within a year, by the day a record is of. */
export function inYear(field: string, year: string): Filter[] {
  const of = Number(year);
  return [
    { field, op: "gt", values: [day(`${of - 1}-12-31`)] },
    { field, op: "lt", values: [day(`${of + 1}-01-01`)] },
  ];
}

/** Opens the ledger of a kind with those records alone. */
export function openMadeOf(entity: string, all: readonly Filter[]): void {
  go({ at: "ledgers", part: entity, narrow: { all: [...all] } });
}
