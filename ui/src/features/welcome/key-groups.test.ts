/** Four groups are asked, from all parts of the key, and what is typed stands in the answer. */
import { expect, it } from "vitest";
import { answerOf, groupsOf, pickAsked } from "./key-groups.ts";

const groups = groupsOf("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH-JJJJ");

it("asks four different groups, in order, from the whole key", () => {
  expect(pickAsked(9, () => 0)).toEqual([0, 2, 4, 6]);
  expect(pickAsked(9, () => 0.999)).toEqual([1, 3, 5, 8]);
});

it("answers with what was typed, not with what is known", () => {
  const answer = answerOf(groups, [0, 8], { 0: "XXXX", 8: " jjjj " });
  expect(answer).toBe("XXXX-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH-JJJJ");
  expect(answerOf(groups, [3], {})).toContain("CCCC--EEEE");
  expect(answerOf(groups, [1], { 1: "ol1I" })).toContain("AAAA-0111-CCCC");
});
