/** The import: columns are corrected, rows decided, the refused ones saved, and the whole performed. */
import { expect, it, onTestFinished, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { importAsks } from "../../../dev/mock/exchange.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands, type ImportDone, type ImportLayout } from "../../ipc/bindings.ts";
import { dropDraft } from "./draft.ts";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();

async function openImport() {
  dropDraft();
  await openWindow("unlocked", {
    world: (fresh) => {
      fresh.pace = 0;
    },
  });
  await page.getByRole("navigation").getByRole("button", { name: "导入" }).click();
  await press("选择文件…");
  await expect.element(page.getByRole("rowheader", { name: "客户名称" })).toBeVisible();
}

it("passes axe on every step", async () => {
  dropDraft();
  await openWindow("unlocked");
  await page.getByRole("navigation").getByRole("button", { name: "导入" }).click();
  await expect.element(page.getByRole("button", { name: "选择文件…" })).toBeVisible();
  await expectAccessible();
  await press("选择文件…");
  await expect.element(page.getByRole("rowheader", { name: "客户名称" })).toBeVisible();
  await expectAccessible();
  await press("预览");
  await expect.element(page.getByText("青禾商贸有限公司")).toBeVisible();
  await expectAccessible();
  await press(/^导入 759 条/);
  await expect.element(page.getByText("已导入 华东客户 2026.xlsx")).toBeVisible();
  await expectAccessible();
});

it("gives a field to one column only", async () => {
  await openImport();
  const last = page.getByRole("combobox", { name: "“上次联系”导入为" });
  await last.fill("级别");
  await page.getByRole("option", { name: "级别" }).click();
  await expect.element(last).toHaveValue("级别");
  await expect.element(page.getByRole("combobox", { name: "“级别”导入为" })).toHaveValue("");
  await expect.element(page.getByText("使用 6 / 7 列")).toBeVisible();
});

it("asks the unit only of amounts", async () => {
  await openImport();
  await expect.element(page.getByRole("button", { name: /万元/ })).toBeVisible();
  expect(page.getByRole("button", { name: /“级别”的单位/ }).query()).toBeNull();
});

it("fetches the rows in sight, and those scrolled to", async () => {
  await openImport();
  await press("预览");
  await page.getByText("相同 1,902").click();
  const rows = page.getByRole("region", { name: "相同" });
  await expect.element(rows.getByText("第 312 行")).toBeVisible();
  expect(rows.getByRole("listitem").elements().length).toBeLessThan(60);
  rows.element().scrollTop = 1_901 * 48;
  await expect.element(rows.getByText("第 2213 行")).toBeVisible();
});

it("keeps a decision", async () => {
  await openImport();
  await press("预览");
  await press(/^请选择… 青禾商贸有限公司：如何处理|青禾商贸有限公司：如何处理/);
  await page.getByRole("option", { name: "新建" }).click();
  await page.getByText("新增 215").click();
  await expect.element(page.getByRole("button", { name: /新建 青禾商贸有限公司：/ }).first()).toBeVisible();
});

it("lets any row be left out, and a decision be taken back, wherever the row has gone", async () => {
  await openImport();
  await press("预览");
  await expect.element(page.getByText("新增 214")).toBeVisible();
  await press(/青禾商贸有限公司：如何处理/);
  await page.getByRole("option", { name: "新建" }).click();
  // Decided, it is one of the new ones, where it can still be decided otherwise.
  await expect.element(page.getByText("新增 215")).toBeVisible();
  await expect.element(page.getByText("需确认 5")).toBeVisible();
  await page.getByText("新增 215").click();
  await press(/新建 青禾商贸有限公司：如何处理/);
  await page.getByRole("option", { name: "撤回决定" }).click();
  await expect.element(page.getByText("需确认 6")).toBeVisible();
  await expect.element(page.getByText("新增 214")).toBeVisible();
  // One that nobody asked about.
  await page.getByText("更新 87").click();
  await page
    .getByRole("button", { name: /如何处理/ })
    .first()
    .click();
  await page.getByRole("option", { name: "跳过" }).click();
  await expect.element(page.getByText("更新 86")).toBeVisible();
});

it("says what a doubtful row would write over beside why it is doubtful", async () => {
  await openImport();
  await press("预览");
  const rows = page.getByRole("region", { name: "需确认" });
  await expect.element(rows.getByText(/合作金额 .* → .* · 客户名称：/).first()).toBeVisible();
});

it("offers nothing new below an undecided unit", async () => {
  await openImport();
  await press("预览");
  const decisions = page.getByRole("button", { name: /如何处理/ });
  await expect.element(decisions.last()).toBeVisible();
  await decisions.last().click();
  await expect.element(page.getByRole("option", { name: "跳过" })).toBeVisible();
  expect(page.getByRole("option", { name: "新建" }).query()).toBeNull();
});

it("keeps the unit of an amount that is left out and chosen again", async () => {
  await openImport();
  const amount = page.getByRole("combobox", { name: "“金额(万元)”导入为" });
  await amount.fill("级别");
  await page.getByRole("option", { name: "级别" }).click();
  expect(page.getByRole("button", { name: /万元/ }).query()).toBeNull();
  await amount.fill("合作金额");
  await page.getByRole("option", { name: /合作金额/ }).click();
  await expect.element(page.getByRole("button", { name: /万元/ })).toBeVisible();
});

it("outlives a look elsewhere", async () => {
  await openImport();
  await press("备份");
  await page.getByRole("navigation").getByRole("button", { name: "导入" }).click();
  await expect.element(page.getByRole("rowheader", { name: "客户名称" })).toBeVisible();
});

it("stops without a trace", async () => {
  await openImport();
  await press("预览");
  await expect.element(page.getByRole("button", { name: /^导入 759 条/ })).toBeVisible();
  world.pace = 60_000;
  await press(/^导入 759 条/);
  await page.getByRole("main").getByRole("button", { name: "停止" }).first().click();
  await expect.element(page.getByText("已停止，未做任何改动。")).toBeVisible();
  await expect.element(page.getByRole("button", { name: /^导入 759 条/ })).toBeVisible();
});

it("says what a sheet holds, and lets it be said otherwise", async () => {
  await openImport();
  await page
    .getByRole("button", { name: /工作表/ })
    .first()
    .click();
  await page.getByRole("option", { name: /^合同/ }).click();
  await expect.element(page.getByRole("combobox", { name: "“合同编号”导入为" })).toHaveValue("合同编号");
  await page.getByRole("button", { name: /内容/ }).first().click();
  await page.getByRole("option", { name: "发票" }).click();
  await expect.element(page.getByRole("combobox", { name: "“合同编号”导入为" })).toHaveValue("");
});

it("reads a whole workbook, and leaves out what it is told to", async () => {
  await openImport();
  await page
    .getByRole("button", { name: /工作表/ })
    .first()
    .click();
  await page.getByRole("option", { name: "整个工作簿" }).click();
  await expect.element(page.getByText("使用 5 / 5 个工作表")).toBeVisible();
  await expect.element(page.getByText(/未导入的列：自定义一/)).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: /“回款”的内容/ }).click();
  await page.getByRole("option", { name: "不导入" }).click();
  await expect.element(page.getByText("使用 4 / 5 个工作表")).toBeVisible();
});

const imported = /^导入 759 条/;
const stop = () => page.getByRole("main").getByRole("button", { name: "停止" }).first().click();
const toImport = () => page.getByRole("navigation").getByRole("button", { name: "导入" }).click();

/** A promise, and the way to keep it. */
function held<T>() {
  let keep: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    keep = resolve;
  });
  return { promise, keep };
}

/** An import that ends when the test says so, whatever is asked of it meanwhile. */
function heldImport() {
  const work = held<ImportDone>();
  const spy = vi.spyOn(commands, "importPerform").mockImplementation(() => work.promise);
  onTestFinished(() => spy.mockRestore());
  return work;
}

it("shows the rows of the plan at hand, not of an earlier one", async () => {
  await openImport();
  await press("预览");
  await expect.element(page.getByText("青禾商贸有限公司").first()).toBeVisible();
  await press("返回对应列");
  await page
    .getByRole("button", { name: /工作表/ })
    .first()
    .click();
  await page.getByRole("option", { name: /^合同/ }).click();
  await press("预览");
  await expect.element(page.getByText("合同 青禾商贸有限公司").first()).toBeVisible();
});

it("shows what was decided after a look elsewhere", async () => {
  await openImport();
  await press("预览");
  await press(/青禾商贸有限公司：如何处理/);
  await page.getByRole("option", { name: "新建" }).click();
  await page.getByText("新增 215").click();
  await expect.element(page.getByRole("button", { name: /新建 青禾商贸有限公司：/ }).first()).toBeVisible();
  await press("备份");
  await toImport();
  await page.getByText("新增 215").click();
  await expect.element(page.getByRole("button", { name: /新建 青禾商贸有限公司：/ }).first()).toBeVisible();
});

it("stops the import that is given up", async () => {
  await openImport();
  await press("预览");
  await expect.element(page.getByRole("button", { name: imported })).toBeVisible();
  world.pace = 60_000;
  const seq = world.seq;
  await press(imported);
  await expect.element(page.getByText(/0 \/ 301/).first()).toBeVisible();
  await press("放弃导入");
  await expect.element(page.getByRole("button", { name: "选择文件…" })).toBeVisible();
  await expect.element(page.getByText(/0 \/ 301/)).not.toBeInTheDocument();
  world.pace = 0;
  await press("选择文件…");
  await expect.element(page.getByRole("rowheader", { name: "客户名称" })).toBeVisible();
  expect(world.seq).toBe(seq);
});

it("says that an import was through before it was given up, and stays where the user is", async () => {
  const work = heldImport();
  await openImport();
  await press("预览");
  await press(imported);
  await press("放弃导入");
  work.keep({ seq: 2, counts: { unit: 214 }, refused: 0, unreasoned: 0 });
  await expect.element(page.getByText("放弃导入时，“华东客户 2026.xlsx”已经导入完成。")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "选择文件…" })).toBeVisible();
});

it("is still importing after a look elsewhere, and can still be stopped", async () => {
  await openImport();
  await press("预览");
  await expect.element(page.getByRole("button", { name: imported })).toBeVisible();
  world.pace = 60_000;
  await press(imported);
  await press("备份");
  await toImport();
  await expect.element(page.getByText(/0 \/ 301/).first()).toBeVisible();
  expect(page.getByRole("button", { name: imported }).query()).toBeNull();
  await stop();
  await expect.element(page.getByText("已停止，未做任何改动。")).toBeVisible();
});

it("can be stopped while the file is read and while it is compared", async () => {
  dropDraft();
  await openWindow("unlocked", {
    world: (fresh) => {
      fresh.pace = 60_000;
    },
  });
  await toImport();
  await press("选择文件…");
  // One beside the file, one in the status line.
  const stops = page.getByRole("main").getByRole("button", { name: "停止" });
  await expect.poll(() => stops.elements().length).toBe(2);
  await stop();
  await expect.element(page.getByText("已停止，未做任何改动。")).toBeVisible();
  world.pace = 0;
  await press("选择文件…");
  await expect.element(page.getByRole("rowheader", { name: "客户名称" })).toBeVisible();
  world.pace = 60_000;
  await press("预览");
  await expect.poll(() => stops.elements().length).toBe(2);
  await stop();
  await expect.element(page.getByText("已停止，未做任何改动。")).toBeVisible();
  await expect.element(page.getByRole("rowheader", { name: "客户名称" })).toBeVisible();
});

it("does not come back to a file that was given up while its columns were read", async () => {
  await openImport();
  const asked = held<void>();
  const { importLayout } = commands;
  const spy = vi.spyOn(commands, "importLayout").mockImplementation(async (...said) => {
    await asked.promise;
    return importLayout(...said);
  });
  onTestFinished(() => spy.mockRestore());
  await page
    .getByRole("button", { name: /工作表/ })
    .first()
    .click();
  await page.getByRole("option", { name: /^合同/ }).click();
  await press("放弃导入");
  asked.keep();
  await spy.mock.results[0]?.value;
  await expect.element(page.getByRole("button", { name: "选择文件…" })).toBeVisible();
});

it("asks in which country the holidays count of a file that names none", async () => {
  importAsks.country = "CN";
  onTestFinished(() => {
    importAsks.country = null;
  });
  await openImport();
  await press("预览");
  const country = page.getByLabelText("这些节假日计入");
  await expect.element(country).toHaveValue("CN");
  await expectAccessible();
  await country.fill("乌有国");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/不认识国家“乌有国”/).first()).toBeVisible();
  expect(importAsks.country).toBe("CN");
  await country.fill("德国");
  await userEvent.keyboard("{Enter}");
  await expect.element(country).toHaveValue("DE");
  expect(importAsks.country).toBe("DE");
});

it("tells before and after of classes the file gives no reason for", async () => {
  importAsks.unreasoned = 2;
  onTestFinished(() => {
    importAsks.unreasoned = 0;
  });
  await openImport();
  await press("预览");
  await expect.element(page.getByText(/2 家客户的规模在文件里没有写认定理由/)).toBeVisible();
  await page.getByRole("button", { name: /^导入 / }).click();
  await expect.element(page.getByText(/2 家客户的规模没有认定理由/)).toBeVisible();
});

it("says all the words of a row that is pressed, by key too, and the others make room", async () => {
  const { importRows } = commands;
  vi.spyOn(commands, "importRows").mockImplementation(async (...asked) => {
    const [first, ...others] = await importRows(...asked);
    return first ? [{ ...first, title: "青禾商贸有限公司".repeat(30) }, ...others] : others;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  await openImport();
  await press("预览");
  const rows = page.getByRole("region", { name: "需确认" }).getByRole("listitem");
  await expect.element(rows.nth(1)).toBeVisible();
  const at = (n: number) => rows.nth(n).element().getBoundingClientRect();
  const words = () => rows.nth(0).element().querySelector<HTMLElement>("button[aria-expanded]");
  // The rows are there before what stands in them.
  await expect.poll(words).not.toBeNull();
  expect(at(0).height).toBe(48);
  words()?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => at(0).height).toBeGreaterThan(60);
  expect(words()?.ariaExpanded).toBe("true");
  await expect.poll(() => Math.round(at(1).top)).toBe(Math.round(at(0).bottom));
  await expectAccessible();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => at(0).height).toBe(48);
  await expect.poll(() => Math.round(at(1).top)).toBe(Math.round(at(0).bottom));
});

it("opens no other row where the one that was opened has gone elsewhere", async () => {
  await openImport();
  await press("预览");
  const rows = page.getByRole("region", { name: "需确认" }).getByRole("listitem");
  await expect.element(rows.nth(1)).toBeVisible();
  const opened = () => document.querySelectorAll("button[aria-expanded=true]").length;
  await expect.poll(() => rows.nth(0).element().querySelector("button[aria-expanded]")).not.toBeNull();
  rows.nth(0).element().querySelector<HTMLElement>("button[aria-expanded]")?.click();
  await expect.poll(opened).toBe(1);
  await rows
    .nth(0)
    .getByRole("button", { name: /如何处理/ })
    .click();
  await page.getByRole("option", { name: "跳过" }).click();
  await expect.element(page.getByText("需确认 5")).toBeVisible();
  await expect.poll(opened).toBe(0);
});

it("says that what is undecided stays out where something is, and nowhere else", async () => {
  await openImport();
  await press("预览");
  await expect.element(page.getByText("未处理的行不会导入")).toBeVisible();
  const { importRows } = commands;
  vi.spyOn(commands, "importRows").mockImplementation(async (...asked) =>
    (await importRows(...asked)).map((row) => ({ ...row, decision: "new" })),
  );
  onTestFinished(() => void vi.restoreAllMocks());
  await press("返回对应列");
  await press("预览");
  await expect.element(page.getByText("青禾商贸有限公司")).toBeVisible();
  await expect.element(page.getByText("未处理的行不会导入")).not.toBeInTheDocument();
});

it("counts a file in bytes while it is read, and moves on where its end is reached", async () => {
  dropDraft();
  await openWindow("unlocked");
  let stop: (nothing: null) => void = () => undefined;
  const picked = new Promise<null>((go) => {
    stop = go;
  });
  vi.spyOn(commands, "importPick").mockReturnValueOnce(picked);
  await page.getByRole("navigation").getByRole("button", { name: "导入" }).click();
  await press("选择文件…");
  const at = (done: number) =>
    emit("job", {
      job: "import",
      progress: { phase: "progress.import_open", done, total: 28_577_839 },
      finished: false,
      error: null,
    });
  at(5_000_000);
  await expect.element(page.getByText("5 MB / 29 MB")).toBeVisible();
  const bar = page.getByRole("progressbar", { name: "正在打开文件" }).first();
  await expect.element(bar).toHaveAttribute("aria-valuenow");
  at(28_577_839);
  await expect.element(page.getByText("29 MB / 29 MB")).toBeVisible();
  await expect.element(bar).not.toHaveAttribute("aria-valuenow");
  stop(null);
  emit("job", { job: "import", progress: null, finished: true, error: null });
});

/** The next file is read as `change` makes it. */
function nextLayout(change: (layout: ImportLayout) => Partial<ImportLayout>): void {
  const { importLayout } = commands;
  vi.spyOn(commands, "importLayout").mockImplementationOnce(async (...asked) => {
    const layout = await importLayout(...asked);
    return { ...layout, ...change(layout) };
  });
}

it("draws of a wide sheet the columns in sight, and those scrolled to", async () => {
  nextLayout(({ columns }) => ({
    columns: Array.from({ length: 200 }, (_, column) =>
      column === 0 && columns[0]
        ? columns[0]
        : {
            column,
            header: `列${column + 1}`,
            samples: [],
            target: null,
            confidence: 0,
            unit_scale: null,
          },
    ),
  }));
  await openImport();
  expect(page.getByRole("rowheader").elements().length).toBeLessThan(40);
  const region = page.getByRole("region", { name: "对应列" }).element();
  region.scrollTop = region.scrollHeight;
  await expect.element(page.getByRole("rowheader", { name: "列200" })).toBeVisible();
  expect(page.getByRole("rowheader").elements().length).toBeLessThan(40);
  expect(region.scrollHeight).toBeGreaterThan(200 * 42);
});

it("goes no further with a title that has no rows below it", async () => {
  nextLayout(() => ({ rows: 0 }));
  await openImport();
  await expect.element(page.getByText("只有标题，没有数据行")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "预览" })).toBeDisabled();
});
