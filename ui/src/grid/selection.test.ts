/** Selection, held against a slow and obvious model: a set of cells. */
import { describe, expect, it } from "vitest";
import { numbers } from "./numbers.test-kit.ts";
import {
  addSpan,
  type Bounds,
  bandsOf,
  boxOf,
  type Cell,
  countCells,
  covers,
  extendTo,
  follow,
  isMany,
  move,
  rowIntervals,
  type Selection,
  type Shape,
  selectCell,
  selectWhole,
  turn,
} from "./selection.ts";

const draw = numbers(7);
const shapes: Shape[] = ["cells", "rows", "columns"];

function cellIn(bounds: Bounds): Cell {
  return { row: draw(bounds.rows), column: draw(bounds.columns) };
}

function anySelection(bounds: Bounds): Selection {
  let selection = selectCell(cellIn(bounds));
  for (let step = draw(4); step >= 0; step -= 1) {
    selection = addSpan(selection, shapes[draw(3)] ?? "cells", cellIn(bounds));
    selection = extendTo(selection, cellIn(bounds));
  }
  return selection;
}

function cellsOf(selection: Selection, bounds: Bounds): Set<string> {
  const cells = new Set<string>();
  for (const span of [...selection.extra, selection]) {
    const [top, bottom] = [span.anchor.row, span.head.row].sort((a, b) => a - b) as [number, number];
    const [left, right] = [span.anchor.column, span.head.column].sort((a, b) => a - b) as [number, number];
    for (let row = 0; row < bounds.rows; row += 1) {
      for (let column = 0; column < bounds.columns; column += 1) {
        const inRows = span.shape === "columns" || (row >= top && row <= bottom);
        const inColumns = span.shape === "rows" || (column >= left && column <= right);
        if (inRows && inColumns) cells.add(`${row}/${column}`);
      }
    }
  }
  return cells;
}

describe("any selection", () => {
  it("counts, covers and lists rows as the set of its cells does", () => {
    for (let round = 0; round < 400; round += 1) {
      const bounds = { rows: 1 + draw(12), columns: 1 + draw(7) };
      const selection = anySelection(bounds);
      const cells = cellsOf(selection, bounds);
      expect(countCells(selection, bounds)).toBe(cells.size);
      for (let row = 0; row < bounds.rows; row += 1) {
        for (let column = 0; column < bounds.columns; column += 1) {
          expect(covers(selection, bounds, { row, column })).toBe(cells.has(`${row}/${column}`));
        }
      }
      const rows = new Set([...cells].map((cell) => Number(cell.split("/")[0])));
      const listed = rowIntervals(selection, bounds).flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, index) => first + index),
      );
      expect(listed).toEqual([...rows].sort((a, b) => a - b));
    }
  });

  it("keeps its active cell inside itself, through every move and turn", () => {
    for (let round = 0; round < 400; round += 1) {
      const bounds = { rows: 1 + draw(9), columns: 1 + draw(6) };
      let selection: Selection = anySelection(bounds);
      for (let step = 0; step < 12; step += 1) {
        const way = (["next", "previous", "down", "up"] as const)[draw(4)] ?? "next";
        selection =
          draw(2) === 0
            ? move(selection, bounds, { rows: draw(7) - 3, columns: draw(7) - 3 }, draw(2) === 0)
            : (turn(selection, bounds, way) ?? selection);
        expect(covers(selection, bounds, selection.active)).toBe(true);
        expect(selection.head.row).toBeLessThan(bounds.rows);
        expect(selection.head.column).toBeLessThan(bounds.columns);
      }
    }
  });

  it("survives rows that come and go", () => {
    for (let round = 0; round < 400; round += 1) {
      const bounds = { rows: 1 + draw(9), columns: 1 + draw(6) };
      const fewer = { rows: 1 + draw(9), columns: 1 + draw(6) };
      const after = follow(anySelection(bounds), draw(9) - 4, fewer);
      expect(after.active.row).toBeLessThan(fewer.rows);
      expect(countCells(after, fewer)).toBeGreaterThan(0);
    }
  });
});

describe("turning", () => {
  const bounds = { rows: 4, columns: 3 };

  it("walks a range in both directions and comes round", () => {
    let selection: Selection = extendTo(selectCell({ row: 1, column: 1 }), { row: 2, column: 2 });
    const across = [];
    for (let step = 0; step < 5; step += 1) {
      across.push([selection.active.row, selection.active.column]);
      selection = turn(selection, bounds, "next") ?? selection;
    }
    expect(across).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [1, 1],
    ]);
    const down = [];
    selection = extendTo(selectCell({ row: 1, column: 1 }), { row: 2, column: 2 });
    for (let step = 0; step < 4; step += 1) {
      down.push([selection.active.row, selection.active.column]);
      selection = turn(selection, bounds, "down") ?? selection;
    }
    expect(down).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
    ]);
    expect(countCells(selection, bounds)).toBe(4);
  });

  it("runs on from line to line with Tab, and lets go at both ends", () => {
    expect(turn(selectCell({ row: 0, column: 2 }), bounds, "next")?.active).toEqual({ row: 1, column: 0 });
    expect(turn(selectCell({ row: 3, column: 2 }), bounds, "next")).toBeNull();
    expect(turn(selectCell({ row: 0, column: 0 }), bounds, "previous")).toBeNull();
  });

  it("stays on the last row with Enter", () => {
    expect(turn(selectCell({ row: 3, column: 1 }), bounds, "down")?.active).toEqual({ row: 3, column: 1 });
  });
});

describe("bands", () => {
  it("hold every selected cell once, whichever columns a span has", () => {
    const bounds = { rows: 9, columns: 5 };
    const first = extendTo(selectCell({ row: 1, column: 1 }), { row: 3, column: 2 });
    const apart = addSpan(first, "cells", { row: 3, column: 4 });
    expect(bandsOf(apart, bounds)).toEqual([
      { first: 1, last: 2, columns: [1, 2] },
      { first: 3, last: 3, columns: [1, 2, 4] },
    ]);
    const over = extendTo(addSpan(first, "cells", { row: 2, column: 2 }), { row: 2, column: 2 });
    expect(countCells(over, bounds)).toBe(6);
  });
});

describe("whole shapes", () => {
  it("mean all rows there are, also later", () => {
    const column = selectWhole("columns", { row: 0, column: 1 });
    expect(countCells(column, { rows: 5, columns: 3 })).toBe(5);
    expect(countCells(column, { rows: 500, columns: 3 })).toBe(500);
    expect(boxOf(selectWhole("all", { row: 3, column: 1 }), { rows: 5, columns: 3 })).toEqual({
      top: 0,
      bottom: 4,
      left: 0,
      right: 2,
    });
  });

  it("grow by whole rows", () => {
    const bounds = { rows: 6, columns: 3 };
    const rows = extendTo(selectWhole("rows", { row: 1, column: 0 }), { row: 3, column: 2 });
    expect(countCells(rows, bounds)).toBe(9);
    expect(isMany(rows, bounds)).toBe(true);
    expect(isMany(selectCell({ row: 0, column: 0 }), bounds)).toBe(false);
  });
});
