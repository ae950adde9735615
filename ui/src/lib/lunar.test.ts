/** Days of the Chinese calendar as a calendar writes them and as a sentence says them. */
import { afterEach, expect, it } from "vitest";
import { setLanguage } from "./i18n.ts";
import { lunarShort, lunarText } from "./lunar.ts";

afterEach(() => setLanguage("zh"));

it("says a lunar day in a sentence", () => {
  setLanguage("zh");
  expect(lunarText("01-01")).toBe("农历正月初一");
  expect(lunarText("L06-21")).toBe("农历六月廿一（闰月）");
  expect(lunarText("someday")).toBe("someday");
  setLanguage("en");
  expect(lunarText("08-15")).toBe("day 15 of lunar month 8");
});

it("names the days of the Chinese calendar", () => {
  const of = (month: number, day: number, leap = false) => lunarShort({ month, day, leap });
  expect([of(1, 1), of(12, 8), of(6, 1, true)]).toEqual(["正月", "初八", "闰六月"]);
  expect([of(1, 10), of(1, 11), of(1, 19), of(1, 20)]).toEqual(["初十", "十一", "十九", "二十"]);
  expect([of(1, 21), of(1, 29), of(1, 30)]).toEqual(["廿一", "廿九", "三十"]);
});
