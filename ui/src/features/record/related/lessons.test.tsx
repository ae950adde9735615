/** What was learned before reaches new work, each answered by one press or key; what is similar; and the years gone by. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import type { RecordDto, Value } from "../../../ipc/bindings.ts";
import { undo } from "../../../ipc/history.ts";
import { createRecord } from "../../../ipc/write.ts";
import { setLanguage } from "../../../lib/i18n.ts";
import { openRecord, showAsOf } from "../../../lib/place.ts";

const drawer = () => page.getByTestId("drawer");
const lessons = () => page.getByTestId("lessons");
const line = (name: string) => lessons().getByRole("listitem").filter({ hasText: name });
const kept = (entity: string) =>
  [...world.records.values()].filter((one) => one.entity === entity && !one.deleted);
const unitOf = (id: string) => {
  const unit = world.records.get(id)?.values.unit;
  return unit?.t === "ref" ? unit.v.id : "";
};

/** A record as it stands in the vault, made before anybody looks. */
function put(entity: string, id: string, values: RecordDto["values"]): void {
  world.records.set(id, { entity, id, rev: 1, values, warnings: [], deleted: false });
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  put("need", "q3", {
    text: { t: "text", v: "操作手册要中英双语" },
    unit: { t: "ref", v: { id: unitOf("j1"), label: "" } },
    priority: { t: "choice", v: "3" },
    state: { t: "choice", v: "stated" },
  });
});

it("lays the gravest first before a project, and keeps how each is answered", async () => {
  openRecord({ entity: "project", id: "j1" });
  await expect.element(lessons().getByText("已应对 0/4")).toBeVisible();
  const titles = () =>
    lessons()
      .getByRole("listitem")
      .elements()
      .map((one) => one.querySelector("button")?.textContent);
  expect(titles()).toEqual([
    "夜班报修四小时没人响应",
    "一期产线改造",
    "备件到货晚了三周",
    "操作手册要中英双语",
  ]);
  await expect.element(lessons().getByText(/换了承运商/)).toBeVisible();
  await expectAccessible();

  await line("夜班报修").getByRole("button", { name: "已落实", exact: true }).click();
  await expect.element(lessons().getByText("已应对 1/4")).toBeVisible();
  await userEvent.fill(lessons().getByLabelText("这次怎么做"), "夜班派驻一人");
  await userEvent.keyboard("{Enter}");
  await expect.element(line("夜班报修").getByText("夜班派驻一人")).toBeVisible();
  const pen = line("夜班报修").getByRole("button", { name: /写明/ });
  await expect.element(pen).toHaveFocus();
  // Opened and left again, it is where it was; nothing was written twice.
  await userEvent.keyboard("{Enter}");
  await expect.element(lessons().getByLabelText("这次怎么做")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.element(pen).toHaveFocus();
  undo();
  await expect.element(line("夜班报修").getByText("夜班派驻一人")).not.toBeInTheDocument();
  await expect.element(lessons().getByText("已应对 1/4")).toBeVisible();
  await userEvent.keyboard("{Enter}夜班派驻一人{Enter}");
  await expect.element(line("夜班报修").getByText("夜班派驻一人")).toBeVisible();

  // By key, wherever in the line one stands; down goes on to the next.
  await expect.element(pen).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}2");
  await expect.element(lessons().getByText("已应对 2/4")).toBeVisible();
  await userEvent.keyboard("{ArrowDown}3");
  await expect
    .element(line("操作手册").getByRole("button", { name: "仍未解决" }))
    .toHaveAttribute("aria-pressed", "true");
  await expect.element(lessons().getByText("已应对 2/4")).toBeVisible();
  expect(kept("lesson")).toHaveLength(3);

  undo();
  await expect
    .element(line("操作手册").getByRole("button", { name: "仍未解决" }))
    .toHaveAttribute("aria-pressed", "false");
  // The same once more takes it back; from the pen, which goes with the answer, one goes on from there.
  (line("备件到货").getByRole("button", { name: /写明/ }).element() as HTMLElement).focus();
  await userEvent.keyboard("2");
  await expect.element(lessons().getByText("已应对 1/4")).toBeVisible();
  await expect.element(line("备件到货").getByRole("button", { name: "不适用" })).toHaveFocus();

  // The complaint tells how it was answered, and where.
  openRecord({ entity: "complaint", id: "q1" });
  const told = drawer().getByText(/夜班派驻一人/);
  await expect.element(told).toBeVisible();
  await expect.element(drawer().getByText(/已落实 · 三期产线实施/)).toBeVisible();
});

it("shows them at the end of making new business, and another project sees how it was answered", async () => {
  openRecord({ entity: "project", id: "j1" });
  await line("夜班报修").getByRole("button", { name: "已落实", exact: true }).click();
  await userEvent.fill(lessons().getByLabelText("这次怎么做"), "夜班派驻一人");
  await userEvent.keyboard("{Enter}");
  openRecord({ entity: "unit", id: unitOf("j1") });
  await drawer().getByRole("tab", { name: /^合作/ }).click();
  await drawer().getByRole("button", { name: "添加合作" }).click();
  const form = page.getByTestId("cooperations");
  await userEvent.fill(form.getByLabelText(/^合作项目/), "四期产线");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("region", { name: "“四期产线”的前车之鉴" })).toBeVisible();
  await expect.element(lessons().getByText("已在“三期产线实施”中落实：夜班派驻一人")).toBeVisible();
});

it("finds what is similar with its reasons, and keeps what is confirmed", async () => {
  openRecord({ entity: "project", id: "j1" });
  const similar = page.getByTestId("similar");
  const first = similar.getByRole("listitem").first();
  await expect.element(first.getByRole("button", { name: "一期产线改造", exact: true })).toBeVisible();
  await expect.element(similar.getByText("产品相同：改造服务")).toBeVisible();
  await expect.element(first.getByText("同一客户")).toBeVisible();
  await similar.getByRole("button", { name: "把“一期产线改造”留作参考" }).click();
  await expect.element(similar.getByText("已留作参考")).toBeVisible();
  expect(kept("precedent")).toHaveLength(1);
  undo();
  await expect.poll(() => kept("precedent").length).toBe(0);
  (similar.getByRole("button", { name: "一期产线改造", exact: true }).element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  const title = drawer().getByTestId("record-title");
  await expect.poll(() => title.element().textContent).toBe("一期产线改造");
});

it("tells the years with a customer, alone and with all below, now and then", async () => {
  openRecord({ entity: "unit", id: "u001" });
  await drawer().getByRole("tab", { name: /^合作/ }).click();
  const years = page.getByTestId("years");
  const year = (name: string) => years.getByRole("rowgroup", { name, exact: true });
  await expect.element(year("2024").getByRole("button", { name: "一期产线改造" })).toBeVisible();
  await expect.element(year("2026").getByText("1 件未了结")).toBeVisible();
  await expectAccessible();
  await years.getByText("本客户").click();
  await expect.poll(() => year("2024").elements().length).toBe(0);
  await expect.element(year("2025")).toBeVisible();

  // What was done since was not done then.
  await createRecord("cooperation", {
    name: { t: "text", v: "当年的合作" },
    unit: { t: "ref", v: { id: "u001", label: "" } },
    start: { t: "date", v: "2019-05-01" },
  });
  await expect.element(year("2019")).toBeVisible();
  const then = Date.now() - 1_000;
  showAsOf(then);
  openRecord({ entity: "unit", id: "u001", asOf: then });
  await expect.element(year("2024")).toBeVisible();
  expect(year("2019").elements()).toHaveLength(0);
});

/** The days that are broken over two lines. */
function broken(root: Element): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const { 0: day, index } of (node.textContent ?? "").matchAll(/\d{4}-\d{2}-\d{2}/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + day.length);
      const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (tops.size > 1) found.push(day);
    }
  }
  return found;
}

it("keeps within a narrow drawer: the years' amounts stand in sight, and no day is broken", async () => {
  await page.viewport(1024, 700);
  setLanguage("en");
  const unit: Value = { t: "ref", v: { id: unitOf("j1"), label: "" } };
  for (const [n, currency] of ["CNY", "USD", "EUR"].entries()) {
    const amount: Value = { t: "money", v: { minor: "1234500000", currency } };
    const day: Value = { t: "date", v: "2025-05-05" };
    put("contract", `w${n}`, { name: { t: "text", v: "Frame" }, unit, amount, signed_on: day });
    put("payment", `v${n}`, { unit, amount, received_on: day });
  }
  openRecord({ entity: "project", id: "j1" });
  const similar = page.getByTestId("similar");
  await expect.element(similar.getByText(/2024-03-01/)).toBeVisible();
  expect(broken(similar.element())).toEqual([]);
  expect(broken(lessons().element())).toEqual([]);
  openRecord({ entity: "unit", id: unitOf("j1") });
  await drawer()
    .getByRole("tab", { name: /^Business/ })
    .click();
  const years = page.getByTestId("years");
  await expect.element(years.getByText("12.3m USD").first()).toBeVisible();
  const right = (selector: string) =>
    years.element().querySelector(selector)?.getBoundingClientRect().right ?? Number.POSITIVE_INFINITY;
  expect(right("table")).toBeLessThanOrEqual(years.element().getBoundingClientRect().right);
  await expectAccessible();
});
