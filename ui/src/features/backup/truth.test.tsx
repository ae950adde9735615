/** What the backup place must not be silent about. */
import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { anotherPlace, resetProofs } from "../../../dev/mock/backup.ts";
import { emit } from "../../../dev/mock/bus.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { type BackupState, commands, type WireError } from "../../ipc/bindings.ts";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();

async function openBackup(
  change?: (state: BackupState) => void,
  unproved: string[] = [],
  hindrance?: WireError,
) {
  await openWindow("unlocked", {
    backup: (state) => {
      change?.(state);
      resetProofs({ unproved, ...(hindrance && { hindrance }) });
    },
  });
  await press("备份");
}

it("lists the files that a restore did not bring back, until it was read", async () => {
  await openBackup((state) => {
    state.lost_files = ["报价.pdf", "合同.docx"];
  });
  await expect.element(page.getByText("有 2 个文件没有恢复")).toBeVisible();
  await expect.element(page.getByText(/报价.pdf、合同.docx/)).toBeVisible();
  await expectAccessible();
  await press("知道了");
  await expect.element(page.getByText("有 2 个文件没有恢复")).not.toBeInTheDocument();
  expect((await commands.backupState()).lost_files).toEqual([]);
});

it("does not call it healthy when nothing is backed up by itself any more", async () => {
  await openBackup((state) => {
    if (state.target) state.target.paused = true;
  });
  await expect.element(page.getByText("自动备份已停用").first()).toBeVisible();
  await expect.element(page.getByText(/状态良好/)).not.toBeInTheDocument();
});

it("says that one place fails while the other is well", async () => {
  await openBackup((state) => {
    const failed = { kind: "unavailable", key: "error.io", field: null, values: {} } as const;
    state.targets = [anotherPlace({ last_error: { ...failed, values: { folder: "/media/lin/OFFICE" } } })];
  });
  await expect.element(page.getByText(/状态良好/)).not.toBeInTheDocument();
  // In the head, and at the foot of every place.
  await expect.poll(() => page.getByText(/上次备份失败：办公室硬盘/).elements().length).toBe(2);
});

it("says what kept a drill from being done", async () => {
  const full = { kind: "no_space", key: "error.disk_full", field: null, values: {} } as const;
  await openBackup(undefined, [], full);
  await expect.element(page.getByText(/^上次未能演练：/)).toBeVisible();
  await expectAccessible();
});

it("says how fast a long work goes and what is left of it", async () => {
  await openBackup();
  const at = vi.spyOn(performance, "now");
  const tell = (ms: number, done: number) => {
    at.mockReturnValue(ms);
    const progress = { phase: "progress.backup_copy", done, total: 100_000_000 };
    emit("job", { job: "backup", progress, finished: false, error: null });
  };
  tell(1_000, 10_000_000);
  tell(2_000, 11_000_000);
  await expect.element(page.getByText(/11 MB \/ 100 MB · 11%$/)).toBeVisible();
  tell(11_000, 20_000_000);
  await expect.element(page.getByText(/20 MB \/ 100 MB · 20% · 1 MB\/秒 · 约剩 1 分钟/)).toBeVisible();
  at.mockRestore();
  emit("job", { job: "backup", progress: null, finished: true, error: null });
});

it("says of which places there is no proof yet, and does not count one for all", async () => {
  await openBackup(
    (state) => {
      state.targets = [anotherPlace({})];
    },
    ["办公室硬盘"],
  );
  await expect.element(page.getByText("尚未演练：办公室硬盘")).toBeVisible();
  await expect.element(page.getByText(/2 个备份位置中，1 个已证明可恢复/)).toBeVisible();
});

it("keeps one of each year", async () => {
  await openBackup();
  await press(/^调整/);
  const years = page.getByRole("textbox", { name: "每年" });
  await years.fill("9");
  await page.getByRole("textbox", { name: "每月" }).click();
  const kept = async () => (await commands.backupState()).targets[0];
  await expect.poll(kept).toMatchObject({ keep_yearly: 9, keep_monthly: 12 });
});

it("asks for what opens the backups that stand there already", async () => {
  await openBackup((state) => {
    state.target = null;
    state.snapshots = [];
    state.former_folder = "/media/lin/OTHER-KEYS";
  });
  await page.getByLabelText("口令", { exact: true }).fill(world.passphrase);
  await press("使用这个文件夹");
  const other = page.getByLabelText("那些备份的口令或恢复密钥", { exact: true });
  await expect.element(other).toBeVisible();
  await expectAccessible();
  await other.fill("the one of before");
  await press("使用这个文件夹");
  await expect.element(other).not.toBeInTheDocument();
  expect((await commands.backupState()).targets).toHaveLength(1);
});

it("begins a damaged place anew where it stands", async () => {
  const error = { kind: "damaged", key: "error.backup_damaged", field: null, values: {} } as const;
  await openBackup((state) => {
    state.targets = [anotherPlace({ last_error: error })];
  });
  await press("在这里重新开始");
  await expect.element(page.getByText(/打不开的旧备份保留在/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "删除", exact: true })).not.toBeInTheDocument();
  await expectAccessible();
});

it("lets what lay at such a place go once what came after it is proved", async () => {
  await openBackup((state) => {
    const aside = { folder: "/media/lin/OFFICE/old", since: 0, proved: true };
    state.targets = [anotherPlace({ aside })];
  });
  await press("删除");
  await expect.element(page.getByText(/永久删除，无法找回/)).toBeVisible();
  await press("永久删除");
  await expect.element(page.getByText("损坏的备份已另行保留")).not.toBeInTheDocument();
});
