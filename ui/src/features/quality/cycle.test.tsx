/** Customers looked through in turn, against the invented core: the list, its keys, and how often in the settings. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go } from "../../lib/place.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-line]")];
const lines = () => rows().map(({ dataset }) => dataset.line ?? "");
const day = (id: string, field: string) => world.records.get(id)?.values[field];
const focused = () => document.activeElement?.closest<HTMLElement>("[data-line]")?.dataset.line;
const part = (name: string) => page.getByRole("region", { name });

async function open(): Promise<void> {
  go({ at: "review", part: "cycle" });
  await expect.poll(() => rows().length, { timeout: 10_000 }).toBeGreaterThan(3);
  document.querySelector<HTMLElement>("[data-row]")?.focus();
}

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

it("shrinks as customers are confirmed by V, and undo brings them back", async () => {
  await open();
  const [first = "", second = ""] = lines();
  const before = rows().length;
  await keys("v");
  await expect.poll(() => day(first, "reviewed_on")?.t).toBe("date");
  await expect.poll(() => rows().length).toBe(before - 1);
  await expect.poll(focused).toBe(second);
  await expect.element(page.getByText(/^已核对：/)).toBeVisible();
  await keys("{Control>}z{/Control}");
  await expect.poll(lines).toContain(first);
});

it("skips by S: the customer stays in sight below, and is not skipped twice", async () => {
  await open();
  const [first = ""] = lines();
  await keys("s");
  await expect.poll(() => day(first, "review_skipped_on")?.t).toBe("date");
  const aside = part("这次跳过的");
  await expect.poll(() => aside.element().querySelector(`[data-line="${first}"]`)).toBeTruthy();
  const row = aside.element().querySelector<HTMLElement>(`[data-line="${first}"]`);
  row?.querySelector<HTMLElement>("[data-row]")?.focus();
  expect(row?.textContent).not.toContain("这次跳过");
  // What was skipped may be confirmed all the same.
  await keys("v");
  await expect.poll(() => day(first, "reviewed_on")?.t).toBe("date");
  await expect.poll(lines).not.toContain(first);
});

it("says how far it is in the month and the quarter, and what was carried over", async () => {
  await open();
  await expect.element(page.getByRole("progressbar", { name: "本月" })).toBeVisible();
  await expect.element(page.getByText(/家中已核对/).first()).toBeVisible();
  const carried = part("以前几轮留下的");
  await expect.element(carried.getByText(/错过 \d+ 轮/).first()).toBeVisible();
  await expect.element(carried.getByText(/级别 A，每月/).first()).toBeVisible();
  await expect.element(carried.getByText(/一并核实：/).first()).toBeVisible();
});

it("opens the customer by Enter", async () => {
  await open();
  const [first] = lines();
  await keys("{Enter}");
  await expect.poll(() => currentPlace().record?.id).toBe(first);
});

it("leads from Today to the list, and from the list to the cycles", async () => {
  go({ at: "today" });
  const line = page.getByText(/家客户(要在|今天要).*留下的/);
  await expect.element(line).toBeVisible();
  document.querySelector<HTMLElement>('[data-occasion="review_cycle"] [data-row]')?.click();
  await expect.poll(() => currentPlace().part).toBe("cycle");
  await page.getByRole("button", { name: "设置周期" }).click();
  await expect.poll(() => currentPlace().part).toBe("cycles");
});

async function settings(): Promise<void> {
  go({ at: "settings", part: "cycles" });
  await expect.element(page.getByRole("switch", { name: "分轮核对客户" })).toBeInTheDocument();
}

it("takes a class out, puts another in, and is switched off with its way back", async () => {
  await settings();
  await page.getByRole("button", { name: /多久核对一次：级别：D/ }).click();
  await page.getByRole("option", { name: "每年" }).click();
  await expect
    .poll(() => world.cycles.classes)
    .toContainEqual({ list: "unit_level", class: "d", months: 12 });
  await page.getByRole("button", { name: /多久核对一次：级别：A/ }).click();
  await page.getByRole("option", { name: "同其余客户" }).click();
  await expect.poll(() => world.cycles.classes.some((one) => one.class === "a")).toBe(false);
  page
    .getByRole("switch", { name: "分轮核对客户" })
    .element()
    .dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await expect.poll(() => world.cycles.on).toBe(false);
  go({ at: "review", part: "cycle" });
  await expect.element(page.getByText("定期核对没有启用")).toBeVisible();
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => world.cycles.on).toBe(true);
});

it("keeps both of two quick changes", async () => {
  await settings();
  for (const name of ["公司", "集团"]) {
    const box = page.getByRole("checkbox", { name, exact: true }).element();
    box.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }
  await expect.poll(() => world.cycles.kinds).not.toContain("company");
  await expect.poll(() => world.cycles.kinds).not.toContain("group");
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  await settings();
  setLanguage(language);
  await expectAccessible();
  await open();
  await expectAccessible();
});
