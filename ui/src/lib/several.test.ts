/** Several values in one text, and whom they name. */
import { expect, it } from "vitest";
import { andHalf, apart, fitting, joined, named, openEnded, partsOf, typing, whole } from "./several.ts";

it("puts together what it takes apart, whatever signs are in a value", () => {
  for (const values of [[], ["甲"], ["甲", "乙"], ["Acme Co., Ltd"], ["Acme Co., Ltd", "乙"]]) {
    expect(partsOf(joined(values))).toEqual(values);
    expect(partsOf(openEnded(values))).toEqual(values);
    expect(typing(openEnded(values))).toEqual({ before: values, part: "" });
  }
});

it("knows what is typed last", () => {
  expect(typing("甲；乙、bi")).toEqual({ before: ["甲", "乙"], part: "bi" });
  expect(typing("Acme Co., Ltd\nbi")).toEqual({ before: ["Acme Co., Ltd"], part: "bi" });
});

it("takes two of one name in their order, and who is not known as a name", () => {
  const known = [
    { id: "1", label: "张伟" },
    { id: "2", label: "张伟" },
  ];
  expect(named(["张伟", "李娜", "张伟"], known)).toEqual([known[0], { id: null, label: "李娜" }, known[1]]);
});

it("offers what fits, by letters of the pinyin as well", () => {
  const offered = [
    { id: "a", label: "重点" },
    { id: "b", label: "战略" },
  ];
  expect(fitting("", offered)).toEqual(offered);
  expect(fitting("zl", offered).map(({ id }) => id)).toEqual(["b"]);
});

it("keeps what is half typed behind those that are whole, and makes a name of it in the end", () => {
  const one = { id: "a", label: "甲" };
  expect(andHalf([one], "")).toEqual([one]);
  const all = andHalf([one], " 乙");
  expect(apart(all)).toEqual({ picks: [one], text: " 乙" });
  expect(whole(all)).toEqual([one, { id: null, label: "乙" }]);
  expect(whole(andHalf([one], " "))).toEqual([one]);
});
