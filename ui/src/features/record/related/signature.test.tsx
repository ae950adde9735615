/** A signature fills in the form of a new contact, says its words, and stores nothing by itself. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { ask } from "../../../lib/ask.ts";
import { setLanguage } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";

const all = (entity: string) =>
  [...world.records.values()].filter((record) => record.entity === entity && !record.deleted);
const named = (name: string) =>
  all("contact").find(({ values }) => values.full_name?.t === "text" && values.full_name.v === name);

async function paste(text: string): Promise<void> {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement?.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
});

it("pasted into the empty form at a customer it is shown field by field, and stored when one says so", async () => {
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: "联系人" }).click();
  await page.getByRole("button", { name: "添加联系人" }).click();
  const name = page.getByRole("textbox", { name: /姓名/ });
  await expect.element(name).toHaveFocus();
  const before = all("contact").length;
  await paste("张伟 | 采购经理 | 华东重工有限公司\n13800138000");
  await expect.element(name).toHaveValue("张伟");
  await expect.element(page.getByRole("textbox", { name: "职务" })).toHaveValue("采购经理");
  await expect.element(page.getByText("来自“采购经理”")).toBeVisible();
  await expect.element(page.getByText(/签名中的单位是“华东重工有限公司”/)).toBeVisible();
  expect(all("contact").length).toBe(before);
  await expectAccessible();
  await page.getByRole("button", { name: "添加", exact: true }).click();
  await expect.poll(() => named("张伟")?.values.phones).toMatchObject({ v: [{ raw: "13800138000" }] });
});

it("a name alone is pasted as ever", async () => {
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: "联系人" }).click();
  await page.getByRole("button", { name: "添加联系人" }).click();
  await expect.element(page.getByRole("textbox", { name: /姓名/ })).toHaveFocus();
  const event = new ClipboardEvent("paste", {
    clipboardData: (() => {
      const data = new DataTransfer();
      data.setData("text/plain", "张伟");
      return data;
    })(),
    bubbles: true,
    cancelable: true,
  });
  document.activeElement?.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});

it("what is no signature is refused and stays where it was pasted", async () => {
  ask("new_contact");
  const box = page.getByRole("textbox", { name: /签名/ });
  await box.fill("明天下午开会");
  await page.getByRole("button", { name: "识别", exact: true }).click();
  await expect.element(page.getByText(/没有可识别的签名/)).toBeVisible();
  await expect.element(box).toHaveValue("明天下午开会");
});

it("makes the customer too where it is not there yet and one says so, in one step", async () => {
  ask("new_contact");
  await page.getByRole("textbox", { name: /签名/ }).fill("李明\n销售总监\n西北电机有限公司\n13800138001");
  await page.getByRole("button", { name: "识别", exact: true }).click();
  await expect.element(page.getByRole("textbox", { name: /姓名/ })).toHaveValue("李明");
  await page.getByRole("button", { name: "添加", exact: true }).click();
  await expect.element(page.getByText("请选择所在客户，或勾选同时新建。")).toBeVisible();
  await page.getByText("同时新建客户“西北电机有限公司”").click();
  await page.getByRole("button", { name: "添加", exact: true }).click();
  await expect.poll(() => named("李明")).toBeDefined();
  const unit = all("unit").find(
    ({ values }) => values.legal_name?.t === "text" && values.legal_name.v === "西北电机有限公司",
  );
  expect(
    all("post").find(({ values }) => values.unit?.t === "ref" && values.unit.v.id === unit?.id),
  ).toBeDefined();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  ask("new_contact");
  await expect.element(page.getByRole("dialog")).toBeVisible();
  await userEvent.keyboard("{Tab}");
  await expectAccessible();
});
