/** The second step of a restore: which vault a version is of, what the new one is called, what did not open. */
import { expect, it, vi } from "vitest";
import { type Locator, page } from "vitest/browser";
import { breakVersion } from "../../../dev/mock/backup.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands, type RestoreOpened, type Snapshot } from "../../ipc/bindings.ts";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();

/** Opens the backups of a folder, of which `change` makes what they are. */
async function open(change: (opened: RestoreOpened) => Partial<RestoreOpened>) {
  await openWindow("unlocked", {
    world: (fresh) => {
      fresh.pace = 0;
    },
  });
  const { restoreOpen } = commands;
  vi.spyOn(commands, "restoreOpen").mockImplementationOnce(async (...asked) => {
    const opened = await restoreOpen(...asked);
    return { ...opened, ...change(opened) };
  });
  await press("备份");
  await press("恢复…");
  await page.getByRole("textbox", { name: "口令" }).fill(world.passphrase);
  await press("打开备份");
}

const pick = (row: Locator) => (row.element() as HTMLElement).click();

const other = (one: Snapshot): Snapshot => ({
  ...one,
  id: `other ${one.id}`,
  vault: "v2",
  lineage: "l9",
  vault_name: "西南客户",
  computer: "office-pc",
});

it("tells the vaults of one folder apart, and calls the new one after the version that is picked", async () => {
  await open(({ snapshots }) => ({ snapshots: [...snapshots, ...snapshots.slice(2, 4).map(other)] }));
  await expect.element(page.getByText("华东客户 · 来自 lin-x1")).toBeVisible();
  await expect.element(page.getByText("西南客户 · 来自 office-pc")).toBeVisible();
  const name = page.getByLabelText("新保险库名称");
  await expect.element(name).toHaveValue("华东客户（恢复）");
  await expectAccessible();
  pick(page.getByRole("radio").last());
  await expect.element(name).toHaveValue("西南客户（恢复）");
  await name.fill("旧客户");
  pick(page.getByRole("radio").first());
  await expect.element(name).toHaveValue("旧客户");
});

it("says of each version where it was made, where two computers back up one vault", async () => {
  await open(({ snapshots }) => ({
    snapshots: snapshots.map((one, n) => (n === 1 ? { ...one, lineage: "l2", computer: "office-pc" } : one)),
  }));
  await expect.element(page.getByRole("radio", { name: /来自 office-pc/ })).toBeInTheDocument();
  expect(page.getByRole("radio", { name: /来自 lin-x1/ }).elements()).toHaveLength(6);
});

it("offers what can be read of a damaged version, and names what is missing", async () => {
  await open(() => ({}));
  breakVersion("s0");
  await press("开始恢复");
  await expect.element(page.getByText(/备份中有一部分已损坏/)).toBeVisible();
  await expect.element(page.getByText(/较早的版本可能完好/)).toBeVisible();
  await expectAccessible();
  await press("取回还能读取的内容");
  await expect.element(page.getByText("这个保险库是从损坏的备份中取回的")).toBeVisible();
  await expect.element(page.getByText(/缺少 14 条，其中客户 2 个/)).toBeVisible();
  await expect.element(page.getByText(/：缺少 12 条，现有 168 条/)).toBeVisible();
  await expectAccessible();
  await press("知道了");
  await expect.element(page.getByText("这个保险库是从损坏的备份中取回的")).not.toBeInTheDocument();
});

it("says that something beside did not open", async () => {
  await open(() => ({
    refused: {
      kind: "damaged",
      key: "error.backup_damaged",
      field: null,
      values: { folder: "/media/lin/BACKUP" },
    },
  }));
  await expect.element(page.getByText(/还有打不开的备份，没有列出/)).toBeVisible();
});

it("says above the new key that the vault is restored and that the key before does not open it", async () => {
  await open(() => ({}));
  vi.spyOn(commands, "restorePerform").mockImplementationOnce(async () => {
    world.app.phase = "confirm_recovery";
    return { recovery_key: world.recoveryKey };
  });
  await press("开始恢复");
  await expect.element(page.getByText(/^恢复完成。.*有一把新的恢复密钥，旧的打不开它/)).toBeVisible();
});
