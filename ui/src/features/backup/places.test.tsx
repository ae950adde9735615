/** What a place says of itself beside its backups: newer states, newer programs, its limit, its way in. */
import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { loseKeys } from "../../../dev/mock/backup.ts";
import { runJob } from "../../../dev/mock/job.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import type { BackupState, BackupTarget, WireError } from "../../ipc/bindings.ts";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();

async function backups(change: Partial<BackupTarget> & Partial<Pick<BackupState, "older_error">>) {
  const { older_error = null, ...rest } = change;
  await openWindow("unlocked", {
    world: (fresh) => {
      fresh.pace = 0;
    },
    backup: (state) => {
      if (state.target) state.target = { ...state.target, ...rest };
      state.older_error = older_error;
    },
  });
  await press("备份");
}

it("says calmly that the drive knows a newer state of the vault, with ways to it", async () => {
  const at = new Date(2026, 10, 20, 18, 0).getTime();
  await backups({ ahead: { id: "s0", at, changes: 214 } });
  await expect.element(page.getByText(/比这个保险库新 214 处更改/)).toBeVisible();
  await expectAccessible();
  await press("知道了");
  await expect.element(page.getByText(/处更改/)).not.toBeInTheDocument();
});

it("names the versions that only a newer program reads", async () => {
  await backups({ newer: { count: 3, made_by: "Steward 9.1.0" } });
  await expect.element(page.getByText(/另有 3 个版本只能由 Steward 9.1.0/)).toBeVisible();
});

it("calls another passphrase what it is, and lets the vault's own count where that is unclear", async () => {
  const error: WireError = {
    kind: "wrong_secret",
    key: "error.backup_keys_unclear",
    values: { folder: "/media/lin/BACKUP" },
    field: null,
  };
  await backups({ older_error: error });
  await expect.element(page.getByText("不清楚备份该用哪个口令打开")).toBeVisible();
  await expect.element(page.getByText("最近一次备份完好，但以前的备份需要处理")).not.toBeInTheDocument();
  await press("以本保险库的为准");
  await expect.element(page.getByText("不清楚备份该用哪个口令打开")).not.toBeInTheDocument();
});

it("offers to begin anew only where the place was not opened", async () => {
  const error: WireError = {
    kind: "damaged",
    key: "error.backup_damaged",
    values: { folder: "/media/lin/BACKUP" },
    field: null,
  };
  // The last run opened it and wrote a good backup: it would only be refused.
  await backups({ older_error: error });
  await expect.element(page.getByText("最近一次备份完好，但以前的备份需要处理")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "在这里重新开始" })).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: "重试" })).toBeVisible();
});

it("backs up before it is locked by hand where that is asked for, and locks at once when told to", async () => {
  await backups({});
  await press(/^调整/);
  await page.getByText("离开时", { exact: true }).click();
  await expect.element(page.getByText(/手动锁定或退出时/)).toBeVisible();
  world.pace = 60_000;
  void runJob("leave", [["backup_copy", 41_200_000]], () => null).catch(() => undefined);
  await expect.element(page.getByRole("alertdialog", { name: "正在备份，随后锁定…" })).toBeVisible();
  await expectAccessible();
  await press("立即锁定");
  await expect.element(page.getByRole("alertdialog")).not.toBeInTheDocument();
});

it("is given a limit, and says where that is too low", async () => {
  await backups({ most_bytes: 2_000_000_000, over_limit: 3_400_000_000 });
  await expect.element(page.getByText("这个位置的上限太低")).toBeVisible();
  await press(/^调整/);
  const limit = page.getByRole("textbox", { name: "上限（GB）" });
  await limit.fill("5");
  await limit.element().blur();
  await expect.element(page.getByText("这个位置的上限太低")).not.toBeInTheDocument();
  await expectAccessible();
});

it("changes the way into storage in place, once the new one was tried", async () => {
  await backups({
    cloud: true,
    name: "云端",
    folder: "https://dav.example.cn/steward",
    access: { speaks: { as: "webdav" }, user: "lin" },
  });
  await press(/^调整/);
  await press("更改访问方式");
  const password = page.getByLabelText("存储的密码", { exact: true });
  await password.fill("wrong");
  await press("试用并启用");
  await expect.element(page.getByRole("form").getByText(/拒绝/)).toBeVisible();
  await password.fill("right");
  await press("试用并启用");
  await expect.element(page.getByText("新的访问方式可用，从现在起生效。")).toBeVisible();
  await expect.element(page.getByText("云端").first()).toBeVisible();
});

it("asks for the drive that has the keys before it begins anew", async () => {
  await backups({});
  loseKeys();
  await press("添加位置…");
  await press("选择…");
  await page.getByLabelText("口令", { exact: true }).fill(world.passphrase);
  await press("使用这个文件夹");
  await expect.element(page.getByText(/请接上“蓝色 U 盘”后重试/)).toBeVisible();
  await expectAccessible();
  await press("已经丢失：重新开始");
  await expect.element(page.getByText(/请接上/)).not.toBeInTheDocument();
  await expect.element(page.getByText(/恢复密钥打不开这些备份/)).toBeVisible();
  await expectAccessible();
});
