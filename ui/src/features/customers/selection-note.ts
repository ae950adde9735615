/**
 * What is said of a selection at the right end of the status line. The sum of whole columns is the view's own; of a
 * smaller range the amounts on screen are added as whole numbers, exactly, for the core has no question for it.
 */
import { cellOf, type LineStore } from "../../grid/lines.ts";
import type { Area } from "../../grid/model.ts";
import type { Totals, Value } from "../../ipc/bindings.ts";
import { amount, moneyUnit, number, type Scale } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";

/** Beyond this many lines only the count is said: summing would mean reading them all. */
const MOST = 10_000;

type Money = { minor: string; currency: string };

/** Amounts of one currency added up; null where there are none or several currencies. */
export function sumOf(values: Iterable<Value | undefined>): Money | null {
  let sum = 0n;
  let currency: string | null = null;
  for (const value of values) {
    if (value?.t !== "money") continue;
    if (currency !== null && currency !== value.v.currency) return null;
    currency = value.v.currency;
    sum += BigInt(value.v.minor);
  }
  return currency === null ? null : { minor: sum.toString(), currency };
}

async function sumIn(area: Area, lines: LineStore, totals: Totals | null): Promise<Money | null> {
  if (area.whole) return sumOf(area.columns.map((key) => totals?.[key]));
  const size = area.intervals.reduce((all, { first, last }) => all + last - first + 1, 0);
  if (size > MOST) return null;
  const values: (Value | undefined)[] = [];
  for (const { first, last } of area.intervals) {
    for (const row of await lines.read(first, last + 1)) {
      for (const key of area.columns) values.push(cellOf(row, key));
    }
  }
  return sumOf(values);
}

/** 已选 15 格 · 合计 10,780 万元 */
export async function selectionNote(
  area: Area,
  cells: number,
  lines: LineStore,
  totals: Totals | null,
  scale: Scale,
): Promise<string> {
  const n = number(cells);
  const sum = await sumIn(area, lines, totals);
  if (!sum) return t("ui.customers.selected", { n });
  // In the table's own unit, so that it can be checked against the cells by eye.
  return t("ui.customers.selected_sum", {
    n,
    sum: `${amount(sum, scale)} ${moneyUnit(scale, sum.currency)}`,
  });
}
