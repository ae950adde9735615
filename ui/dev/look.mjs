/**
 * Draws the window's screens from the mock into pictures: `npm run look -- [--only unlock] [--out DIR]`.
 * Needs `npm run mock` beside it. Each screen in both languages, both themes and three sizes.
 */
import { mkdirSync } from "node:fs";
import { chromium } from "playwright";

const value = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const out = value("--out", "look");
const only = value("--only", "");
const base = value("--base", "http://localhost:5173/");
const sizes = [
  [1024, 700],
  [1280, 800],
  [1600, 1000],
];

const press = (name) => async (page) => page.getByRole("button", { name, exact: true }).first().click();

/** A screen: the mock's start, and the way to it by both languages' words. */
const screens = {
  unlock: { start: "phase=locked" },
  "unlock-recovery": { start: "phase=locked", go: [/恢复密钥|recovery key/] },
  welcome: { start: "phase=none" },
  "welcome-create": { start: "phase=none", go: [/^(新建保险库|New vault)/], run: create },
  "welcome-key": { start: "phase=none", go: [/^(新建保险库|New vault)/], run: makeKey },
  "welcome-confirm": { start: "phase=none", go: [/^(新建保险库|New vault)/], run: askKey },
  "welcome-restore": { start: "phase=none", go: [/^(从备份恢复|Restore from)/], run: openBackup },
  frame: { start: "phase=unlocked" },
  "frame-drawer": { start: "phase=unlocked", run: beside },
  "frame-record": { start: "phase=unlocked", run: whole },
  "files-list": { start: "phase=unlocked", run: files() },
  "files-picture": { start: "phase=unlocked", run: files(/厂区照片/) },
  "files-pdf": { start: "phase=unlocked", run: files(/报价单/) },
  "files-letters": { start: "phase=unlocked", run: files(/会议纪要/) },
  "files-unshown": { start: "phase=unlocked", run: files(/框架合同/) },
  "files-adding": { start: "phase=unlocked&pace=4000", run: files(/^(添加文件|Add files)$/) },
  "frame-log": { start: "phase=unlocked", run: logBox },
  groups: { start: "phase=unlocked", go: [/^(集团|Groups)$/] },
  people: { start: "phase=unlocked", go: [/^(联系人|Contacts)$/] },
  backup: { start: "phase=unlocked", go: [/^(备份|Backup)$/] },
  "backup-none": { start: "phase=unlocked&backup=none", go: [/^(备份|Backup)$/] },
  "backup-running": {
    start: "phase=unlocked&pace=4000",
    go: [/^(备份|Backup)$/, /^(立即备份|Back up now)$/],
  },
  "backup-restore": { start: "phase=unlocked", go: [/^(备份|Backup)$/, /^(恢复|Restore)…$/] },
  "import-pick": { start: "phase=unlocked", go: [/^(导入|Import)$/] },
  "import-columns": { start: "phase=unlocked", go: [/^(导入|Import)$/, /^(选择文件|Choose a file)…$/] },
  "import-preview": {
    start: "phase=unlocked",
    go: [/^(导入|Import)$/, /^(选择文件|Choose a file)…$/, /^(预览|Preview)$/],
  },
  "import-done": {
    start: "phase=unlocked&pace=5",
    go: [/^(导入|Import)$/, /^(选择文件|Choose a file)…$/, /^(预览|Preview)$/, /^(导入 \d|Import \d)/],
  },
  settings: { start: "phase=unlocked", go: [/^(设置|Settings)$/] },
  "settings-lists": { start: "phase=unlocked", go: [/^(设置|Settings)$/], tab: /^(选项|Lists)$/ },
  "settings-fields": {
    start: "phase=unlocked",
    go: [/^(设置|Settings)$/],
    tab: /^(字段|Fields)$/,
    run: ownFields,
  },
  "settings-numbers": { start: "phase=unlocked", go: [/^(设置|Settings)$/], tab: /^(编号|Numbering)$/ },
  "settings-templates": { start: "phase=unlocked", go: [/^(设置|Settings)$/], tab: /^(模板|Templates)$/ },
  "settings-security": { start: "phase=unlocked", go: [/^(设置|Settings)$/], tab: /^(安全|Security)$/ },
  "settings-leaving": { start: "phase=unlocked", go: [/^(设置|Settings)$/], tab: /^(带走数据|Your data)$/ },
  "settings-about": { start: "phase=unlocked", go: [/^(设置|Settings)$/], tab: /^(关于|About)$/ },
  shortcuts: { start: "phase=unlocked", run: (page) => page.keyboard.press("Control+/") },
};

function files(press) {
  return async (page) => {
    await beside(page);
    const drawer = page.getByTestId("drawer");
    await drawer.getByRole("tab", { name: /^(文件|Files)/ }).click();
    await page.locator("[data-file]").first().waitFor();
    if (press) await drawer.getByRole("button", { name: press }).first().click();
    await page.waitForTimeout(700);
  };
}

async function beside(page) {
  await page.locator('[data-r="2"] [data-c="0"]').click();
  await page.keyboard.press("Space");
  await page.getByTestId("composer").waitFor();
}

async function whole(page) {
  await beside(page);
  await page.keyboard.press("Control+Enter");
}

async function logBox(page) {
  await beside(page);
  await page.keyboard.press("Control+Shift+N");
  await page.keyboard.type("说好下周付款");
  await page.waitForTimeout(100);
  await press(/^(时间：现在|When: now)$/)(page);
}

async function ownFields(page) {
  const name = page.getByRole("textbox", { name: /^(名称|Name)$/ });
  for (const label of ["投标编号 Tender no.", "税额 Tax"]) {
    await name.fill(label);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(150);
  }
  await press(/(税额 Tax”的设置|Settings of “税额 Tax”)/)(page);
  await page.getByRole("button", { name: /(来源|Source)/ }).click();
  await page.getByRole("option", { name: /^(公式|Formula)$/ }).click();
  await page.getByRole("textbox", { name: /^(公式|Formula)$/ }).fill("coop_amount * 13%");
}

async function create(page) {
  const secrets = page.locator("input[type=password]");
  await secrets.nth(0).fill("four unrelated words here");
  await secrets.nth(1).fill("four unrelated words here");
  await page.waitForTimeout(150);
}

async function makeKey(page) {
  await create(page);
  await press(/^(新建|Create)$/)(page);
  await page.waitForTimeout(150);
}

async function askKey(page) {
  await makeKey(page);
  await press(/^(我已抄好|I have it on paper)$/)(page);
}

async function openBackup(page) {
  await press(/^(选择|Choose)…$/)(page);
  await page.locator("input[type=password]").fill("correct horse battery");
  await press(/^(打开备份|Open backup)$/)(page);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
});
mkdirSync(out, { recursive: true });
for (const [name, screen] of Object.entries(screens)) {
  if (only && !name.startsWith(only)) continue;
  for (const lang of ["zh", "en"]) {
    for (const theme of ["light", "dark"]) {
      for (const [width, height] of sizes) {
        // Dark is the same layout: one size is enough to see its colours.
        if (theme === "dark" && width > 1024) continue;
        const page = await browser.newPage({ viewport: { width, height } });
        page.setDefaultTimeout(5000);
        page.on("pageerror", (error) => console.error(name, lang, error.message));
        page.on("console", (line) => line.type() === "error" && console.error(name, lang, line.text()));
        try {
          await page.goto(`${base}?${screen.start}&lang=${lang}&theme=${theme}`);
          await page.waitForSelector("main");
          for (const label of screen.go ?? []) {
            await press(label)(page);
            await page.waitForTimeout(120);
          }
          if (screen.tab) await page.getByRole("tab", { name: screen.tab }).click();
          if (screen.run) await screen.run(page);
          await page.waitForTimeout(250);
        } catch (error) {
          console.error(name, lang, theme, width, String(error).split("\n")[0]);
        }
        await page.screenshot({ path: `${out}/${name}.${lang}.${theme}.${width}.png` });
        await page.close();
      }
    }
  }
}
await browser.close();
