/** The user's own choices: made, called, coloured, ordered and retired by keyboard, and offered where one chooses. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";

const level = () => world.choices.filter(({ list }) => list === "unit_level");
const labels = () => level().map(({ label, code }) => label ?? code);

async function openLists() {
  await openWindow("unlocked");
  await page.getByRole("button", { name: "设置" }).first().click();
  await page.getByRole("tab", { name: "选项" }).click();
  await expect.element(page.getByRole("list", { name: "客户 · 级别" })).toBeVisible();
}

const add = page.getByRole("textbox", { name: "新增选项" });

it("takes a new choice, another name and a place in the list, all by keyboard", async () => {
  await openLists();
  await add.click();
  await userEvent.keyboard("重要{Enter}");
  await expect.element(page.getByRole("textbox", { name: "“重要”的名称" })).toBeVisible();
  await expect.element(add).toHaveValue("");
  await page.getByRole("textbox", { name: "“重要”的名称" }).fill("特级");
  await userEvent.keyboard("{Enter}");
  const name = page.getByRole("textbox", { name: "“特级”的名称" });
  await expect.element(name).toHaveFocus();
  await userEvent.keyboard("{Alt>}{ArrowUp}{ArrowUp}{/Alt}");
  await expect.poll(labels).toEqual(["a", "b", "特级", "c", "d"]);
  await expect.element(name).toHaveFocus();
  await name.fill("别的");
  await userEvent.keyboard("{Escape}");
  await expect.element(name).toHaveValue("特级");
  await page.getByRole("textbox", { name: "“特级”的其他写法" }).fill("VIP、五星");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => level()[2]?.aliases).toEqual(["VIP", "五星"]);
  await expectAccessible();
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => level()[2]?.aliases).toEqual([]);
});

it("says why a name is not taken and keeps what was typed", async () => {
  await openLists();
  await add.fill("A");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/“A”在这个列表中已是另一个选项的名称/)).toBeVisible();
  await expect.element(add).toHaveValue("A");
  await expectAccessible();
});

it("colours and retires, and offers the rest in the form with dot and word", async () => {
  await openLists();
  await page.getByRole("button", { name: "“B”的颜色" }).click();
  await expect.element(page.getByRole("button", { name: "颜色 2" })).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "颜色 2" }).click();
  await expect.poll(() => level()[1]?.colour).toBe("#4a7fc1");
  await page.getByRole("button", { name: "停用“D”" }).click();
  await expect.element(page.getByText("已停用")).toBeVisible();
  await page.getByRole("button", { name: "恢复“D”" }).click();
  await expect.poll(() => level()[3]?.retired).toBe(false);
});

it("does not lengthen a list the program acts upon", async () => {
  await openLists();
  await page.getByRole("button", { name: /列表/ }).click();
  await page.getByRole("option", { name: "待办 · 状态" }).click();
  await expect.element(page.getByRole("list", { name: "待办 · 状态" })).toBeVisible();
  await expect.element(add).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: /停用/ })).not.toBeInTheDocument();
});
