/** The duplicates: found when one comes, walked by keyboard, settled in place; and those told of beneath a form. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

const pairs = () => page.getByRole("navigation", { name: "疑似重复，按可能性排列" }).getByRole("button");
const come = async () => {
  go({ at: "duplicates" });
  await expect.element(pairs().first()).toBeVisible();
};

it("looks by itself and shows why two are taken for one", async () => {
  await come();
  await expect.element(page.getByText(/^地址相同：/).first()).toBeVisible();
});

it("remembers that two are not the same, by one key", async () => {
  await come();
  const before = pairs().elements().length;
  const first = pairs().first().element().textContent;
  await userEvent.keyboard("n");
  await expect.poll(() => pairs().elements().length).toBe(before - 1);
  expect(pairs().first().element().textContent).not.toBe(first);
});

it("walks by keyboard and puts a pair off to the end", async () => {
  await come();
  const name = () => page.getByRole("navigation", { name: "疑似重复，按可能性排列" });
  const current = () => name().element().querySelector("[aria-current]")?.textContent;
  const first = current();
  await userEvent.keyboard("j");
  await expect.poll(current).not.toBe(first);
  await userEvent.keyboard("k");
  await expect.poll(current).toBe(first);
  await userEvent.keyboard("l");
  await expect.poll(current).not.toBe(first);
  await expect.poll(() => pairs().last().element().textContent).toMatch(/稍后处理$/);
});

it("merges a pair, and the list goes on with the next", async () => {
  await come();
  const before = pairs().elements().length;
  await userEvent.keyboard("m");
  const work = page.getByTestId("work");
  await work.getByRole("button", { name: "合并", exact: true }).click();
  await expect.poll(() => pairs().elements().length).toBeLessThan(before);
  expect([...world.records.values()].some(({ deleted }) => deleted)).toBe(true);
});

it("tells who types a new customer of the one that is there, in nobody's way", async () => {
  go({ at: "customers" });
  await page.getByRole("button", { name: "新建客户" }).click();
  await userEvent.keyboard("鲲鹏融资");
  const found = page.getByRole("button", { name: /^鲲鹏融资租赁有限公司/ });
  await expect.element(found).toBeVisible();
  await userEvent.keyboard("{Tab}{Tab}{Enter}");
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("鲲鹏融资租赁有限公司");
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  await come();
  setLanguage(language);
  await expectAccessible();
  await userEvent.keyboard("m");
  await expectAccessible();
});
