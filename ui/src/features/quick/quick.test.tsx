/** Quick entry by keyboard: a line is read while it is typed, what is in doubt is asked, Enter consents. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../dev/stage.tsx";
import type { RecordDto } from "../../ipc/bindings.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const line = () => page.getByRole("textbox", { name: "快速录入" });
const part = (name: string) => document.querySelector(`[data-part="${name}"]`)?.textContent ?? "";
const tasks = () =>
  [...world.records.values()].filter(({ entity, deleted }) => entity === "task" && !deleted);

function made(before: readonly RecordDto[]): RecordDto | undefined {
  return tasks().find((task) => !before.some(({ id }) => id === task.id));
}

beforeEach(async () => {
  await openTable();
  await expect
    .poll(async () => {
      await keys("{Control>}{Shift>} {/Shift}{/Control}");
      return document.querySelector('[role="dialog"] input') !== null;
    })
    .toBe(true);
  await expect.element(line()).toHaveFocus();
});

it("makes a task of a line, with a way back", async () => {
  const before = tasks();
  await userEvent.fill(line(), "明天上午拜访鲲鹏海外事业有限公司");
  await expect.poll(() => part("when")).toContain("09:00");
  expect(part("kind")).toBe("拜访");
  expect(part("unit")).toBe("鲲鹏海外事业有限公司");
  await expectAccessible();
  await keys("{Enter}");
  await expect.poll(() => made(before)?.values.title).toEqual({ t: "text", v: "拜访鲲鹏海外事业有限公司" });
  expect(document.querySelector('[role="dialog"]')).toBeNull();
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => made(before)).toBeUndefined();
});

it("asks which of several is meant, and makes nothing before it knows", async () => {
  const before = tasks();
  await userEvent.fill(line(), "明天给王经理打电话");
  await expect.poll(() => document.body.textContent).toContain("找的是哪一位？");
  await keys("{Enter}");
  await expect.element(page.getByRole("group", { name: "请确认" })).toHaveFocus();
  expect(made(before)).toBeUndefined();
  // Now a figure answers.
  await keys("1{Enter}");
  await expect.poll(() => made(before)?.values.contact?.t).toBe("ref");
});

it("makes nothing of a line before what it says was shown", async () => {
  const before = tasks();
  await userEvent.fill(line(), "明天开会");
  await expect.poll(() => part("title")).toBe("开会");
  // The last letter and Enter in one breath: what stands there is of the line without it.
  const field = line().element() as HTMLInputElement;
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  set?.call(field, "明天和华为开会");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await expect.poll(() => part("title")).toBe("和华为开会");
  await expect.element(page.getByText("刚刚读完这一行，请核对后再按回车")).toBeVisible();
  expect(made(before)).toBeUndefined();
  await keys("{Enter}");
  await expect.poll(() => made(before)?.values.title).toEqual({ t: "text", v: "和华为开会" });
});

it("asks which of two days is meant, and leaves the other in what is to be done", async () => {
  const before = tasks();
  await userEvent.fill(line(), "把明天的会议资料后天发出");
  await expect.poll(() => document.body.textContent).toContain("写了不止一个时间，按哪一个？");
  expect(part("when")).toBe("未定日期");
  await keys("{Enter}");
  expect(made(before)).toBeUndefined();
  await keys("2{Enter}");
  await expect.poll(() => made(before)?.values.title).toEqual({ t: "text", v: "把明天的会议资料发出" });
  expect(made(before)?.values.due?.t).toBe("wall");
});

it("takes a guess only from whoever has been told of it", async () => {
  const before = tasks();
  await userEvent.fill(line(), "明天7点开会");
  await expect.poll(() => part("when")).toContain("07:00");
  await keys("{Enter}");
  await expect.element(page.getByRole("group", { name: "请确认" })).toHaveFocus();
  await expect.element(page.getByText("有一处拿不准", { exact: false })).toBeVisible();
  expect(made(before)).toBeUndefined();
  await keys("{Enter}");
  await expect.poll(() => made(before)?.values.due?.t).toBe("wall");
});

it("takes a figure in the line for text, and with Alt for the answer", async () => {
  await userEvent.fill(line(), "明天6点开会");
  await expect.poll(() => part("when")).toContain("18:00");
  await keys("{Alt>}2{/Alt}");
  await expect.poll(() => part("when")).toContain("06:00");
  await expect.element(line()).toHaveValue("明天6点开会");
});

it("does not take the Enter of an input method for consent", async () => {
  const before = tasks();
  await userEvent.fill(line(), "明天开会");
  await expect.poll(() => part("when")).not.toBe("");
  const composing = new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
  line().element().dispatchEvent(composing);
  await expect.element(line()).toBeVisible();
  expect(made(before)).toBeUndefined();
});

it("says that a line without a time is for some day, and is left by Escape", async () => {
  await userEvent.fill(line(), "给鲲鹏海外事业有限公司寄样品");
  await expect.poll(() => part("when")).toBe("未定日期");
  await keys("{Escape}");
  await expect.poll(() => document.querySelector('[role="dialog"]')).toBeNull();
});

it("says of what counts back to no day that it does, and makes a task without one only when told to", async () => {
  const before = tasks();
  await userEvent.fill(line(), "月底前两个月催款");
  await expect.poll(() => document.body.textContent).toContain("这样往前数，算不出今天以后的日子");
  expect(document.body.textContent).not.toContain("都不是");
  await keys("{Enter}");
  await expect.element(page.getByRole("group", { name: "请确认" })).toHaveFocus();
  expect(made(before)).toBeUndefined();
  await page.getByRole("button", { name: /先不定日期/ }).click();
  await keys("{Enter}");
  await expect.poll(() => made(before)?.values.title).toEqual({ t: "text", v: "月底前两个月催款" });
  expect(made(before)?.values.due).toBeUndefined();
});
