/** Lines of a tree of which hardly a unit is known. */
import { describe, expect, it } from "vitest";
import { lineOf, shapeOf, spotAt } from "./shape.ts";

const open = new Map([
  ["b", { parent: null, at: 20_000 }],
  ["a", { parent: null, at: 2 }],
  ["c", { parent: "a", at: 1 }],
]);
const sizes = new Map([
  [null, 33_000],
  ["a", 3],
  ["b", 500],
  ["c", 2],
]);
const shape = shapeOf(open, sizes);

describe("a tree", () => {
  it("has a line for each unit of an open branch", () => {
    expect(shape.lines).toBe(33_505);
    const first = Array.from({ length: 9 }, (_, line) => spotAt(shape, line));
    expect(first.map((spot) => `${spot?.parent} ${spot?.at} ${spot?.depth}`)).toEqual([
      "null 0 0",
      "null 1 0",
      "null 2 0",
      "a 0 1",
      "a 1 1",
      "c 0 2",
      "c 1 2",
      "a 2 1",
      "null 3 0",
    ]);
    expect(spotAt(shape, 20_006)).toEqual({ parent: "b", at: 0, depth: 1 });
    expect(spotAt(shape, 33_504)).toEqual({ parent: null, at: 32_999, depth: 0 });
    expect(spotAt(shape, 33_505)).toBeNull();
  });

  it("knows the line of each", () => {
    for (const line of [0, 3, 5, 7, 8, 20_005, 20_300, 33_504]) {
      const spot = spotAt(shape, line);
      expect(spot && lineOf(shape, spot)).toBe(line);
    }
    expect(lineOf(shapeOf(new Map(), sizes), { parent: "a", at: 1 })).toBeNull();
  });

  it("shuts a branch that is not there any more, and waits for one of unknown size", () => {
    expect(shapeOf(open, new Map([[null, 2]])).lines).toBe(2);
    expect(shapeOf(open, new Map([[null, 10]])).lines).toBe(10);
  });
});
