/** What one does with a number: copies it alone, and marks it as dead without losing it. */
import { beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import type { Phone } from "../../../ipc/bindings.ts";
import { invalidate } from "../../../ipc/query.ts";
import { openRecord } from "../../../lib/place.ts";

const drawer = () => page.getByTestId("drawer");
const phone = (raw: string, dead?: boolean): Phone => ({
  raw,
  e164: null,
  ext: null,
  kind: "mobile",
  ok: "yes",
  ...(dead && { dead }),
});
const held = () => world.records.get("u002")?.values.phones;

async function hold(phones: Phone[]): Promise<void> {
  const unit = world.records.get("u002");
  if (!unit) throw new Error("no unit");
  const values = { ...unit.values, phones: { t: "phones" as const, v: phones } };
  world.records.set("u002", { ...unit, values });
  await invalidate(["unit"]);
  openRecord({ entity: "unit", id: "u002" });
  await page.getByRole("tab", { name: "概览" }).click();
}

const menu = async (item: RegExp) => {
  await drawer()
    .getByRole("button", { name: /复制或标为停用/ })
    .click();
  await page.getByRole("menuitem", { name: item }).click();
};

beforeEach(async () => {
  await openTable();
});

it("marks one of several as dead and keeps it, and takes that back", async () => {
  await hold([phone("13800138000"), phone("010-62341234")]);
  await menu(/将 13800138000 标为停用/);
  await expect.poll(held).toEqual({ t: "text", v: "13800138000（停用）、010-62341234" });
  await hold([phone("13800138000 空号", true), phone("010-62341234")]);
  await menu(/13800138000 恢复可用/);
  await expect.poll(held).toEqual({ t: "text", v: "13800138000、010-62341234" });
});

it("copies the number without what is written beside it", async () => {
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await hold([phone("13800138000（停用）", true)]);
  await menu(/^复制 13800138000$/);
  await expect.poll(() => written.mock.calls).toEqual([["13800138000"]]);
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
});
