/** The palette by keyboard: finding, going, doing. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace } from "../../lib/place.ts";
import { modeOf } from "./use-groups.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const options = () => [...document.querySelectorAll<HTMLElement>('[role="option"]')];
const groups = () => [...document.querySelectorAll<HTMLElement>('[role="listbox"] [role="group"]')];
const chosen = () => document.querySelector('[role="option"][aria-selected="true"]')?.textContent ?? "";
const box = () => page.getByRole("combobox", { name: "搜索或输入命令" });

beforeEach(async () => {
  await openTable();
  await expect
    .poll(async () => {
      await keys("{Control>}k{/Control}");
      return document.querySelector('[role="combobox"]') !== null;
    })
    .toBe(true);
  await expect.element(box()).toHaveFocus();
});

it("goes to a place found by its pinyin initials", async () => {
  await keys("jr");
  await expect.poll(chosen).toContain("今日");
  await keys("{Enter}");
  await expect.poll(() => currentPlace().at).toBe("today");
});

it("finds a customer and opens it; then it is among the recent ones", async () => {
  await keys("鲲鹏海外事业有限公司");
  await expect.poll(chosen).toContain("鲲鹏海外事业有限公司");
  await keys("{Enter}");
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("鲲鹏海外事业有限公司");
  await keys("{Escape}");
  document.querySelector<HTMLElement>("[data-testid=drawer] [data-pane-focus]")?.focus();
  await keys("{Escape}");
  await expect.poll(() => currentPlace().record).toBeUndefined();
  await keys("{Control>}k{/Control}");
  await expect.poll(chosen).toContain("鲲鹏海外事业有限公司");
});

it("asks for actions only after >, for people only after @", async () => {
  await keys(">");
  await expect.poll(() => groups().length).toBe(1);
  expect(options().map((one) => one.textContent)).toContain("立即备份");
  await userEvent.fill(box(), "@张伟");
  await expect.poll(() => options().length).toBeGreaterThan(0);
  expect(options().every((one) => one.textContent?.includes("张伟"))).toBe(true);
});

it("looks for groups only after #", async () => {
  await userEvent.fill(box(), "#鲲鹏");
  await expect.poll(() => options().length).toBeGreaterThan(0);
  expect(groups().length).toBe(1);
  expect(
    options()
      .map((one) => one.textContent)
      .join(),
  ).not.toContain("海外事业");
});

it("does not say that there is nothing while search is being filled, and finds it when that has ended", async () => {
  world.searchFilling = true;
  // Found by what stands in its fields, which nobody knows yet.
  const mail = "没有这样一家 13800000000";
  await userEvent.fill(box(), mail);
  await expect.element(page.getByText(/搜索索引仍在建立/)).toBeVisible();
  expect(document.body.textContent).not.toContain("没有找到");
  await userEvent.fill(box(), "鲲鹏海外事业");
  await expect.poll(chosen).toContain("鲲鹏海外事业有限公司");
  await expect.element(page.getByText(/搜索索引仍在建立/)).toBeVisible();
  await userEvent.fill(box(), mail);
  world.searchFilling = false;
  emit("job", { job: "warm", progress: null, finished: true, error: null });
  await expect.element(page.getByText("没有找到。")).toBeVisible();
  await expect.element(page.getByText(/搜索索引仍在建立/)).not.toBeInTheDocument();
});

it("reads the full-width signs an input method leaves", () => {
  expect(modeOf("》备份")).toEqual({ mode: "actions", text: "备份" });
  expect(modeOf("＠张")).toEqual({ mode: "people", text: "张" });
  expect(modeOf("＃鲲鹏")).toEqual({ mode: "groups", text: "鲲鹏" });
  expect(modeOf(" 张 ")).toEqual({ mode: "all", text: "张" });
});

it("does what it says: asks for a new customer", async () => {
  await keys(">新建客户{Enter}");
  await expect.element(page.getByRole("dialog", { name: "新建客户" })).toBeVisible();
});

it("finds the way out, where everything is exported", async () => {
  await keys("导出");
  await expect.poll(() => options().some((one) => one.textContent?.includes("导出全部数据"))).toBe(true);
  await keys("{Enter}");
  await expect.poll(() => currentPlace()).toMatchObject({ at: "settings", part: "leaving" });
});

it("does not take the Enter of an input method", async () => {
  await keys("今日");
  const composing = { key: "Enter", isComposing: true, bubbles: true, cancelable: true };
  box().element().dispatchEvent(new KeyboardEvent("keydown", composing));
  await expect.element(box()).toHaveFocus();
  expect(currentPlace().at).toBe("customers");
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  await expectAccessible();
});
