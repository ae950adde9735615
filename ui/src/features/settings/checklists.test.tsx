/** Checklists are edited where they stand: taken over, named, their steps made, moved, dated and removed, each with undo. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  go({ at: "settings", part: "checklists" });
  await expect.element(page.getByRole("region", { name: "清单" })).toBeVisible();
});

const steps = async () => (await commands.checklists())[0]?.steps ?? [];
const names = async () => (await steps()).map(({ name }) => name);

it("takes ours over, all at once, and offers none twice", async () => {
  await page.getByRole("button", { name: "全部采用" }).click();
  await expect.poll(async () => (await commands.checklists()).length).toBe(4);
  await expect.element(page.getByText("内置清单")).not.toBeInTheDocument();
  await expectAccessible();
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.element(page.getByText("内置清单")).toBeVisible();
});

it("makes a list of one's own by keyboard, and moves and removes its steps with undo", async () => {
  await page.getByRole("textbox", { name: "新建清单" }).click();
  await userEvent.keyboard("新品试用{Enter}");
  const add = page.getByRole("textbox", { name: "添加步骤" });
  await add.click();
  await userEvent.keyboard("寄样品{Enter}");
  await expect.element(add).toHaveValue("");
  await userEvent.keyboard("电话问反馈{Enter}");
  await expect.poll(names).toEqual(["寄样品", "电话问反馈"]);
  const second = page.getByRole("textbox", { name: "步骤“电话问反馈”的名称" });
  await second.click();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await expect.poll(names).toEqual(["电话问反馈", "寄样品"]);
  await expect.element(second).toHaveFocus();
  await page.getByRole("button", { name: "删除步骤“寄样品”" }).click();
  await expect.poll(names).toEqual(["电话问反馈"]);
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(names).toEqual(["电话问反馈", "寄样品"]);
});

it("says when a step is due and for whom, and what it becomes", async () => {
  await page.getByRole("button", { name: /采用“年度回访”/ }).click();
  await expect.element(page.getByText("启动当天")).toBeVisible();
  const days = page.getByRole("textbox", { name: /“约定回访会的时间和参加人”离启动日的天数/ });
  await days.fill("-30");
  await userEvent.keyboard("{Tab}");
  await expect.poll(async () => (await steps())[0]?.offset_days).toBe(-30);
  await page.getByRole("button", { name: /“约定回访会的时间和参加人”的天数怎么算/ }).click();
  await page.getByRole("option", { name: "自然日" }).click();
  await expect.poll(async () => (await steps())[0]?.working_days).toBe(false);
  await page.getByRole("button", { name: /“约定回访会的时间和参加人”由谁做/ }).click();
  await page.getByRole("option", { name: "逐家直属下级" }).click();
  await expect.poll(async () => (await steps())[0]?.each_below).toBe(true);
  await expectAccessible();
});

it("removes a list and brings it back with its steps", async () => {
  await page.getByRole("button", { name: /采用“合同续签”/ }).click();
  await page.getByRole("button", { name: "删除清单" }).click();
  await expect.poll(async () => (await commands.checklists()).length).toBe(0);
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(async () => (await steps()).length).toBeGreaterThan(5);
});

it("passes axe in English", async () => {
  await commands.checklistsTake(["renewal"]);
  setLanguage("en");
  await expect.element(page.getByRole("region", { name: "Checklists" })).toBeVisible();
  await expectAccessible();
});
