/** The customers' table against the invented core: what is asked of it, what is shown, what is written. */
import { QueryClientProvider } from "@tanstack/react-query";
import axe from "axe-core";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { emit } from "../../../dev/mock/bus.ts";
import { resetWorld, world } from "../../../dev/mock/world.ts";
import { dropToasts, ToastRegion } from "../../components/toast.tsx";
import { commands } from "../../ipc/bindings.ts";
import { connectEvents, queryClient } from "../../ipc/query.ts";
import { instant } from "../../lib/format.ts";
import { type Language, localeTag, setLanguage, useLanguage } from "../../lib/i18n.ts";
import { currentPlace, resetPlaces } from "../../lib/place.ts";
import { useAside, useNote } from "../../lib/status.ts";
import { walk } from "../../lib/walk.ts";
import { Customers } from "./customers.tsx";

function Frame() {
  useLanguage();
  const aside = useAside();
  const note = useNote();
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider locale={localeTag()}>
        <main style={{ display: "flex", flexDirection: "column", width: 1240, height: 700 }}>
          <Customers />
          <footer data-aside>{aside}</footer>
          {note?.unsaved && <p data-unsaved>{note.text}</p>}
        </main>
        <ToastRegion />
      </I18nProvider>
    </QueryClientProvider>
  );
}

let disconnect: () => void = () => undefined;

beforeEach(async () => {
  resetWorld("unlocked");
  resetPlaces("customers");
  setLanguage("zh");
  queryClient.clear();
  dropToasts();
  // The arrangement a test starts from is the catalog's own.
  await commands.viewSettingSet("customers", {
    columns: [
      "legal_name",
      "level",
      "status",
      "coop_amount",
      "owner",
      "registered_capital",
      "founded_on",
      "parent",
    ].map((key) => ({
      key,
      width: key === "legal_name" ? 240 : 120,
      pinned: key === "legal_name",
    })),
    sort: [],
    group: null,
    scales: {},
    filter: null,
  });
  disconnect = connectEvents();
});
afterEach(() => disconnect());

async function shown(): Promise<void> {
  await render(<Frame />);
  await expect.poll(() => document.querySelectorAll("[data-r]").length).toBeGreaterThan(5);
}

const asked = { entity: "unit", filter: null, sort: [], group: null, folded: [], search: null };
const columnAt = (key: string) =>
  Number(document.querySelector<HTMLElement>(`[data-key="${key}"][data-head]`)?.dataset.head);
const cell = (row: number, key: string) =>
  document.querySelector<HTMLElement>(`[data-r="${row}"] [data-c="${columnAt(key)}"]`) as HTMLElement;
const text = (row: number, key: string) => cell(row, key)?.textContent ?? "";
const input = () => document.querySelector<HTMLTextAreaElement>("[data-grid-input]") as HTMLTextAreaElement;
const aside = () => document.querySelector("[data-aside]")?.textContent;
const keys = (typed: string) => userEvent.keyboard(typed);
const idAt = (row: number) => document.querySelector<HTMLElement>(`[data-r="${row}"]`)?.dataset.id ?? "";
const stored = (id: string, key: string) => world.records.get(id)?.values[key];

const paste = (typed: string) => {
  const data = new DataTransfer();
  data.setData("text/plain", typed);
  input().dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
};

describe("the table", () => {
  it("shows all customers with count and sum, in the order the core gives", async () => {
    await shown();
    await expect.element(page.getByText(/^58 家$/)).toBeVisible();
    await expect.element(page.getByRole("treegrid")).toHaveAttribute("aria-rowcount", "60");
    const head = page.getByRole("columnheader", { name: /合作金额/ });
    await userEvent.click(head);
    await userEvent.click(head);
    await expect.element(head).toHaveAttribute("aria-sort", "descending");
    const rows = Array.from({ length: 14 }, (_, row) => row);
    const amounts = () =>
      rows
        .map((row) => Number(text(row, "coop_amount").replaceAll(",", "")))
        .filter((one) => !Number.isNaN(one));
    await expect.poll(() => amounts()[0]).toBeGreaterThan(3900);
    expect(amounts()).toEqual([...amounts()].sort((a, b) => b - a));
    expect((await commands.viewSettingGet("unit", "customers"))?.setting.sort).toEqual([
      { field: "coop_amount", descending: true },
    ]);
  });

  it("groups, folds and goes without", async () => {
    await shown();
    await userEvent.click(page.getByRole("button", { name: "分组" }));
    await userEvent.click(page.getByRole("menuitem", { name: "所属集团" }));
    await expect.element(page.getByText("58 家 · 5 组")).toBeVisible();
    const fold = page.getByRole("button", { name: /^收起 / }).first();
    await userEvent.click(fold);
    await expect
      .poll(() => document.querySelector('[data-r="1"]')?.getAttribute("aria-expanded"))
      .toBe("true");
    await userEvent.click(page.getByRole("button", { name: "移除 分组 所属集团" }));
    await expect.element(page.getByText(/^58 家$/)).toBeVisible();
  });

  it("narrows by typing, and says what to do when nothing fits", async () => {
    await shown();
    await keys("{Control>}f{/Control}");
    await userEvent.click(page.getByRole("searchbox"));
    await userEvent.fill(page.getByRole("searchbox"), "鲲鹏");
    await expect.element(page.getByText(/^17 家$/)).toBeVisible();
    await userEvent.fill(page.getByRole("searchbox"), "没有的客户");
    await expect.element(page.getByText("没有符合条件的客户。")).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "清除筛选" }));
    await expect.element(page.getByText(/^58 家$/)).toBeVisible();
  });

  it("filters by chips that can be changed and taken away", async () => {
    await shown();
    await userEvent.click(page.getByRole("button", { name: "筛选", exact: true }));
    await userEvent.click(page.getByRole("menuitem", { name: "级别" }));
    await userEvent.click(page.getByRole("dialog").getByText("A", { exact: true }));
    await userEvent.click(page.getByRole("button", { name: "应用" }));
    await expect.poll(() => new Set([0, 1, 2, 3].map((row) => text(row, "level")))).toEqual(new Set(["A"]));
    await userEvent.click(page.getByRole("button", { name: "级别 A", exact: true }));
    await userEvent.click(page.getByRole("dialog").getByText("B", { exact: true }));
    await userEvent.click(page.getByRole("button", { name: "应用" }));
    await expect.element(page.getByRole("button", { name: "级别 A、B", exact: true })).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "移除 级别 A、B" }));
    await expect.element(page.getByText(/^58 家$/)).toBeVisible();
  });

  it("shows and hides columns", async () => {
    await shown();
    await userEvent.click(page.getByRole("button", { name: "列", exact: true }));
    await userEvent.click(page.getByRole("dialog").getByText("网址"));
    await expect.element(page.getByRole("columnheader", { name: "网址" })).toBeInTheDocument();
    await userEvent.click(page.getByRole("dialog").getByText("状态"));
    await expect.poll(() => document.querySelector('[data-head][data-key="status"]')).toBeNull();
    await keys("{Escape}");
    expect((await commands.viewSettingGet("unit", "customers"))?.setting.columns.at(-1)?.key).toBe("website");
  });
});

describe("writing", () => {
  it("stores what is typed, and undo brings the old back", async () => {
    await shown();
    const id = idAt(2);
    await userEvent.click(cell(2, "owner"));
    await keys("林静{Enter}");
    await expect.poll(() => stored(id, "owner")).toEqual({ t: "text", v: "林静" });
    await expect.poll(() => text(2, "owner")).toBe("林静");
    await userEvent.click(page.getByRole("button", { name: /^撤销/ }));
    await expect.poll(() => text(2, "owner")).not.toBe("林静");
  });

  it("offers to keep as a former name what a customer was called", async () => {
    await shown();
    const [id, was] = [idAt(2), text(2, "legal_name")];
    await userEvent.click(cell(2, "legal_name"));
    await keys("鲲鹏东方装备有限公司{Enter}");
    await page.getByRole("button", { name: `把“${was}”记为曾用名` }).click();
    const until = instant(Date.now()).slice(0, 10);
    await expect.poll(() => stored(id, "former_names")).toEqual({ t: "dated", v: [{ text: was, until }] });
  });

  it("takes a bare number in a column of 万元 as 万, and keeps a refused text", async () => {
    await shown();
    const id = idAt(1);
    await userEvent.click(cell(1, "registered_capital"));
    await keys("3280{Enter}");
    await expect
      .poll(() => stored(id, "registered_capital"))
      .toEqual({ t: "money", v: { minor: "3280000000", currency: "CNY" } });
    await expect.poll(() => text(1, "registered_capital")).toBe("3,280");
    await keys("一大笔{Enter}");
    await expect.poll(() => cell(2, "registered_capital").getAttribute("aria-invalid")).toBe("true");
    expect(text(2, "registered_capital")).toBe("一大笔");
    await expect.element(page.getByRole("button", { name: "修改" })).toBeVisible();
    const unsaved = () => document.querySelector("[data-unsaved]")?.textContent ?? null;
    await expect.poll(unsaved).toMatch(/^未保存。/);
    await userEvent.click(page.getByRole("button", { name: "放弃" }));
    await expect.poll(() => cell(2, "registered_capital").getAttribute("aria-invalid")).toBeNull();
    await expect.poll(unsaved).toBeNull();
  });

  it("counts in what the user says, and never shows an amount as nothing", async () => {
    await shown();
    const id = idAt(1);
    await userEvent.click(cell(1, "registered_capital"));
    await keys("35.2元{Enter}");
    await expect
      .poll(() => stored(id, "registered_capital"))
      .toEqual({ t: "money", v: { minor: "3520", currency: "CNY" } });
    await expect.poll(() => text(1, "registered_capital")).toBe("0.00352");
    // It opens as one would write it, and says in what.
    await userEvent.click(cell(1, "registered_capital"));
    await keys("{F2}");
    await expect.poll(() => input().value).toBe("35.2元");
    await keys("{Escape}");
    await userEvent.click(page.getByRole("columnheader", { name: /注册资本/ }), { button: "right" });
    await userEvent.click(page.getByRole("menuitem", { name: "以元显示" }));
    await expect.poll(() => text(1, "registered_capital")).toBe("35.2");
    await expect.element(page.getByRole("columnheader", { name: /注册资本.*元/ })).toBeInTheDocument();
    await userEvent.click(cell(1, "registered_capital"));
    await keys("128{Enter}");
    await expect
      .poll(() => stored(id, "registered_capital"))
      .toEqual({ t: "money", v: { minor: "12800", currency: "CNY" } });
    const kept = await commands.viewSettingGet("unit", "customers");
    expect(kept?.setting.scales).toEqual({ registered_capital: "one" });
  });

  it("takes a bare number as 万 wherever it comes from: filled, pasted from outside, copied here", async () => {
    await shown();
    const yuan = (minor: string) => ({ t: "money", v: { minor, currency: "CNY" } });
    const [first, second, third] = [idAt(0), idAt(1), idAt(2)];
    await userEvent.click(cell(0, "registered_capital"));
    await keys("{Shift>}{ArrowDown}{/Shift}3280{Control>}{Enter}{/Control}");
    await expect.poll(() => stored(first, "registered_capital")).toEqual(yuan("3280000000"));
    expect(stored(second, "registered_capital")).toEqual(yuan("3280000000"));
    await userEvent.click(cell(0, "registered_capital"));
    paste("12.5\n3亿\n700元");
    await expect.poll(() => stored(third, "registered_capital")).toEqual(yuan("70000"));
    expect(stored(first, "registered_capital")).toEqual(yuan("12500000"));
    expect(stored(second, "registered_capital")).toEqual(yuan("30000000000"));
    // As on screen on the clipboard, and back again to the last cent.
    await expect.poll(() => text(2, "registered_capital")).toBe("0.07");
    await userEvent.click(cell(0, "registered_capital"));
    await keys("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    const copied = () => {
      const data = new DataTransfer();
      input().dispatchEvent(
        new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }),
      );
      return data.getData("text/plain");
    };
    await keys("{Control>}");
    await expect.poll(copied).toBe("12.5\n30000\n0.07");
    await keys("{/Control}");
    const put = copied();
    await userEvent.click(cell(1, "registered_capital"));
    paste(put);
    await expect.poll(() => stored(third, "registered_capital")).toEqual(yuan("30000000000"));
    expect(stored(second, "registered_capital")).toEqual(yuan("12500000"));
  });

  it("picks a choice by the first letters of its reading", async () => {
    await shown();
    const id = idAt(3);
    await userEvent.click(cell(3, "status"));
    await keys("hmd");
    await expect.element(page.getByRole("option", { name: "黑名单" })).toBeVisible();
    await keys("{Enter}");
    await expect.poll(() => stored(id, "status")).toEqual({ t: "choice", v: "blocked" });
  });

  it("refers to another customer by a part of its name", async () => {
    await shown();
    const id = idAt(3);
    await userEvent.click(cell(3, "parent"));
    await keys("鲲鹏重工{Enter}");
    await expect.poll(() => stored(id, "parent")?.t).toBe("ref");
    await expect.poll(() => text(3, "parent")).toContain("鲲鹏重工");
  });

  it("keeps a refused text as a task about the customer, with its way back", async () => {
    await shown();
    const id = idAt(2);
    await userEvent.click(cell(2, "registered_capital"));
    await keys("一大笔{Enter}");
    await expect.poll(() => cell(2, "registered_capital").getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("button", { name: "存为待核" }).click();
    const made = () => [...world.records.values()].filter(({ entity }) => entity === "task").at(-1)?.values;
    await expect.poll(() => made()?.title).toEqual({ t: "text", v: "待核：注册资本“一大笔”" });
    expect(made()?.unit).toMatchObject({ t: "ref", v: { id } });
    await expect.poll(() => cell(2, "registered_capital").getAttribute("aria-invalid")).toBeNull();
    await expect.element(page.getByText("已存为待办，待核实")).toBeVisible();
  });

  it("plans a paste, shows what is refused, and writes the rest as one step", async () => {
    await shown();
    const [first, second] = [idAt(0), idAt(1)];
    await userEvent.click(cell(0, "owner"));
    paste("陈思远\t12.5万\n李嘉怡\t很多");
    await expect.element(page.getByText("3 格可以写入，1 格被拒绝")).toBeVisible();
    await expect.element(page.getByRole("cell", { name: "很多" })).toBeVisible();
    expect(stored(first, "owner")).not.toEqual({ t: "text", v: "陈思远" });
    await keys("{Enter}");
    await expect.poll(() => stored(second, "owner")).toEqual({ t: "text", v: "李嘉怡" });
    expect(stored(first, "registered_capital")).toEqual({
      t: "money",
      v: { minor: "12500000", currency: "CNY" },
    });
    expect(world.past.at(-1)?.label).toBe("op.paste");
    expect(world.past).toHaveLength(1);
  });

  it("writes a paste without refusals at once, and drops one on Escape", async () => {
    await shown();
    const id = idAt(0);
    await userEvent.click(cell(0, "owner"));
    paste("周雨桐");
    await expect.poll(() => stored(id, "owner")).toEqual({ t: "text", v: "周雨桐" });
    await expect.element(page.getByText("已粘贴 1 格")).toBeVisible();
    await userEvent.click(cell(0, "registered_capital"));
    paste("多");
    await expect.element(page.getByText("0 格可以写入，1 格被拒绝")).toBeVisible();
    await keys("{Escape}");
    await expect.poll(() => document.querySelector("[data-plan]")).toBeNull();
    await expect.poll(() => document.activeElement === input()).toBe(true);
  });

  it("deletes with a way back", async () => {
    await shown();
    const [first, third] = [idAt(0), idAt(2)];
    await userEvent.click(cell(0, "owner"));
    await keys("{Shift>}{ArrowDown}{/Shift}{Control>}{Delete}{/Control}");
    // Several at once are asked about first; one is not.
    const asked = page.getByRole("alertdialog", { name: "删除 2 家客户？" });
    await asked.getByRole("button", { name: "取消" }).click();
    await expect.poll(() => document.activeElement === input()).toBe(true);
    expect(idAt(0)).toBe(first);
    await keys("{Control>}{Delete}{/Control}");
    await asked.getByRole("button", { name: "删除客户" }).click();
    await expect.element(page.getByText("已删除 2 家客户")).toBeVisible();
    await expect.poll(() => idAt(0)).toBe(third);
    await userEvent.click(page.getByRole("region", { name: "消息" }).getByRole("button", { name: "撤销" }));
    await expect.poll(() => idAt(0)).toBe(first);
    await userEvent.click(cell(0, "owner"));
    await keys("{Control>}{Delete}{/Control}");
    await expect.element(page.getByText("已删除 1 家客户")).toBeVisible();
  });

  it("says which columns of a paste have no place", async () => {
    await shown();
    const id = idAt(0);
    const rev = world.records.get(id)?.rev;
    await userEvent.click(cell(0, "owner"));
    await keys("{End}");
    paste("a\tb");
    await expect.element(page.getByText(/超出最后一列的 1 列不会写入/)).toBeVisible();
    await keys("{Escape}");
    expect(world.records.get(id)?.rev).toBe(rev);
  });

  it("takes a paste and an edit of one customer in quick succession, one after the other", async () => {
    await shown();
    const id = idAt(2);
    const { pastePlan } = commands;
    let go: () => void = () => undefined;
    const gate = new Promise<void>((done) => {
      go = done;
    });
    vi.spyOn(commands, "pastePlan").mockImplementationOnce(async (asked) => {
      await gate;
      return pastePlan(asked);
    });
    await userEvent.click(cell(2, "owner"));
    paste("先贴");
    await keys("{ArrowRight}88{Enter}");
    go();
    await expect.poll(() => stored(id, "owner")).toEqual({ t: "text", v: "先贴" });
    await expect
      .poll(() => stored(id, "registered_capital"))
      .toEqual({ t: "money", v: { minor: "88000000", currency: "CNY" } });
    expect(document.querySelector("[aria-invalid]")).toBeNull();
    vi.restoreAllMocks();
  });

  it("pastes and cuts from the menu, on the cell it was asked for", async () => {
    await shown();
    const id = idAt(2);
    vi.spyOn(navigator.clipboard, "readText").mockResolvedValue("贴入");
    const written = vi.spyOn(navigator.clipboard, "write").mockResolvedValue();
    await userEvent.click(cell(0, "owner"));
    await userEvent.click(cell(2, "owner"), { button: "right" });
    await userEvent.click(page.getByRole("menuitem", { name: /粘贴/ }));
    await expect.poll(() => stored(id, "owner")).toEqual({ t: "text", v: "贴入" });
    await userEvent.click(cell(2, "owner"), { button: "right" });
    await userEvent.click(page.getByRole("menuitem", { name: /剪切/ }));
    await expect.poll(() => stored(id, "owner")?.t ?? "null").toBe("null");
    expect(written).toHaveBeenCalledOnce();
    vi.restoreAllMocks();
  });

  it("clears the parts of a selection and leaves what lies between", async () => {
    await shown();
    const [first, second] = [idAt(0), idAt(1)];
    await userEvent.click(cell(0, "owner"));
    paste("甲\t5\n乙\t6");
    await expect.poll(() => stored(second, "owner")).toEqual({ t: "text", v: "乙" });
    await userEvent.click(cell(0, "owner"));
    await userEvent.click(cell(1, "registered_capital"), { modifiers: ["ControlOrMeta"] });
    await keys("{Delete}");
    await expect.poll(() => stored(second, "registered_capital")?.t ?? "null").toBe("null");
    expect(stored(first, "owner")?.t ?? "null").toBe("null");
    expect(stored(second, "owner")).toEqual({ t: "text", v: "乙" });
    expect(stored(first, "registered_capital")?.t).toBe("money");
    expect(world.past.at(-1)?.label).toBe("op.clear");
    expect(world.past).toHaveLength(2);
  });

  it("creates a customer and goes to its row", async () => {
    await shown();
    await userEvent.click(page.getByRole("button", { name: "新建客户" }));
    await userEvent.fill(
      page.getByRole("dialog").getByRole("textbox", { name: /客户名称/ }),
      "阿尔法检测有限公司",
    );
    await keys("{Enter}");
    await expect
      .poll(() => document.querySelector("[data-current] [data-c='0']")?.textContent)
      .toBe("阿尔法检测有限公司");
    await expect.poll(() => document.activeElement === input()).toBe(true);
  });

  it("stays on a new customer though the table is read once more meanwhile", async () => {
    await shown();
    await userEvent.click(page.getByRole("columnheader", { name: /客户名称/ }));
    await userEvent.click(cell(5, "owner"));
    await keys("{Control>}{End}{/Control}");
    // While the new row is looked for, a reading begins that knows the old row as the active one.
    const { viewFind, viewOpen } = commands;
    let begun: () => void = () => undefined;
    const reading = new Promise<void>((done) => {
      begun = done;
    });
    let sought = false;
    vi.spyOn(commands, "viewFind").mockImplementation(async (view, id) => {
      if (!sought && JSON.stringify(stored(id, "legal_name")).includes("阿尔法检测有限公司")) {
        sought = true;
        vi.spyOn(commands, "viewOpen").mockImplementationOnce(async (query) => {
          const info = await viewOpen(query);
          begun();
          return info;
        });
        emit("changed", { seq: 99, op: "op.edit", entities: ["unit"], ids: [] });
        await reading;
      }
      return viewFind(view, id);
    });
    await userEvent.click(page.getByRole("button", { name: "新建客户" }));
    const box = page.getByRole("dialog").getByRole("textbox", { name: /客户名称/ });
    await userEvent.fill(box, "阿尔法检测有限公司");
    await keys("{Enter}");
    const current = () => document.querySelector("[data-current] [data-c='0']")?.textContent;
    await expect.poll(() => document.activeElement === input()).toBe(true);
    await expect.poll(current).toBe("阿尔法检测有限公司");
    vi.restoreAllMocks();
  });
});

describe("around the table", () => {
  it("opens a filter again with the amount that was typed, whatever its unit", async () => {
    await shown();
    await userEvent.click(page.getByRole("button", { name: "筛选", exact: true }));
    await userEvent.click(page.getByRole("menuitem", { name: "注册资本" }));
    const box = page.getByRole("dialog").getByRole("textbox");
    await userEvent.fill(box, "很多");
    await keys("{Enter}");
    await expect
      .element(
        page
          .getByRole("dialog")
          .getByText(/读不|无效|不正确|请/)
          .first(),
      )
      .toBeVisible();
    await userEvent.fill(box, "3亿");
    await keys("{Enter}");
    await userEvent.click(page.getByRole("button", { name: /^注册资本 .*30,000 万元$/ }));
    await expect.element(box).toHaveValue("30000");
    await keys("{Enter}");
    await expect.element(page.getByRole("button", { name: /^注册资本 .*30,000 万元$/ })).toBeVisible();
  });

  it("adds up all parts of a selection, whichever column they are in", async () => {
    await shown();
    const amount = (row: number, key: string) => Number(text(row, key).replaceAll(/[,—]/g, ""));
    await userEvent.click(cell(0, "coop_amount"));
    await keys("{Shift>}{ArrowDown}{/Shift}");
    await userEvent.click(cell(3, "registered_capital"), { modifiers: ["ControlOrMeta"] });
    const sum = amount(0, "coop_amount") + amount(1, "coop_amount") + amount(3, "registered_capital");
    await expect.poll(aside).toMatch(/^已选 3 格 · 合计 [\d,.]+ 万元$/);
    expect(Math.abs(Number(aside()?.replaceAll(/^.*合计 | 万元$|,/g, "")) - sum)).toBeLessThan(0.1);
  });

  it("adds up a selection in the status line", async () => {
    await shown();
    const shownSum = [0, 1, 2].reduce(
      (sum, row) => sum + Number(text(row, "coop_amount").replaceAll(/[,—]/g, "")),
      0,
    );
    await userEvent.click(cell(0, "coop_amount"));
    await keys("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    await expect.poll(aside).toMatch(/^已选 3 格 · 合计 [\d,.]+ 万元$/);
    const said = Number(aside()?.replaceAll(/^.*合计 | 万元$|,/g, ""));
    expect(Math.abs(said - shownSum)).toBeLessThan(0.1);
    await keys("{Escape}");
    await expect.poll(aside).toBe("");
  });

  it("opens a record beside the list, and the drawer follows the arrows", async () => {
    await shown();
    await userEvent.click(cell(1, "owner"));
    await keys(" ");
    expect(currentPlace().record).toEqual({ entity: "unit", id: idAt(1) });
    await keys("{ArrowDown}");
    await expect.poll(() => currentPlace().record?.id).toBe(idAt(2));
    await keys("{Shift>}{ArrowDown}{/Shift}{Escape}");
    expect(currentPlace().record).toBeDefined();
    await keys("{Escape}");
    expect(currentPlace().record).toBeUndefined();
  });

  it("takes the drawer along when an edit ends with Enter", async () => {
    await shown();
    await userEvent.click(cell(1, "owner"));
    await keys(" ");
    expect(currentPlace().record?.id).toBe(idAt(1));
    const next = idAt(2);
    await keys("x{Enter}");
    await expect.poll(() => currentPlace().record?.id).toBe(next);
  });

  it("reads its lines again for a record that changed, not for an arrangement that was kept", async () => {
    await shown();
    const first = (await commands.viewOpen({ ...asked, columns: [] })).view;
    emit("changed", { seq: 7, op: "op.setting", entities: [], ids: [] });
    emit("changed", { seq: 8, op: "op.setting", entities: ["setting"], ids: [] });
    await new Promise((done) => requestAnimationFrame(done));
    expect((await commands.viewOpen({ ...asked, columns: [] })).view).toBe(first + 1);
    emit("changed", { seq: 9, op: "op.edit", entities: ["contact"], ids: [] });
    await expect
      .poll(async () => (await commands.viewOpen({ ...asked, columns: [] })).view)
      .toBeGreaterThan(first + 3);
  });

  it("is walked in its order from a record that is open", async () => {
    const setting = (await commands.viewSettingGet("unit", "customers"))?.setting;
    if (setting) await commands.viewSettingSet("customers", { ...setting, group: "group" });
    await shown();
    const ends = [...document.querySelectorAll<HTMLElement>("[data-r]")].filter(
      (row) => row.ariaExpanded !== null,
    );
    const last = Number(ends.map(({ dataset }) => Number(dataset.r)).sort((a, b) => a - b)[1]) - 1;
    const from = { entity: "unit", id: idAt(last) };
    await walk(from, 1);
    expect(currentPlace().record?.id).toBe(idAt(last + 2));
    await expect
      .poll(() => document.querySelector<HTMLElement>("[data-current]")?.dataset.id)
      .toBe(idAt(last + 2));
    await walk({ entity: "unit", id: idAt(last + 2) }, -1);
    expect(currentPlace().record?.id).toBe(from.id);
  });

  it("keeps the selection on its record when lines come in above it", async () => {
    await shown();
    await userEvent.click(page.getByRole("columnheader", { name: /客户名称/ }));
    await expect
      .poll(() => document.querySelector('[data-head="0"]')?.getAttribute("aria-sort"))
      .toBe("ascending");
    await userEvent.click(cell(5, "owner"));
    const id = idAt(5);
    await commands.recordsApply({
      label: "op.create",
      changes: [
        { kind: "create", entity: "unit", id: null, values: { legal_name: { t: "text", v: "阿一" } } },
      ],
    });
    await expect.poll(() => idAt(6)).toBe(id);
    await expect.poll(() => document.querySelector<HTMLElement>("[data-current]")?.dataset.id).toBe(id);
  });

  it.each([
    ["zh", "light"],
    ["zh", "dark"],
    ["en", "light"],
    ["en", "dark"],
  ] satisfies [Language, string][])("has no fault axe can find: %s, %s", async (language, theme) => {
    setLanguage(language);
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.documentElement.dataset.theme = theme;
    const setting = (await commands.viewSettingGet("unit", "customers"))?.setting;
    if (setting) await commands.viewSettingSet("customers", { ...setting, group: "group" });
    await shown();
    await userEvent.click(cell(2, "status"));
    await keys("{Shift>}{ArrowDown}{/Shift}");
    const find = async () => {
      const { violations } = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        // A part of a page has no heading order or landmarks of its own.
        rules: { region: { enabled: false }, "page-has-heading-one": { enabled: false } },
      });
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
      );
    };
    expect(await find()).toEqual([]);
    await keys("{Escape}{Enter}");
    await expect.element(page.getByRole("listbox")).toBeVisible();
    expect(await find()).toEqual([]);
    await keys("{Escape}");
    // A name may not be pasted into a column the core computes: the plan opens.
    await userEvent.click(cell(2, "coop_amount"));
    paste("1");
    await expect.poll(() => document.querySelector("[data-plan]")).not.toBeNull();
    expect(await find()).toEqual([]);
    document.documentElement.removeAttribute("data-theme");
    document.documentElement.lang = "zh-Hans";
  });
});

it("says at the button that a customer was begun and not made", async () => {
  world.formDrafts.set("new@unit", JSON.stringify({ name: "苏州精工", kind: "company", own: {} }));
  const button = page.getByRole("button", { name: /新建客户/ });
  await render(<Frame />);
  await expect.element(button.last()).toHaveAccessibleName(/有未填完的内容/);
  await button.last().click();
  await expect.element(page.getByRole("textbox", { name: /名称/ }).last()).toHaveValue("苏州精工");
});
