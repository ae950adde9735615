/** What reminds by itself, as it is set: several leads, and the rhythms offered to a vault without one. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { openWindow } from "../../../dev/stage.tsx";
import { go } from "../../lib/place.ts";

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  go({ at: "settings", part: "occasions" });
  await expect
    .element(page.getByRole("group", { name: "合同到期：提前多久" }), { timeout: 10_000 })
    .toBeVisible();
});

const leads = () => world.sources.get("contract_end")?.leads;

it("takes one more time before, and one away, and keeps at least one", async () => {
  const group = page.getByRole("group", { name: "合同到期：提前多久" });
  await group.getByRole("button", { name: /再加一个提前时间/ }).click();
  await page.getByRole("option", { name: "当天" }).click();
  await expect.poll(leads).toEqual([30, 7, 0]);
  await group.getByRole("button", { name: /提前 30 天/ }).click();
  await expect.poll(leads).toEqual([7, 0]);
  await group.getByRole("button", { name: /提前 7 天/ }).click();
  await expect.poll(leads).toEqual([0]);
  await expect.element(group.getByText("当天")).toBeVisible();
  await expect.element(group.getByRole("button", { name: /当天/ })).not.toBeInTheDocument();
});

it("offers the usual rhythms until there is one", async () => {
  await expect.element(page.getByText("A 级：每两周联系一次", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "采用" }).click();
  await expect.element(page.getByText("还没有联系节奏")).not.toBeInTheDocument();
});

it("keeps both of two quick changes, and hands the keyboard to the neighbour of what is taken away", async () => {
  const group = page.getByRole("group", { name: "合同到期：提前多久" });
  await group.getByRole("button", { name: /再加一个提前时间/ }).click();
  await page.getByRole("option", { name: "当天" }).click();
  await expect.poll(leads).toEqual([30, 7, 0]);
  const first = group.getByRole("button", { name: /提前 30 天/ }).element() as HTMLElement;
  const second = group.getByRole("button", { name: /提前 7 天/ }).element() as HTMLElement;
  first.focus();
  first.click();
  second.click();
  await expect.poll(leads).toEqual([0]);
  await expect.poll(() => document.activeElement?.closest("fieldset")).toBe(group.element());
});
