/** The table as it stood on a day: asked for by keys, shown with its figures, closed to editing, and left for today. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { applySet } from "../../../dev/mock/records.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { ask } from "../../lib/ask.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go, showAsOf } from "../../lib/place.ts";

const bar = () => page.getByTestId("as-of");
/** Keys go to the day that is asked for, and not before. */
const isAsked = () =>
  expect.poll(() => document.activeElement?.closest("[data-testid=as-of]")).not.toBeNull();
const drawer = () => page.getByTestId("drawer");
const lines = () => document.querySelectorAll("[data-r]").length;
const nameOf = (id: string) => {
  const name = world.records.get(id)?.values.legal_name;
  return name?.t === "text" ? name.v : "";
};
const june = new Date(2026, 5, 30, 23, 59, 59, 999).getTime();

function rename(id: string, to: string): void {
  const rev = world.records.get(id)?.rev ?? 0;
  const values = { legal_name: { t: "text" as const, v: to } };
  applySet({ label: "op.edit", changes: [{ kind: "update", entity: "unit", id, rev, values }] });
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openWindow("unlocked");
  await expect.poll(lines, { timeout: 10_000 }).toBeGreaterThan(5);
});

it("asks for the day by keys, says what is shown, and leads back to today", async () => {
  const was = nameOf("u001");
  rename("u001", "改过的名字");
  await expect.element(page.getByText("改过的名字").first()).toBeVisible();
  ask("as_of");
  await expect.element(bar().getByText(/以前某一天/)).toBeVisible();
  await isAsked();
  await userEvent.keyboard("20260630{Enter}");
  await expect.poll(() => currentPlace().asOf).toBe(june);
  await expect.element(bar().getByText("截至 2026-06-30 的客户 · 只读")).toBeVisible();
  await expect.element(page.getByRole("treegrid").getByText(was, { exact: true }).first()).toBeVisible();
  expect(page.getByText("改过的名字").elements()).toHaveLength(0);
  expect(page.getByRole("button", { name: "新建客户" }).elements()).toHaveLength(0);
  await bar().getByRole("button", { name: "回到今天" }).click();
  await expect.element(page.getByText("改过的名字").first()).toBeVisible();
  expect(currentPlace().asOf).toBeUndefined();
});

it("lets nothing be written there, and says so", async () => {
  showAsOf(june);
  await expect.element(bar().getByText(/只读/)).toBeVisible();
  await expect.poll(lines).toBeGreaterThan(5);
  const before = [...world.records.values()].map(({ rev }) => rev).join();
  const cell = document.querySelector<HTMLElement>('[data-r="2"] [data-c="0"]');
  if (!cell) throw new Error("the table has rows");
  await userEvent.click(cell);
  await userEvent.keyboard("x{Enter}{Delete}{Control>}{Delete}{/Control}");
  await expect.element(page.getByText(/不能修改。要修改请先回到今天/)).toBeVisible();
  expect([...world.records.values()].map(({ rev }) => rev).join()).toBe(before);
  await userEvent.keyboard("{Shift>}{F10}{/Shift}");
  await expect.element(page.getByRole("menuitem", { name: /打开/ }).first()).toBeVisible();
  await expect.element(page.getByRole("menuitem", { name: /复制/ })).toBeVisible();
  expect(page.getByRole("menuitem", { name: /删除|剪切|粘贴/ }).elements()).toHaveLength(0);
});

it("shows a record as it stood, with what it is now, and what belonged to it then", async () => {
  const was = nameOf("u002");
  rename("u002", "改过的名字");
  go({ at: "customers", asOf: june, record: { entity: "unit", id: "u002", asOf: june } });
  await expect.element(drawer().getByTestId("record-title")).toHaveTextContent(was);
  await expect.element(drawer().getByText("截至 2026-06-30 · 只读")).toBeVisible();
  await expect.element(drawer().getByText("现在：改过的名字")).toBeVisible();
  await expect
    .element(
      drawer()
        .getByTestId("related-then")
        .getByText(/^沟通记录/),
    )
    .toBeVisible();
  await drawer().getByRole("button", { name: "回到今天" }).click();
  await expect.element(drawer().getByTestId("record-title")).toHaveTextContent("改过的名字");
});

it("shows a record as of a step of its story, without moving the lists", async () => {
  go({ at: "customers", record: { entity: "unit", id: "u002" } });
  await drawer().getByRole("tab", { name: "历史" }).click();
  await drawer()
    .getByRole("button", { name: /时的样子$/ })
    .first()
    .click();
  await expect.element(drawer().getByText(/^截至 .* · 只读$/)).toBeVisible();
  await expect.element(drawer().getByText(/^周敏/)).toBeVisible();
  expect(currentPlace().asOf).toBeUndefined();
  await drawer().getByRole("button", { name: "回到今天" }).click();
  await expect.element(drawer().getByRole("tab", { name: "概览" })).toBeVisible();
});

it("is left by Escape, and a day of today is no past", async () => {
  ask("as_of");
  await isAsked();
  // Off every button: where the pointer was left by the last test, Escape would close that one's tip first.
  await bar().getByRole("status").hover();
  await expect.poll(() => document.querySelector("[role=tooltip]")).toBeNull();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.querySelector("[data-testid=as-of]")).toBeNull();
  await expect.poll(() => document.activeElement?.closest("[data-grid]")).not.toBeNull();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  ask("as_of");
  await expect.element(bar()).toBeVisible();
  await expectAccessible();
  go({ at: "customers", asOf: june, record: { entity: "unit", id: "u002", asOf: june } });
  await expect.element(drawer().getByTestId("related-then")).toBeVisible();
  await expectAccessible();
});
