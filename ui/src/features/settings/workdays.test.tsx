/** Working days: a year is looked through, a day is turned and turned back, the weekend is one's own. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";

const tab = (name: string) => page.getByRole("tab", { name }).click();

async function openWorkdays() {
  await openWindow("unlocked");
  await page.getByRole("button", { name: "设置" }).first().click();
  await tab("工作日");
}

const day = (name: RegExp) => page.getByRole("button", { name });

it("marks holidays and the days worked for them, and passes axe", async () => {
  await openWorkdays();
  await page.getByRole("button", { name: "上一年" }).click();
  await page.getByRole("button", { name: "下一年" }).click();
  const year = new Date().getFullYear();
  await expect.element(page.getByRole("heading", { name: `${year} 年` })).toBeVisible();
  await expect.element(page.getByRole("region", { name: "十二月" })).toBeVisible();
  await expect.element(page.getByText("中国", { exact: true })).toBeVisible();
  await expectAccessible();
});

it("says of a year not announced yet that only the days off by law are known", async () => {
  await openWorkdays();
  const to = 2027 - new Date().getFullYear();
  for (let n = 0; n < Math.abs(to); n += 1)
    await page.getByRole("button", { name: to > 0 ? "下一年" : "上一年" }).click();
  await expect.element(page.getByText(/2027 年目前只含法定节日/)).toBeVisible();
  await expect.element(day(/^2027年2月8日.*春节 休息$/)).toBeVisible();
  await expect.element(day(/^2027年2月9日.*上班$/)).toBeVisible();
});

it("turns a day by a line of the user's own, and back", async () => {
  await openWorkdays();
  for (let at = new Date().getFullYear(); at < 2030; at += 1)
    await page.getByRole("button", { name: "下一年" }).click();
  await expect.element(page.getByText(/2030 年没有内置的节假日/)).toBeVisible();
  await day(/^2030年10月1日.*上班$/).click();
  await expect.element(day(/^2030年10月1日.*休息$/)).toBeVisible();
  const own = () => [...world.records.values()].filter((one) => one.entity === "holiday" && !one.deleted);
  expect(own()).toHaveLength(1);
  await userEvent.keyboard("{ArrowRight}");
  await expect.element(day(/^2030年10月2日.*上班$/)).toHaveFocus();
  await day(/^2030年10月1日.*休息$/).click();
  await expect.element(day(/^2030年10月1日.*上班$/)).toBeVisible();
  expect(own()).toHaveLength(0);
});

it("keeps the days of rest, and takes a change back", async () => {
  await openWorkdays();
  await page.getByText("周五", { exact: true }).first().click();
  await expect.poll(() => world.weekend).toEqual([5, 6, 7]);
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => world.weekend).toEqual([6, 7]);
});
