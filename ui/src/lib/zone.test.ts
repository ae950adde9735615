/** What zones are called. */
import { expect, it } from "vitest";
import { zoneCity, zoneOffset, zonesByRegion } from "./zone.ts";

it("calls a zone by its city and its clocks by their distance", () => {
  expect(zoneCity("America/New_York")).toBe("New York");
  expect(zoneCity("UTC")).toBe("UTC");
  expect(zoneOffset("Asia/Shanghai")).toBe("UTC+8");
});

it("knows the zones of every region", () => {
  expect(zonesByRegion().get("Europe")).toContain("Europe/London");
});
