/** The tags in use: called otherwise everywhere, taken away, and brought back. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";

const worn = (tag: string) =>
  [...world.records.values()].filter(
    ({ values }) => values.tags?.t === "texts" && values.tags.v.includes(tag),
  ).length;

it("calls a tag otherwise everywhere, and takes that back", async () => {
  await openWindow("unlocked");
  await page.getByRole("button", { name: "设置" }).first().click();
  await page.getByRole("tab", { name: "选项" }).click();
  const before = worn("老客户");
  expect(before).toBeGreaterThan(0);
  await page.getByRole("textbox", { name: "标签 老客户" }).fill("老朋友");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => worn("老朋友")).toBe(before);
  expect(worn("老客户")).toBe(0);
  await expect.element(page.getByRole("textbox", { name: "标签 老朋友" })).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => worn("老客户")).toBe(before);
  await page.getByRole("button", { name: "从所有记录上去掉 展会" }).click();
  await expect.poll(() => worn("展会")).toBe(0);
});

it("keeps the keyboard on the line that was called otherwise, and on the next where one is taken away", async () => {
  await openWindow("unlocked");
  await page.getByRole("button", { name: "设置" }).first().click();
  await page.getByRole("tab", { name: "选项" }).click();
  await page.getByRole("textbox", { name: "标签 老客户" }).fill("老朋友");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("textbox", { name: "标签 老朋友" })).toHaveFocus();
  const lines = () =>
    [...document.querySelectorAll<HTMLElement>("[data-tag]")].map(({ dataset }) => dataset.tag);
  const [first, second] = lines();
  const away = page.getByRole("button", { name: `从所有记录上去掉 ${first}` });
  (away.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => lines().includes(first)).toBe(false);
  await expect.element(page.getByRole("button", { name: `从所有记录上去掉 ${second}` })).toHaveFocus();
});
