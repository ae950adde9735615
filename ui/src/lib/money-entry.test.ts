/** Amounts that go from a column that counts in one unit to one that counts in another. */
import { afterEach, describe, expect, it } from "vitest";
import { countsIn, forgetCopied, rememberCopied } from "./copied.ts";
import { setLanguage } from "./i18n.ts";
import { inUnit, recounted } from "./money-entry.ts";

describe("a bare amount that goes to a column of another unit", () => {
  afterEach(() => setLanguage("zh"));

  it("says what it counts in, behind its last digit", () => {
    setLanguage("zh");
    const said: [string, string][] = [
      ["3280", "3280万元"],
      ["-0.12345", "-0.12345万元"],
      ["1,234.5", "1,234.5万元"],
      ["(1,234.00)", "(1,234.00万元)"],
      ["379240.80-", "379240.80万元-"],
      ["１２３", "１２３万元"],
    ];
    for (const [text, put] of said) expect(recounted(text, "wan", "one")).toBe(put);
    expect(recounted("5", "one", "wan")).toBe("5元");
    expect(recounted("5", "thousand", "yi")).toBe("5千元");
    expect(recounted("5", "million", "yi")).toBe("5百万元");
    expect(recounted("5", "yi", "one")).toBe("5亿元");
  });

  it("says it in English in words the core knows", () => {
    setLanguage("en");
    expect(inUnit("-5", "one")).toBe("CNY -5");
    expect(inUnit("1,234", "thousand")).toBe("1,234 thousand");
    expect(inUnit("3.5", "million")).toBe("3.5 million");
    expect(inUnit("3.5", "wan")).toBe("3.5w");
  });

  it("is left alone where it says so itself, counts the same, or is no money", () => {
    for (const text of ["", "-", "5元", "3.2万", "USD 5", "¥5", "待定"])
      expect(recounted(text, "wan", "one")).toBe(text);
    expect(recounted("5", "wan", "wan")).toBe("5");
    expect(recounted("5", undefined, "wan")).toBe("5");
    expect(recounted("5", "wan", undefined)).toBe("5");
  });
});

describe("what was copied last", () => {
  it("is known by its text until something else is copied or the vault is locked", () => {
    rememberCopied("1\n2", ["wan"]);
    expect(countsIn("1\r\n2")).toEqual(["wan"]);
    expect(countsIn("1\n3")).toEqual([]);
    rememberCopied("7", ["one"]);
    expect(countsIn("1\n2")).toEqual([]);
    forgetCopied();
    expect(countsIn("7")).toEqual([]);
  });
});
