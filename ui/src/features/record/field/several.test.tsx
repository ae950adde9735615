/** A field of several in the drawer: chips while it is read, a box with a list of checks while it is edited. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { openRecord } from "../../../lib/place.ts";
import { settleTyping } from "../../../lib/typing.ts";

const drawer = () => page.getByTestId("drawer");
const box = () => drawer().getByRole("combobox", { name: "标签" });
const option = (name: string) => page.getByRole("option", { name });
const held = () => {
  const value = world.records.get("u002")?.values.tags;
  return value?.t === "texts" ? value.v : [];
};

beforeEach(async () => {
  await openTable({
    world: (world) => {
      const record = world.records.get("u002");
      if (record) record.values.tags = { t: "texts", v: ["展会", "要回访"] };
    },
  });
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: "概览" }).click();
  await drawer()
    .getByRole("button", { name: /^标签 展会/ })
    .click();
});

it("checks with Space, takes a new word with Enter, and stores with Enter", async () => {
  await expect.element(option("老客户")).toHaveAttribute("aria-selected", "false");
  await expect.element(option("展会")).toHaveAttribute("aria-selected", "true");
  await expectAccessible();
  await userEvent.fill(box(), "老");
  await expect.element(option("老客户")).toBeVisible();
  await userEvent.keyboard("{ArrowDown} ");
  await expect.element(drawer().getByRole("button", { name: "移除 老客户" })).toBeVisible();
  await userEvent.fill(box(), "新标签");
  await userEvent.keyboard("{Enter}{Enter}");
  await expect.poll(held).toEqual(["展会", "要回访", "老客户", "新标签"]);
  await expect.element(drawer().getByRole("button", { name: /^标签 .*新标签/ })).toHaveFocus();
});

it("takes out by Backspace and by the cross, and drops all of it with Escape", async () => {
  await expect.element(box()).toHaveFocus();
  await userEvent.keyboard("{Backspace}");
  await drawer().getByRole("button", { name: "移除 展会" }).click();
  await expect.element(box()).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.element(drawer().getByRole("button", { name: /^标签 展会/ })).toBeVisible();
  expect(held()).toEqual(["展会", "要回访"]);
});

it("takes apart what is pasted, and stores what is half typed when it is left", async () => {
  await userEvent.fill(box(), "甲、乙、丙");
  await expect.element(drawer().getByRole("button", { name: "移除 乙" })).toBeVisible();
  await page.getByTestId("record-title").click();
  await expect.poll(held).toEqual(["展会", "要回访", "甲", "乙", "丙"]);
});

it("stores what is half typed before the vault is locked, and when the drawer goes", async () => {
  await userEvent.fill(box(), "要回电");
  await settleTyping();
  await expect.poll(held).toEqual(["展会", "要回访", "要回电"]);
  await drawer()
    .getByRole("button", { name: /^标签 展会/ })
    .click();
  await userEvent.fill(box(), "要报价");
  openRecord({ entity: "unit", id: "u003" });
  await expect.poll(held).toEqual(["展会", "要回访", "要回电", "要报价"]);
});
