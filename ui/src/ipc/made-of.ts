/** Which records a sum is made of, as the ledger that shows them. */
import { currentPlace, go } from "../lib/place.ts";
import type { Filter, Id, Value } from "./bindings.ts";

/** The unit alone, or with all below it. */
export type Whose = { readonly unit: { readonly id: Id; readonly label: string }; readonly below: boolean };

export const ofUnit = ({ unit, below }: Whose): Filter => ({
  field: "unit",
  op: below ? "under" : "in",
  values: [{ t: "ref", v: unit }],
});

const day = (v: string): Value => ({ t: "date", v });

const filled = (field: string, is: boolean): Filter => ({
  field,
  op: is ? "not_empty" : "empty",
  values: [],
});
const ofState = (v: string): Filter => ({ field: "state", op: "in", values: [{ t: "choice", v }] });

/**
 * Within a year, by the day a record is of: the first of these fields that holds one. What holds none
 * counts in the year it is now.
 */
export function inYear(fields: readonly string[], year: string, now: boolean): Filter {
  const of = Number(year);
  const any: Filter[] = fields.map((field, at) => ({
    all: [
      ...fields.slice(0, at).map((before) => filled(before, false)),
      { field, op: "gt", values: [day(`${of - 1}-12-31`)] },
      { field, op: "lt", values: [day(`${of + 1}-01-01`)] },
    ],
  }));
  if (now) any.push({ all: fields.map((field) => filled(field, false)) });
  return { any };
}

/** Conditions side by side, as far as they hold together: each is a chip of the ledger's then. */
const flat = (filter: Filter): Filter[] => {
  if ("all" in filter) return filter.all.flatMap(flat);
  const only = "any" in filter && filter.any.length === 1 ? filter.any[0] : undefined;
  return only ? flat(only) : [filter];
};

/** Opens the ledger of a kind with those records alone, of the instant at which the sum was looked at. */
export function openMadeOf(entity: string, all: readonly Filter[]): void {
  const { asOf } = currentPlace();
  go({
    at: "ledgers",
    part: entity,
    ...(asOf !== undefined && { asOf }),
    narrow: { all: all.flatMap(flat) },
  });
}

/** It binds: it was not terminated, and a draft only counts once it bears the day it was signed on. */
export const signed: Filter = {
  all: [{ not: ofState("ended") }, { any: [{ not: ofState("draft") }, filled("signed_on", true)] }],
};
/** What was terminated brought what came in until then. */
export const brought: Filter = { any: [signed, { all: [ofState("ended"), filled("received", true)] }] };
