/** What could still be sold to a group: by keyboard, what stands in a cell, and an opportunity of an empty one. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands, type RecordDto, type Value } from "../../ipc/bindings.ts";
import { invalidate } from "../../ipc/query.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go, showAsOf } from "../../lib/place.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const to = (id: string): Value => ({ t: "ref", v: { id, label: "" } });
const text = (v: string): Value => ({ t: "text", v });
const marked = () => document.querySelector<HTMLElement>('[role="gridcell"][aria-selected="true"]');
const foot = () => page.getByTestId("white-foot").element().textContent ?? "";
const deals = () => [...world.records.values()].filter((one) => one.entity === "opportunity" && !one.deleted);
let tree: { top: string; below: string[] };

function put(entity: string, id: string, values: RecordDto["values"]): void {
  world.records.set(id, { entity, id, rev: 1, values, warnings: [], deleted: false });
}

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  const units = [...world.records.values()].filter((one) => one.entity === "unit" && !one.deleted);
  const under = (id: string) =>
    units.filter(({ values }) => values.parent?.t === "ref" && values.parent.v.id === id);
  const top = units.find(({ id, values }) => values.parent?.t !== "ref" && under(id).length >= 3);
  tree = { top: top?.id ?? "", below: under(top?.id ?? "").map(({ id }) => id) };
  for (const one of [...world.records.values()]) {
    if (["product", "category", "transaction", "opportunity", "competitor_view"].includes(one.entity))
      one.deleted = true;
  }
  put("product", "wp1", { name: text("水泵") });
  put("product", "wp2", { name: text("阀门") });
  const line = (id: string, unit: string | undefined, minor: string) =>
    put("transaction", id, {
      unit: to(unit ?? ""),
      product: to("wp1"),
      item: text("泵"),
      amount: { t: "money", v: { minor, currency: "CNY" } },
      date: { t: "date", v: "2026-03-01" },
    });
  line("wt1", tree.below[0], "123450000");
  line("wt2", tree.below[1], "100000");
  go({ at: "groups", part: tree.top });
  const grid = page.getByRole("grid", { name: "可售空白" });
  await expect.element(grid).toBeVisible();
  (grid.element() as HTMLElement).focus();
});

it("says what was bought and why what was not is suggested, and walks by keys", async () => {
  expect(marked()?.dataset.state, "the group itself bought nothing").toBe("never");
  expect(marked()?.textContent).toContain("2 家买过");
  expect(foot()).toMatch(/建议：.+买过/);
  await keys("{ArrowRight}");
  expect(foot()).toContain("阀门");
  expect(foot()).toContain("从未推荐过");
  await keys("{Home}{ArrowDown}");
  await expect.poll(() => marked()?.dataset.state).toBe("bought");
  expect(marked()?.textContent).toBe("2026-03123.45");
  expect(foot()).toContain("买过 1 次 · 123.45 万元 · 最近 2026-03-01");
  await keys("s");
  await expect.poll(() => marked()?.dataset.hint).toBe("true");
  await expectAccessible();
});

it("makes an opportunity of an empty cell by a key, and undo takes it back", async () => {
  await keys("{ArrowRight}{Enter}");
  await expect.poll(() => deals().length).toBe(1);
  const [made] = deals();
  expect(made?.values.unit).toMatchObject({ v: { id: tree.top } });
  expect(made?.values.products).toEqual({ t: "texts", v: ["阀门"] });
  await expect.poll(() => marked()?.dataset.state).toBe("open");
  // What is there is opened by the same key, and not made again.
  await keys("{Enter}");
  expect(currentPlace().record).toEqual({ entity: "opportunity", id: made?.id });
  expect(deals()).toHaveLength(1);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => deals().length).toBe(0);
});

it("speaks another language at once, in each cell", async () => {
  setLanguage("en");
  await expect.poll(() => marked()?.textContent).toContain("2 bought it");
  setLanguage("zh");
});

it("makes one alone, however often a key is pressed before the grid is read again", async () => {
  await keys("{ArrowRight}nn");
  await expect.poll(() => marked()?.dataset.state).toBe("open");
  expect(deals()).toHaveLength(1);
  await keys("n");
  await expect.element(page.getByRole("button", { name: "建商机", exact: true })).not.toBeInTheDocument();
  expect(deals(), "where one is open no other is made").toHaveLength(1);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => marked()?.dataset.state).toBe("never");
  document.querySelector<HTMLElement>('[role="grid"]')?.focus();
  await keys("n");
  await expect.poll(() => deals().length, { message: "what was taken back can be made again" }).toBe(1);
});

it("stands by category as well, and says what stands nowhere", async () => {
  put("category", "wc1", { name: text("设备") });
  put("product", "wp2", { name: text("阀门"), category: to("wc1") });
  put("transaction", "wt3", { unit: to(tree.below[2] ?? ""), item: text("不知何物") });
  await invalidate(["category", "product", "transaction"]);
  await page.getByText("按类别").click();
  await expect.element(page.getByRole("columnheader", { name: /设备/ })).toBeVisible();
  await expect.element(page.getByRole("columnheader", { name: /阀门/ })).not.toBeInTheDocument();
  await expect.element(page.getByText("1 行业务没有写明我们的产品，未计入。")).toBeVisible();
});

it("opens the competitor a cell names, though a deal was lost there as well", async () => {
  put("opportunity", "wo1", {
    unit: to(tree.top),
    name: text("阀门"),
    products: { t: "texts", v: ["阀门"] },
    stage: { t: "choice", v: "lost" },
  });
  put("competitor", "wr1", { name: text("对手") });
  put("competitor_view", "wv1", {
    unit: to(tree.top),
    product: to("wp2"),
    competitor: { t: "ref", v: { id: "wr1", label: "对手" } },
  });
  await invalidate(["opportunity", "competitor_view"]);
  await keys("{ArrowRight}");
  await expect.poll(() => marked()?.dataset.state).toBe("competitor");
  await keys("{Enter}");
  expect(currentPlace().record).toEqual({ entity: "competitor", id: "wr1" });
});

it("makes nothing on a day that is past, and says which unit is no more", async () => {
  showAsOf(Date.now() - 86_400_000);
  await expect.element(page.getByTestId("as-of")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "建商机" })).not.toBeInTheDocument();
  await keys("n");
  expect(deals()).toHaveLength(0);
  showAsOf(null);
  await expect.element(page.getByRole("button", { name: "建商机", exact: true })).toBeVisible();
  go({ at: "groups", part: "nobody" });
  await expect.element(page.getByText("这个单位已不存在")).toBeVisible();
});

it("makes one by a press on a cell too, not where opportunities are out of sight", async () => {
  await page
    .getByRole("button", { name: /建“阀门”的商机/ })
    .nth(1)
    .click();
  await expect.poll(() => deals().length).toBe(1);
  expect(deals()[0]?.values.unit).toMatchObject({ v: { id: tree.below[0] } });
  await commands.moduleHide("opportunities", true);
  await invalidate(["hidden_module"]);
  await expect.element(page.getByRole("button", { name: "建商机" })).not.toBeInTheDocument();
  await keys("n");
  expect(deals()).toHaveLength(1);
});

it("is one key away from the tree, and back is one press", async () => {
  await page.getByRole("button", { name: "回到集团树" }).click();
  await expect.poll(() => document.querySelectorAll('[role="treegrid"] [aria-level]').length).toBe(5);
  document.querySelector<HTMLElement>('[role="treegrid"]')?.focus();
  const lines = () => document.querySelectorAll('[role="treegrid"] [aria-level]').length;
  await keys("{ArrowRight}");
  await expect.poll(lines).toBe(10);
  await keys("{ArrowDown}");
  const line = () => document.querySelector('[role="treegrid"] [role="row"][aria-selected="true"]')?.id;
  const before = line();
  await keys("w");
  await expect.element(page.getByTestId("whitespace")).toBeVisible();
  await page.getByRole("button", { name: "回到集团树" }).click();
  await expect.poll(lines, { message: "as it was left" }).toBe(10);
  await expect.poll(line).toBe(before);
});
