/** What is typed into a field that matters is shown taken apart, and Enter is asked for once more; nothing blocks. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { commands } from "../../../ipc/bindings.ts";
import { go, openRecord } from "../../../lib/place.ts";

const drawer = () => page.getByTestId("drawer");
const code = () => drawer().getByRole("textbox", { name: "统一社会信用代码" });
const held = () => {
  const value = world.records.get("u002")?.values.uscc;
  return value?.t === "text" ? value.v : "";
};
const again = () => page.getByText("请核对，再按一次 Enter 保存");

async function typeCode(text: string): Promise<void> {
  const blank = drawer().getByRole("button", { name: /个空白字段$/ });
  if (blank.query()) await blank.click();
  await drawer()
    .getByRole("button", { name: /^统一社会信用代码/ })
    .click();
  await userEvent.fill(code(), text);
}

afterEach(() => vi.restoreAllMocks());

beforeEach(async () => {
  await openTable();
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: "概览" }).click();
});

it("says who gave a code and where, and whether its last character is right", async () => {
  await typeCode("91350100M000100Y43");
  await expect.element(drawer().getByText("市场监管部门登记")).toBeVisible();
  await expect.element(drawer().getByText("福建 350100")).toBeVisible();
  await expect.element(drawer().getByText("校验码 3 正确")).toBeVisible();
  await userEvent.fill(code(), "91350100M000100Y44");
  await expect.element(drawer().getByText("校验码不对，应为 3")).toBeVisible();
  await expectAccessible();
});

it("is stored by the second Enter, and asks anew for another text", async () => {
  const before = held();
  await typeCode("91350100M000100Y44");
  await userEvent.keyboard("{Enter}");
  await expect.element(again()).toBeVisible();
  expect(held()).toBe(before);
  await userEvent.fill(code(), "91350100M000100Y43");
  await userEvent.keyboard("{Enter}");
  await expect.element(again()).toBeVisible();
  await userEvent.keyboard("{Enter}");
  await expect.poll(held).toBe("91350100M000100Y43");
  await expect.element(again()).not.toBeInTheDocument();
});

it("is stored by leaving, looked at or not", async () => {
  await typeCode("91350100M000100Y44");
  await page.getByTestId("record-title").click();
  await expect.poll(held).toBe("91350100M000100Y44");
});

for (const key of ["Enter", "Tab"])
  it(`is stored once by ${key}, and quarrels with nobody about it`, async () => {
    const { recordsApply } = commands;
    // The program answers from outside, and not within the turn it was asked in.
    const asked = vi.spyOn(commands, "recordsApply").mockImplementation(async (set) => {
      await new Promise((done) => setTimeout(done));
      return recordsApply(set);
    });
    const value = drawer().getByRole("button", { name: /^简称/ });
    await value.click();
    await userEvent.fill(drawer().getByRole("textbox", { name: "简称" }), "江南");
    await userEvent.keyboard(`{${key}}`);
    await expect.element(value).toHaveTextContent("江南");
    // Its editor is gone, and stored nothing more as it went.
    await expect.element(drawer().getByRole("textbox", { name: "简称" })).not.toBeInTheDocument();
    expect(asked).toHaveBeenCalledTimes(1);
  });

it("is not stored once Escape dropped it while it was looked at", async () => {
  const before = held();
  world.confirms.set("unit.uscc", false);
  await typeCode("91350100M000100Y43");
  const box = code().element();
  for (const key of ["Enter", "Escape"])
    box.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await expect.element(code()).not.toBeInTheDocument();
  await new Promise((done) => setTimeout(done, 200));
  expect(held()).toBe(before);
});

it("is not asked where the user says so", async () => {
  go({ at: "settings", part: "freshness" });
  const knob = page.getByRole("switch", { name: "统一社会信用代码：录入时核对" });
  await expect.element(knob).toBeChecked();
  (knob.element() as HTMLElement).click();
  await expect.poll(() => world.confirms.get("unit.uscc")).toBe(false);
  go({ at: "customers" });
  openRecord({ entity: "unit", id: "u002" });
  await typeCode("91350100M000100Y43");
  await expect.element(drawer().getByText("福建 350100")).toBeVisible();
  await userEvent.keyboard("{Enter}");
  await expect.poll(held).toBe("91350100M000100Y43");
});

it("asks nothing more of a field that does not matter", async () => {
  await drawer().getByRole("button", { name: /^简称/ }).first().click();
  await userEvent.fill(drawer().getByRole("textbox", { name: "简称" }), "甲");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => world.records.get("u002")?.values.short_name).toMatchObject({ v: "甲" });
});
