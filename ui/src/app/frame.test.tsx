/** The frame: places, the way back, locking, undo, the sheet of keys, and the narrow rail. */
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { lockFromOutside } from "../../dev/mock/app.ts";
import { emit } from "../../dev/mock/bus.ts";
import { wireError, world } from "../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../dev/stage.tsx";
import { toast } from "../components/toast.tsx";
import { currentPlace, openRecord } from "../lib/place.ts";
import { forgetFailure, say } from "../lib/status.ts";

const place = (name: string) => page.getByRole("navigation").getByRole("button", { name });

it("passes axe wide and narrow", async () => {
  await page.viewport(1280, 800);
  await openWindow("unlocked");
  await place("备份").click();
  await expect.element(page.getByRole("heading", { name: "备份" })).toBeVisible();
  await expectAccessible();
  await page.viewport(1024, 700);
  await expectAccessible();
  await page.viewport(1280, 800);
});

it("goes by number and back by Alt and arrow", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  await userEvent.keyboard("{Control>},{/Control}");
  await expect.element(page.getByRole("heading", { name: "设置" })).toBeVisible();
  await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  await expect.element(page.getByRole("heading", { name: "备份" })).toBeVisible();
  await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
  await expect.element(page.getByRole("heading", { name: "设置" })).toBeVisible();
});

it.each(["none", "locked", "confirm_recovery"] as const)(
  "zooms by key while the vault is %s",
  async (phase) => {
    await openWindow(phase);
    await expect.poll(() => document.querySelector("main")).not.toBeNull();
    await userEvent.keyboard("{Control>}={/Control}");
    await expect.poll(() => world.app.settings.zoom).toBe(110);
    await userEvent.keyboard("{Control>}-{/Control}{Control>}-{/Control}");
    await expect.poll(() => world.app.settings.zoom).toBe(90);
    await userEvent.keyboard("{Control>}0{/Control}");
    await expect.poll(() => world.app.settings.zoom).toBe(100);
  },
);

it("locks by key, and forgets what was read", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  await userEvent.keyboard("{Control>}l{/Control}");
  await expect.element(page.getByLabelText("口令", { exact: true })).toBeVisible();
});

it("remembers the screen reader's mode beyond the window, with the other settings", async () => {
  await openWindow("unlocked");
  await page.getByRole("button", { name: "更多", exact: true }).click();
  await page.getByRole("menuitem", { name: "打开屏幕阅读器模式" }).click();
  await expect.poll(() => world.app.settings.screen_reader).toBe(true);
  await page.getByRole("button", { name: "更多", exact: true }).click();
  await expect.element(page.getByRole("menuitem", { name: "关闭屏幕阅读器模式" })).toBeVisible();
});

it("lists the keys that work", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  await userEvent.keyboard("{Control>}/{/Control}");
  const sheet = page.getByRole("dialog", { name: "快捷键" });
  await expect.element(sheet.getByText("Ctrl Shift Z")).toBeVisible();
  await expect.element(sheet.getByText("Ctrl Y")).toBeVisible();
  // The second key of a command as well: hands know F2.
  const editing = sheet
    .getByText(/^编辑单元格/)
    .element()
    .closest("div");
  expect(editing?.textContent).toMatch(/Enter.*F2$/);
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await expect.element(sheet).not.toBeInTheDocument();
});

it("hears a list's letters where the list has the focus, and nowhere once they are turned off", async () => {
  await openWindow("unlocked");
  await page.getByRole("navigation").getByRole("button", { name: /^今日/ }).click();
  await expect.element(page.getByRole("heading", { name: "今日" })).toBeVisible();
  const task = page.getByLabelText("做什么");
  const focus = (which: string) => document.querySelector<HTMLElement>(which)?.focus();
  focus("nav [aria-current=page]");
  await userEvent.keyboard("n");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  expect(task.elements()).toHaveLength(0);
  focus("[data-region=list] button");
  await userEvent.keyboard("n");
  await expect.element(task).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(task).not.toBeInTheDocument();

  await place("设置").click();
  await page.getByRole("switch", { name: "单字母快捷键" }).click({ force: true });
  await expect.poll(() => world.app.settings.letter_keys).toBe(false);
  await page.getByRole("button", { name: "查看全部按键" }).click();
  const sheet = page.getByRole("dialog", { name: "快捷键" });
  await expect.element(sheet.getByText(/^单字母键已关闭/)).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await page.getByRole("navigation").getByRole("button", { name: /^今日/ }).click();
  focus("[data-region=list] button");
  await userEvent.keyboard("n");
  await userEvent.keyboard("{Control>}/{/Control}");
  await expect.element(sheet).toBeVisible();
  expect(task.elements()).toHaveLength(0);
  expect(sheet.getByText("新建待办", { exact: true }).elements()).toHaveLength(0);
  await userEvent.keyboard("{Escape}");
  await expect.element(sheet).not.toBeInTheDocument();
});

it("says what was done within its foot, over no line of a list", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  for (const name of ["甲", "乙", "丙"]) toast(`${name}已完成`, { label: "撤销", run: () => undefined });
  await expect.element(page.getByText("丙已完成")).toBeVisible();
  await expect.element(page.getByText("乙已完成")).not.toBeInTheDocument();
  const said = page.getByText("丙已完成").element().getBoundingClientRect();
  const foot = document.querySelector("main > footer")?.getBoundingClientRect();
  expect(said.top).toBeGreaterThanOrEqual(foot?.top ?? Number.POSITIVE_INFINITY);
  expect(said.bottom).toBeLessThanOrEqual(foot?.bottom ?? 0);
});

it("says there is nothing to undo, nor to redo", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  await userEvent.keyboard("{Control>}z{/Control}");
  await expect.element(page.getByText("没有可撤销的操作")).toBeVisible();
  await userEvent.keyboard("{Control>}y{/Control}");
  await expect.element(page.getByText("没有可重做的操作")).toBeVisible();
});

it("shows long work in the status line, whichever place is open", async () => {
  await openWindow("unlocked");
  await place("设置").click();
  emit("job", {
    job: "backup",
    progress: { phase: "progress.backup_verify", done: 30, total: 120 },
    finished: false,
    error: null,
  });
  await expect.element(page.getByText("正在读回校验备份")).toBeVisible();
  await expect.element(page.getByText("25%")).toBeVisible();
  emit("job", { job: "backup", progress: null, finished: true, error: null });
  await expect.element(page.getByText("正在读回校验备份")).not.toBeInTheDocument();
});

it("says no more what was said before work began, nor of work that then failed", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  const progress = { phase: "progress.import_write", done: 1, total: 4 };
  say({ text: "已撤销：添加文件" });
  await expect.element(page.getByText("已撤销：添加文件")).toBeVisible();
  emit("job", { job: "import", progress, finished: false, error: null });
  await expect.element(page.getByText("已撤销：添加文件")).not.toBeInTheDocument();
  say({ text: "备份完成" });
  emit("job", { job: "import", progress: { ...progress, done: 2 }, finished: false, error: null });
  emit("job", { job: "import", progress: null, finished: true, error: null });
  await expect.element(page.getByText("备份完成")).toBeVisible();
  const error = wireError("no_space", "error.backup_drive_full");
  emit("job", { job: "backup", progress: null, finished: true, error });
  await expect.element(page.getByText("备份完成")).not.toBeInTheDocument();
});

it("does not say that all is saved beside a text that waits in its cell", async () => {
  await openWindow("unlocked");
  const foot = () => document.querySelector("main > footer [role=status]")?.textContent;
  await expect.poll(foot).toBe("已保存");
  say({ text: "未保存。级别：“Z”。", unsaved: true });
  await expect.poll(foot).toBe("未保存。级别：“Z”。");
  forgetFailure();
  await expect.poll(foot).toBe("已保存");
});

it("moves on at the end of a phase that goes on, and tells no share any more", async () => {
  await openWindow("unlocked");
  await place("设置").click();
  const at = (done: number) =>
    emit("job", {
      job: "import",
      progress: { phase: "progress.import_read", done, total: 120 },
      finished: false,
      error: null,
    });
  const foot = () => document.querySelector("main > footer")?.textContent;
  at(60);
  await expect.poll(foot).toMatch(/正在读取各行50%/);
  at(120);
  await expect.poll(foot).toMatch(/正在读取各行停止/);
  emit("job", { job: "import", progress: null, finished: true, error: null });
});

it("warns at the foot when no backup is set up", async () => {
  await openWindow("unlocked", {
    backup: (state) => {
      state.target = null;
    },
  });
  await expect.element(page.getByRole("button", { name: "尚未设置备份" })).toBeVisible();
});

it("shows the customer of a task a notification was about", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  emit("show", { entity: "task", id: "tu002", source: "task" });
  await expect.element(page.getByRole("heading", { name: "今日" })).toBeVisible();
  await expect
    .element(page.getByRole("complementary").getByText("鲲鹏华东装备有限公司").first())
    .toBeVisible();
});

it("shows the customer of a task a notification was pressed for while locked", async () => {
  await openWindow("unlocked", {
    world: (world) => {
      world.asked = "tu002";
    },
  });
  await expect
    .element(page.getByRole("complementary").getByText("鲲鹏华东装备有限公司").first())
    .toBeVisible();
});

it("opens the record of whatever kind a notification was about, and the backups for the vault's own", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  const work = [...world.records.values()].find(({ entity }) => entity === "cooperation");
  const name = work?.values.name;
  emit("show", { entity: "cooperation", id: work?.id ?? "", source: "anniversary" });
  const drawer = page.getByRole("complementary");
  await expect.element(drawer.getByText(name?.t === "text" ? name.v : "?").first()).toBeVisible();
  emit("show", { entity: "vault", id: "0", source: "backup_overdue" });
  await expect.poll(() => currentPlace().at).toBe("backup");
});

it("goes to the day's list for a note about several things", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  emit("show", { entity: "", id: "0", source: "digest" });
  await expect.poll(() => currentPlace().at).toBe("today");
});

it("says on the rail how much waits today", async () => {
  await openWindow("unlocked");
  await expect.element(place("今日 3 项待处理")).toBeVisible();
});

describe("the table in the window", () => {
  const keys = (typed: string) => userEvent.keyboard(typed);
  const input = () => document.querySelector<HTMLTextAreaElement>("[data-grid-input]");
  const titleCell = (row: number) => document.querySelector<HTMLElement>(`[data-r="${row}"] [data-c="0"]`);
  const idAt = (row: number) => document.querySelector<HTMLElement>(`[data-r="${row}"]`)?.dataset.id ?? "";
  const inTable = () => document.activeElement === input();
  const opened = async () => {
    await page.viewport(1280, 800);
    await openWindow("unlocked");
    await expect.poll(() => document.querySelectorAll("[data-r]").length).toBeGreaterThan(5);
  };
  const nameOf = (id: string) => world.records.get(id)?.values.legal_name;

  it("stays as it was under a record that fills the sheet, and is walked from there", async () => {
    await opened();
    await userEvent.fill(page.getByRole("searchbox"), "鲲鹏");
    await expect.element(page.getByText(/^17 家/)).toBeVisible();
    await userEvent.click(titleCell(2) as HTMLElement);
    const [first, next] = [idAt(2), idAt(3)];
    await keys("{Control>}{Enter}{/Control}");
    await expect.element(page.getByTestId("record-title")).toBeVisible();
    expect(currentPlace()).toMatchObject({ full: true, record: { id: first } });
    await expect.poll(() => document.activeElement?.closest("[data-testid=drawer]")).toBeTruthy();
    await userEvent.hover(page.getByTestId("record-title"));
    await expect.poll(() => document.querySelector("[role=tooltip]")).toBeNull();
    await expectAccessible();
    await keys("]");
    await expect.poll(() => currentPlace().record?.id).toBe(next);
    await keys("{Escape}");
    await expect.poll(() => currentPlace().record).toBeUndefined();
    await expect.element(page.getByRole("searchbox")).toHaveValue("鲲鹏");
    await expect.poll(inTable).toBe(true);
    expect(document.querySelector<HTMLElement>("[data-current]")?.dataset.id).toBe(next);
  });

  it("stores what is being typed in a cell when one goes elsewhere by key, and the keyboard comes back", async () => {
    await opened();
    const id = idAt(2);
    await userEvent.click(titleCell(2) as HTMLElement);
    await keys("新名字一");
    await keys("{Control>}8{/Control}");
    await expect.poll(() => nameOf(id)).toEqual({ t: "text", v: "新名字一" });
    await expect.poll(() => currentPlace().at).toBe("backup");
    await keys("{Alt>}{ArrowLeft}{/Alt}");
    await expect.poll(inTable).toBe(true);
    await userEvent.click(titleCell(2) as HTMLElement);
    await keys("新名字二");
    await keys("{Control>}l{/Control}");
    await expect.element(page.getByLabelText("口令", { exact: true })).toBeVisible();
    expect(
      Object.values(Object.fromEntries(world.records)).map(({ values }) => values.legal_name),
    ).toContainEqual({ t: "text", v: "新名字二" });
  });

  it("stores what is being typed in a cell with Ctrl S, and keeps the keyboard there", async () => {
    await opened();
    const id = idAt(2);
    await userEvent.click(titleCell(2) as HTMLElement);
    await keys("新名字{Control>}s{/Control}");
    await expect.poll(() => nameOf(id)).toEqual({ t: "text", v: "新名字" });
    expect(inTable()).toBe(true);
  });

  it("stores what is being typed before something outside the page locks the vault", async () => {
    await opened();
    const id = idAt(2);
    await userEvent.click(titleCell(2) as HTMLElement);
    await keys("新名字三");
    await lockFromOutside();
    expect(nameOf(id)).toEqual({ t: "text", v: "新名字三" });
    await expect.element(page.getByLabelText("口令", { exact: true })).toBeVisible();
  });

  it("stores what is being typed in a record's field, and says what the core refused after one left", async () => {
    await opened();
    const id = idAt(2);
    const field = (key: string) => document.querySelector<HTMLElement>(`[data-field="${key}"]`);
    const begin = async (key: string) => {
      openRecord({ entity: "unit", id });
      await page.getByRole("tab", { name: /^概览/ }).click();
      const blank = page.getByRole("button", { name: /个空白字段/ });
      if (!field(key)) await blank.click();
      await expect.poll(() => field(key)).not.toBeNull();
      field(key)?.querySelector("button")?.click();
      await expect.poll(() => field(key)?.querySelector("input")).toBeTruthy();
    };
    await begin("code");
    await keys("KH-1{Alt>}{ArrowLeft}{/Alt}");
    await expect.poll(() => world.records.get(id)?.values.code).toEqual({ t: "text", v: "KH-1" });
    await begin("credit_limit");
    await keys("许多{Control>}8{/Control}");
    await expect.element(page.getByText(/未保存。信用额度：“许多”/)).toBeVisible();
  });

  it("leaves a form that is half filled in only when told to", async () => {
    await opened();
    await page.getByRole("button", { name: "新建客户" }).click();
    await keys("半个名字{Control>}8{/Control}");
    expect(currentPlace().at).toBe("customers");
    await expect.element(page.getByRole("dialog").getByRole("textbox").first()).toHaveValue("半个名字");
  });

  it("is reached by F6, and by its number", async () => {
    await opened();
    await place("备份").click();
    await keys("{Control>}3{/Control}");
    await expect.poll(inTable).toBe(true);
    await place("客户").click();
    await keys("{F6}");
    await expect.poll(inTable).toBe(true);
  });

  it("says why a cell cannot be written, in the line everybody sees", async () => {
    await opened();
    const at = document.querySelector<HTMLElement>("[data-head][data-key='coop_amount']")?.dataset.head;
    await userEvent.click(document.querySelector(`[data-r="2"] [data-c="${at}"]`) as HTMLElement);
    await keys("1");
    await expect.element(page.getByText("“合作金额”由程序计算，不能填写")).toBeVisible();
  });

  it("leaves the keyboard to a record that was asked for from elsewhere, and no tooltip behind", async () => {
    await opened();
    const settings = page.getByRole("navigation").getByRole("button", { name: "设置" });
    await keys("{F6}{F6}");
    (settings.element() as HTMLElement).focus();
    await expect.element(page.getByRole("tooltip")).toBeVisible();
    openRecord({ entity: "unit", id: idAt(2) });
    await expect.poll(() => document.activeElement?.closest("[data-testid=drawer]")).toBeTruthy();
    await expect.poll(() => document.querySelector("[role=tooltip]")).toBeNull();
  });

  it("is searched, and added to, from anywhere", async () => {
    await opened();
    await place("备份").click();
    await keys("{Control>}f{/Control}");
    await expect.element(page.getByRole("searchbox")).toHaveFocus();
    await place("备份").click();
    await keys("{Control>}n{/Control}");
    await expect.element(page.getByRole("dialog", { name: "新建客户" })).toBeVisible();
  });

  it("speaks of contacts where it shows contacts", async () => {
    await opened();
    await keys("{Control>}5{/Control}");
    await expect.element(page.getByRole("treegrid", { name: "联系人表" })).toBeVisible();
    await expect.poll(() => document.querySelectorAll("[data-r]").length).toBeGreaterThan(5);
    await userEvent.fill(page.getByRole("searchbox"), "没有这个人");
    await expect.element(page.getByText("没有符合条件的联系人。")).toBeVisible();
    await userEvent.fill(page.getByRole("searchbox"), "");
    await expect.poll(() => titleCell(1)).not.toBeNull();
    await userEvent.click(titleCell(1) as HTMLElement, { button: "right" });
    await expect.element(page.getByRole("menuitem", { name: /删除联系人/ })).toBeVisible();
  });

  it("offers the import and the sample while it is empty", async () => {
    await openWindow("unlocked", {
      world: (start) => {
        start.records = new Map();
      },
    });
    await expect.element(page.getByText("还没有客户。")).toBeVisible();
    await page.getByRole("button", { name: "先看看示例" }).click();
    await expect.poll(() => world.app.vault?.sample).toBe(true);
  });

  it("offers to try again what could not be stored, and only that", async () => {
    await opened();
    const id = idAt(2);
    const records = world.records;
    await userEvent.click(titleCell(2) as HTMLElement);
    // The vault's drive is gone for a moment.
    world.broken = wireError("unavailable", "ui.error.unavailable");
    await keys("又一个名字{Enter}");
    const retry = page.getByRole("button", { name: "重试" });
    await expect.element(retry).toBeVisible();
    expect(records.get(id)?.values.legal_name).not.toEqual({ t: "text", v: "又一个名字" });
    world.broken = null;
    await retry.click();
    await expect.poll(() => nameOf(id)).toEqual({ t: "text", v: "又一个名字" });
    await expect.element(page.getByText("已保存")).toBeVisible();
    await expect.poll(() => titleCell(2)?.getAttribute("aria-invalid")).toBeNull();
  });
});

it("says over every place that the vault is older than it was, until the user goes on with it", async () => {
  await openWindow("unlocked", {
    world: (fresh) => {
      fresh.behind = 12;
    },
  });
  await expect.element(page.getByText(/缺少最近的 12 次更改/)).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "就用这一份" }).click();
  await expect.poll(() => page.getByText(/缺少最近的/).elements().length).toBe(0);
  expect(world.behind).toBeNull();
});
