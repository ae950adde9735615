/** Views with a name: saved at the table's head, chosen there or from the palette, changed, renamed, dropped and back. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../dev/stage.tsx";
import { commands, type ViewSetting } from "../../ipc/bindings.ts";
import { currentPlace, go } from "../../lib/place.ts";

const shown = ["legal_name", "level", "owner"];
const left: ViewSetting = {
  columns: shown.map((key) => ({ key, width: 160, pinned: key === "legal_name" })),
  sort: [{ field: "level", descending: false }],
  group: null,
  filter: { all: [{ field: "level", op: "in", values: [{ t: "choice", v: "a" }] }] },
  scales: {},
};
const menu = () => page.getByRole("button", { name: /^视图/ });
const item = (name: string | RegExp) => page.getByRole("menuitem", { name });
const kept = async () => (await commands.viewSettingGet("unit", "customers"))?.setting;
const heads = () =>
  [...document.querySelectorAll<HTMLElement>("[data-key][data-head]")].map((one) => one.dataset.key);

async function pick(name: string | RegExp): Promise<void> {
  await menu().click();
  await item(name).click();
}

async function save(name: string): Promise<void> {
  await pick("存为新视图…");
  await page.getByRole("textbox", { name: "名称" }).fill(name);
  await userEvent.keyboard("{Enter}");
}

beforeEach(async () => {
  await commands.viewSettingSet("customers", left);
  await openTable();
});

it("keeps what is asked and shown under a name, and tells a name that is taken", async () => {
  await menu().click();
  await expect.element(item("存为新视图…")).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await save("大客户·华东");
  await expect.element(menu()).toHaveTextContent("视图 大客户·华东");
  expect(world.views.map(({ name, entity, setting }) => ({ name, entity, setting }))).toEqual([
    { name: "大客户·华东", entity: "unit", setting: { ...left, view: null } },
  ]);
  await expect.poll(async () => (await kept())?.view).toBe(world.views[0]?.id);
  await save("大客户·华东");
  await expect.element(page.getByText(/已有名为“大客户·华东”的视图/)).toBeVisible();
  await expectAccessible();
  expect(world.views.length).toBe(1);
});

it("says that the table was changed since, and goes back to the view or keeps the change", async () => {
  await save("大客户");
  await expect.element(menu()).toHaveTextContent("视图 大客户");
  await expect.element(menu()).toHaveTextContent("视图 大客户");
  const sort = page.getByRole("button", { name: /移除.*排序/ });
  await sort.click();
  await expect.element(menu()).toHaveTextContent("视图 大客户已改动");
  await pick("恢复“大客户”");
  await expect.element(menu()).toHaveTextContent("视图 大客户");
  await expect.poll(async () => (await kept())?.sort).toEqual(left.sort);
  await sort.click();
  await pick("更新“大客户”");
  await expect.poll(() => world.views[0]?.setting.sort).toEqual([]);
  await expect.element(menu()).toHaveTextContent("视图 大客户");
});

it("shows another view at once, and what was shown before is one press away", async () => {
  await save("大客户");
  await pick("默认布局");
  await expect.poll(() => heads().length).toBeGreaterThan(4);
  await expect.element(menu()).toHaveTextContent("视图");
  const isHere = () => document.activeElement === menu().element();
  await expect.poll(isHere).toBe(true);
  await pick("大客户");
  await expect.poll(heads).toEqual(shown);
  await expect.poll(isHere).toBe(true);
  await expect.poll(kept).toMatchObject({ sort: left.sort, filter: left.filter });
  await page.getByRole("button", { name: "换回来" }).click();
  await expect.poll(() => heads().length).toBeGreaterThan(4);
});

it("goes back in the table that is on screen, though it was left meanwhile", async () => {
  await save("大客户");
  await pick("默认布局");
  await expect.poll(() => heads().length).toBeGreaterThan(4);
  go({ at: "settings" });
  await expect.poll(() => document.querySelector("[data-grid]")).toBeNull();
  go({ at: "customers" });
  await expect.poll(() => heads().length).toBeGreaterThan(4);
  await page.getByRole("button", { name: "换回来" }).click();
  await expect.poll(heads).toEqual(shown);
});

it("is called otherwise, and comes back after it was dropped", async () => {
  await save("大客户");
  await pick("改名…");
  await page.getByRole("textbox", { name: "名称" }).fill("重点客户");
  await userEvent.keyboard("{Enter}");
  await expect.element(menu()).toHaveTextContent("视图 重点客户");
  await pick("删除“重点客户”");
  await expect.poll(() => world.views.length).toBe(0);
  expect(heads()).toEqual(shown);
  await page.getByRole("button", { name: "撤销", exact: true }).click();
  await expect.element(menu()).toHaveTextContent("视图 重点客户");
});

it("is found from anywhere by the palette", async () => {
  await save("华东大户");
  await pick("默认布局");
  await expect.poll(() => heads().length).toBeGreaterThan(4);
  go({ at: "today" });
  await expect.poll(() => document.querySelector("[data-grid]")).toBeNull();
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.fill(page.getByRole("combobox", { name: "搜索或输入命令" }), "hddh");
  const found = page.getByRole("option", { name: /华东大户/ });
  await expect.element(found).toHaveTextContent("华东大户客户");
  await found.click();
  await expect.poll(() => currentPlace().at).toBe("customers");
  await expect.poll(heads).toEqual(shown);
  await expect.element(menu()).toHaveTextContent("视图 华东大户");
  // Taken once: going back and forth asks for it no more.
  expect(currentPlace().view).toBeUndefined();
});

it("says which column is gone, and shows the rest", async () => {
  const columns = [...left.columns, { key: "x_nobody", width: 90, pinned: false }];
  world.views = [{ id: "v1", entity: "unit", name: "旧", setting: { ...left, columns } }];
  await commands.savedViewRename("v1", "旧视图");
  await pick("旧视图");
  await expect.element(page.getByText("“已不存在的字段”这一列已去掉：字段已不存在。")).toBeVisible();
  await expect.poll(heads).toEqual(shown);
  await expectAccessible();
  // Saved over, it is as it is shown.
  await pick("更新“旧视图”");
  await expect.poll(() => world.views[0]?.setting.columns.length).toBe(shown.length);
  await expect.element(page.getByText("这张表和保存时不一样")).not.toBeInTheDocument();
});
