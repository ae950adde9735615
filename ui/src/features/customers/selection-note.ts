/**
 * What is said of a selection at the right end of the status line. The sum of one whole column is the view's own; of
 * anything smaller the core adds up the amounts, whichever cells they are in.
 */
import type { Area } from "../../grid/model.ts";
import { type Catalog, commands, type Totals, type Value } from "../../ipc/bindings.ts";
import { amount, moneyUnit, type Scale } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { type Ground, scaleOf } from "./cells.ts";
import { fieldsOf } from "./columns.ts";

/** Beyond this many lines only the count is said: summing would mean reading them all. */
const MOST = 10_000;

async function sumIn(area: Area, view: number, totals: Totals | null): Promise<Value | undefined> {
  const [band, another] = area.bands;
  const [column, further] = band?.columns ?? [];
  const own = area.whole && !another && further === undefined && totals?.[column ?? ""];
  if (own) return own;
  const lines = area.bands.reduce((all, { first, last }) => all + last - first + 1, 0);
  if (lines > MOST) return undefined;
  const bands = area.bands.map((one) => ({ ...one, columns: [...one.columns] }));
  return commands.viewSum(view, bands);
}

/** What the sum is said in: as the first of the columns counts that are of money. */
export function scaleIn(ground: Ground, catalog: Catalog, area: Area): Scale {
  const money = fieldsOf(catalog, ground.entity).filter(({ kind }) => kind === "money");
  const keys = area.bands.flatMap(({ columns }) => columns);
  const first = keys.find((key) => money.some((field) => field.key === key));
  return first ? scaleOf(ground, first) : "one";
}

/** 已选 15 格 · 合计 10,780 万元 */
export async function selectionNote(
  area: Area,
  cells: number,
  view: number,
  totals: Totals | null,
  scale: Scale,
): Promise<string> {
  const sum = await sumIn(area, view, totals);
  if (sum?.t !== "money") return t("ui.customers.selected", { n: cells });
  // In the table's own unit, so that it can be checked against the cells by eye.
  return t("ui.customers.selected_sum", {
    n: cells,
    sum: `${amount(sum.v, scale)} ${moneyUnit(scale, sum.v.currency)}`,
  });
}
