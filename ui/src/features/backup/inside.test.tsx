/** Inside a backup: what is missing today is found, read and brought back, and the undo takes it away. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();

async function lookInside() {
  await openWindow("unlocked", {
    world: (fresh) => {
      fresh.pace = 0;
    },
  });
  await press("备份");
  await page
    .getByRole("button", { name: /查看内容：.* 的版本/ })
    .nth(1)
    .click();
  await expect.element(page.getByText("只读", { exact: true })).toBeVisible();
  await expect.element(page.getByText(/当时共/)).toBeVisible();
}

it("brings a lost customer back in one step that is undone like any other", async () => {
  await lookInside();
  await page.getByText(/只看有差异的/).click();
  await press(/苏州精工仪表有限公司/);
  await press("取回这条记录");
  await expect.element(page.getByText("重新出现： 客户 1")).toBeVisible();
  await expectAccessible();
  await press("取回");
  await expect.element(page.getByText("所有字段都与当时一致。")).toBeVisible();
  await press("撤销");
  await expect.element(page.getByRole("button", { name: "取回这条记录" })).toBeVisible();
});

it("is walked with the keyboard, and Escape leaves what is open", async () => {
  await lookInside();
  await page.getByLabelText("搜索名称、编码、备注、拼音").fill("鲲鹏重工");
  await expect.element(page.getByText(/^当时共 1 条/)).toBeVisible();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(page.getByRole("cell", { name: "周敏" })).toBeVisible();
  await expectAccessible();
  await press(/^取回责任人$/);
  await expect.element(page.getByText(/李嘉怡 → 周敏/)).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("button", { name: "取回这条记录" })).toBeVisible();
});

it("looks through people, contracts, conversations and tasks as well, any number of them", async () => {
  await lookInside();
  await press(/查看哪一类/);
  await page.getByRole("option", { name: "联系人", exact: true }).click();
  await expect.element(page.getByText(/当时共 \d+ 条/)).toBeVisible();
  const rows = page.getByRole("region", { name: "当时的记录" }).getByRole("button");
  await rows.first().click();
  await expect.element(page.getByRole("columnheader", { name: "当时" })).toBeVisible();
  await press(/查看哪一类/);
  await page.getByRole("option", { name: "待办", exact: true }).click();
  await expect.element(rows.first()).toBeVisible();
  await expectAccessible();
});

it("says how far bringing back is, and lets it be stopped with nothing brought", async () => {
  await lookInside();
  await page.getByText(/只看有差异的/).click();
  await press(/苏州精工仪表有限公司/);
  await press("取回这条记录");
  world.pace = 60_000;
  await press("取回");
  await expect.element(page.getByText("正在取回文件").first()).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "停止" }).first().click();
  await expect.element(page.getByText("已停止，未做任何改动。")).toBeVisible();
  expect(world.records.has("lost")).toBe(false);
});

it("saves a file of then out without bringing it back", async () => {
  await lookInside();
  const named = world.records.get("u002")?.values.legal_name;
  const name = named?.t === "text" ? named.v : "";
  await page.getByLabelText("搜索名称、编码、备注、拼音").fill(name);
  await press(new RegExp(`^${name}`));
  await press(/^报价单 2026-11\.pdf/);
  await press("另存到保险库之外");
  await expect.element(page.getByText(/^已另存（不再加密）：/).first()).toBeVisible();
});

it("is a table that is sorted by name and by day, and offers what is hidden today", async () => {
  await lookInside();
  const rows = page.getByRole("region", { name: "当时的记录" }).getByRole("button");
  const names = () => rows.elements().map((row) => row.querySelector("span")?.textContent);
  await expect.element(rows.first()).toBeVisible();
  const first = names();
  await press(/名称.*升序/);
  await expect.element(page.getByRole("button", { name: /名称.*降序/ })).toBeVisible();
  await expect.poll(() => names()[0]).not.toBe(first[0]);
  await press(/查看哪一类/);
  await page.getByRole("option", { name: "待办", exact: true }).click();
  await press(/按此列排序/);
  await expect.element(page.getByRole("button", { name: /名称.*按此列排序/ })).toBeVisible();
  await expect.element(page.getByRole("button", { name: /降序/ })).toBeVisible();
  await expectAccessible();
});

it("has each head over its column", async () => {
  await lookInside();
  const head = () => document.querySelector<HTMLElement>("fieldset");
  const row = () => document.querySelector<HTMLElement>("[data-row]");
  await expect.poll(row).not.toBeNull();
  // As where a system draws scrollbars that take room, which the test's own browser does not.
  const list = document.querySelector<HTMLElement>("section:has([data-row])");
  list?.style.setProperty("border-right", "11px solid");
  list?.dispatchEvent(new Event("scroll"));
  const edges = (of: HTMLElement | null) =>
    [...(of?.children ?? [])].map((cell) => Math.round(cell.getBoundingClientRect().left));
  // Sort buttons stand out a little so that their words do not.
  const [name = 0, , , day = 0] = edges(head());
  const [rowName, , , rowDay] = edges(row());
  expect([name + 4, day + 4]).toEqual([rowName, rowDay]);
  const end = (of: HTMLElement | null) => of?.lastElementChild?.getBoundingClientRect().right;
  expect(end(head())).toBeCloseTo(end(row()) ?? 0, 0);
});

it("says how far saving a file out is, and lets it be stopped", async () => {
  await lookInside();
  const named = world.records.get("u002")?.values.legal_name;
  const name = named?.t === "text" ? named.v : "";
  await page.getByLabelText("搜索名称、编码、备注、拼音").fill(name);
  await press(new RegExp(`^${name}`));
  await press(/^报价单 2026-11\.pdf/);
  world.pace = 60_000;
  await press("另存到保险库之外");
  await expect.element(page.getByText("正在另存").first()).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "停止" }).first().click();
  await expect.element(page.getByText("正在另存").first()).not.toBeInTheDocument();
  expect(page.getByText(/^已另存/).elements()).toHaveLength(0);
});

it("says how far saving a file out is after another record was looked at, and can still stop it", async () => {
  await lookInside();
  const named = world.records.get("u002")?.values.legal_name;
  const name = named?.t === "text" ? named.v : "";
  await page.getByLabelText("搜索名称、编码、备注、拼音").fill(name);
  await press(new RegExp(`^${name}`));
  await press(/^报价单 2026-11\.pdf/);
  world.pace = 60_000;
  await press("另存到保险库之外");
  await expect.element(page.getByText("正在另存").first()).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("button", { name: "另存到保险库之外" })).not.toBeInTheDocument();
  await press(/^报价单 2026-11\.pdf/);
  await expect.element(page.getByText("正在另存").first()).toBeVisible();
  await page.getByRole("button", { name: "停止" }).first().click();
  await expect.element(page.getByText("正在另存").first()).not.toBeInTheDocument();
});
