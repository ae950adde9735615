/** A field of the user's own that must hold something is asked by the forms, and stops nothing that has none. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { world } from "../../../dev/mock/world.ts";
import { openTable } from "../../../dev/stage.tsx";
import { commands, type FieldKind } from "../../ipc/bindings.ts";
import { createRecord } from "../../ipc/write.ts";
import { openRecord } from "../../lib/place.ts";

async function want(entity: string, label: string, kind: FieldKind = "text", kinds: string[] = []) {
  const shape = { label, help: null, section: "main", required: true, kinds, formula: null };
  return commands.fieldDefine(
    entity,
    kind,
    null,
    { ...shape, importance: 0, stale_after_days: null, retired: false },
    [],
  );
}

const made = (entity: string, title: string, name: string) =>
  [...world.records.values()].find(
    (one) =>
      one.entity === entity && !one.deleted && JSON.stringify(one.values[title] ?? null).includes(name),
  );

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
});

it("makes a customer with what the user wants of each", async () => {
  const code = await want("unit", "投标编号");
  const paid = await want("unit", "已付保证金", "bool");
  await want("unit", "集团编号", "text", ["group"]);
  await page.getByRole("button", { name: "新建客户" }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /客户名称/ }).fill("阿尔法检测有限公司");
  await expect.element(form.getByRole("textbox", { name: /集团编号/ })).not.toBeInTheDocument();
  const own = form.getByRole("textbox", { name: /投标编号/ });
  // Left blank it is not made, and nothing typed is lost.
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => made("unit", "legal_name", "阿尔法")).toBe(undefined);
  await own.fill("TB-77");
  await form.getByRole("button", { name: /已付保证金/ }).click();
  await page.getByRole("option", { name: "否" }).click();
  await own.click();
  await userEvent.keyboard("{Enter}");
  await expect
    .poll(() => made("unit", "legal_name", "阿尔法")?.values)
    .toMatchObject({
      [code]: { t: "text", v: "TB-77" },
      [paid]: { t: "bool", v: false },
    });
});

it("asks it of a person, a cooperation and a task in the drawer", async () => {
  const ofContact = await want("contact", "证件号");
  const ofPost = await want("post", "工号");
  const ofDeal = await want("cooperation", "立项号");
  const ofTask = await want("task", "工单号");
  openRecord({ entity: "unit", id: "u002" });
  const box = (name: RegExp) => page.getByRole("textbox", { name });
  const tab = (name: RegExp) => page.getByTestId("drawer").getByRole("tab", { name }).click();
  await tab(/联系人/);
  await page.getByRole("button", { name: "添加联系人" }).click();
  await userEvent.keyboard("林知遥");
  await box(/证件号/).fill("Z-1");
  await box(/工号/).fill("G-2");
  await userEvent.keyboard("{Enter}");
  await expect
    .poll(() => made("contact", "full_name", "林知遥")?.values)
    .toMatchObject({ [ofContact]: { v: "Z-1" } });
  const person = made("contact", "full_name", "林知遥");
  await expect
    .poll(() => made("post", "contact", person?.id ?? "-")?.values)
    .toMatchObject({ [ofPost]: { v: "G-2" } });
  await tab(/业务|合作/);
  await page.getByRole("button", { name: "添加合作" }).click();
  await userEvent.keyboard("年框");
  await box(/立项号/).fill("L-3");
  await userEvent.keyboard("{Enter}");
  await expect
    .poll(() => made("cooperation", "name", "年框")?.values)
    .toMatchObject({ [ofDeal]: { v: "L-3" } });
  await tab(/待办/);
  await page.getByRole("button", { name: "添加待办" }).click();
  await userEvent.keyboard("回访林知遥");
  await box(/工单号/).fill("W-4");
  await userEvent.keyboard("{Enter}");
  await expect
    .poll(() => made("task", "title", "回访林知遥")?.values)
    .toMatchObject({ [ofTask]: { v: "W-4" } });
});

it("asks it of a unit below another", async () => {
  const code = await want("unit", "投标编号");
  await page.getByRole("button", { name: /集团/ }).first().click();
  // By its name: a sum in the row leads to what it is made of.
  await page
    .getByRole("row")
    .nth(1)
    .click({ position: { x: 60, y: 12 } });
  await userEvent.keyboard("n");
  await userEvent.keyboard("贝塔仪器");
  await page
    .getByRole("dialog")
    .getByRole("textbox", { name: /投标编号/ })
    .fill("TB-9");
  await userEvent.keyboard("{Enter}");
  await expect
    .poll(() => made("unit", "legal_name", "贝塔仪器")?.values)
    .toMatchObject({ [code]: { v: "TB-9" } });
});

it("stops nothing that is made without a form", async () => {
  await want("task", "工单号");
  await createRecord("task", { title: { t: "text", v: "回电" } });
  expect(made("task", "title", "回电")).toBeDefined();
});
