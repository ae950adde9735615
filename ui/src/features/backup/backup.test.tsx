/** The backup place: set up, run with its reading back, stopped, failed, and the way to a restore. */
import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { anotherPlace, leaveDriveBehind, resetBackup } from "../../../dev/mock/backup.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { type BackupState, commands } from "../../ipc/bindings.ts";
import { lookAgainIn } from "../../ipc/query.ts";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();

async function openBackup(backup?: (state: BackupState) => void, pace = 0) {
  await openWindow("unlocked", {
    world: (fresh) => {
      fresh.pace = pace;
    },
    ...(backup && { backup }),
  });
  await press("备份");
}

it("passes axe with versions, while running, and in the restore", async () => {
  await openBackup(undefined, 60_000);
  await expect.element(page.getByText("共 7 个")).toBeVisible();
  await expectAccessible();
  await press("立即备份");
  await expect.element(page.getByText(/先写入，再读回校验/)).toBeVisible();
  await expectAccessible();
});

it("is set up with a folder and the vault's passphrase", async () => {
  await openBackup((state) => {
    state.target = null;
    state.snapshots = [];
  });
  await expect.element(page.getByRole("button", { name: "使用这个文件夹" })).toBeDisabled();
  await expectAccessible();
  await press("选择…");
  await page.getByLabelText("口令", { exact: true }).fill("wrong");
  await press("使用这个文件夹");
  await expect.element(page.getByText(/^这不是这个保险库的口令，备份位置没有设置/)).toBeVisible();
  await page.getByLabelText("口令", { exact: true }).fill(world.passphrase);
  await press("使用这个文件夹");
  await expect.element(page.getByText(/还没有版本/)).toBeVisible();
});

it("says which passphrase opens a drive that was away, and has it catch up", async () => {
  await openBackup(() =>
    leaveDriveBehind({ passphrase_before: Date.UTC(2026, 2, 12, 4), recovery_before: null }),
  );
  await expect.element(page.getByText(/要用 2026-03-12 之前的口令打开/)).toBeVisible();
  await expectAccessible();
  await press("改用现在的");
  await expect.element(page.getByText("这块盘上的备份已改用现在的口令和恢复密钥")).toBeVisible();
  expect(page.getByText(/之前的口令打开/).elements()).toHaveLength(0);
});

it("says of a restored vault how much older its backup was", async () => {
  await openBackup((state) => {
    const restored_at = Date.UTC(2026, 10, 25, 12);
    state.target = null;
    state.snapshots = [];
    state.restored = { at: restored_at - 75 * 3_600_000, restored_at, steps_since: 142 };
  });
  await expect.element(page.getByText(/旧 3 天，142 处改动/)).toBeVisible();
  await expectAccessible();
});

it("adds a version when it is done", async () => {
  await openBackup();
  await press("立即备份");
  await expect.element(page.getByText("共 8 个")).toBeVisible();
  await expect.element(page.getByText("备份完成，已读回校验")).toBeVisible();
});

it("tries a restore on request, and says what was proved", async () => {
  await openBackup();
  await press("演练恢复");
  await expect.element(page.getByText("演练通过：这份备份能恢复")).toBeVisible();
  await expect.element(page.getByText(/66 张表共 12,431 行，214 个文件，用时 38/)).toBeVisible();
  await expect.element(page.getByText(/^保险库此后/)).toBeVisible();
  await expectAccessible();
});

it("says of a drill that was stopped that nothing was changed", async () => {
  await openBackup(undefined, 60_000);
  await press("演练恢复");
  await expect.element(page.getByText(/备份盘只读取/)).toBeVisible();
  await press("停止");
  await expect.element(page.getByText("演练已停止，什么都没有改动。")).toBeVisible();
});

it("stops when told to and says that nothing was harmed", async () => {
  await openBackup(undefined, 60_000);
  await press("立即备份");
  await press("停止");
  await expect.element(page.getByText("已停止，以前的备份完好。")).toBeVisible();
  await expect.element(page.getByText("共 7 个")).toBeVisible();
});

it("says why the last one failed", async () => {
  await openBackup((state) => {
    state.last_error = { kind: "no_space", key: "error.backup_drive_full", field: null, values: {} };
  });
  await expect.element(page.getByRole("alert").getByText(/备份盘空间不足/)).toBeVisible();
  await expectAccessible();
});

it("tells what is wrong with older backups beside the good one, and mends it", async () => {
  await openBackup((state) => {
    const values = { count: "1", folder: "/media/lin/BACKUP/Steward" };
    state.older_error = { kind: "damaged", key: "error.backup_broken", field: null, values };
    const last = state.snapshots.at(-1);
    if (last) last.verified_at = null;
    state.set_aside = 2;
    state.unsynced = true;
  });
  await expect.element(page.getByText(/最近一次备份完好/)).toBeVisible();
  await expect.element(page.getByText(/移开了 2 个损坏的文件/)).toBeVisible();
  await expect.element(page.getByText(/拔下前请先安全弹出/)).toBeVisible();
  await expect.element(page.getByText("备份没有成功")).not.toBeInTheDocument();
  await expectAccessible();
  await press("移开损坏的备份");
  await expect.element(page.getByText("共 6 个")).toBeVisible();
  await expect.element(page.getByText(/最近一次备份完好/)).not.toBeInTheDocument();
});

it("says at the foot and here that the vault itself is damaged, and what helps", async () => {
  await openBackup((state) => {
    state.damaged_at = Date.now() - 3_600_000;
  });
  await expect.element(page.getByRole("alert").getByText(/此前的备份不受影响/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: /保险库已损坏/ })).toBeVisible();
  await expectAccessible();
});

it("confirms that missing backups are gone", async () => {
  await openBackup((state) => {
    const values = { count: "1", folder: "/media/lin/BACKUP/Steward" };
    state.older_error = { kind: "damaged", key: "error.backup_snapshots_missing", field: null, values };
  });
  await press("确认这些备份已丢失");
  await expect.element(page.getByText(/状态良好/)).toBeVisible();
});

it("sees the drive come back when the window is looked at again", async () => {
  const unplugged = (state: BackupState) => {
    if (state.target) state.target.connected = false;
  };
  await openBackup(unplugged);
  await expect.element(page.getByRole("button", { name: "立即备份" })).toBeDisabled();
  resetBackup();
  window.dispatchEvent(new Event("visibilitychange"));
  await expect.element(page.getByRole("button", { name: "立即备份" })).toBeEnabled();
});

it("looks sooner for a drive that is away, and asks storage behind a network no more often", async () => {
  const away = (state: BackupState) => {
    if (state.target) state.target = { ...state.target, connected: false };
  };
  const asked = async () => lookAgainIn(await commands.backupState());
  await openBackup(away);
  expect(await asked()).toBe(5_000);
  // Without its drive a version can be neither looked into nor brought back.
  await expect.element(page.getByRole("button", { name: /^恢复 .* 的版本$/ }).first()).toBeDisabled();
  resetBackup((state) => {
    away(state);
    if (state.target) state.target.cloud = true;
  });
  expect(await asked()).toBe(30_000);
  resetBackup();
  expect(await asked()).toBe(30_000);
});

it("offers a restored vault the folder its original used, and says why it makes no backups", async () => {
  await openBackup((state) => {
    state.former_folder = state.target?.folder ?? null;
    state.target = null;
    state.snapshots = [];
  });
  await expect.element(page.getByText(/目前还不会备份/)).toBeVisible();
  await expect.element(page.getByLabelText("备份到")).toHaveValue("/media/lin/BACKUP/Steward");
  await expectAccessible();
});

it("leads from a version to its restore", async () => {
  await openBackup();
  await page
    .getByRole("button", { name: /^恢复 .* 的版本$/ })
    .nth(2)
    .click();
  await page.getByText("另存为新的保险库", { exact: true }).click();
  await press("下一步");
  await expect.element(page.getByLabelText("备份所在文件夹")).toHaveValue("/media/lin/BACKUP/Steward");
  await page.getByLabelText("口令", { exact: true }).last().fill(world.passphrase);
  await press("打开备份");
  await expect.element(page.getByRole("radio").nth(2)).toBeChecked();
});

it("puts a version in the vault's place, says what it lacks, and leads back", async () => {
  await openBackup();
  await page
    .getByRole("button", { name: /^恢复 .* 的版本$/ })
    .nth(3)
    .click();
  await expect.element(page.getByText(/现在这份不会丢/)).toBeVisible();
  await expect.element(page.getByText(/与现在相差：3 天，33 处改动/)).toBeVisible();
  await expectAccessible();
  await press("替换");
  await expect.element(page.getByText(/^现在打开的是 .* 的版本$/)).toBeVisible();
  await expect.element(page.getByText(/与换下的那份相差：3 天，33 处改动/)).toBeVisible();
  await expectAccessible();
  await press("知道了");
  await expect.element(page.getByRole("button", { name: "知道了" })).not.toBeInTheDocument();
  await press("换回原来的保险库");
  await expect.element(page.getByText("已换回原来的保险库")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "再换成恢复的版本" })).toBeVisible();
});

it("leaves the vault as it was when it is told to stop", async () => {
  await openBackup(undefined, 2_000);
  await page
    .getByRole("button", { name: /^恢复 .* 的版本$/ })
    .nth(3)
    .click();
  await press("替换");
  await press("停止");
  await expect.element(page.getByText(/已停止/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "替换" })).toBeVisible();
  expect(page.getByText(/^现在打开的是/).elements()).toHaveLength(0);
});

it("keeps a changed schedule", async () => {
  await openBackup();
  await press("调整“蓝色 U 盘”");
  await page.getByText("每周", { exact: true }).first().click();
  await expect.element(page.getByRole("radio", { name: "每周" }).first()).toBeChecked();
  await expect.element(page.getByText("已保存")).toBeVisible();
});

it("lists every place with how it stands, and backs up to one of them", async () => {
  await openBackup((state) => {
    const away = Date.now() - 20 * 86_400_000;
    state.targets = [
      anotherPlace({ standing: "away", connected: false, free_bytes: null, seen_at: away, last_ok_at: away }),
    ];
  });
  await expect
    .element(page.getByRole("region", { name: "办公室硬盘" }).getByText(/上次见到：20 天前/))
    .toBeVisible();
  await expect.element(page.getByRole("columnheader", { name: "位置" })).toBeVisible();
  await expectAccessible();
  await press("立即备份到“蓝色 U 盘”");
  await expect.element(page.getByText("共 8 个")).toBeVisible();
});

it("renames a place, pauses it, and lets it go with a way back", async () => {
  await openBackup((state) => {
    state.targets = [anotherPlace({})];
  });
  await press("调整“办公室硬盘”");
  await expectAccessible();
  const name = page.getByRole("textbox", { name: "名称" });
  await name.fill("gong si");
  // The Enter that accepts a word of an input method is no answer yet.
  const renamed = vi.spyOn(commands, "backupRename");
  const composing = { key: "Enter", isComposing: true, bubbles: true, cancelable: true };
  name.element().dispatchEvent(new KeyboardEvent("keydown", composing));
  expect(renamed).not.toHaveBeenCalled();
  renamed.mockRestore();
  await name.fill("公司硬盘");
  await press("暂停");
  await expect.element(page.getByRole("region", { name: "公司硬盘" }).getByText(/已暂停/)).toBeVisible();
  await press("移出列表");
  await expect.element(page.getByRole("region", { name: "公司硬盘" })).not.toBeInTheDocument();
  await press("撤销");
  await expect.element(page.getByRole("region", { name: "公司硬盘" })).toBeVisible();
});

it("asks which of two copies of a place is meant", async () => {
  await openBackup((state) => {
    state.targets = [
      anotherPlace({
        standing: "cloned",
        connected: false,
        clones: ["/media/lin/OFFICE", "/media/lin/OFFICE1"],
      }),
    ];
  });
  await expect.element(page.getByText(/同一个备份位置出现了两份/)).toBeVisible();
  await expectAccessible();
  await press("使用 /media/lin/OFFICE1");
  await expect.element(page.getByText(/同一个备份位置出现了两份/)).not.toBeInTheDocument();
  await expect.element(page.getByText("/media/lin/OFFICE1")).toBeVisible();
});

it("takes cloud storage as a place, and says beside each field what is wrong with it", async () => {
  await openBackup();
  await press("添加位置…");
  await page.getByText("云存储", { exact: true }).click();
  await page.getByLabelText("地址", { exact: true }).fill("http://nas.local/dav");
  await page.getByLabelText("用户名", { exact: true }).fill("lin");
  await page.getByLabelText("存储的密码", { exact: true }).fill("wrong");
  await page.getByLabelText("本保险库的口令", { exact: true }).fill(world.passphrase);
  await press("使用此云存储");
  await expect.element(page.getByText(/该地址未加密/)).toBeVisible();
  await expectAccessible();
  await page.getByLabelText("地址", { exact: true }).fill("https://cloud.example.com/dav");
  await press("使用此云存储");
  await expect.element(page.getByText(/cloud\.example\.com 拒绝了/)).toBeVisible();
  await page.getByLabelText("存储的密码", { exact: true }).fill("right");
  await press("使用此云存储");
  await expect.element(page.getByText("https://cloud.example.com/dav")).toBeVisible();
});

it("takes a bucket as a place, and says beside its field that there is none", async () => {
  await openBackup();
  await press("添加位置…");
  await page.getByText("云存储", { exact: true }).click();
  await page.getByText("S3 兼容", { exact: true }).click();
  await page.getByLabelText("地址", { exact: true }).fill("https://s3.example.com");
  await page.getByLabelText("访问密钥 ID", { exact: true }).fill("AKLIN");
  await page.getByLabelText("私有密钥（Secret Key）", { exact: true }).fill("right");
  await page.getByLabelText("本保险库的口令", { exact: true }).fill(world.passphrase);
  await expect.element(page.getByRole("button", { name: "使用此云存储" })).toBeDisabled();
  await page.getByLabelText("存储桶", { exact: true }).fill("none");
  await press("使用此云存储");
  await expect.element(page.getByText(/那里没有存储桶 none/)).toBeVisible();
  await expectAccessible();
  await page.getByLabelText("存储桶", { exact: true }).fill("customers");
  await press("使用此云存储");
  await expect.element(page.getByText("https://s3.example.com/customers")).toBeVisible();
});

it("keeps both of two quick changes to a place", async () => {
  await openBackup();
  await press(/^调整/);
  const more = (name: string) =>
    page
      .getByRole("group")
      .filter({ has: page.getByRole("textbox", { name }) })
      .getByRole("button", {
        name: "增加",
      });
  await expect.element(more("每周").first()).toBeVisible();
  for (const name of ["每周", "每月"]) (more(name).first().element() as HTMLElement).click();
  const kept = async () => (await commands.backupState()).targets[0];
  await expect.poll(kept).toMatchObject({ keep_weekly: 5, keep_monthly: 13 });
});
