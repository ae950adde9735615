/** Arranging the table: sorting by clicks, and columns that keep their order sound. */
import { describe, expect, it } from "vitest";
import type { FieldInfo, ViewSetting } from "../../ipc/bindings.ts";
import { entryText } from "../../ipc/entry-text.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { changeColumn, sortBy, toggleColumn } from "./arrange.ts";
import type { Ground } from "./cells.ts";
import { cellText, gridColumn, powerOf } from "./columns.ts";

const setting: ViewSetting = {
  columns: [
    { key: "name", width: 240, pinned: true },
    { key: "level", width: 90, pinned: false },
    { key: "amount", width: 120, pinned: false },
  ],
  sort: [],
  group: null,
  filter: null,
  scales: {},
};
const order = ({ columns }: ViewSetting) => columns.map(({ key, pinned }) => (pinned ? `*${key}` : key));

describe("sorting by clicks", () => {
  it("goes up, down and away", () => {
    const up = sortBy([], "a", false);
    expect(up).toEqual([{ field: "a", descending: false }]);
    const down = sortBy(up, "a", false);
    expect(down).toEqual([{ field: "a", descending: true }]);
    expect(sortBy(down, "a", false)).toEqual([]);
  });
  it("replaces without Shift and adds with it, keeping the rank of those that stay", () => {
    const two = sortBy(sortBy([], "a", false), "b", true);
    expect(two.map(({ field }) => field)).toEqual(["a", "b"]);
    expect(sortBy(two, "a", true)).toEqual([
      { field: "a", descending: true },
      { field: "b", descending: false },
    ]);
    expect(sortBy(two, "c", false)).toEqual([{ field: "c", descending: false }]);
    expect(sortBy(sortBy(two, "b", true), "b", true)).toEqual([{ field: "a", descending: false }]);
  });
});

describe("columns", () => {
  it("move, and stay loose or pinned where they land", () => {
    expect(order(changeColumn(setting, { kind: "move", key: "amount", to: 1 }))).toEqual([
      "*name",
      "amount",
      "level",
    ]);
    expect(order(changeColumn(setting, { kind: "move", key: "amount", to: 0 }))).toEqual([
      "*amount",
      "*name",
      "level",
    ]);
    expect(order(changeColumn(setting, { kind: "move", key: "name", to: 2 }))).toEqual([
      "level",
      "amount",
      "name",
    ]);
    const both = changeColumn(setting, { kind: "pin", key: "level", pinned: true });
    expect(order(both)).toEqual(["*name", "*level", "amount"]);
    expect(order(changeColumn(both, { kind: "move", key: "name", to: 1 }))).toEqual([
      "*level",
      "*name",
      "amount",
    ]);
  });
  it("do not count pinned ones that are out of sight behind the others", () => {
    const columns = [...setting.columns, { key: "gone", width: 90, pinned: true }];
    expect(
      order(changeColumn({ ...setting, columns }, { kind: "pin", key: "amount", pinned: true })),
    ).toEqual(["*name", "*amount", "level", "*gone"]);
    expect(order(changeColumn({ ...setting, columns }, { kind: "move", key: "amount", to: 1 }))).toEqual([
      "*name",
      "amount",
      "level",
      "*gone",
    ]);
  });
  it("pin behind the pinned and come loose before the others", () => {
    expect(order(changeColumn(setting, { kind: "pin", key: "amount", pinned: true }))).toEqual([
      "*name",
      "*amount",
      "level",
    ]);
    expect(order(changeColumn(setting, { kind: "pin", key: "name", pinned: false }))).toEqual([
      "name",
      "level",
      "amount",
    ]);
  });
  it("keep a width one can see, and at least one column", () => {
    expect(changeColumn(setting, { kind: "width", key: "level", width: 3 }).columns[1]?.width).toBe(56);
    const one = { ...setting, columns: setting.columns.slice(0, 1) };
    expect(changeColumn(one, { kind: "hide", key: "name" })).toBe(one);
  });
  it("show at the end and hide again", () => {
    const field = { key: "city", width: 120 } as FieldInfo;
    const more = toggleColumn(setting, field, true);
    expect(order(more).at(-1)).toBe("city");
    expect(toggleColumn(more, field, true)).toBe(more);
    expect(order(toggleColumn(more, field, false))).toEqual(order(setting));
  });
});

describe("typed money", () => {
  it("is in the unit of the column's head, which nothing else has", () => {
    expect(powerOf("money", "wan")).toBe(4);
    expect(powerOf("money", "one")).toBe(0);
    expect(powerOf("number", "wan")).toBe(0);
  });
  it("opens for editing as it would be typed", () => {
    const money = { t: "money" as const, v: { minor: "3280000000", currency: "CNY" } };
    expect(cellText(money, "", "wan")).toBe("3280");
    expect(cellText({ t: "money", v: { minor: "12345", currency: "CNY" } }, "", "wan")).toBe("123.45元");
    expect(cellText({ t: "money", v: { minor: "123456", currency: "USD" } }, "", "wan")).toBe("USD 1234.56");
  });
  it("opens in English in words that are read there, and in full unless said otherwise", () => {
    setLanguage("en");
    const yuan = (minor: string) => ({ t: "money" as const, v: { minor, currency: "CNY" } });
    expect(cellText(yuan("1234500"), "", "thousand")).toBe("CNY 12345");
    expect(cellText(yuan("-1234567"), "", "million")).toBe("CNY −12345.67");
    expect(cellText(yuan("1234500"), "", "one")).toBe("12345");
    expect(entryText(yuan("3280000000"))).toBe("32800000");
    const field = { key: "coop_amount", kind: "money", choices: null } as FieldInfo;
    const shown = (scales: Ground["scales"]) => {
      const ground: Ground = { entity: "unit", choices: [], today: "2026-11-27", scales };
      return gridColumn(field, { key: "coop_amount", width: 120, pinned: false }, ground);
    };
    expect(shown({}).view(yuan("1234500")).text).toBe("12,345");
    expect(shown({})).toMatchObject({ unit: "¥", counts: "one" });
    expect(shown({ coop_amount: "thousand" })).toMatchObject({ unit: "¥k", counts: "thousand" });
    setLanguage("zh");
    expect(shown({})).toMatchObject({ unit: "万元", counts: "wan" });
  });
});
