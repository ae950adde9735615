/** Readings' first letters, as people type them to narrow a list. */
import { describe, expect, it } from "vitest";
import { initials, rankOf } from "./initials.ts";

describe("initials", () => {
  it.each([
    ["战略", "zl"],
    ["重点客户", "zdkh"],
    ["合作中", "hzz"],
    ["潜在", "qz"],
    ["流失", "ls"],
    ["黑名单", "hmd"],
    ["制造业", "zzy"],
    ["安全", "aq"],
    ["鄂尔多斯", "eeds"],
    ["耳目", "em"],
    ["A级", "aj"],
  ])("%s is %s", (text, letters) => {
    expect(initials(text)).toBe(letters);
  });
});

describe("fitting", () => {
  it("prefers what begins as typed, then what holds it, then readings", () => {
    expect(rankOf("合作中", "合作")).toBe(3);
    expect(rankOf("暂停合作", "合作")).toBe(2);
    expect(rankOf("合作中", "hz")).toBe(1);
    expect(rankOf("合作中", "hezuo")).toBe(1);
    expect(rankOf("战略", "zhanl")).toBe(1);
    expect(rankOf("重点", "zhongd")).toBe(1);
    expect(rankOf("合作中", "zl")).toBe(0);
    expect(rankOf("Manufacturing", "manu")).toBe(3);
  });
  it("takes everything for nothing typed", () => {
    expect(rankOf("合作中", "")).toBe(3);
  });
});
