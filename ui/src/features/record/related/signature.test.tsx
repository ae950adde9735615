/** A signature fills in the form of a new contact, says its words, and stores nothing by itself. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { wholeCatalog } from "../../../../dev/mock/fields.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { entryText } from "../../../ipc/entry-text.ts";
import { ask } from "../../../lib/ask.ts";
import { setLanguage } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { blank, ownOf, storePerson } from "./new-person.ts";

const all = (entity: string) =>
  [...world.records.values()].filter((record) => record.entity === entity && !record.deleted);
const named = (name: string) =>
  all("contact").find(({ values }) => values.full_name?.t === "text" && values.full_name.v === name);

/** Whether the form took it; the window itself pastes nothing that a program says. */
function paste(text: string): boolean {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement?.dispatchEvent(event);
  return event.defaultPrevented;
}

async function openForm() {
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: /^联系人/ }).click();
  await page.getByRole("button", { name: "添加联系人" }).click();
  const name = page.getByRole("textbox", { name: /姓名/ });
  await expect.element(name).toHaveFocus();
  return name;
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
});

it("pasted into the empty form at a customer it is shown field by field, and stored when one says so", async () => {
  const name = await openForm();
  const before = all("contact").length;
  paste("张伟 | 采购经理 | 华东重工有限公司\n13800138000");
  await expect.element(name).toHaveValue("张伟");
  await expect.element(page.getByRole("textbox", { name: "职务" })).toHaveValue("采购经理");
  await expect.element(page.getByText("来自“采购经理”")).toBeVisible();
  await expect.element(page.getByText(/签名中的单位是“华东重工有限公司”/)).toBeVisible();
  expect(all("contact").length).toBe(before);
  await expectAccessible();
  await page.getByRole("button", { name: "添加", exact: true }).click();
  await expect.poll(() => all("contact").length).toBe(before + 1);
  // Another of that name is there already.
  expect(all("contact").at(-1)?.values).toMatchObject({
    full_name: { v: "张伟" },
    phones: { v: "13800138000" },
  });
});

it("what is no more than a name, a number or an address is pasted as ever, and nothing else is read at another line", async () => {
  await openForm();
  for (const text of ["张伟", "Alexandra Johnson", "Smith, John", "zhang@example.com", "+86 138 0013 8000"])
    expect(paste(text), text).toBe(false);
  (page.getByRole("textbox", { name: "职务" }).element() as HTMLElement).focus();
  expect(paste("张伟 | 采购经理\n13800138000")).toBe(false);
});

it("what is pasted at the name and is no signature stands there", async () => {
  const name = await openForm();
  expect(paste("天工 | 重器")).toBe(true);
  await expect.element(name).toHaveValue("天工 | 重器");
  await expect.element(page.getByText(/没有可识别的签名/)).not.toBeInTheDocument();
});

it("reading fills in what is blank, says what it leaves out, and the keyboard goes on at the name", async () => {
  const name = await openForm();
  await page.getByRole("textbox", { name: "职务" }).fill("厂长");
  await page.getByRole("button", { name: "从签名识别…" }).click();
  await page.getByRole("textbox", { name: /签名/ }).fill("张伟\n采购经理\n13800138000");
  await page.getByRole("button", { name: "识别", exact: true }).click();
  await expect.element(name).toHaveValue("张伟");
  await expect.element(name).toHaveFocus();
  await expect.element(page.getByRole("textbox", { name: "职务" })).toHaveValue("厂长");
  await expect.element(page.getByText("职务保持为“厂长”，未采用签名中的“采购经理”。")).toBeVisible();
});

it("gives somebody who is there already the numbers they lack, in the step of the post", async () => {
  const [contact] = all("contact");
  const unit = world.records.get("u002");
  if (!contact || !unit) throw new Error("an empty world");
  const { phones } = contact.values;
  const [held] = phones?.t === "phones" ? phones.v : [];
  const known = { id: contact.id, label: "已有" };
  const given = { ...blank, name: "已有", known, phone: `${held?.raw}；13900001111`, wechat: "other" };
  const steps = world.past.length;
  await storePerson(unit, given, ownOf(wholeCatalog()));
  expect(world.past.length).toBe(steps + 1);
  const now = world.records.get(contact.id)?.values;
  const raw = now?.phones?.t === "phones" ? now.phones.v.map((one) => one.raw) : [entryText(now?.phones)];
  expect(raw.join("、")).toBe(`${held?.raw}、13900001111`);
  expect(now?.wechat).toEqual(contact.values.wechat);
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
