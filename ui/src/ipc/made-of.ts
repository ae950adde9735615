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

/** A draft was not signed yet. */
export const signed: Filter = { not: { field: "state", op: "in", values: [{ t: "choice", v: "draft" }] } };
/** Something of it is still to come. */
export const stillOpen: Filter = {
  field: "standing",
  op: "in",
  values: ["open", "part"].map((v) => ({ t: "choice", v })),
};
export const dueBefore = (today: string): Filter => ({ field: "falls_on", op: "lt", values: [day(today)] });
