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
const stage = (one: RecordDto) => textOf(cellOf(one, "stage"));
const isLost = (one: RecordDto) => ["lost", "shelved"].includes(stage(one));

/** A column: a category with its products, or a product by itself. */
type Column = { entity: "product" | "category"; of: Ref; products: readonly RecordDto[] };

function columnsOf(by: GridBy): Column[] {
  const columns = new Map<string, Column>();
  for (const product of alive("product")) {
    const category = alive("category").find(
      ({ id }) => by === "category" && id === idOf(product, "category"),
    );
    const top = category ?? product;
    const had = columns.get(top.id)?.products ?? [];
    const entity = category ? "category" : "product";
    columns.set(top.id, { entity, of: refOf(top, "name"), products: [...had, product] });
  }
  return [...columns.values()];
}

function cellAt(at: RecordDto, { of, products }: Column): Omit<GridCell, "row" | "column"> | null {
  const mine = (entity: string) => alive(entity).filter((one) => idOf(one, "unit") === at.id);
  const isMeant = (one: RecordDto) => products.some(({ id }) => id === idOf(one, "product"));
  const names = [of.label, ...products.map((one) => textOf(cellOf(one, "name")))];
  const lines = mine("transaction").filter(isMeant);
  const deals = mine("opportunity").filter((one) => {
    const listed = cellOf(one, "products");
    return listed.t === "texts" && listed.v.some((name) => names.includes(name));
  });
  const open = deals.filter((one) => !isLost(one) && stage(one) !== "won").map(workOf);
  const lost = deals.filter(isLost).map(workOf);
  const competitors = mine("competitor_view").flatMap((one) => {
    const whose = cellOf(one, "competitor");
    return isMeant(one) && whose.t === "ref" ? [whose.v] : [];
  });
  const days = lines.flatMap((one) => {
    const day = cellOf(one, "date");
    return day.t === "date" ? [day.v] : [];
  });
  const sum = lines.reduce((sum, one) => {
    const amount = cellOf(one, "amount");
    return amount.t === "money" ? sum + BigInt(amount.v.minor) : sum;
  }, 0n);
  const all = { bought: lines, open, competitor: competitors, lost };
  const state = (["bought", "open", "competitor", "lost"] as const).find((one) => all[one].length > 0);
  return state
    ? {
        state,
        times: lines.length,
        amounts: lines.length > 0 ? [{ t: "money", v: { minor: sum.toString(), currency: "CNY" } }] : [],
        last: days.sort().at(-1) ?? null,
        open,
        lost,
        competitors,
      }
    : null;
}

function whitespace({ unit, by }: { unit: string; by: GridBy }): Whitespace {
  const top = alive("unit").filter(({ id }) => id === unit);
  const units = [...top, ...top.flatMap(({ id }) => allBelow(id))];
  const columns = columnsOf(by);
  const cells = units.flatMap((at, row) =>
    columns.flatMap((one, column): GridCell[] => {
      const cell = cellAt(at, one);
      return cell ? [{ row, column, ...cell }] : [];
    }),
  );
  const buyers = columns.map(
    (_, column) => cells.filter((one) => one.column === column && one.times > 0).length,
  );
  const isEmpty = (row: number, column: number) =>
    !cells.some((one) => one.row === row && one.column === column);
  const rows = units.map((one, row) => ({
    unit: refOf(one, "legal_name"),
    depth: one.id === unit ? 0 : 1,
    confidential: textOf(cellOf(one, "label")) === "confidential",
    industry: textOf(cellOf(one, "industry")) || null,
    suggested: buyers.flatMap((n, column) => (n > 1 && isEmpty(row, column) ? [column] : [])),
  }));
  const here = new Set<string | null>(units.map(({ id }) => id));
  const lines = alive("transaction").filter((one) => here.has(idOf(one, "unit")));
  const ours = new Set<string | null>(alive("product").map(({ id }) => id));
  return {
    rows,
    columns: columns.map(({ entity, of }, column) => ({
      entity,
      of,
      buyers: buyers[column] ?? 0,
      written: of.label,
    })),
    cells,
    suggested: rows.reduce((sum, { suggested }) => sum + suggested.length, 0),
    unplaced: lines.filter((one) => !ours.has(idOf(one, "product"))).length,
    more_rows: 0,
    more_columns: 0,
  };
}

export const whitespaceCalls = { whitespace };
