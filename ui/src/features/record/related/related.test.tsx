/** What points at a customer: counted, unfolded, added to in place, and taken away with a way back. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { currentPlace, openRecord } from "../../../lib/place.ts";

const related = () => page.getByTestId("related");
const service = () => page.getByTestId("service");
const needs = () =>
  [...world.records.values()].filter(({ entity, deleted }) => entity === "need" && !deleted);

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: "服务" }).click();
  await service().getByRole("button", { name: "需求", exact: true }).click();
  await service()
    .getByRole("textbox", { name: /需求内容/ })
    .fill("要双语说明书");
  await service().getByRole("button", { name: "添加", exact: true }).click();
  await expect.poll(() => needs().length).toBe(1);
});

it("adds one for this customer, and shows it", async () => {
  expect(needs()[0]?.values.unit).toMatchObject({ t: "ref", v: { id: "u002" } });
  await expect.element(service().getByRole("button", { name: /要双语说明书/ })).toBeVisible();
  await expectAccessible();
});

it("leads to the record itself", async () => {
  await service()
    .getByRole("button", { name: /要双语说明书/ })
    .click();
  await service().getByRole("button", { name: "打开", exact: true }).click();
  expect(currentPlace().record).toEqual({ entity: "need", id: needs()[0]?.id });
});

it("takes one away, and brings it back", async () => {
  await service()
    .getByRole("button", { name: /要双语说明书/ })
    .click();
  await service().getByRole("button", { name: "删除", exact: true }).click();
  await expect.poll(() => needs().length).toBe(0);
  await page.getByRole("button", { name: "撤销", exact: true }).last().click();
  await expect.poll(() => needs().length).toBe(1);
});

it("makes a task about it from its own drawer, which is the customer's as well", async () => {
  openRecord({ entity: "need", id: needs()[0]?.id ?? "" });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("要双语说明书");
  await related().getByRole("button", { name: "待办", exact: true }).click();
  await related().getByRole("textbox", { name: /事项/ }).fill("译成英文");
  await related().getByRole("button", { name: "添加", exact: true }).click();
  await expect.element(related().getByRole("button", { name: /译成英文/ })).toBeVisible();
  const task = [...world.records.values()].filter(({ entity }) => entity === "task").at(-1);
  expect(task?.values.need).toMatchObject({ t: "ref", v: { id: needs()[0]?.id } });
  expect(task?.values.unit).toMatchObject({ t: "ref", v: { id: "u002" } });
});
