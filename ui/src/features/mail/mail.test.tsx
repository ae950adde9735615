/** Letters from wherever one is: nothing goes without the button, and what is confidential not without a word. */
import { beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { opened } from "../../../dev/mock/mail.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import type { Value } from "../../ipc/bindings.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { askMail } from "../../lib/mail.ts";
import { go, openRecord } from "../../lib/place.ts";

const set = (id: string, values: Record<string, Value>) => {
  const record = world.records.get(id);
  if (record) Object.assign(record.values, values);
};
const texts = (...v: string[]): Value => ({ t: "texts", v });
const open = () => page.getByRole("button", { name: "在邮件程序中打开" });
const letter = () => page.getByTestId("mail");

beforeEach(async () => {
  opened.length = 0;
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  set("cu001", { emails: texts("lin@hengda.cn", "lin.2@hengda.cn") });
});

it("begins a letter at a contact's address, and notes it only when that is asked for", async () => {
  const before = [...world.records.values()].filter(({ entity }) => entity === "activity").length;
  const activities = () => [...world.records.values()].filter(({ entity }) => entity === "activity").length;
  openRecord({ entity: "contact", id: "cu001" });
  const field = page.getByTestId("drawer").getByRole("button", { name: "写邮件" }).last();
  await field.click();
  await expect.element(letter()).toBeVisible();
  await expect.element(letter().getByText("尊敬的", { exact: false })).toBeVisible();
  await expect.element(open()).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => opened.length).toBe(1);
  expect(opened[0]?.about).toEqual({ entity: "contact", record: "cu001", source: null });
  expect(activities()).toBe(before);
  await page.getByRole("button", { name: "记为沟通" }).click();
  await expect.poll(activities).toBe(before + 1);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(activities).toBe(before);
});

it("goes to whom is chosen, in the language that is chosen", async () => {
  askMail("contact", "cu001");
  await page.getByRole("button", { name: /lin\.2@hengda/ }).click();
  await page.getByRole("button", { name: /lin@hengda/ }).click();
  await page.getByText("English", { exact: true }).click();
  await expect.element(letter().getByText("Dear", { exact: false })).toBeVisible();
  await open().click();
  await expect.poll(() => opened[0]?.to).toEqual([{ contact: "cu001", address: "lin.2@hengda.cn" }]);
  expect(opened[0]?.language).toBe("en");
});

it("holds what is confidential until the user says that it may go", async () => {
  set("cu001", { label: { t: "choice", v: "confidential" } });
  askMail("contact", "cu001");
  await expect.element(open()).toBeDisabled();
  await expect.element(page.getByRole("button", { name: "复制正文" })).toBeDisabled();
  await page.getByText("我已知晓，可以外发").click();
  await open().click();
  await expect.poll(() => opened.length).toBe(1);
});

it("says that nobody has an address, and lets the text be copied", async () => {
  set("cu001", { emails: { t: "null" } });
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  askMail("contact", "cu001");
  await expect.element(letter().getByText("还没有可用的邮箱", { exact: false })).toBeVisible();
  await expect.element(open()).toBeDisabled();
  await page.getByRole("button", { name: "复制正文" }).click();
  await expect.poll(() => write.mock.calls.length).toBe(1);
  write.mockRestore();
});

it("says what to do where no mail program answers", async () => {
  world.broken = { kind: "unavailable", key: "error.mail_no_program", field: null, values: {} };
  askMail("contact", "cu001");
  await open().click();
  await expect.element(letter().getByText("没有邮件程序响应", { exact: false })).toBeVisible();
  world.broken = null;
});

it("is begun by M on a line of Today", async () => {
  go({ at: "today" });
  await expect.poll(() => document.querySelectorAll("[data-occasion]").length).toBeGreaterThan(1);
  document
    .querySelector<HTMLElement>("[data-occasion]:not([data-occasion=review_cycle]) [data-row]")
    ?.focus();
  await userEvent.keyboard("m");
  await expect.element(letter()).toBeVisible();
});

it("is begun from the palette for the record that is open", async () => {
  openRecord({ entity: "contact", id: "cu001" });
  await expect.element(page.getByTestId("drawer")).toBeVisible();
  await userEvent.keyboard("{Control>}k{/Control}写邮件");
  await page.getByRole("option", { name: "写邮件" }).first().click();
  await expect.element(letter()).toBeVisible();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  askMail("contact", "cu001");
  await expect.element(letter()).toBeVisible();
  await expectAccessible();
});
