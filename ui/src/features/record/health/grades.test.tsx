/** A unit's class and level in the drawer: by which rule, said by hand with a reason, and left to the rules again. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { gradingCalls } from "../../../../dev/mock/grading.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../../dev/stage.tsx";
import { openRecord } from "../../../lib/place.ts";

const held = () => world.records.get(unit)?.values.size_override;
let unit = "";

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  gradingCalls.class_rules_set({ rules: { ...world.classes, on: true } });
  const small = [...world.records.values()].find(
    ({ entity, values }) =>
      entity === "unit" && values.size_class?.t === "choice" && values.size_class.v === "small",
  );
  unit = small?.id ?? "";
  openRecord({ entity: "unit", id: unit });
  await expect.element(page.getByTestId("record-title")).toBeVisible();
});

it("says by which rule, takes another class with a reason only, and goes back to the rules", async () => {
  await page.getByRole("button", { name: "小客户", exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "小客户" });
  await expect.element(sheet.getByText("按规则：小客户")).toBeVisible();
  await expect.element(sheet.getByText(/近 12 个月新增合作/)).toBeVisible();
  await sheet.getByRole("button", { name: "手工指定" }).click();
  await sheet.getByRole("button", { name: /规模分类/ }).click();
  await page.getByRole("option", { name: "大客户" }).click();
  await sheet.getByRole("button", { name: "指定", exact: true }).click();
  await expect.element(sheet.getByText("手工指定规模要写明理由。没有改动。")).toBeVisible();
  await sheet.getByRole("textbox", { name: /理由/ }).fill("战略客户");
  await sheet.getByRole("button", { name: "指定", exact: true }).click();
  await expect.poll(held).toEqual({ t: "choice", v: "large" });
  await page.getByRole("button", { name: "大客户（手工指定）" }).click();
  const said = page.getByRole("dialog", { name: "大客户（手工指定）" });
  await expect.element(said.getByText("战略客户")).toBeVisible();
  await expect.element(said.getByText("按规则：小客户")).toBeVisible();
  await said.getByRole("button", { name: "改回按规则" }).click();
  await expect.poll(held).toEqual({ t: "null" });
});

it("explains how alive the tie is", async () => {
  await page.getByRole("button", { name: /^活跃度：/ }).click();
  const sheet = page.getByRole("dialog", { name: /^活跃度：/ });
  await expect.element(sheet.getByText(/近 90 天联系上 \d 次/)).toBeVisible();
  await expect.element(sheet.getByText("近 180 天：订单 0 次")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(sheet).not.toBeInTheDocument();
  await expectAccessible();
});
