/** The spans of the views, how one turns their pages, and the words of the Chinese calendar. */
import { expect, it } from "vitest";
import { lunarText, span, turn } from "./days.ts";

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

it("names the days of the Chinese calendar", () => {
  const of = (month: number, day: number, leap = false) => lunarText({ month, day, leap });
  expect([of(1, 1), of(12, 8), of(6, 1, true)]).toEqual(["正月", "初八", "闰六月"]);
  expect([of(1, 10), of(1, 11), of(1, 19), of(1, 20)]).toEqual(["初十", "十一", "十九", "二十"]);
  expect([of(1, 21), of(1, 29), of(1, 30)]).toEqual(["廿一", "廿九", "三十"]);
});
