/** What reminds says classes in the user's words. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { mockCatalog } from "../../dev/mock/catalog.ts";
import { setLanguage } from "../lib/i18n.ts";
import type { Choice } from "./bindings.ts";
import { because } from "./occasions.ts";
import { nameOwn } from "./words.ts";

beforeEach(() => setLanguage("zh"));
afterEach(() => nameOwn(null));

it("calls classes as the user does", () => {
  const called = (code: string, label: string): Choice => ({
    list: "size_class",
    seq: 1,
    code,
    label,
    colour: null,
    retired: false,
    aliases: [],
  });
  nameOwn({ ...mockCatalog, hidden: [], choices: [called("large", "战略级"), called("x_1", "种子级")] });
  const values = { was: "x_1", became: "large", amount: "10 万", months: "12", number: "5 万" };
  const said = because({ key: "occasion.size_class.received_up", values });
  expect(said).toContain("种子级 → 战略级");
  const first = because({ key: "occasion.size_class.received_up", values: { ...values, was: "none" } });
  expect(first).toContain("未分类 → 战略级");
});
