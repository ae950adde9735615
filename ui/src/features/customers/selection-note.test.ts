/** Sums of a selection: exact to the last minor unit, and silent where a sum would mean nothing. */
import { describe, expect, it } from "vitest";
import type { Value } from "../../ipc/bindings.ts";
import { sumOf } from "./selection-note.ts";

const money = (minor: string, currency = "CNY"): Value => ({ t: "money", v: { minor, currency } });

describe("a sum", () => {
  it("is exact beyond what a float holds", () => {
    expect(sumOf([money("9007199254740993"), money("1"), { t: "null" }, undefined])).toEqual({
      minor: "9007199254740994",
      currency: "CNY",
    });
  });
  it("counts what is owed back", () => {
    expect(sumOf([money("500"), money("-700")])?.minor).toBe("-200");
  });
  it("is not made across currencies, nor of nothing", () => {
    expect(sumOf([money("1"), money("1", "USD")])).toBeNull();
    expect(sumOf([{ t: "text", v: "1" }])).toBeNull();
    expect(sumOf([])).toBeNull();
  });
});
