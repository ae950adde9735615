/** What was proved of the backup, certified; and the yearly question for the recovery key. */
import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { inventedDrill, resetProofs } from "../../../dev/mock/backup.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
const day = 86_400_000;

async function openBackup(given?: Parameters<typeof resetProofs>[0]) {
  await openWindow("unlocked", { backup: () => resetProofs(given) });
  await press("备份");
}

it("lists the drills, says why one did not pass, and in the user's word for the table", async () => {
  await openBackup();
  const history = page.getByRole("list", { name: "历次演练" });
  await expect
    .element(history.getByText(/的演练通过：9,870 条记录，214 个文件，用时 38 秒/).first())
    .toBeVisible();
  await expect.element(history.getByText(/恢复出来的“联系人”/)).toBeVisible();
  await expectAccessible();
});

it("shows the certificate, as it was sealed or altered since", async () => {
  await openBackup({
    drills: [inventedDrill(2, Date.now() - day), inventedDrill(1, Date.now() - 40 * day, {}, false)],
  });
  await expect.element(page.getByText("证书已被改动")).toBeVisible();
  await press(/的演练证书$/);
  const sheet = page.getByRole("region", { name: "证书" });
  await expect.element(sheet.getByText("证书未被改动")).toBeVisible();
  await expect.element(sheet.getByText(/逐页核对：66 张表共 12,431 行/)).toBeVisible();
  await expect.element(sheet.getByText(/"records":9870/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "打印", exact: true })).toBeVisible();
  await expectAccessible();
});

it("saves the page of any drill, from its line or its sheet", async () => {
  await openBackup({ drills: [inventedDrill(2, Date.now() - day), inventedDrill(1, Date.now() - 40 * day)] });
  await page
    .getByRole("button", { name: /的演练证书存为 PDF/ })
    .nth(1)
    .click();
  await expect.element(page.getByText("已保存到 /home/li/certificate-1.pdf")).toBeVisible();
  await press(/的演练证书$/);
  await page
    .getByRole("button", { name: /的演练证书存为 PDF/ })
    .first()
    .click();
  await expect.element(page.getByText("已保存到 /home/li/certificate-2.pdf")).toBeVisible();
});

it("runs as often as was said", async () => {
  await openBackup();
  await page.getByText("从不", { exact: true }).last().click();
  await expect.element(page.getByText("只在您手动演练时进行")).toBeVisible();
});

it("adds a drill by hand to the history", async () => {
  await openBackup({ drills: [] });
  await expect.element(page.getByText("还没有演练过。")).toBeVisible();
  await press("演练恢复");
  await expect.element(page.getByRole("list", { name: "历次演练" })).toBeVisible();
});

it("asks for the recovery key, takes no other, and is put off for a month", async () => {
  await openBackup({ asked: true });
  await expect.element(page.getByText("恢复密钥还在您手上吗？")).toBeVisible();
  await press("现在核对");
  await expectAccessible();
  await page.getByLabelText("恢复密钥", { exact: true }).last().fill("not this one");
  await press("核对");
  await expect.element(page.getByText("口令或恢复密钥不正确，请再试一次。")).toBeVisible();
  await page.getByLabelText("恢复密钥", { exact: true }).last().fill(world.recoveryKey);
  await press("核对");
  await expect.element(page.getByText(/密钥正确/)).toBeVisible();
  await expect.element(page.getByText("每年会问您一次")).toBeVisible();
});

it("leads whoever lost it to a new one", async () => {
  await openBackup({ asked: true });
  await press("现在核对");
  await press("我弄丢了");
  await expect.element(page.getByRole("button", { name: "生成新的恢复密钥" })).toBeVisible();
});

it("tells at the foot when it was backed up and proved, and leads here", async () => {
  await openWindow("unlocked", {
    backup: () => resetProofs({ drills: [inventedDrill(1, Date.now() - 60 * day)] }),
  });
  const light = page.getByRole("button", { name: /已备份 · 恢复演练逾期/ });
  await light.click();
  await expect.element(page.getByText("逾期一周以上：请插上备份盘")).toBeVisible();
});
