/** What points at a customer: counted, unfolded, added to in place, and taken away with a way back. */
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { commands } from "../../../ipc/bindings.ts";
import { currentPlace, openRecord } from "../../../lib/place.ts";
import { settleTyping } from "../../../lib/typing.ts";

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

it("keeps what was typed and not sent through a lock, and lets go of it where it is given up", async () => {
  const form = () => service().getByRole("textbox", { name: /需求内容/ });
  const add = () => service().getByRole("button", { name: "需求", exact: true });
  await add().click();
  await form().fill("要更长的保修");
  expect(world.formDrafts.size).toBe(0);
  await settleTyping();
  expect([...world.formDrafts.keys()]).toEqual(["need@unit.u002"]);
  openRecord({ entity: "unit", id: "u003" });
  await expect.element(service().getByText("有未填完的内容，打开接着填")).not.toBeInTheDocument();
  openRecord({ entity: "unit", id: "u002" });
  await expect.element(service().getByText("有未填完的内容，打开接着填")).toBeVisible();
  await add().click();
  await expect.element(form()).toHaveValue("要更长的保修");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => world.formDrafts.size).toBe(0);
  await expect.element(service().getByText("有未填完的内容，打开接着填")).not.toBeInTheDocument();
  // What is sent leaves nothing behind either, and nor does a form nobody typed into.
  await add().click();
  await settleTyping();
  expect(world.formDrafts.size).toBe(0);
});

it("names by the field what points here in two ways, where one adds it as well", async () => {
  const ways = ["need", "contact"].map((field) => ({ entity: "task", field, count: 0 }));
  vi.spyOn(commands, "related").mockResolvedValue(ways);
  onTestFinished(() => void vi.restoreAllMocks());
  openRecord({ entity: "need", id: needs()[0]?.id ?? "" });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("要双语说明书");
  await expect
    .element(
      related()
        .getByRole("button", { name: /^待办 · / })
        .nth(1),
    )
    .toBeVisible();
  expect(related().getByRole("button", { name: "待办", exact: true }).elements()).toHaveLength(0);
});
