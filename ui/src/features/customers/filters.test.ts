/** Filters survive the way to the core and back, and say themselves in words. */
import { describe, expect, it } from "vitest";
import type { FieldInfo, FieldKind } from "../../ipc/bindings.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { scaleOf } from "./cells.ts";
import { arity, type Condition, conditionsOf, filterOf, inWords, waysFor } from "./filters.ts";

const field = (key: string, kind: FieldKind, more: Partial<FieldInfo> = {}): FieldInfo => ({
  key,
  label: null,
  help: null,
  kinds: [],
  kind,
  section: "general",
  required: false,
  computed: false,
  max_len: 100,
  choices: null,
  target: null,
  default: null,
  sortable: true,
  groupable: true,
  summable: false,
  default_column: true,
  width: 100,
  hidden: false,
  ...more,
});
const fields = [
  field("legal_name", "text"),
  field("level", "choice", { choices: "unit_level" }),
  field("coop_amount", "money"),
  field("next_touch", "wall_time"),
  field("parent", "ref", { target: "unit" }),
  field("left", "bool"),
  field("leads", "choices", { choices: "lead" }),
  field("contacts", "refs", { target: "contact" }),
];
const ground = { entity: "unit", choices: [], today: "2026-11-22", scales: {} };

describe("what a column of money counts in", () => {
  const of = (entity: string, scales = {}) => ({ ...ground, entity, scales });
  it("is the yuan for prices, costs and bills, and what large sums are said in for business", () => {
    for (const [entity, key] of [
      ["product", "list_price"],
      ["cost", "amount"],
      ["invoice", "amount"],
      ["transaction", "unit_price"],
      ["unit", "x_fee"],
    ] as const)
      expect(scaleOf(of(entity), key)).toBe("one");
    expect(scaleOf(of("unit"), "coop_amount")).toBe("wan");
    expect(scaleOf(of("contract", { amount: "yi" }), "amount")).toBe("yi");
    setLanguage("en");
    expect(scaleOf(of("unit"), "coop_amount")).toBe("one");
    expect(scaleOf(of("unit", { coop_amount: "thousand" }), "coop_amount")).toBe("thousand");
    setLanguage("zh");
  });
});

describe("conditions", () => {
  it("come back from the core's filter as they went, for every operator of every kind", () => {
    for (const info of fields) {
      for (const how of waysFor(info)) {
        const values = arity(how) === "none" ? [] : [{ t: "raw" as const, v: "x" }];
        const back = conditionsOf(filterOf([{ field: info.key, how, values }]), fields);
        expect(back).toHaveLength(1);
        expect(back[0]).toMatchObject({ field: info.key, how });
      }
    }
  });
  it("of fields that are gone are left out", () => {
    expect(conditionsOf(filterOf([{ field: "gone", how: "contains", values: [] }]), fields)).toEqual([]);
    expect(conditionsOf({ any: [] }, fields)).toEqual([]);
  });
  it("say themselves", () => {
    const level: Condition = {
      field: "level",
      how: "in",
      values: [
        { t: "choice", v: "a" },
        { t: "choice", v: "b" },
      ],
    };
    expect(inWords(level, fields[1], ground)).toEqual({ name: "级别", text: "A、B" });
    expect(inWords({ ...level, how: "not_in" }, fields[1], ground).text).toBe("不是 A、B");
    expect(inWords({ field: "legal_name", how: "empty", values: [] }, fields[0], ground).text).toBe("为空");
    const under: Condition = {
      field: "parent",
      how: "under",
      values: [{ t: "ref", v: { id: "1", label: "鲲鹏重工集团" } }],
    };
    expect(inWords(under, fields[4], ground).text).toBe("属于（含下级） 鲲鹏重工集团");
  });
});
