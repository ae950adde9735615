/** How far a value can be relied upon, in the drawer: marks, one key, the word behind them, questions, points. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { wireError, world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { verifyFields } from "../../../ipc/quality.ts";
import { openRecord } from "../../../lib/place.ts";

const unit = "u002";
const keys = (typed: string) => userEvent.keyboard(typed);
const line = (key: string) => document.querySelector<HTMLElement>(`[data-field="${key}"]`) as HTMLElement;
const stateOf = (key: string) => line(key).querySelector<HTMLElement>("[data-state]")?.dataset.state;
const wordOf = (key: string) => world.records.get(`word:${unit}:${key}`)?.values;

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  openRecord({ entity: "unit", id: unit });
  await page.getByTestId("drawer").getByRole("tab", { name: /^概览/ }).click();
  await expect.poll(() => stateOf("status")).toBe("stale");
});

it("verifies by V on a value, and takes the mark back with undo", async () => {
  line("status").querySelector("button")?.focus();
  await keys("v");
  await expect.poll(() => stateOf("status")).toBe("verified");
  expect(wordOf("status")?.verified_at?.t).toBe("instant");
  await keys("{Control>}z{/Control}");
  await expect.poll(() => stateOf("status")).toBe("stale");
});

it("names all that was verified, says how many where they are many, and offers the way back", async () => {
  const at = (field: string) => ({ entity: "unit", id: unit, field });
  await verifyFields(["status", "phones"].map(at));
  await expect.element(page.getByText("已核实：状态、电话")).toBeVisible();
  await verifyFields(["status", "phones", "address", "code"].map(at));
  await expect.element(page.getByText("已核实 4 项")).toBeVisible();
  expect(wordOf("code")?.verified_at?.t).toBe("instant");
  await page.getByRole("button", { name: "撤销" }).click();
  await expect.poll(() => wordOf("code")).toBeUndefined();
});

it("leaves a V that is typed into a field alone", async () => {
  line("code").querySelector("button")?.click();
  await expect.poll(() => line("code").querySelector("input")).not.toBeNull();
  await keys("v{Enter}");
  await expect.poll(() => world.records.get(unit)?.values.code).toEqual({ t: "text", v: "v" });
  expect(wordOf("code")).toBeUndefined();
});

it("says from whom a value is, and forgets it with the value", async () => {
  line("status").querySelector<HTMLElement>("[data-state] button[aria-expanded]")?.click();
  await page.getByLabelText("来源").fill("前台");
  await page.getByRole("button", { name: "保存" }).click();
  await expect.poll(() => wordOf("status")?.source).toEqual({ t: "text", v: "前台" });
  await expect.element(page.getByLabelText("来源")).not.toBeInTheDocument();
});

it("asks what is worth asking, and accounts for every point", async () => {
  await expect.element(page.getByText(/由谁拍板/).first()).toBeVisible();
  const asks = () => document.querySelectorAll('[aria-label="下次可以问"] li').length;
  expect(asks(), "one line, for the head of a customer is to leave room for what follows").toBe(1);
  await page.getByRole("button", { name: /^另 \d+ 个$/ }).click();
  await expect.poll(asks).toBeGreaterThan(1);
  await page.getByRole("button", { name: "收起" }).click();
  await expect.poll(asks).toBe(1);
  await page.getByRole("button", { name: /^了解度/ }).click();
  await expect.element(page.getByText(/^还缺/)).toBeVisible();
  await keys("{Escape}");
  await expect.element(page.getByText(/^还缺/)).not.toBeInTheDocument();
  await expectAccessible();
});

it("draws its tabs where they stay: what stands above them is there with them", async () => {
  const without: string[] = [];
  const watch = new MutationObserver(() => {
    const drawer = document.querySelector("[data-testid=drawer]");
    const asks = drawer?.querySelector('[aria-label="下次可以问"]');
    if (drawer?.querySelector("[role=tablist]") && !asks) without.push(drawer.textContent ?? "");
  });
  watch.observe(document.body, { childList: true, subtree: true });
  openRecord({ entity: "unit", id: "u003" });
  await expect.element(page.getByTestId("drawer").getByRole("heading", { level: 2 })).toBeVisible();
  await expect.poll(() => document.querySelector("[data-testid=drawer] [role=tablist]")).not.toBeNull();
  watch.disconnect();
  expect(without).toEqual([]);
});

it("warns of a careless value where it was typed, never stops it, and forgets it once kept", async () => {
  const said = () => line("address").textContent ?? "";
  line("address").querySelector("button")?.click();
  await expect.poll(() => line("address").querySelector("input")).not.toBeNull();
  await userEvent.fill(line("address").querySelector("input") as HTMLElement, "待定");
  await keys("{Enter}");
  await expect.poll(() => world.records.get(unit)?.values.address).toEqual({ t: "text", v: "待定" });
  await expect.poll(said).toContain("计为存疑");
  await page.getByRole("button", { name: "保留", exact: true }).click();
  await keys("等新址{Enter}");
  await expect.poll(said).toContain("存疑，已保留：等新址");
  expect(said()).not.toContain("像是占位");
  await expectAccessible();
  await keys("{Control>}z{/Control}");
  await expect.poll(said).toContain("像是占位");
});

it("keeps the reason of a keeping that is refused, and the keyboard where it was", async () => {
  line("address").querySelector("button")?.click();
  await expect.poll(() => line("address").querySelector("input")).not.toBeNull();
  await userEvent.fill(line("address").querySelector("input") as HTMLElement, "待定");
  await keys("{Enter}");
  const keep = page.getByRole("button", { name: "保留", exact: true });
  await keep.click();
  await keys("{Escape}");
  await expect.element(keep).toHaveFocus();
  await keep.click();
  world.broken = wireError("no_space", "ui.error.no_space");
  await keys("等新址{Enter}");
  const reason = page.getByRole("textbox", { name: "理由（可不填）" });
  await expect.element(reason).toHaveAttribute("aria-invalid", "true");
  await expect.element(reason).toHaveValue("等新址");
  await expectAccessible();
  world.broken = null;
  await keys("{Enter}");
  await expect.poll(() => document.activeElement?.textContent).toBe("存疑，已保留：等新址");
});

it("tells who represented the firm before", async () => {
  const change = async (name: string) => {
    line("legal_rep").querySelector("button")?.click();
    await expect.poll(() => line("legal_rep").querySelector("input")).not.toBeNull();
    await userEvent.fill(line("legal_rep").querySelector("input") as HTMLElement, name);
    await keys("{Enter}");
    await expect.poll(() => world.records.get(unit)?.values.legal_rep).toEqual({ t: "text", v: name });
  };
  if (!line("legal_rep")) await page.getByRole("button", { name: /空/ }).first().click();
  await expect.poll(() => line("legal_rep")).not.toBeNull();
  await change("王一");
  await change("李二");
  await expect.poll(() => line("legal_rep").textContent).toContain("此前：王一");
  const tasks = [...world.records.values()].filter(({ entity }) => entity === "task");
  expect(tasks.some(({ values }) => JSON.stringify(values.title).includes("重新核实"))).toBe(true);
});

it("offers whoever looks at the record's changes as the one who checked", async () => {
  const one = world.records.get(unit);
  if (!one) throw new Error("no such unit");
  world.records.set(unit, { ...one, values: { ...one.values, reviewer: { t: "text", v: "王核" } } });
  const id = `word:${unit}:status`;
  const values = { unchecked_at: { t: "instant", v: Date.now() } } as const;
  world.records.set(id, { entity: "provenance", id, rev: 1, values, warnings: [], deleted: false });
  emit("changed", { seq: 99, op: "test", entities: ["unit", "provenance"], ids: [unit] });
  await expect.poll(() => stateOf("status")).toBe("unchecked");
  line("status").querySelector<HTMLElement>("[data-state] button[aria-expanded]")?.click();
  await expect.element(page.getByRole("textbox", { name: "复核人" })).toHaveValue("王核");
});
