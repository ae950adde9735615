/** Handing over: counted before it is done, one step, and from wherever one is. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { askHandOver } from "../../lib/hand-over.ts";
import { setLanguage } from "../../lib/i18n.ts";

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

const ownerOf = (id: string) => world.records.get(id)?.values.owner;

it("hands a customer over with all below it", async () => {
  askHandOver({ kind: "units", ids: ["u001"] });
  await page.getByRole("textbox", { name: /接收人/ }).fill("赵新");
  await expect.element(page.getByText("客户 · 责任人")).toBeVisible();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => ownerOf("u001")).toEqual({ t: "text", v: "赵新" });
  expect(ownerOf("u002")).toEqual({ t: "text", v: "赵新" });
});

it("takes nothing along that was left out", async () => {
  askHandOver({ kind: "units", ids: ["u001"] });
  await page.getByRole("textbox", { name: /接收人/ }).fill("赵新");
  await page.getByText("客户 · 责任人").click();
  await expect.element(page.getByRole("button", { name: "交接", exact: true })).toBeDisabled();
});

it("has a successor take over a contact's posts", async () => {
  askHandOver({ kind: "contact", id: "cu001" });
  await expect.element(page.getByRole("textbox", { name: "新联系人姓名" })).toHaveFocus();
  await userEvent.keyboard("钱程");
  await page.getByRole("button", { name: "确认接任" }).click();
  await expect
    .poll(() =>
      [...world.records.values()].some(
        ({ values }) => values.full_name?.t === "text" && values.full_name.v === "钱程",
      ),
    )
    .toBe(true);
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  askHandOver({ kind: "person" });
  await expect.element(page.getByRole("dialog")).toBeVisible();
  await expectAccessible();
});
