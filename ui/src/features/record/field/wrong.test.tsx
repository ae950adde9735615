/** “This is wrong”, by key and by menu: it stands as doubtful, comes first in the review, and is mended with its reason. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import type { Value } from "../../../ipc/bindings.ts";
import { setLanguage } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { askWrong } from "../../../lib/wrong.ts";

const wordOf = () => world.records.get("word:u002:short_name")?.values;
const field = () => document.querySelector<HTMLElement>('[data-field="short_name"]');

beforeEach(async () => {
  await openTable();
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: "概览" }).click();
  await expect.poll(field).not.toBeNull();
});

async function sayWrong(): Promise<void> {
  await page.getByRole("textbox", { name: /哪里有误/ }).fill("去年改了名");
  await page.getByRole("textbox", { name: /^应为/ }).fill("新简称");
  await page.getByRole("textbox", { name: /^消息来自/ }).fill("前台李女士");
  await userEvent.keyboard("{Enter}");
}

it("W on a field says so, and what it should be is put right by one press with that as its reason", async () => {
  field()?.querySelector<HTMLElement>("button")?.focus();
  await userEvent.keyboard("w");
  await expect.element(page.getByRole("dialog", { name: "这个值有误" })).toBeVisible();
  await expectAccessible();
  await sayWrong();
  await expect.poll(wordOf).toMatchObject({ certainty: { v: "doubtful" }, wrong: { v: "去年改了名" } });
  await expect.element(page.getByText("前台李女士指出有误：去年改了名 应为“新简称”")).toBeVisible();
  await page.getByRole("button", { name: "改为此值" }).click();
  await expect.poll(() => world.records.get("u002")?.values.short_name).toEqual({ t: "text", v: "新简称" });
  expect(wordOf()).toMatchObject({ note: { v: "去年改了名" }, source: { v: "前台李女士" } });
  await expect.element(page.getByText(/指出有误/)).not.toBeInTheDocument();
});

it("is not taken without a word, and is dismissed where the value is right", async () => {
  askWrong({ entity: "unit", id: "u002", field: "short_name" });
  await expect.element(page.getByRole("textbox", { name: /哪里有误/ })).toHaveFocus();
  await userEvent.keyboard(" {Enter}");
  await expect.element(page.getByText("请写明哪里有误。什么都没有改变。")).toBeVisible();
  await sayWrong();
  await page.getByRole("button", { name: "原值无误" }).click();
  await expect.poll(() => wordOf()?.wrong?.t).not.toBe("text");
});

it("of several numbers none is written over: the editor opens with all of them", async () => {
  const unit = world.records.get("u002");
  if (!unit) throw new Error("an empty world");
  const phones: Value = { t: "texts", v: ["0512-62958830", "0512-62958831"] };
  world.records.set(unit.id, { ...unit, values: { ...unit.values, phones } });
  emit("changed", { seq: world.seq, op: "edit", entities: ["unit"], ids: [unit.id] });
  askWrong({ entity: "unit", id: "u002", field: "phones" });
  await page.getByRole("textbox", { name: /哪里有误/ }).fill("第二个是空号");
  await page.getByRole("textbox", { name: /^应为/ }).fill("0512-62958832");
  await userEvent.keyboard("{Enter}");
  await page.getByRole("button", { name: "改为此值" }).click();
  const box = () => document.querySelector<HTMLInputElement>('[data-field="phones"] input')?.value;
  await expect.poll(box).toBe("0512-62958830、0512-62958831");
  await expect.element(page.getByText(/第二个是空号/)).toBeVisible();
  expect(world.records.get(unit.id)?.values.phones).toEqual(phones);
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  askWrong({ entity: "unit", id: "u002", field: "short_name" });
  await expect.element(page.getByRole("dialog")).toBeVisible();
  await expectAccessible();
});
