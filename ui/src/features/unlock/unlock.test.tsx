/** The locked door: a wrong passphrase keeps it shut and says so; the right one, or the recovery key, opens it. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";
import { catalog, queryClient } from "../../ipc/query.ts";

const passphrase = () => page.getByLabelText("口令", { exact: true });
const frame = () => page.getByRole("navigation", { name: "导航" });

it("passes axe, also when a passphrase was refused", async () => {
  await openWindow("locked");
  await expect.element(page.getByRole("heading", { name: "华东客户" })).toBeVisible();
  await expectAccessible();
  await passphrase().fill("wrong");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("口令或恢复密钥不正确，请再试一次。")).toBeVisible();
  await expectAccessible();
});

it("says when the vault was last backed up, which nobody can ask of one that is closed", async () => {
  await openWindow("locked");
  await expect.element(page.getByText(/上次备份：40 ?分钟前/)).toBeVisible();
  await expect(commands.backupState()).rejects.toMatchObject({ kind: "locked" });
});

it("opens with the passphrase and the Enter key", async () => {
  await openWindow("locked");
  await passphrase().fill(world.passphrase);
  await userEvent.keyboard("{Enter}");
  await expect.element(frame()).toBeVisible();
});

it("opens with the recovery key, however it is typed", async () => {
  await openWindow("locked");
  await page.getByRole("button", { name: "忘记口令？用恢复密钥" }).click();
  await page
    .getByLabelText("恢复密钥", { exact: true })
    .fill(world.recoveryKey.toLowerCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "解锁" }).click();
  await expect.element(frame()).toBeVisible();
});

it("speaks the other language at once", async () => {
  await openWindow("locked");
  await page.getByText("English").click();
  await expect.element(page.getByLabelText("Passphrase", { exact: true })).toBeVisible();
  await expect.element(page.getByText(/Your data stays on this computer/)).toBeVisible();
});

it("leads to a new vault and back", async () => {
  await openWindow("locked");
  await page.getByRole("button", { name: "其他保险库" }).click();
  await page.getByRole("menuitem", { name: "新建或恢复…" }).click();
  await expect.element(page.getByRole("button", { name: /^新建保险库/ })).toBeVisible();
  await page.getByRole("button", { name: "返回已锁定的保险库" }).click();
  await expect.element(passphrase()).toBeVisible();
});

it("leads to a version of a backup in the place of the locked vault", async () => {
  await openWindow("locked");
  await page.getByRole("button", { name: "其他保险库" }).click();
  await page.getByRole("menuitem", { name: "新建或恢复…" }).click();
  await page.getByRole("button", { name: /^从备份恢复/ }).click();
  await page.getByRole("button", { name: "选择…" }).click();
  await passphrase().last().fill(world.passphrase);
  await page.getByRole("button", { name: "打开备份" }).click();
  await expect.element(page.getByLabelText("新保险库名称")).toBeVisible();
  await page.getByText("替换现在的保险库", { exact: true }).click();
  await expect.element(page.getByText(/“华东客户”将换成 .* 的版本。现在这份不会丢/)).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "替换", exact: true }).click();
  await expect.element(page.getByText(/^现在打开的是 .* 的版本$/)).toBeVisible();
});

it("has a version looked into before anything is restored, and forgets it afterwards", async () => {
  await openWindow("locked");
  await page.getByRole("button", { name: "其他保险库" }).click();
  await page.getByRole("menuitem", { name: "新建或恢复…" }).click();
  await page.getByRole("button", { name: /^从备份恢复/ }).click();
  await page.getByRole("button", { name: "选择…" }).click();
  await passphrase().last().fill(world.passphrase);
  await page.getByRole("button", { name: "打开备份" }).click();
  await page.getByLabelText("新保险库名称").fill("看过再说");
  await page.getByRole("button", { name: /^查看内容：/ }).click();
  await expect.element(page.getByText(/^这是保险库在 .* 的样子，只能查看/)).toBeVisible();
  await page.getByLabelText("搜索名称、编码、备注、拼音").fill("苏州精工");
  await expect.element(page.getByText(/^当时共 1 条/)).toBeVisible();
  await page.getByRole("button", { name: /苏州精工仪表有限公司/ }).click();
  await expect.element(page.getByRole("columnheader", { name: "当时" })).toBeVisible();
  await expect.element(page.getByRole("columnheader", { name: "现在" })).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: /取回/ })).not.toBeInTheDocument();
  await expect.element(page.getByText(/只看有差异的/)).not.toBeInTheDocument();
  await expectAccessible();
  // A file of then is saved out, and where it is is said within the look: whatever lies below it is not seen.
  const named = world.records.get("u002")?.values.legal_name;
  const name = named?.t === "text" ? named.v : "";
  await page.getByLabelText("搜索名称、编码、备注、拼音").fill(name);
  await page
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page
    .getByRole("button", { name: /^报价单 2026-11\.pdf/ })
    .first()
    .click();
  await page.getByRole("button", { name: "另存到保险库之外" }).click();
  const look = page.getByRole("dialog");
  await expect.element(look.getByText("已另存（不再加密）：/home/lin/Documents/报价单.pdf")).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "离开备份" }).click();
  await expect.element(page.getByText(/只能查看/)).not.toBeInTheDocument();
  // What was typed of the restore is still there, and nothing of the records.
  await expect.element(page.getByLabelText("新保险库名称")).toHaveValue("看过再说");
  expect(queryClient.getQueryData(catalog.queryKey)).toBeUndefined();
  await expect(commands.insideKinds()).rejects.toMatchObject({ kind: "not_found" });
});

it("leads back from a version that stands in the vault's place, and asks before", async () => {
  await openWindow("locked");
  commands.restoreReplace(1, "s1", null).catch(() => undefined);
  await expect.element(page.getByText(/^现在打开的是 .* 的版本$/)).toBeVisible();
  await commands.vaultLock();
  await page.getByRole("button", { name: /可换回原来的保险库…$/ }).click();
  await expect.element(page.getByText(/里的“华东客户 恢复前 .*”将回到原位/)).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "换回", exact: true }).click();
  await expect.element(page.getByText(/将回到原位/)).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: /可换回原来的保险库…$/ })).not.toBeInTheDocument();
});

it("says how long to wait after too many wrong tries, and takes none meanwhile", async () => {
  await openWindow("locked");
  world.refuse = {
    kind: "wrong_secret",
    key: "ui.error.wrong_secret",
    field: null,
    values: { seconds: "600" },
  };
  await passphrase().fill("wrong");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/请等待 \d+ 秒/)).toBeVisible();
  await passphrase().fill(world.passphrase);
  await expect.element(page.getByRole("button", { name: "解锁" })).toBeDisabled();
});

it.each([
  ["in_use", "error.vault_in_use", "已在别的窗口或程序中打开"],
  ["damaged", "error.keyring_damaged", "两份密钥文件都已损坏，与口令无关"],
  ["damaged", "error.database_damaged", "有一部分已损坏，文件保持原样"],
  ["newer_version", "error.vault_newer", "由更新的版本写成，一个字节也没有改动"],
] as const)("says what is wrong with a vault that does not open: %s %s", async (kind, key, words) => {
  await openWindow("locked");
  world.refuse = { kind, key, field: null, values: { path: "/home/lin/华东客户.steward" } };
  await passphrase().fill("right or wrong");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(words, { exact: false })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "解锁" })).toBeEnabled();
  await expectAccessible();
});

it("opens the sample without a passphrase, which nobody was told", async () => {
  await openWindow("locked", {
    world: ({ app }) => {
      app.vault = { name: "Sample", folder: "/home/lin/.local/share/steward/Sample.steward", sample: true };
    },
  });
  await expect.element(page.getByRole("heading", { name: "示例", exact: true })).toBeVisible();
  await expect.element(page.getByText("示例数据")).toBeVisible();
  expect(page.getByLabelText("口令", { exact: true }).elements()).toHaveLength(0);
  await expectAccessible();
  await page.getByRole("button", { name: "打开示例" }).click();
  await expect.element(frame().getByText("示例", { exact: true })).toBeVisible();
});
