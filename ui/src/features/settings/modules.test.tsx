/** A module that nobody uses goes out of sight wherever it was offered, keeps what it holds, and comes back. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { go, openRecord } from "../../lib/place.ts";

const hide = (...modules: string[]) => Promise.all(modules.map((one) => commands.moduleHide(one, true)));
const show = (...modules: string[]) => Promise.all(modules.map((one) => commands.moduleHide(one, false)));
const knob = (name: string) => page.getByRole("switch", { name: `显示“${name}”` });
const tab = (name: string | RegExp) => page.getByRole("tab", { name });
const items = async () => {
  await expect.element(page.getByRole("menu")).toBeVisible();
  return page
    .getByRole("menuitem")
    .elements()
    .map((one) => one.textContent ?? "");
};

beforeEach(async () => {
  await openTable();
});

describe("in the settings", () => {
  beforeEach(() => go({ at: "settings", part: "modules" }));

  it("is hidden by a switch, says what it keeps, and comes back by undo", async () => {
    const held = [...world.records.values()].filter(({ entity }) => entity === "attachment").length;
    expect(held).toBeGreaterThan(1);
    await expect.element(page.getByText(`${held} 条记录`, { exact: true })).toBeVisible();
    (knob("文件").element() as HTMLElement).click();
    await expect.poll(() => [...world.hidden]).toEqual(["files"]);
    await expect.element(page.getByText(`已隐藏 · ${held} 条记录仍保留`)).toBeVisible();
    await page.getByRole("button", { name: "撤销", exact: true }).last().click();
    await expect.poll(() => world.hidden.size).toBe(0);
    await expect.element(knob("文件")).toBeChecked();
  });

  it("takes its own part of the settings along", async () => {
    const part = tab("清单");
    await expect.element(part).toBeVisible();
    await hide("checklists");
    await expect.element(part).not.toBeInTheDocument();
    await show("checklists");
    await expect.element(part).toBeVisible();
  });

  it("is not offered for fields of one's own", async () => {
    await hide("projects");
    await tab("字段").click();
    await page.getByRole("button", { name: /^(记录|.* 记录)/ }).click();
    await expect.element(page.getByRole("option", { name: "需求" })).toBeVisible();
    expect(page.getByRole("option", { name: "项目", exact: true }).elements()).toHaveLength(0);
    await userEvent.keyboard("{Escape}");
  });

  it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
    setLanguage(language);
    await expectAccessible();
  });
});

describe("beside a customer", () => {
  beforeEach(async () => {
    openRecord({ entity: "unit", id: "u002" });
    await expect.element(tab(/^文件/)).toBeVisible();
  });

  it("takes its tabs away, and brings them back", async () => {
    await tab(/^文件/).click();
    await hide("files", "contracts");
    await expect.element(tab(/^文件/)).not.toBeInTheDocument();
    expect(page.getByRole("tab", { name: "款项" }).elements()).toHaveLength(0);
    // Another part is in sight instead of none.
    await expect.element(page.getByRole("tabpanel")).toBeVisible();
    await show("files", "contracts");
    await expect.element(tab(/^文件/)).toBeVisible();
    await expect.element(tab("款项")).toBeVisible();
  });

  it("takes its kind and the way to add one away", async () => {
    await tab("服务").click();
    const add = (name: string) => page.getByTestId("service").getByRole("button", { name, exact: true });
    await expect.element(add("投诉")).toBeVisible();
    await hide("complaints");
    await expect.element(add("投诉")).not.toBeInTheDocument();
    await expect.element(add("需求")).toBeVisible();
    await hide("needs", "satisfaction", "promises", "feedback", "competitors", "strategy");
    await expect.element(tab("服务")).not.toBeInTheDocument();
    await show("complaints");
    await expect.element(tab("服务")).toBeVisible();
  });

  it("takes a checklist out of what can be done", async () => {
    await page.getByRole("button", { name: "更多操作" }).click();
    expect((await items()).some((one) => one.includes("清单"))).toBe(true);
    await userEvent.keyboard("{Escape}");
    await hide("checklists");
    await page.getByRole("button", { name: "更多操作" }).click();
    expect((await items()).some((one) => one.includes("清单"))).toBe(false);
    await userEvent.keyboard("{Escape}");
  });
});

describe("in a table", () => {
  const setting = (group: string | null) => ({
    columns: ["legal_name", "open_complaints", "level"].map((key) => ({ key, width: 160, pinned: false })),
    sort: [{ field: "open_complaints", descending: true }],
    group,
    scales: {},
    filter: { field: "open_complaints", op: "empty" as const, values: [] },
  });
  const head = () => document.querySelector('[data-key="open_complaints"][data-head]');

  beforeEach(async () => {
    go({ at: "today" });
    await commands.viewSettingSet("customers", setting(null));
    go({ at: "customers" });
    await expect.poll(head).not.toBeNull();
  });

  afterEach(() => commands.viewSettingSet("customers", { ...setting(null), filter: null, sort: [] }));

  it("goes with its column, which is back in sight with it", async () => {
    await hide("complaints");
    await expect.poll(head).toBeNull();
    await expect.poll(() => document.querySelectorAll("[data-r]").length).toBeGreaterThan(0);
    await show("complaints");
    await expect.poll(head).not.toBeNull();
  });

  it("goes on narrowing and sorting, and says so", async () => {
    await hide("complaints");
    await expect.element(page.getByText("未了结投诉（已隐藏）").first()).toBeVisible();
    expect(page.getByText("未了结投诉（已隐藏）").elements().length).toBe(2);
    await show("complaints");
    await expect.element(page.getByText("未了结投诉（已隐藏）").first()).not.toBeInTheDocument();
  });

  it("is offered neither as a column nor as a filter", async () => {
    const filters = async () => {
      await page.getByRole("button", { name: "筛选", exact: true }).click();
      const all = await items();
      await userEvent.keyboard("{Escape}");
      return all;
    };
    expect(await filters()).toContain("未了结投诉");
    await hide("complaints");
    await expect.poll(head).toBeNull();
    expect(await filters()).not.toContain("未了结投诉");
    await page.getByRole("button", { name: "列", exact: true }).click();
    await expect.element(page.getByRole("checkbox", { name: "级别" })).toBeVisible();
    expect(page.getByRole("checkbox", { name: /未了结投诉/ }).elements()).toHaveLength(0);
    await userEvent.keyboard("{Escape}");
  });

  it("is no kind of record to go to", async () => {
    go({ at: "ledgers" });
    const kind = page
      .getByRole("navigation", { name: "记录种类" })
      .getByRole("button", { name: "投诉", exact: true });
    await expect.element(kind).toBeVisible();
    await hide("complaints");
    await expect.element(kind).not.toBeInTheDocument();
    await show("complaints");
    await expect.element(kind).toBeVisible();
  });
});

describe("in the palette", () => {
  const box = () => page.getByRole("combobox", { name: "搜索或输入命令" });
  const find = async (text: string) => {
    await expect
      .poll(async () => {
        await userEvent.keyboard("{Control>}k{/Control}");
        return document.querySelector('[role="combobox"]') !== null;
      })
      .toBe(true);
    await userEvent.fill(box(), text);
  };

  it("is no action any more", async () => {
    const check = page.getByRole("option", { name: "检查所有文件" });
    await find(">检查所有文件");
    await expect.element(check).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(box()).not.toBeInTheDocument();
    await hide("files");
    await find(">");
    // The list is drawn, with what is still offered in it.
    await expect.element(page.getByRole("option", { name: "查看历史时点…" })).toBeVisible();
    await expect.poll(() => check.elements().length).toBe(0);
  });

  it("is found all the same, and said to be hidden", async () => {
    const values = {
      name: { t: "text" as const, v: "阀体渗漏" },
      unit: { t: "ref" as const, v: { id: "u002", label: "" } },
    };
    await commands.recordsApply({
      label: "op.create",
      changes: [{ kind: "create", entity: "complaint", id: "k1", values }],
    });
    await hide("complaints");
    await find("阀体渗漏");
    await expect.element(page.getByRole("group", { name: "投诉（已隐藏）" })).toBeVisible();
  });
});

it("does not remind of itself", async () => {
  const sources = async () => (await commands.occasionSources()).map(({ key }) => key);
  expect(await sources()).toContain("promise_ours");
  await hide("promises");
  expect(await sources()).not.toContain("promise_ours");
  await show("promises");
  expect(await sources()).toContain("promise_ours");
});
