/** The history place: steps, the bin and the way back; a value put back from a record's story. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { applySet } from "../../../dev/mock/records.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";

const first = () => [...world.records.values()].filter(({ entity }) => entity === "unit")[0];

function bin(): string {
  const unit = first();
  if (!unit) throw new Error("the mock has customers");
  const { entity, id, rev } = unit;
  applySet({ label: "op.delete", changes: [{ kind: "delete", entity, id, rev }] });
  return id;
}

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

it("lists a step by its name and says what cannot be taken back", async () => {
  bin();
  go({ at: "history" });
  await page.getByRole("button", { name: /^收回 .*“删除”/ }).click();
  await expect.element(page.getByText("没有可收回的内容。")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "收回", exact: true })).toBeDisabled();
});

it("restores from the bin after the plan was read", async () => {
  const id = bin();
  go({ at: "history", part: "bin" });
  await page.getByRole("button", { name: /^恢复 / }).click();
  await expect.element(page.getByText(/从回收站恢复：/)).toBeVisible();
  await page.getByRole("button", { name: "恢复", exact: true }).click();
  await expect.poll(() => world.records.get(id)?.deleted).toBe(false);
  await expect.element(page.getByText("回收站是空的")).toBeVisible();
});

it("shows what has long been in the bin when it is asked for", async () => {
  const units = [...world.records.values()].filter(({ entity }) => entity === "unit");
  const [one] = units;
  if (!one) throw new Error("the mock has customers");
  for (let n = 0; n < 250; n += 1) {
    world.records.set(`gone${n}`, { ...one, id: `gone${n}`, deleted: true });
  }
  go({ at: "history", part: "bin" });
  const lines = () => page.getByRole("button", { name: /^恢复 / }).elements().length;
  await expect.poll(lines).toBe(200);
  await page.getByRole("button", { name: "显示更早的" }).click();
  await expect.poll(lines).toBe(250);
  expect(page.getByRole("heading", { level: 2, name: /删除/ }).elements()).toHaveLength(1);
});

it("puts a value back from the record's story", async () => {
  const unit = first();
  if (!unit) throw new Error("the mock has customers");
  go({ at: "today", record: { entity: "unit", id: unit.id } });
  await page.getByRole("tab", { name: "历史" }).click();
  await page.getByRole("button", { name: /^恢复.*：周敏$/ }).click();
  await expect.poll(() => world.records.get(unit.id)?.values.owner).toEqual({ t: "text", v: "周敏" });
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  bin();
  go({ at: "history", part: "bin" });
  await page.getByRole("button", { name: language === "zh" ? /^恢复 / : /^Restore / }).click();
  await expectAccessible();
  go({ at: "history" });
  await expectAccessible();
});
