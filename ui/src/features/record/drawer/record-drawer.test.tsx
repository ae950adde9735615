/** The drawer of a kind without a head of its own: its customer, its fields, the way to what it points at, the bin. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { currentPlace, go } from "../../../lib/place.ts";

const need = { entity: "need", id: "need1" };
const drawer = () => page.getByTestId("drawer");

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  world.records.set(need.id, {
    ...need,
    rev: 1,
    values: {
      text: { t: "text", v: "需要双语说明书" },
      unit: { t: "ref", v: { id: "u002", label: "鲲鹏华东装备有限公司" } },
      kind: { t: "choice", v: "spec" },
      state: { t: "choice", v: "stated" },
    },
    warnings: [],
    deleted: false,
  });
  go({ at: "ledgers", part: "need", record: need });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("需要双语说明书");
});

it("shows what it is and every field, and a field is edited in place", async () => {
  await expect.poll(() => drawer().element().textContent).toContain("规格");
  await expectAccessible();
  await drawer()
    .getByRole("button", { name: /^需求内容/ })
    .click();
  await userEvent.keyboard("{Control>}a{/Control}需要三语说明书{Control>}{Enter}{/Control}");
  await expect
    .poll(() => world.records.get(need.id)?.values.text)
    .toEqual({ t: "text", v: "需要三语说明书" });
});

it("leads to the record a field points at", async () => {
  await drawer().getByRole("button", { name: "打开鲲鹏华东装备有限公司" }).click();
  expect(currentPlace()).toMatchObject({ at: "ledgers", record: { entity: "unit", id: "u002" } });
});

it("goes into the bin and closes, and comes back by undo", async () => {
  await drawer().getByRole("button", { name: "删除", exact: true }).click();
  await expect.poll(() => world.records.get(need.id)?.deleted).toBe(true);
  expect(currentPlace().record).toBeUndefined();
  await page.getByRole("button", { name: "撤销", exact: true }).last().click();
  await expect.poll(() => world.records.get(need.id)?.deleted).toBe(false);
});

it("says of a contract where its instalments do not come to it", async () => {
  const contract = { entity: "contract", id: "contract1" };
  world.records.set(contract.id, {
    ...contract,
    rev: 1,
    values: {
      name: { t: "text", v: "二期合同" },
      unit: { t: "ref", v: { id: "u002", label: "鲲鹏华东装备有限公司" } },
      difference: { t: "money", v: { minor: "2000000", currency: "CNY" } },
    },
    warnings: [],
    deleted: false,
  });
  go({ at: "ledgers", part: "contract", record: contract });
  await expect.poll(() => drawer().element().textContent).toContain("各期合计比合同金额少");
  await expectAccessible();
});

it("amends a locked contract in its own drawer, the lock too, with a reason", async () => {
  const contract = { entity: "contract", id: "contract2" };
  world.records.set(contract.id, {
    ...contract,
    rev: 1,
    values: {
      name: { t: "text", v: "二期合同" },
      unit: { t: "ref", v: { id: "u002", label: "鲲鹏华东装备有限公司" } },
      locked: { t: "bool", v: true },
    },
    warnings: [],
    deleted: false,
  });
  go({ at: "ledgers", part: "contract", record: contract });
  await drawer().getByRole("button", { name: "已锁定，更正" }).click();
  const form = drawer().getByRole("form", { name: "更正" });
  await form.getByRole("button", { name: /更正内容/ }).click();
  await page.getByRole("option", { name: "锁定", exact: true }).click();
  await userEvent.fill(form.getByLabelText("原因"), "重新谈判");
  await expectAccessible();
  await userEvent.keyboard("{Enter}");
  const held = () => world.records.get(contract.id)?.values;
  await expect.poll(() => held()?.locked).toEqual({ t: "bool", v: false });
  expect(held()?.amend_reason).toEqual({ t: "text", v: "重新谈判" });
  // Unlocked, it is edited as any other.
  await expect.poll(() => drawer().getByRole("button", { name: "已锁定，更正" }).elements()).toHaveLength(0);
});
