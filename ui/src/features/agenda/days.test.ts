/** The spans of the views, and how one turns their pages. */
import { expect, it } from "vitest";
import { span, turn } from "./days.ts";

it("begins weeks on Monday, and a month's sheet with the Monday before its first", () => {
  expect(span("day", "2026-11-27")).toEqual({ from: "2026-11-27", to: "2026-11-27" });
  expect(span("week", "2026-11-29")).toEqual({ from: "2026-11-23", to: "2026-11-29" });
  expect(span("month", "2026-11-27")).toEqual({ from: "2026-10-26", to: "2026-12-06" });
  expect(span("list", "2026-11-27")).toEqual({ from: "2026-11-23", to: "2026-12-20" });
});

it("turns by what it shows", () => {
  expect(turn("month", "2026-01-31", 1)).toBe("2026-02-28");
  expect(turn("week", "2026-11-27", -1)).toBe("2026-11-20");
});
