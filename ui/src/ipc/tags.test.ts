/** Which tags are offered for what is typed. */
import { expect, it } from "vitest";
import { offeredTags, withTag } from "./tags.ts";

const used = ["老客户", "展会", "VIP", "老板"].map((tag, at) => ({ tag, count: 9 - at }));

it("offers what holds the part that is typed, and none that is there", () => {
  expect(offeredTags(used, "")).toEqual(["老客户", "展会", "VIP", "老板"]);
  expect(offeredTags(used, "老")).toEqual(["老客户", "老板"]);
  expect(offeredTags(used, "老客户；老")).toEqual(["老板"]);
  expect(offeredTags(used, "展会\nvi")).toEqual(["VIP"]);
  expect(offeredTags(used, "老客户")).toEqual([]);
});

it("puts one in the place of what is typed", () => {
  expect(withTag("展会；老", "老客户")).toBe("展会；老客户");
  expect(withTag("", "展会")).toBe("展会");
});
