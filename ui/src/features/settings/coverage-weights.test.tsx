/** What counts for coverage is said by the user, for all units or for one kind, and goes back to what is usual. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";

const part = () => page.getByRole("region", { name: "了解度看什么" });
const field = (name: string) => part().getByRole("textbox", { name: `${name}的分量` });

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  go({ at: "settings", part: "freshness" });
  await expect.element(field("电话")).toBeVisible();
});

it("takes a weight, says what is usual, and goes back to it", async () => {
  await expect.element(part().getByText("合计 100", { exact: true })).toBeVisible();
  await field("电话").fill("20");
  await page.getByRole("heading", { name: "了解度看什么" }).click();
  await expect.poll(() => world.weights.get("phone ")).toBe(20);
  await expect.element(part().getByText("合计 112", { exact: true })).toBeVisible();
  await expect.element(part().getByText("默认 8", { exact: true })).toBeVisible();
  await part().getByRole("button", { name: "电话：恢复为 8" }).click();
  await expect.poll(() => world.weights.size).toBe(0);
});

it("weighs one kind of unit by itself, and resets all at once", async () => {
  await part()
    .getByRole("button", { name: /哪类单位/ })
    .click();
  await page.getByRole("option", { name: "部门" }).click();
  // A department has no code of its own.
  await expect.element(field("统一社会信用代码")).not.toBeInTheDocument();
  await field("电话").fill("50");
  await page.getByRole("heading", { name: "了解度看什么" }).click();
  await expect.poll(() => world.weights.get("phone department")).toBe(50);
  await expect.element(part().getByText("所有单位：8", { exact: true })).toBeVisible();
  await part().getByRole("button", { name: "全部恢复默认" }).click();
  await expect.poll(() => world.weights.size).toBe(0);
  await expect.element(field("电话")).toHaveValue("8");
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  await expectAccessible();
});
