/** Window arithmetic: what is visible is drawn, pooled rows never meet, and tall sheets still reach their last row. */
import { describe, expect, it } from "vitest";
import { numbers } from "./numbers.test-kit.ts";
import {
  columnWindow,
  fullTop,
  layOut,
  poolSize,
  revealColumn,
  revealRow,
  rowAt,
  rowWindow,
  SHEET_LIMIT,
  scrollTopFor,
  sheetHeight,
} from "./window.ts";

const draw = numbers(1);

describe("rows", () => {
  it("draws every visible row, wherever one scrolls", () => {
    for (let round = 0; round < 2000; round += 1) {
      const extent = {
        rows: 1 + draw(3_000_000),
        rowHeight: [28, 34, 42][draw(3)] ?? 34,
        view: 100 + draw(1500),
      };
      const most = Math.max(0, sheetHeight(extent) - extent.view);
      const scrollTop = draw(2) ? draw(most + 1) : most;
      const { first, end, base, offset } = rowWindow(scrollTop, extent);
      const top = fullTop(scrollTop, extent);
      expect(first * extent.rowHeight).toBeLessThanOrEqual(top);
      expect(end * extent.rowHeight).toBeGreaterThanOrEqual(
        Math.min(top + extent.view, extent.rows * extent.rowHeight),
      );
      // Always as many: none is made or unmade on the way.
      expect(end - first).toBe(Math.min(extent.rows, poolSize(extent)));
      // On screen a row stands where it belongs: its place in the layer, less what is scrolled away.
      const seen = (first - base) * extent.rowHeight + offset - scrollTop;
      expect(Math.abs(seen - (first * extent.rowHeight - top))).toBeLessThanOrEqual(1);
    }
  });

  it("gives each row one place among the elements, the same while one scrolls", () => {
    const extent = { rows: 10_000, rowHeight: 34, view: 340 };
    const pool = poolSize(extent);
    const order = (scrollTop: number, turning: boolean) => {
      const window = rowWindow(scrollTop, extent);
      return Array.from({ length: window.end - window.first }, (_, n) => rowAt(n, window, pool, turning));
    };
    for (let round = 0; round < 500; round += 1) {
      const scrollTop = draw(10_000 * 34);
      const still = order(scrollTop, false);
      expect(still).toEqual(still.toSorted((a, b) => a - b));
      const turning = order(scrollTop, true);
      expect(turning.toSorted((a, b) => a - b)).toEqual(still);
      expect(turning.map((row) => row % pool)).toEqual(Array.from({ length: pool }, (_, slot) => slot));
    }
    // Fewer rows than places.
    const few = { ...extent, rows: 3 };
    expect([0, 1, 2].map((n) => rowAt(n, rowWindow(0, few), pool, true))).toEqual([0, 1, 2]);
  });

  it("lets the browser lay out no more than it can", () => {
    expect(sheetHeight({ rows: 5_000_000, rowHeight: 34, view: 800 })).toBe(SHEET_LIMIT);
    expect(sheetHeight({ rows: 100_000, rowHeight: 34, view: 800 })).toBe(3_400_000);
  });

  it("reaches the last row of a squeezed sheet at the end of the scrollbar", () => {
    const extent = { rows: 5_000_000, rowHeight: 34, view: 800 };
    expect(rowWindow(SHEET_LIMIT - 800, extent).end).toBe(5_000_000);
    expect(rowWindow(0, extent).first).toBe(0);
  });

  it("undoes its own scaling", () => {
    for (let round = 0; round < 500; round += 1) {
      const extent = { rows: 2_000_000, rowHeight: 34, view: 700 };
      const top = draw(extent.rows * 34 - 700);
      expect(Math.abs(fullTop(scrollTopFor(top, extent), extent) - top)).toBeLessThan(0.01);
    }
  });

  it("reveals a hidden row wholly and leaves a visible one alone", () => {
    for (let round = 0; round < 1000; round += 1) {
      const extent = { rows: 10 + draw(2_000_000), rowHeight: 34, view: 340 };
      const scrollTop = draw(Math.max(1, sheetHeight(extent) - extent.view));
      const row = draw(extent.rows);
      const to = revealRow(row, scrollTop, extent) ?? scrollTop;
      const top = fullTop(to, extent);
      expect(row * 34).toBeGreaterThanOrEqual(top - 0.6);
      expect(row * 34 + 34).toBeLessThanOrEqual(top + 340.6);
      expect(revealRow(row, to, extent)).toBeNull();
    }
  });

  it("reveals a row clear of a header kept above it", () => {
    const extent = { rows: 1000, rowHeight: 34, view: 340, cover: 34 };
    expect(revealRow(20, 20 * 34, extent)).toBe(19 * 34);
    expect(revealRow(20, 19 * 34, extent)).toBeNull();
    expect(revealRow(0, 0, extent)).toBeNull();
    expect(revealRow(0, 500, extent)).toBe(0);
  });

  it("draws nothing of nothing", () => {
    expect(rowWindow(0, { rows: 0, rowHeight: 34, view: 500 })).toMatchObject({ first: 0, end: 0 });
  });
});

describe("columns", () => {
  const columns = [238, 86, 112, 132, 128, 112, 104, 900].map((width, index) => ({
    width,
    pinned: index < 2,
  }));
  const layout = layOut(columns, 40);

  it("knows its pinned ones and its width", () => {
    expect(layout).toMatchObject({ pinned: 2, pinnedRight: 364, width: 40 + 1812 });
    expect(
      layOut(
        [
          { width: 50, pinned: false },
          { width: 50, pinned: true },
        ],
        0,
      ).pinned,
    ).toBe(0);
  });

  it("draws every column that shows between the pinned ones and the right edge", () => {
    for (let round = 0; round < 500; round += 1) {
      const view = 500 + draw(600);
      const scrollLeft = draw(layout.width - view);
      const { first, end } = columnWindow(scrollLeft, view, layout, 0);
      for (let column = layout.pinned; column < columns.length; column += 1) {
        const left = layout.x[column] ?? 0;
        const right = layout.x[column + 1] ?? 0;
        const shows = right > scrollLeft + layout.pinnedRight && left < scrollLeft + view;
        if (shows) expect(column >= first && column < end).toBe(true);
      }
    }
  });

  it("reveals a column clear of the pinned ones, a wide one from its beginning", () => {
    expect(revealColumn(0, 900, 600, layout)).toBeNull();
    expect(revealColumn(2, 300, 600, layout)).toBe(0);
    expect(revealColumn(5, 0, 600, layout)).toBe(848 - 600);
    expect(revealColumn(7, 0, 600, layout)).toBe(952 - 364);
    expect(revealColumn(3, 0, 1000, layout)).toBeNull();
  });

  it("draws no column when all are pinned", () => {
    const pinned = layOut([{ width: 100, pinned: true }], 40);
    expect(columnWindow(0, 600, pinned)).toEqual({ first: 1, end: 1 });
  });
});
