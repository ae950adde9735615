/** Every component, closed and open, passes axe in both themes; the ones with behaviour behave. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { Gallery } from "../../dev/gallery.tsx";
import { expectAccessible } from "../../dev/stage.tsx";
import { dropToasts, toast } from "./toast.tsx";

it("passes axe at rest", async () => {
  await render(<Gallery />);
  await expectAccessible();
});

it("passes axe with a menu, a list and a dialog open", async () => {
  await render(<Gallery />);
  await page.getByRole("button", { name: "更多" }).click();
  await expect.element(page.getByRole("menuitem", { name: /打开/ })).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await page.getByRole("button", { name: /级别/ }).first().click();
  await expect.element(page.getByRole("option", { name: /战略/ })).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await page.getByRole("button", { name: "删除", exact: true }).click();
  await expect.element(page.getByRole("alertdialog")).toBeVisible();
  await expectAccessible();
});

it("keeps a toast while somebody is at it, and drops it once undone", async () => {
  await render(<Gallery />);
  await page.getByRole("button", { name: "提示" }).click();
  await expect.element(page.getByText("已删除 3 家客户")).toBeVisible();
  await page.getByRole("button", { name: "撤销" }).click();
  await expect.element(page.getByText("已删除 3 家客户")).not.toBeInTheDocument();
});

it("shows the newest toast alone, and those before it when asked", async () => {
  await render(<Gallery />);
  dropToasts();
  const region = () => page.getByRole("region", { name: "消息" });
  const undone: string[] = [];
  const step = () => undone.push("step");
  toast("甲已完成", { label: "撤销", run: () => undone.push("甲") });
  toast("乙已完成", { label: "撤销", run: step });
  toast("丙已完成", { label: "撤销", run: step });
  await expect.element(region().getByText("丙已完成")).toBeVisible();
  expect(region().getByText("乙已完成").query()).toBeNull();
  await region().getByRole("button", { name: "还有 2 条消息" }).click();
  await expect.element(region().getByText("甲已完成")).toBeVisible();
  // What would take back the latest step stands beside that one only.
  await expect.element(region().getByText("乙已完成")).toBeVisible();
  expect(region().getByRole("button", { name: "撤销" }).elements()).toHaveLength(2);
  await region().getByRole("button", { name: "撤销" }).last().click();
  await region().getByRole("button", { name: "撤销" }).click();
  expect(undone).toEqual(["step", "甲"]);
});

it("narrows a list while typing", async () => {
  await render(<Gallery />);
  const box = page.getByRole("combobox", { name: "字段" });
  await box.fill("战");
  await expect.element(page.getByRole("option", { name: /战略/ })).toBeVisible();
  expect(page.getByRole("option", { name: "一般" }).query()).toBeNull();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(box).toHaveValue("战略");
});

it("says that caps lock is on", async () => {
  await render(<Gallery />);
  const field = page.getByLabelText("口令", { exact: true });
  await field.click();
  field
    .element()
    .dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true, modifierCapsLock: true }));
  await expect.element(page.getByText("大写锁定已打开").first()).toBeVisible();
});
