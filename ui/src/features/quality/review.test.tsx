/** The review's keys against the invented core. */
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { wireError, world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";
import { updateRecord } from "../../ipc/write.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { letterKeys } from "../../lib/keys.ts";
import { currentPlace, go } from "../../lib/place.ts";
import { settleTyping } from "../../lib/typing.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-line]")];
const keyOf = (at: number) => rows()[at]?.dataset.line ?? "";
const wordOf = (key: string) => {
  const [, id, field] = key.split(":");
  return world.records.get(`word:${id}:${field}`)?.values;
};
const focused = () => document.activeElement?.closest<HTMLElement>("[data-line]")?.dataset.line;

async function open(): Promise<void> {
  go({ at: "review" });
  await expect.poll(() => rows().length, { timeout: 10_000 }).toBeGreaterThan(3);
  document.querySelector<HTMLElement>("[data-row]")?.focus();
}

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

it("moves by J and K, verifies by V, and the next line has the keyboard", async () => {
  await open();
  await keys("jjk");
  const [, second, third] = [keyOf(0), keyOf(1), keyOf(2)];
  expect(focused()).toBe(second);
  await keys("v");
  await expect.poll(() => wordOf(second)?.verified_at?.t).toBe("instant");
  await expect.poll(focused).toBe(third);
  expect(rows().some(({ dataset }) => dataset.line === second)).toBe(false);
  await keys("{Control>}z{/Control}");
  await expect.poll(() => rows().some(({ dataset }) => dataset.line === second)).toBe(true);
});

it("draws no letter that does nothing", async () => {
  await open();
  const letters = () => [...document.querySelectorAll("[data-line] kbd")].map((one) => one.textContent);
  await expect.poll(letters).toContain("V");
  letterKeys.set(false);
  await expect.poll(letters).toEqual([]);
  letterKeys.set(true);
});

it("edits in place by E, and what was changed is verified no longer", async () => {
  await open();
  const at = rows().findIndex(({ dataset }) => dataset.line?.endsWith(":phones"));
  rows()[at]?.querySelector<HTMLElement>("[data-row]")?.focus();
  const key = keyOf(at);
  await keys("e");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  await keys("{Escape}");
  await expect.poll(focused).toBe(key);
  await keys("e");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  await keys("139 1111 2222{Enter}");
  const [, id = ""] = key.split(":");
  await expect.poll(() => JSON.stringify(world.records.get(id)?.values.phones)).toContain("139 1111 2222");
});

it("keeps several values apart where one has a comma in it", async () => {
  world.rules.set("unit.aliases", { days: 1, check: false });
  const unit = world.records.get("u002");
  if (!unit) throw new Error("no such customer");
  const aliases = { t: "texts" as const, v: ["Acme Co., Ltd", "Foo"] };
  world.records.set(unit.id, { ...unit, values: { ...unit.values, aliases } });
  await open();
  const at = rows().findIndex(({ dataset }) => dataset.line === "stale:u002:aliases");
  rows()[at]?.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("e");
  await expect.poll(() => document.activeElement?.tagName).toBe("TEXTAREA");
  const box = document.activeElement as HTMLTextAreaElement;
  expect(box.value).toBe("Acme Co., Ltd\nFoo");
  box.setSelectionRange(box.value.length, box.value.length);
  await keys("{Shift>}{Enter}{/Shift}Bar");
  expect(box.value).toBe("Acme Co., Ltd\nFoo\nBar");
  await keys("{Enter}");
  await expect.poll(() => JSON.stringify(world.records.get("u002")?.values.aliases)).toContain("Bar");
});

it("puts off by S and opens by Enter", async () => {
  await open();
  const first = keyOf(0);
  await keys("s");
  await expect.poll(() => keyOf(0)).not.toBe(first);
  expect(wordOf(first)?.later_on?.t).toBe("date");
  await keys("{Enter}");
  await expect.poll(() => currentPlace().record).toBeDefined();
});

it("has a second person say who they are", async () => {
  world.rules.set("unit.code", { days: null, check: true });
  const unit = world.records.get("u002");
  if (!unit) throw new Error("no such customer");
  await updateRecord(unit, { code: { t: "text", v: "KH-9" } });
  await open();
  const key = keyOf(0);
  expect(key).toBe("unchecked:u002:code");
  await expect.element(page.getByText("原为 KH-1002")).toBeVisible();
  await keys("v");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  await keys("{Enter}");
  await expect.element(page.getByText(/请写明复核人/)).toBeVisible();
  await keys("李审{Enter}");
  await expect.poll(() => wordOf(key)?.checked_by).toEqual({ t: "text", v: "李审" });
  await expect.poll(() => keyOf(0)).not.toBe(key);
});

it("asks once what one is called oneself, and lets nobody check their own change", async () => {
  world.ownName = null;
  world.rules.set("unit.code", { days: null, check: true });
  const unit = world.records.get("u002");
  if (!unit) throw new Error("no such customer");
  await updateRecord(unit, { code: { t: "text", v: "KH-9" } });
  await open();
  const key = keyOf(0);
  await keys("v");
  const own = page.getByRole("textbox", { name: "您自己的姓名" });
  await expect.element(own).toBeVisible();
  await page.getByRole("textbox", { name: "复核人姓名" }).fill("李审");
  await keys("{Enter}");
  await expect.element(page.getByText(/请一并填写您自己的姓名/)).toBeVisible();
  await own.fill("李审");
  await keys("{Enter}");
  await expect.element(page.getByText(/须由他人复核/)).toBeVisible();
  expect(wordOf(key)?.checked_by).toBeUndefined();
  await page.getByRole("textbox", { name: "复核人姓名" }).fill("王核");
  await keys("{Enter}");
  await expect.poll(() => wordOf(key)?.checked_by).toEqual({ t: "text", v: "王核" });
});

it("says how much is inside its limit, the worst first, and leads to what is over it", async () => {
  await open();
  await page.getByRole("tab", { name: "时效达标" }).click();
  const table = page.getByRole("table");
  await expect.element(table.getByRole("rowheader").first()).toHaveTextContent("电话 客户");
  await expectAccessible();
  await page.getByRole("button", { name: /^核实 \d+ 项$/ }).click();
  await expect.element(page.getByRole("tab", { name: "到期资料" })).toHaveAttribute("aria-selected", "true");
});

it("prints who is responsible for what as one table", async () => {
  await open();
  await page.getByRole("tab", { name: "责任分工" }).click();
  await expect.element(page.getByRole("columnheader", { name: "复核人" })).toBeVisible();
  await expectAccessible();
  const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
  await page.getByRole("button", { name: "打印" }).click();
  expect(print).toHaveBeenCalledOnce();
  const paper = document.querySelector("[data-print-sheet]");
  expect(paper?.querySelectorAll("tbody tr").length).toBeGreaterThan(3);
  window.dispatchEvent(new Event("afterprint"));
  await expect.poll(() => document.querySelector("[data-print-sheet]")).toBeNull();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  await open();
  setLanguage(language);
  await expectAccessible();
});

it("works off what looks filled in carelessly: kept with a reason, cleared, mended, each in one step", async () => {
  const unit = world.records.get("u002");
  if (!unit) throw new Error("no such customer");
  const phones = (raw: string) => ({ t: "raw" as const, v: raw });
  await updateRecord(unit, { phones: phones("111111"), address: { t: "text", v: "待定" } });
  await open();
  const at = (field: string) => rows().find(({ dataset }) => dataset.line === `doubtful:u002:${field}`);
  await expect.poll(() => at("phones")).toBeDefined();
  await expect.element(page.getByText("连续或重复的数字")).toBeVisible();
  await expectAccessible();
  at("address")?.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("r");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  world.broken = wireError("no_space", "ui.error.no_space");
  await keys("搬迁中{Enter}");
  // Refused: it stays as it was typed.
  await expect.poll(() => document.activeElement?.getAttribute("aria-invalid")).toBe("true");
  world.broken = null;
  await keys("{Enter}");
  await expect.poll(() => at("address")).toBeUndefined();
  expect(wordOf("doubtful:u002:address")?.note).toEqual({ t: "text", v: "搬迁中" });
  expect(wordOf("doubtful:u002:address")?.certainty).toEqual({ t: "choice", v: "doubtful" });
  at("phones")?.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("x");
  await expect.poll(() => at("phones")).toBeUndefined();
  expect(world.records.get("u002")?.values.phones?.t).toBe("null");
  await keys("{Control>}z{/Control}");
  await expect.poll(() => at("phones")).toBeDefined();
  at("phones")?.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("e");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  await keys("021-58881234{Enter}");
  await expect.poll(() => at("phones")).toBeUndefined();
});

it("stores nothing half typed before the vault is locked: it waits in its line", async () => {
  await open();
  const at = rows().findIndex(({ dataset }) => dataset.line?.endsWith(":phones"));
  const key = keyOf(at);
  const [, id = ""] = key.split(":");
  const held = JSON.stringify(world.records.get(id)?.values.phones);
  const ask = async () => {
    rows()
      .find(({ dataset }) => dataset.line === key)
      ?.querySelector<HTMLElement>("[data-row]")
      ?.focus();
    await keys("e");
    await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
    return document.activeElement as HTMLInputElement;
  };
  await userEvent.fill(await ask(), "139 1111");
  await settleTyping();
  expect(JSON.stringify(world.records.get(id)?.values.phones)).toBe(held);
  expect([...world.formDrafts.keys()].some((place) => place.startsWith("another@"))).toBe(true);
  go({ at: "customers" });
  await expect.poll(() => rows().length).toBe(0);
  await open();
  expect((await ask()).value).toBe("139 1111");
  await keys("{Escape}");
  await expect.poll(() => world.formDrafts.size).toBe(0);
});

it("begins anew where the value became another since it was begun", async () => {
  await open();
  const key = keyOf(rows().findIndex(({ dataset }) => dataset.line?.endsWith(":phones")));
  const [, id = ""] = key.split(":");
  const record = world.records.get(id);
  if (!record) throw new Error("no such record");
  const draft = { text: "139 1111", picks: null, begunOn: "021-00000000" };
  world.formDrafts.set(`another@${record.entity}.${id}.phones`, JSON.stringify(draft));
  rows()
    .find(({ dataset }) => dataset.line === key)
    ?.querySelector<HTMLElement>("[data-row]")
    ?.focus();
  await keys("e");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  expect((document.activeElement as HTMLInputElement).value).not.toContain("139 1111");
  await keys("{Escape}");
  await expect.poll(() => world.formDrafts.size).toBe(0);
});

it("hears no letter as a key while what was asked for is on its way", async () => {
  await open();
  const at = rows().findIndex(({ dataset }) => dataset.line?.endsWith(":phones"));
  rows()[at]?.querySelector<HTMLElement>("[data-row]")?.focus();
  const key = keyOf(at);
  let answer: () => void = () => undefined;
  vi.spyOn(commands, "formDraft").mockImplementation(
    () =>
      new Promise((done) => {
        answer = () => done(null);
      }),
  );
  onTestFinished(() => void vi.restoreAllMocks());
  await keys("evsj");
  expect(wordOf(key)?.verified_at).toBeUndefined();
  expect(focused()).toBe(key);
  answer();
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  await keys("{Escape}");
  await expect.poll(focused).toBe(key);
  await keys("j");
  expect(focused()).not.toBe(key);
});
