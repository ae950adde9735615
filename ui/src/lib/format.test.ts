/** Money, days and sizes read right in both languages. */
import { beforeEach, describe, expect, it } from "vitest";
import {
  ago,
  amount,
  bytes,
  columnAmount,
  decimal,
  instant,
  moneyExact,
  moneyText,
  moneyUnit,
  percent,
  relativeDay,
  remaining,
  since,
  wallInstant,
  wallParts,
  weekday,
} from "./format.ts";
import { setLanguage } from "./i18n.ts";

const yuan = (minor: string) => ({ minor, currency: "CNY" });

describe("in Chinese", () => {
  beforeEach(() => setLanguage("zh"));
  it("writes money in the unit a reader would say", () => {
    expect(moneyText(yuan("820000"))).toBe("8,200 元");
    expect(moneyText(yuan("3280000000"))).toBe("3,280 万元");
    expect(moneyText(yuan("10983000000000"))).toBe("1,098.3 亿元");
    expect(moneyText(yuan("-820000"))).toBe("−8,200 元");
  });
  it("never writes an amount as nothing that is something", () => {
    expect(amount(yuan("3520"), "wan")).toBe("0.00352");
    expect(amount(yuan("12800"), "wan")).toBe("0.0128");
    expect(amount(yuan("1"), "yi")).toBe("0.0000000001");
    expect(amount(yuan("-3520"), "one")).toBe("−35.2");
    expect(amount(yuan("0"), "wan")).toBe("0");
    expect(amount(yuan("3280567800"), "wan")).toBe("3,280.57");
  });
  it("counts whole years and months since a day", () => {
    expect(since("2020-08-01", "2026-11-22")).toEqual({ years: 6, months: 3 });
    expect(since("2020-11-23", "2026-11-22")).toEqual({ years: 5, months: 11 });
    expect(since("2024-02-29", "2025-02-28")).toEqual({ years: 0, months: 11 });
    expect(since("2026-11-22", "2026-11-22")).toEqual({ years: 0, months: 0 });
    expect(since("2026-11-23", "2026-11-22")).toBeNull();
  });
  it("writes days as seen from today", () => {
    expect(relativeDay("2026-11-22", "2026-11-22")).toBe("今天");
    expect(relativeDay("2026-11-23", "2026-11-22")).toBe("明天");
    expect(relativeDay("2026-11-24", "2026-11-22")).toBe("后天");
    expect(relativeDay("2026-12-05", "2026-11-22")).toBe("13 天后");
    expect(relativeDay("2026-11-19", "2026-11-22", "late")).toBe("逾期 3 天");
    expect(relativeDay("2026-11-21", "2026-11-22")).toBe("昨天");
    expect(weekday("2026-11-22")).toBe("周日");
  });
  it("says how long there is until an hour, and since it", () => {
    const by = wallInstant("2026-11-24T16:00", "Asia/Shanghai") ?? 0;
    expect(new Date(by).toISOString()).toBe("2026-11-24T08:00:00.000Z");
    expect(wallInstant("2026-11-24", "Asia/Shanghai")).toBeNull();
    const left = (minutes: number) => remaining(by, by - minutes * 60_000);
    expect([0, 0.5, 35, 60, 130, 659, 1500, 2880, 4400].map(left)).toEqual([
      "现在",
      "1 分钟后",
      "35 分钟后",
      "1 小时后",
      "2 小时 10 分后",
      "10 小时后",
      "1 天 1 小时后",
      "2 天后",
      "3 天后",
    ]);
    expect([-0.5, -35, -130].map(left)).toEqual(["现在", "逾期 35 分钟", "逾期 2 小时 10 分"]);
  });
});

describe("in English", () => {
  beforeEach(() => setLanguage("en"));
  it("says how long there is until an hour, and since it", () => {
    expect(remaining(7_800_000, 0)).toBe("in 2 h 10 min");
    expect(remaining(0, 7_800_000)).toBe("2 h 10 min late");
    expect(remaining(172_800_000, 0)).toBe("in 2 days");
  });
  it("writes money short", () => {
    expect(moneyText(yuan("820000"))).toBe("¥8,200");
    expect(moneyText(yuan("3280000000"))).toBe("¥32.8m");
    expect(moneyText({ minor: "500000", currency: "JPY" })).toBe("500k JPY");
    expect(moneyUnit("thousand")).toBe("¥k");
    expect(moneyUnit("million", "USD")).toBe("m USD");
  });
  it("writes money to the last cent where it is compared", () => {
    expect(moneyExact(yuan("328000001"))).toBe("¥3,280,000.01");
    setLanguage("zh");
    expect(moneyExact(yuan("328000000"))).toBe("3,280,000 元");
  });
  it("counts late days", () => {
    expect(relativeDay("2026-11-21", "2026-11-22", "late")).toBe("1 day late");
    expect(relativeDay("2026-11-19", "2026-11-22", "late")).toBe("3 days late");
    expect(weekday("2026-11-23")).toBe("Mon");
  });
});

it("keeps money exact beyond what a float holds", () => {
  expect(amount(yuan("900719925474099301"), "one")).toBe("9,007,199,254,740,993.01");
  expect(amount(yuan("41000000"), "wan")).toBe("41");
  expect(amount(yuan("41050000"), "wan")).toBe("41.05");
  expect(amount(yuan("0"), "wan")).toBe("0");
});

it("writes sizes, shares and times", () => {
  expect(bytes(640_400_000)).toBe("640 MB");
  expect(bytes(1_240_000)).toBe("1.2 MB");
  expect(percent(3520)).toBe("35.2%");
  expect(decimal("12345678901.12345678")).toBe("12,345,678,901.12345678");
  expect(wallParts("2026-11-23T10:00")).toEqual({ day: "2026-11-23", time: "10:00" });
  expect(wallParts("2026-11-23")).toEqual({ day: "2026-11-23", time: null });
  expect(instant(new Date(2026, 10, 2, 8, 5).getTime())).toBe("2026-11-02 08:05");
});

it("says how long ago", () => {
  setLanguage("zh");
  expect(ago(0, 30_000)).toBe("刚刚");
  expect(ago(0, 5 * 60_000)).toBe("5 分钟前");
  expect(ago(0, 2 * 3_600_000)).toBe("2 小时前");
  expect(ago(0, 50 * 3_600_000)).toBe("2 天前");
});

it("names the currency of an amount where the column's head cannot", () => {
  expect(columnAmount({ minor: "123450000", currency: "CNY" }, "wan")).toBe("123.45");
  expect(columnAmount({ minor: "123450000", currency: "USD" }, "wan")).toBe("USD 123.45");
});
