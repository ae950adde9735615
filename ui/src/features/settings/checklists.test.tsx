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

it("makes one list and one step of a key that is held", async () => {
  const hold = async (name: string, typed: string) => {
    const field = page.getByRole("textbox", { name, exact: true });
    await field.fill(typed);
    for (let sent = 0; sent < 3; sent += 1) {
      (field.element() as HTMLInputElement).form?.requestSubmit();
      await Promise.resolve();
    }
    await expect.element(field).toHaveValue("");
  };
  await hold("新建清单", "新品试用");
  await hold("添加步骤", "寄样品");
  expect((await commands.checklists()).map(({ name }) => name)).toEqual(["新品试用"]);
  expect(await names()).toEqual(["寄样品"]);
});

it("takes quick changes one after another, and the focus goes on where a step was taken away", async () => {
  await commands.checklistsTake(["renewal"]);
  const [first, second, third, ...rest] = await names();
  const press = (name: string) => {
    const button = page.getByRole("button", { name }).element() as HTMLElement;
    button.focus();
    button.click();
  };
  await expect.element(page.getByRole("button", { name: `删除步骤“${first}”` })).toBeVisible();
  // None waits for what the one before came to.
  press(`下移“${first}”`);
  press(`删除步骤“${first}”`);
  press(`下移“${second}”`);
  press(`删除步骤“${third}”`);
  await expect.poll(names).toEqual([second, ...rest]);
  await expect.element(page.getByText(/刚刚被修改过/)).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: `删除步骤“${rest[0]}”` })).toHaveFocus();
  // What was added since stays where it is when another moves.
  await page.getByRole("textbox", { name: "添加步骤" }).fill("收尾");
  await userEvent.keyboard("{Enter}");
  await expect.poll(names).toEqual([second, ...rest, "收尾"]);
  press(`下移“${second}”`);
  await expect.poll(async () => (await names())[1]).toBe(second);
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
  await page.getByRole("button", { name: /“约定回访会的时间和参加人”针对哪些单位/ }).click();
  await page.getByRole("option", { name: "逐家直属下级" }).click();
  await expect.poll(async () => (await steps())[0]?.each_below).toBe(true);
  await expectAccessible();
});

it("takes one over once though it is pressed twice", async () => {
  const take = page.getByRole("button", { name: /采用“年度回访”/ });
  await expect.element(take).toBeVisible();
  for (const _ of "12") (take.element() as HTMLElement).click();
  await expect.element(page.getByRole("textbox", { name: "清单名称" })).toHaveValue("年度回访");
  await commands.checklistsTake(["renewal"]);
  expect((await commands.checklists()).map(({ name }) => name)).toEqual(["年度回访", "合同续签"]);
  await expect.element(page.getByText(/已经有了/)).not.toBeInTheDocument();
});

it("stays with the list that is looked at when it is switched off", async () => {
  await commands.checklistsTake(["annual_review", "renewal"]);
  const name = page.getByRole("textbox", { name: "清单名称" });
  await expect.element(name).toHaveValue("年度回访");
  await page.getByText("可供启动").click();
  await expect.poll(async () => (await commands.checklists())[0]?.name).toBe("合同续签");
  await expect.element(page.getByRole("switch", { name: "可供启动" })).not.toBeChecked();
  await expect.element(name).toHaveValue("年度回访");
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
