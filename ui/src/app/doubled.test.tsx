/** A doubled or held Enter: each form sends what it holds once, whatever it asks. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { gradingCalls } from "../../dev/mock/grading.ts";
import { world } from "../../dev/mock/world.ts";
import { openWindow } from "../../dev/stage.tsx";
import { ask } from "../lib/ask.ts";
import { go, openRecord } from "../lib/place.ts";

const focused = () => document.activeElement as HTMLElement;

/** Twice before anything of the first is answered, as a held key does it. */
async function sendTwice(): Promise<void> {
  const form = focused().closest("form");
  if (!form) throw new Error(`no form about ${focused().outerHTML}`);
  form.requestSubmit();
  form.requestSubmit();
}

/** How many steps of undo came of it, once nothing more comes. */
async function steps(send: () => Promise<void>): Promise<number> {
  const before = world.past.length;
  await send();
  await expect.poll(() => world.past.length).toBeGreaterThan(before);
  await expect.poll(() => document.querySelector("[data-busy]")).toBeNull();
  return world.past.length - before;
}

const of = (entity: string) => [...world.records.values()].filter((record) => record.entity === entity);

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

it("makes one customer", async () => {
  await page.getByRole("button", { name: "新建客户" }).click();
  await page.getByLabelText("客户名称").fill("远澜航运");
  expect(await steps(sendTwice)).toBe(1);
});

it("makes one task, in the agenda and in a line", async () => {
  go({ at: "today" });
  await expect.poll(() => document.querySelector("[data-task]")).not.toBeNull();
  await page.getByRole("button", { name: "新建待办" }).click();
  await page.getByLabelText("做什么").fill("寄样品");
  expect(await steps(sendTwice)).toBe(1);
  const before = of("task").length;
  ask("quick");
  await expect.poll(() => focused().tagName).toBe("INPUT");
  await userEvent.keyboard("寄合同");
  const enter = () =>
    focused().dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }),
    );
  enter();
  enter();
  await expect.poll(() => of("task").length).toBe(before + 1);
});

it("adds one choice to a list", async () => {
  go({ at: "settings", part: "lists" });
  const field = page.getByRole("textbox", { name: "新增选项" });
  await field.fill("战略");
  await sendTwice();
  await expect.element(field).toHaveValue("");
  // Nor is it said that there is such a one already.
  await expect.element(field).not.toHaveAttribute("aria-invalid", "true");
  expect(world.choices.filter(({ label }) => label === "战略").length).toBe(1);
});

it("sets a class by hand once", async () => {
  gradingCalls.class_rules_set({ rules: { ...world.classes, on: true } });
  const found = of("unit").find(({ values }) => JSON.stringify(values.size_class)?.includes("small"));
  openRecord({ entity: "unit", id: found?.id ?? "" });
  await page.getByRole("button", { name: "小客户", exact: true }).click();
  await page.getByRole("button", { name: "手工指定" }).click();
  await page.getByRole("textbox", { name: /理由/ }).fill("战略客户");
  expect(await steps(sendTwice)).toBe(1);
});
