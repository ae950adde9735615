/** Settings apply at once, can be taken back, and leave no word of the other language behind. */
import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
const tab = (name: string) => page.getByRole("tab", { name }).click();

/** A quarter of long work is done. */
function howFar(job: "rekey" | "export"): void {
  const progress = { phase: "progress.rekey", done: 24_000_000, total: 96_000_000 };
  emit("job", { job, progress, finished: false, error: null });
}

async function openSettings() {
  await openWindow("unlocked");
  await press("设置");
  await expect.element(page.getByRole("tab", { name: "外观" })).toBeVisible();
}

it("passes axe on every part", async () => {
  await openSettings();
  for (const name of ["外观", "选项", "提醒", "安全", "备份", "带走数据", "关于"]) {
    await tab(name);
    await expect.element(page.getByRole("tabpanel", { name })).toBeVisible();
    await expectAccessible();
  }
});

it("turns wholly English, and back by undo", async () => {
  await openSettings();
  await page.getByText("English").click();
  await expect.element(page.getByRole("tab", { name: "Appearance" })).toBeVisible();
  // What is seen, not what the tree holds for a screen reader in its own language.
  // biome-ignore lint/performance/useDomNodeTextContent: see above
  const left = (document.body.innerText.match(/\p{Script=Han}+/gu) ?? []).filter(
    (word) => !"中文客华东客户".includes(word),
  );
  expect(left).toEqual([]);
  await press("Undo");
  await expect.element(page.getByRole("tab", { name: "外观" })).toBeVisible();
});

it("darkens and widens at once", async () => {
  await openSettings();
  await page.getByText("深色").click();
  await expect.poll(() => document.documentElement.dataset.theme).toBe("dark");
  await page.getByText("紧凑").click();
  await expect.poll(() => document.documentElement.dataset.density).toBe("compact");
  expect(world.app.settings).toMatchObject({ theme: "dark", density: "compact" });
});

it("takes the whole vault along in one encrypted file", async () => {
  await openSettings();
  await tab("带走数据");
  await press("加密导出…");
  await expectAccessible();
  await page.getByLabelText("文件的口令", { exact: true }).fill("five quite other words now");
  await page.getByLabelText("再输一遍", { exact: true }).fill("five quite other words now");
  await press("加密并保存…");
  await expect.element(page.getByText(/^已保存并回读核对：.*含 23 个文件/)).toBeVisible();
  await expectAccessible();
});

it("changes the passphrase only with the present one", async () => {
  await openSettings();
  await tab("安全");
  await press("更改口令");
  await expect.element(page.getByRole("dialog")).toBeVisible();
  await expectAccessible();
  await page.getByLabelText("当前口令", { exact: true }).fill("wrong");
  await page.getByLabelText("新口令", { exact: true }).fill("five quite other words now");
  await page.getByLabelText("再输一遍", { exact: true }).fill("five quite other words now");
  await press("更改");
  await expect.element(page.getByText("口令或恢复密钥不正确，请再试一次。")).toBeVisible();
  await page.getByLabelText("当前口令", { exact: true }).fill(world.passphrase);
  await press("更改");
  await expect.element(page.getByText("口令已更改")).toBeVisible();
  expect(world.passphrase).toBe("five quite other words now");
});

it("puts the vault under a new key, and can be stopped", async () => {
  await openSettings();
  await tab("安全");
  await press("更换密钥");
  await expectAccessible();
  await page.getByLabelText("当前口令", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "更换密钥" }).last().click();
  await expect.element(page.getByText("口令或恢复密钥不正确，请再试一次。")).toBeVisible();
  await page.getByText("备份也从头开始").click();
  await expect.element(page.getByText(/备份会换用自己的新密钥/)).toBeVisible();
  const before = world.recoveryKey;
  world.pace = 60_000;
  await page.getByLabelText("当前口令", { exact: true }).fill(world.passphrase);
  await page.getByRole("button", { name: "更换密钥" }).last().click();
  howFar("rekey");
  await expect
    .element(page.getByRole("tabpanel").getByText(/24(\.0)? MB \/ 96(\.0)? MB · 25%/))
    .toBeVisible();
  await page.getByRole("tabpanel").getByRole("button", { name: "停止" }).click();
  await expect.element(page.getByText("已停止", { exact: false }).first()).toBeVisible();
  expect(world.recoveryKey).toBe(before);
  world.pace = 0;
  await page.getByLabelText("当前口令", { exact: true }).fill(world.passphrase);
  await page.getByRole("button", { name: "更换密钥" }).last().click();
  await expect.poll(() => world.recoveryKey).not.toBe(before);
  await expect.element(page.getByText(new RegExp(world.recoveryKey.slice(0, 4)))).toBeVisible();
});

it("says how far the one file is", async () => {
  await openSettings();
  await tab("带走数据");
  world.pace = 60_000;
  await press("加密导出…");
  await page.getByLabelText("文件的口令", { exact: true }).fill("nine white herons over the mill");
  await page.getByLabelText("再输一遍").fill("nine white herons over the mill");
  await page.getByRole("button", { name: "加密并保存…" }).click();
  await expect.element(page.getByRole("tabpanel").getByRole("button", { name: "停止" })).toBeVisible();
  howFar("export");
  await expect
    .element(page.getByRole("tabpanel").getByText(/24(\.0)? MB \/ 96(\.0)? MB · 25%/))
    .toBeVisible();
  await page.getByRole("tabpanel").getByRole("button", { name: "停止" }).click();
});

it("has a sheet for the emergency that holds no secret", async () => {
  await openSettings();
  await tab("安全");
  await expect.element(page.getByText("应急单")).toBeVisible();
  const sheet = document.querySelector("[data-print]")?.textContent ?? "";
  expect(sheet).toContain(world.app.vault?.folder);
  // Every place, and lines that work on a drive that cannot be written to.
  expect(sheet).toContain("蓝色 U 盘：/media/lin/BACKUP/Steward");
  expect(sheet).toContain(
    'restic -r "/media/lin/BACKUP/Steward/Steward Backup/…/repository" --no-lock snapshots',
  );
  expect(sheet).toContain("最近一次证明能恢复");
  for (const secret of [world.passphrase, world.recoveryKey.slice(0, 9)]) expect(sheet).not.toContain(secret);
});

it("exports everything and says where", async () => {
  await openSettings();
  await tab("带走数据");
  await page.getByRole("button", { name: "导出…", exact: true }).first().click();
  await expect.element(page.getByText(/^已保存为 .*\.xlsx$/)).toBeVisible();
});

it("leaves what is confidential here unless it is asked for, and says how much that is", async () => {
  const exporting = vi.spyOn(commands, "exportAll");
  await openSettings();
  const unit = world.records.get("u002");
  if (!unit) throw new Error("no such customer");
  for (const record of world.records.values()) record.values.label = { t: "choice", v: "open" };
  unit.values.label = { t: "choice", v: "confidential" };
  await tab("带走数据");
  const along = page.getByRole("switch", { name: "一并导出 1 条保密记录" });
  await expect.element(along).not.toBeChecked();
  await page.getByRole("button", { name: "导出…", exact: true }).first().click();
  expect(exporting).toHaveBeenLastCalledWith("xlsx", false);
  await expect.element(page.getByText("1 条保密记录未导出")).toBeVisible();
  (along.element() as HTMLElement).click();
  await page.getByRole("button", { name: "导出…", exact: true }).first().click();
  await expect.poll(() => exporting.mock.lastCall).toEqual(["xlsx", true]);
  await expect.poll(() => page.getByText("1 条保密记录未导出").query()).toBeNull();
});

it("sets a forgotten passphrase anew with the recovery key", async () => {
  await openSettings();
  await tab("安全");
  await press("更改口令");
  await press("忘记口令？用恢复密钥");
  await page.getByLabelText("恢复密钥", { exact: true }).fill(world.recoveryKey);
  await page.getByLabelText("新口令", { exact: true }).fill("five quite other words now");
  await page.getByLabelText("再输一遍", { exact: true }).fill("five quite other words now");
  await press("更改");
  await expect.element(page.getByText("口令已更改")).toBeVisible();
  expect(world.passphrase).toBe("five quite other words now");
});

it("makes a new recovery key, shows it and asks it back", async () => {
  await openSettings();
  await tab("安全");
  const before = world.recoveryKey;
  await press("生成新的恢复密钥");
  await expectAccessible();
  await page.getByLabelText("当前口令", { exact: true }).fill(world.passphrase);
  await press("生成");
  await expect.element(page.getByRole("heading", { name: "恢复密钥" })).toBeVisible();
  await expect.element(page.getByText(new RegExp(world.recoveryKey.slice(0, 4)))).toBeVisible();
  expect(world.recoveryKey).not.toBe(before);
});

it("locks after ten minutes unless the user says otherwise", async () => {
  await openSettings();
  await tab("安全");
  await expect.element(page.getByRole("button", { name: /10 分钟.*自动锁定/ })).toBeVisible();
});

it("offers no passphrase or recovery key of the sample", async () => {
  await openWindow("unlocked", {
    world: ({ app }) => {
      if (app.vault) app.vault.sample = true;
    },
  });
  await press("设置");
  await tab("安全");
  await expect.element(page.getByText(/^示例不需要口令和恢复密钥/)).toBeVisible();
  expect(page.getByRole("button", { name: "更改口令" }).elements()).toHaveLength(0);
  expect(page.getByRole("button", { name: "生成新的恢复密钥" }).elements()).toHaveLength(0);
});

it("shows where backups go, and leads there", async () => {
  await openWindow("unlocked");
  await page.getByRole("navigation").getByRole("button", { name: "设置" }).click();
  await page.getByRole("tab", { name: "备份" }).click();
  await expect.element(page.getByRole("tabpanel").getByText("/media/lin/BACKUP/Steward")).toBeVisible();
  await page.getByRole("button", { name: "前往备份页" }).click();
  await expect.element(page.getByRole("heading", { name: "备份", level: 1 })).toBeVisible();
});

it("keeps quiet until an hour of one's own", async () => {
  const asked = vi.spyOn(commands, "reminderPause");
  await openSettings();
  await tab("提醒");
  await page.getByRole("button", { name: /直到…/ }).click();
  await page.getByRole("option", { name: "15:30" }).click();
  await expect.poll(() => asked.mock.calls.at(-1)).toEqual([{ until: 15 * 60 + 30 }]);
  await expect.element(page.getByRole("button", { name: "结束", exact: false }).first()).toBeVisible();
  asked.mockRestore();
});
