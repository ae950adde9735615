/** The frame: places, the way back, locking, undo, the sheet of keys, and the narrow rail. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../dev/mock/bus.ts";
import { expectAccessible, openWindow } from "../../dev/stage.tsx";

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

it("locks by key, and forgets what was read", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  await userEvent.keyboard("{Control>}l{/Control}");
  await expect.element(page.getByLabelText("口令", { exact: true })).toBeVisible();
});

it("lists the keys that work", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  await userEvent.keyboard("{Control>}/{/Control}");
  const sheet = page.getByRole("dialog", { name: "快捷键" });
  await expect.element(sheet.getByText("Ctrl Shift Z")).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard("{Escape}");
  await expect.element(sheet).not.toBeInTheDocument();
});

it("says there is nothing to undo", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  await userEvent.keyboard("{Control>}z{/Control}");
  await expect.element(page.getByText("没有可撤销的操作")).toBeVisible();
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

it("warns on the rail when no backup is set up", async () => {
  await openWindow("unlocked", {
    backup: (state) => {
      state.target = null;
    },
  });
  await expect.element(place("尚未设置备份")).toBeVisible();
});

it("shows the customer of a task a notification was about", async () => {
  await openWindow("unlocked");
  await place("备份").click();
  emit("show", { entity: "task", id: "tu002" });
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

it("says on the rail how much waits today", async () => {
  await openWindow("unlocked");
  await expect.element(place("今日 3 项待处理")).toBeVisible();
});
