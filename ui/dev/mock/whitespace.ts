/** What could still be sold to a group, out of transactions, opportunities and views of competitors. */
import type { GridBy, GridCell, RecordDto, Ref, Whitespace, Work } from "../../src/ipc/bindings.ts";
import { allBelow } from "./tree.ts";
import { alive, cellOf, textOf } from "./views.ts";

const idOf = (record: RecordDto, key: string): string | null => {
  const value = cellOf(record, key);
  return value.t === "ref" ? value.v.id : null;
};
const refOf = (record: RecordDto, key: string): Ref => ({
  id: record.id,
  label: textOf(cellOf(record, key)),
});
const workOf = (record: RecordDto): Work => ({ entity: record.entity, work: refOf(record, "name") });

/** Each product stands for itself here, whatever the columns are asked to be. */
function whitespace({ unit }: { unit: string; by: GridBy }): Whitespace {
  const top = alive("unit").filter(({ id }) => id === unit);
  const units = [...top, ...top.flatMap(({ id }) => allBelow(id))];
  const products = alive("product");
  const of = (entity: string, at: RecordDto) => alive(entity).filter((one) => idOf(one, "unit") === at.id);
  const names = (one: RecordDto, product: RecordDto) => {
    const listed = cellOf(one, "products");
    return listed.t === "texts" && listed.v.includes(textOf(cellOf(product, "name")));
  };
  const stage = (one: RecordDto) => textOf(cellOf(one, "stage"));
  const isLost = (one: RecordDto) => ["lost", "shelved"].includes(stage(one));
  const cells = units.flatMap((at, row) =>
    products.map((product, column): GridCell => {
      const lines = of("transaction", at).filter((one) => idOf(one, "product") === product.id);
      const deals = of("opportunity", at).filter((one) => names(one, product));
      const open = deals.filter((one) => !isLost(one) && stage(one) !== "won").map(workOf);
      const lost = deals.filter(isLost).map(workOf);
      const competitors = of("competitor_view", at).flatMap((one) => {
        const whose = cellOf(one, "competitor");
        return idOf(one, "product") === product.id && whose.t === "ref" ? [whose.v] : [];
      });
      const days = lines.flatMap((one) => {
        const day = cellOf(one, "date");
        return day.t === "date" ? [day.v] : [];
      });
      const sum = lines.reduce((sum, one) => {
        const amount = cellOf(one, "amount");
        return amount.t === "money" ? sum + BigInt(amount.v.minor) : sum;
      }, 0n);
      const state =
        lines.length > 0
          ? "bought"
          : open.length > 0
            ? "open"
            : competitors.length > 0
              ? "competitor"
              : lost.length > 0
                ? "lost"
                : "never";
      return {
        row,
        column,
        state,
        times: lines.length,
        amounts: lines.length > 0 ? [{ t: "money", v: { minor: sum.toString(), currency: "CNY" } }] : [],
        last: days.sort().at(-1) ?? null,
        open,
        lost,
        competitors,
        alike: [],
        alike_count: 0,
      };
    }),
  );
  const buyers = (column: number) => cells.filter((one) => one.column === column && one.times > 0);
  const hinted = cells.map((cell) => {
    const who = cell.state === "never" ? buyers(cell.column) : [];
    if (who.length < 2) return cell;
    const alike = who.slice(0, 3).flatMap(({ row }) => {
      const one = units[row];
      return one ? [{ unit: refOf(one, "legal_name"), industry: false, shared: 0 }] : [];
    });
    return { ...cell, alike, alike_count: who.length };
  });
  return {
    rows: units.map((one) => ({
      unit: refOf(one, "legal_name"),
      depth: one.id === unit ? 0 : 1,
      confidential: textOf(cellOf(one, "label")) === "confidential",
    })),
    columns: products.map((one, column) => ({
      entity: "product",
      of: refOf(one, "name"),
      buyers: buyers(column).length,
    })),
    cells: hinted.filter(({ state, alike }) => state !== "never" || alike.length > 0),
    suggested: hinted.filter(({ alike }) => alike.length > 0).length,
    unplaced: 0,
    more_rows: 0,
    more_columns: 0,
  };
}

export const whitespaceCalls = { whitespace };
