/** Who is named beside a suggestion: those most like the unit. */
import { expect, it } from "vitest";
import type { GridCell, Whitespace } from "../../ipc/bindings.ts";
import { reasonOf } from "./alike.ts";

const bought = (row: number, column: number): GridCell => ({
  row,
  column,
  state: "bought",
  times: 1,
  amounts: [],
  last: null,
  open: [],
  lost: [],
  competitors: [],
});

const grid = (industries: readonly (string | null)[], cells: GridCell[]): Whitespace => ({
  rows: industries.map((industry, row) => ({
    unit: { id: `u${row}`, label: `u${row}` },
    depth: 0,
    confidential: false,
    industry,
    suggested: [],
  })),
  columns: [],
  cells,
  suggested: 0,
  unplaced: 0,
  more_rows: 0,
  more_columns: 0,
});

it("names those of the same industry who bought the same first, then the industry, then what is shared", () => {
  const cells = [
    ...[bought(0, 0), bought(0, 1)],
    ...[bought(1, 2), bought(2, 2), bought(2, 0), bought(2, 1)],
    ...[bought(3, 2), bought(4, 2), bought(4, 0), bought(5, 0)],
    { ...bought(5, 2), state: "lost" as const, times: 0 },
  ];
  const { alike, count } = reasonOf(grid(["a", null, "b", "a", "a", "a"], cells), 0, 2);
  expect(alike.map(({ unit, industry, shared }) => [unit.id, industry, shared])).toEqual([
    ["u4", true, 1],
    ["u3", true, 0],
    ["u2", false, 2],
  ]);
  expect(count, "whoever is not named is counted, whoever lost it is not").toBe(4);
});

it("takes no industry for the same where none is known", () => {
  const { alike } = reasonOf(grid([null, null], [bought(1, 0)]), 0, 0);
  expect(alike).toEqual([{ unit: { id: "u1", label: "u1" }, industry: false, shared: 0 }]);
});
