/** The first run: a vault is made, its key is shown once and asked back before the vault opens. */
import { expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";

const press = (name: string | RegExp) => page.getByRole("button", { name }).click();
const secret = "four unrelated words here";

async function fillIn() {
  await press(/^新建保险库/);
  await page.getByLabelText("口令", { exact: true }).fill(secret);
  await page.getByLabelText("再输一遍", { exact: true }).fill(secret);
}

/** The groups asked for, read off their labels. */
async function answer(groupOf: (at: number) => string) {
  await expect.element(page.getByText("请照着抄好的那份，填写下面四组。")).toBeVisible();
  const labels = page.getByText(/^第 \d 组$/);
  expect(labels.elements()).toHaveLength(4);
  for (const label of labels.elements()) {
    const word = label.textContent ?? "";
    await page.getByLabelText(word, { exact: true }).fill(groupOf(Number(/\d/.exec(word)?.[0]) - 1));
  }
  await press("核对并进入");
}

it("passes axe on each of its steps", async () => {
  await openWindow("none");
  await expect.element(page.getByRole("heading", { name: "客户管家" })).toBeVisible();
  await expectAccessible();
  await fillIn();
  await expect.element(page.getByText("很强")).toBeVisible();
  await expectAccessible();
  await press("新建");
  await expect.element(page.getByText(/M9XD/)).toBeVisible();
  await expectAccessible();
  await press("我已抄好");
  await expect.element(page.getByText("请照着抄好的那份，填写下面四组。")).toBeVisible();
  await expectAccessible();
});

it("opens the new vault once the groups are right, and not before", async () => {
  await openWindow("none");
  await fillIn();
  await press("新建");
  await press("我已抄好");
  await answer(() => "AAAA");
  await expect.element(page.getByText(/至少有一组不对/)).toBeVisible();
  const groups = world.recoveryKey.split("-");
  await answer((at) => groups[at] ?? "");
  await expect.element(page.getByRole("navigation", { name: "导航" })).toBeVisible();
  expect(world.passphrase).toBe(secret);
});

it("leaves what is typed into a group as it is, for an input method may be composing it, and shows it as printed", async () => {
  await openWindow("none");
  await fillIn();
  await press("新建");
  await press("我已抄好");
  const box = page.getByRole("textbox").first();
  await box.fill("ab1");
  await expect.element(box).toHaveValue("ab1");
  expect(getComputedStyle(box.element()).textTransform).toBe("uppercase");
  const groups = world.recoveryKey.split("-");
  await answer((at) => groups[at]?.toLowerCase() ?? "");
  await expect.element(page.getByRole("navigation", { name: "导航" })).toBeVisible();
});

it("refuses a passphrase that is easy to guess, and two that differ", async () => {
  await openWindow("none");
  await press(/^新建保险库/);
  await page.getByLabelText("口令", { exact: true }).fill("short");
  await expect.element(page.getByText(/^太短/)).toBeVisible();
  await page.getByLabelText("再输一遍", { exact: true }).fill("short");
  await expect.element(page.getByRole("button", { name: "新建", exact: true })).toBeDisabled();
  await page.getByLabelText("口令", { exact: true }).fill(secret);
  await page.getByLabelText("名称", { exact: true }).click();
  await expect.element(page.getByText("两次输入不一致")).toBeVisible();
});

it("asks for the whole key where the window no longer knows it", async () => {
  await openWindow("confirm_recovery");
  await page.getByLabelText("恢复密钥", { exact: true }).fill(world.recoveryKey);
  await press("核对并进入");
  await expect.element(page.getByRole("navigation", { name: "导航" })).toBeVisible();
});

it("makes a new key for whoever has no sheet", async () => {
  await openWindow("confirm_recovery");
  await press("没有抄下恢复密钥");
  await page.getByLabelText("口令", { exact: true }).fill(world.passphrase);
  await press("生成新的恢复密钥");
  await expect.element(page.getByText(new RegExp(world.recoveryKey.slice(0, 4)))).toBeVisible();
});

it("opens the sample with one press", async () => {
  await openWindow("none");
  await press(/^先看看示例/);
  await expect.element(page.getByText("示例数据")).toBeVisible();
});

it("restores a backup into a new vault", async () => {
  await openWindow("none");
  await press(/^从备份恢复/);
  await press("选择…");
  await page.getByLabelText("口令", { exact: true }).last().fill("wrong");
  await press("打开备份");
  await expect.element(page.getByText("口令或恢复密钥不正确，请再试一次。")).toBeVisible();
  await page.getByLabelText("口令", { exact: true }).last().fill(world.passphrase);
  await press("打开备份");
  await expect.element(page.getByText(/将把 .* 的版本恢复为新的保险库“华东客户（恢复）”/)).toBeVisible();
  await expectAccessible();
  await press("开始恢复");
  const rail = page.getByRole("navigation", { name: "导航" });
  await expect.element(rail.getByText("华东客户（恢复）")).toBeVisible();
});

it("opens a vault out of one encrypted file", async () => {
  await openWindow("none");
  await press(/^从备份恢复/);
  await page.getByText("一个加密文件", { exact: true }).click();
  await press("选择…");
  await expect.element(page.getByLabelText("新保险库名称")).toHaveValue("华东客户（恢复）");
  await page.getByLabelText("文件的口令", { exact: true }).fill("wrong");
  await press("打开");
  await expect.element(page.getByText("这不是该文件的口令。", { exact: false })).toBeVisible();
  await expectAccessible();
  await page.getByLabelText("文件的口令", { exact: true }).fill(world.passphrase);
  await press("打开");
  await expect.element(page.getByText(new RegExp(world.recoveryKey.slice(0, 4)))).toBeVisible();
});

it("claims the key is kept only once it is saved, and asks after printing", async () => {
  const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
  await openWindow("none");
  await fillIn();
  await press("新建");
  await press("打印");
  expect(print).toHaveBeenCalledOnce();
  await expect.element(page.getByText(/九组都在吗？/)).toBeVisible();
  expect(page.getByText(/^已保存/).elements()).toHaveLength(0);
  await press("另存为文件…");
  await expect.element(page.getByText(/^已保存/)).toBeVisible();
  await expectAccessible();
  print.mockRestore();
});

it("counts as somebody being there while the key is written down", async () => {
  await openWindow("confirm_recovery");
  await expect.element(page.getByLabelText("恢复密钥", { exact: true })).toBeVisible();
  const before = world.touches;
  await userEvent.keyboard("a");
  await expect.poll(() => world.touches).toBeGreaterThan(before);
});

it("shows a key that waits for its proof in the window of a vault that took another one's place", async () => {
  await openWindow("confirm_recovery", {
    world: (world) => {
      world.keyAwaited = true;
    },
  });
  await expect.element(page.getByText(new RegExp(world.recoveryKey.slice(0, 4)))).toBeVisible();
  await press("我已抄好");
  const groups = world.recoveryKey.split("-");
  await answer((at) => groups[at] ?? "");
  await expect.element(page.getByRole("navigation", { name: "导航" })).toBeVisible();
});

it("offers templates, says in a line what one brings, and makes the vault with it", async () => {
  await openWindow("none");
  await press(/^新建保险库/);
  const box = page.getByRole("button", { name: /行业模板/ });
  await expect.element(page.getByText("以后可以在设置里添加或更换模板。")).toBeVisible();
  box.element().focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(page.getByRole("option", { name: /不用模板/ })).toBeVisible();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(page.getByText(/^增加字段：.*；1 个视图；/)).toBeVisible();
  await expectAccessible();
  const before = world.fields.length;
  await page.getByLabelText("口令", { exact: true }).fill(secret);
  await page.getByLabelText("再输一遍", { exact: true }).fill(secret);
  await press("新建");
  await expect.element(page.getByText(/M9XD/)).toBeVisible();
  expect(world.fields.length).toBeGreaterThan(before);
});
