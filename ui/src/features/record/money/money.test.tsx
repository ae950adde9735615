/** The money of a customer: terms become instalments, a payment settles the oldest, what is owed is told by age. */
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { type Locator, page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { dayFromToday } from "../../../../dev/mock/invented.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { commands, type RecordDto, type Value } from "../../../ipc/bindings.ts";
import { currentPlace, openRecord } from "../../../lib/place.ts";
import { settleTyping } from "../../../lib/typing.ts";

const unit = "u002";
const panel = () => page.getByTestId("money");
const money = (yuan: number): Value => ({ t: "money", v: { minor: `${yuan * 100}`, currency: "CNY" } });
/** What is shown, without the marks that keep a blank's direction of writing to itself. */
const says = (at: Locator, text: string) =>
  expect.poll(() => at.element().textContent?.replace(/[\u2066-\u2069]/g, "")).toContain(text);
const all = (entity: string) =>
  [...world.records.values()].filter((one) => one.entity === entity && !one.deleted);

function put(entity: string, id: string, values: RecordDto["values"]): void {
  world.records.set(id, { entity, id, rev: 1, values, warnings: [], deleted: false });
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  put("contract", "c1", {
    name: { t: "text", v: "二期产线改造合同" },
    unit: { t: "ref", v: { id: unit, label: "" } },
    amount: money(1_000_000),
    signed_on: { t: "date", v: dayFromToday(-100) },
    terms: { t: "text", v: "30% 预付，60% 到货，10% 验收" },
  });
  openRecord({ entity: "unit", id: unit });
  await page.getByTestId("drawer").getByRole("tab", { name: /^款项/ }).click();
  await expect.element(panel()).toBeVisible();
});

it("shows what terms come to before it makes anything, and makes it in one step", async () => {
  await says(page.getByTestId("plan"), "600,000 元");
  expect(all("instalment")).toHaveLength(0);
  await expectAccessible();
  await panel().getByRole("button", { name: "生成 3 期" }).click();
  await expect.poll(() => page.getByTestId("instalment").elements().length).toBe(3);
  await says(page.getByTestId("instalment").first(), "已逾期");
  expect(world.past.at(-1)?.label).toBe("op.instalments_made");
  await says(panel(), "90 天以上300,000 元");
});

it("says why terms are no plan, and which words it left out", async () => {
  await userEvent.fill(panel().getByLabelText("付款条款"), "30% 预付，60% 到货，另行协商");
  await says(page.getByTestId("plan"), "各期比例合计 90%");
  await says(page.getByTestId("plan"), "没有读懂、未计入：另行协商");
  expect(panel().getByRole("button", { name: /^生成/ }).elements()).toHaveLength(0);
});

it("records a payment by Enter and settles the oldest first", async () => {
  await panel().getByRole("button", { name: "生成 3 期" }).click();
  await expect.poll(() => page.getByTestId("instalment").elements().length).toBe(3);
  await userEvent.fill(panel().getByLabelText("回款金额"), "40万");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => all("allocation").length).toBe(2);
  await says(page.getByTestId("money-contract"), "已收 400,000 元，共 1,000,000 元");
  await says(page.getByTestId("instalment").first(), "已收齐");
  await says(page.getByTestId("payment"), "400,000 元");
  await expectAccessible();
});

it("names the only contract of a payment, and asks where there are more", async () => {
  const chosen = () => panel().getByRole("form", { name: "登记回款" }).getByRole("button", { name: /合同/ });
  await says(chosen(), "二期产线改造合同");
  await userEvent.fill(panel().getByLabelText("回款金额"), "1万");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => all("payment").length).toBe(1);
  expect(all("payment")[0]?.values.contract).toMatchObject({ t: "ref", v: { id: "c1" } });
  const one = world.records.get("c1");
  if (!one) throw new Error("no such contract");
  put("contract", "c2", { ...one.values, name: { t: "text", v: "三期合同" } });
  emit("changed", { seq: 9, op: "test", entities: ["contract"], ids: ["c2"] });
  await says(chosen(), "所有合同");
});

it("calls nothing late and nothing owed of a contract that was terminated", async () => {
  await panel().getByRole("button", { name: "生成 3 期" }).click();
  await says(page.getByTestId("instalment").first(), "已逾期");
  const was = world.records.get("c1");
  if (!was) throw new Error("no such contract");
  put("contract", "c1", { ...was.values, state: { t: "choice", v: "ended" } });
  emit("changed", { seq: 9, op: "test", entities: ["contract"], ids: ["c1"] });
  await says(page.getByTestId("money-contract"), "已终止");
  await says(panel(), "没有未收款项。");
  await expect
    .poll(() => page.getByTestId("instalment").first().element().textContent)
    .not.toContain("已逾期");
  expect(page.getByTestId("instalment").elements()).toHaveLength(3);
});

it("keeps what was typed where a payment is refused, with the reason", async () => {
  await userEvent.fill(panel().getByLabelText("回款金额"), "many");
  await userEvent.keyboard("{Enter}");
  await expect.element(panel().getByRole("alert").or(panel().getByText(/many/))).toBeVisible();
  await expect.element(panel().getByLabelText("回款金额")).toHaveValue("many");
  expect(all("payment")).toHaveLength(0);
});

it("lays a payment out by hand, over what the core had laid out", async () => {
  await panel().getByRole("button", { name: "生成 3 期" }).click();
  await expect.poll(() => page.getByTestId("instalment").elements().length).toBe(3);
  await userEvent.fill(panel().getByLabelText("回款金额"), "40万");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => all("allocation").length).toBe(2);
  await panel().getByRole("button", { name: "手动核销" }).click();
  const first = panel().getByRole("textbox", { name: /^预付/ });
  await expect.element(first).toHaveFocus();
  await expect.element(first).toHaveValue("30万");
  await userEvent.fill(first, "");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => all("allocation").length).toBe(1);
  await says(page.getByTestId("instalment").first(), "待收");
});

it("amends a locked contract with its reason, which it asks for", async () => {
  const was = world.records.get("c1");
  if (!was) throw new Error("no such contract");
  put("contract", "c1", { ...was.values, locked: { t: "bool", v: true } });
  emit("changed", { seq: 9, op: "test", entities: ["contract"], ids: ["c1"] });
  await panel().getByRole("button", { name: "已锁定，更正" }).click();
  await userEvent.fill(panel().getByLabelText("改为"), "90万");
  await userEvent.fill(panel().getByLabelText("原因"), " ");
  await userEvent.keyboard("{Enter}");
  await expect.element(panel().getByText(/需要写明原因/)).toBeVisible();
  await expect.element(panel().getByLabelText("改为")).toHaveValue("90万");
  await userEvent.fill(panel().getByLabelText("原因"), "客户减项");
  await userEvent.keyboard("{Enter}");
  await says(page.getByTestId("money-contract"), "共 900,000 元");
  expect(world.records.get("c1")?.values.amend_reason).toEqual({ t: "text", v: "客户减项" });
});

it("tells what the business is worth", async () => {
  put("cost", "k1", {
    unit: { t: "ref", v: { id: unit, label: "" } },
    date: { t: "date", v: "2026-02-01" },
    amount: money(250_000),
  });
  emit("changed", { seq: 9, op: "test", entities: ["cost"], ids: ["k1"] });
  const row = page.getByTestId("worth").getByRole("row", { name: /^本客户/ });
  await says(row, "本客户100 万元0 元25 万元75 万元75%");
  await expectAccessible();
});

it("says in the row when what it waits for took place, and it falls due", async () => {
  await panel().getByRole("button", { name: "生成 3 期" }).click();
  const rows = page.getByTestId("instalment");
  await expect.poll(() => rows.elements().length).toBe(3);
  const delivered = rows.filter({ hasText: "到货" }).first();
  await delivered.getByRole("button", { name: "填写到货日期" }).click();
  await userEvent.fill(delivered.getByLabelText("到货日期"), dayFromToday(-3));
  await expectAccessible();
  await userEvent.keyboard("{Enter}");
  await says(panel(), `到货于 ${dayFromToday(-3)}`);
  expect(all("instalment").find(({ values }) => values.happened_on)?.values.due_on).toBeUndefined();
  await expect.poll(() => rows.filter({ hasText: "到货于" }).element().textContent).toContain("已逾期");
});

it("keeps how a payment came and what the bank calls it", async () => {
  await userEvent.fill(panel().getByLabelText("回款金额"), "1万");
  await userEvent.fill(panel().getByLabelText("银行流水号"), "B-2026-1");
  await panel()
    .getByRole("button", { name: /付款方式/ })
    .click();
  await page.getByRole("option", { name: "承兑汇票" }).click();
  await panel().getByRole("button", { name: "登记回款" }).click();
  await expect.poll(() => all("payment").length).toBe(1);
  const held = all("payment")[0]?.values;
  expect(held?.method).toEqual({ t: "choice", v: "bill" });
  expect(held?.bank_ref).toEqual({ t: "text", v: "B-2026-1" });
});

it("shows whoever pays for another the contract, and says whose it is", async () => {
  put("contract", "c9", {
    name: { t: "text", v: "代付合同" },
    unit: { t: "ref", v: { id: "u003", label: "鲲鹏华南" } },
    payer: { t: "ref", v: { id: unit, label: "" } },
    amount: money(10_000),
  });
  put("payment", "p9", {
    unit: { t: "ref", v: { id: "u004", label: "鲲鹏西南" } },
    contract: { t: "ref", v: { id: "c9", label: "代付合同" } },
    amount: money(4000),
    received_on: { t: "date", v: dayFromToday(-2) },
  });
  emit("changed", { seq: 9, op: "test", entities: ["contract", "payment"], ids: ["c9", "p9"] });
  await says(panel(), "合同方：鲲鹏华南");
  await says(page.getByTestId("payment"), "来自 鲲鹏西南");
});

it("leads from a sum to what it is made of, and from a row to its record", async () => {
  await page
    .getByTestId("worth")
    .getByRole("button", { name: /^本客户 收入/ })
    .first()
    .click();
  await expect.poll(() => currentPlace()).toMatchObject({ at: "ledgers", part: "contract" });
  expect(currentPlace().narrow).toMatchObject({
    all: [
      { field: "unit", op: "in", values: [{ t: "ref", v: { id: unit } }] },
      {
        any: [
          { all: [{ not: { field: "state" } }, { any: [{}, { field: "signed_on", op: "not_empty" }] }] },
          {},
        ],
      },
    ],
  });
});

it("opens a contract and an instalment from its row", async () => {
  await panel().getByRole("button", { name: "二期产线改造合同" }).first().click();
  expect(currentPlace().record).toEqual({ entity: "contract", id: "c1" });
});

it("keeps what was typed and not sent through a lock, and begins anew once it is sent", async () => {
  const away = async () => {
    openRecord({ entity: "unit", id: "u003" });
    await expect.element(panel().getByText("二期产线改造合同")).not.toBeInTheDocument();
    openRecord({ entity: "unit", id: unit });
    await expect.element(panel().getByText("二期产线改造合同").first()).toBeVisible();
  };
  const amount = () => panel().getByLabelText("回款金额");
  const terms = () => panel().getByLabelText("付款条款");
  await settleTyping();
  expect(world.formDrafts.size).toBe(0);
  await userEvent.fill(amount(), "40万");
  await userEvent.fill(terms(), "30% 预付，70% 到货");
  await settleTyping();
  expect([...world.formDrafts.keys()].sort()).toEqual([`pay@${unit}`, "terms@c1"]);
  await away();
  await expect.element(amount()).toHaveValue("40万");
  await expect.element(terms()).toHaveValue("30% 预付，70% 到货");
  await panel().getByRole("button", { name: "生成 2 期" }).click();
  await expect.poll(() => page.getByTestId("instalment").elements().length).toBe(2);
  await userEvent.fill(amount(), "30万");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByTestId("payment").first()).toBeVisible();
  await expect.element(amount()).toHaveValue("");
  await expect.element(amount()).toHaveFocus();
  await settleTyping();
  await expect.poll(() => world.formDrafts.size).toBe(0);
  await panel().getByRole("button", { name: "手动核销" }).click();
  await userEvent.fill(panel().getByRole("textbox", { name: /^预付/ }), "10万");
  await away();
  await expect.element(panel().getByText("有未填完的内容，打开接着填")).toBeVisible();
  await panel().getByRole("button", { name: "手动核销" }).click();
  await expect.element(panel().getByRole("textbox", { name: /^预付/ })).toHaveValue("10万");
});

it("keeps nothing of a payment that was on its way when the vault was locked", async () => {
  const { recordPayment } = commands;
  let pay: () => void = () => undefined;
  vi.spyOn(commands, "recordPayment").mockImplementation(
    (said) =>
      new Promise((done) => {
        pay = () => done(recordPayment(said));
      }),
  );
  onTestFinished(() => void vi.restoreAllMocks());
  await userEvent.fill(panel().getByLabelText("回款金额"), "40万");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => vi.mocked(commands.recordPayment).mock.calls.length).toBe(1);
  const settled = settleTyping();
  pay();
  await settled;
  expect(all("payment")).toHaveLength(1);
  expect(world.formDrafts.size).toBe(0);
});

it("pays for no contract and lays out to no instalment that is not there any more", async () => {
  world.formDrafts.set(
    "pay@u003",
    JSON.stringify({ amount: "40万", day: "", contract: "gone", method: "none", bankRef: "" }),
  );
  const paid = vi.spyOn(commands, "recordPayment");
  const laid = vi.spyOn(commands, "allocateByHand");
  onTestFinished(() => void vi.restoreAllMocks());
  openRecord({ entity: "unit", id: "u003" });
  await expect.element(panel().getByLabelText("回款金额")).toHaveValue("40万");
  await userEvent.click(panel().getByLabelText("回款金额"));
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => paid.mock.calls.length).toBe(1);
  expect(paid.mock.calls[0]?.[0].contract).toBeNull();
  openRecord({ entity: "unit", id: unit });
  await panel().getByRole("button", { name: "生成 3 期" }).click();
  await expect.poll(() => page.getByTestId("instalment").elements().length).toBe(3);
  await userEvent.fill(panel().getByLabelText("回款金额"), "40万");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => all("allocation").length).toBe(2);
  for (const { id } of all("payment")) world.formDrafts.set(`lay@${id}`, JSON.stringify({ gone: "10万" }));
  openRecord({ entity: "unit", id: "u003" });
  await expect.element(panel().getByText("二期产线改造合同")).not.toBeInTheDocument();
  openRecord({ entity: "unit", id: unit });
  await panel().getByRole("button", { name: "手动核销" }).click();
  const first = panel().getByRole("textbox", { name: /^预付/ });
  await userEvent.fill(first, "20万");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => laid.mock.calls.length).toBe(1);
  expect(laid.mock.calls[0]?.[1]).toEqual([
    { instalment: expect.not.stringMatching("gone"), amount: "20万" },
  ]);
});
