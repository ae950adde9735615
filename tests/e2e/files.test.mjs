/**
 * Files on a customer, in the real window: a picture, a PDF and a page of markup are brought in, looked
 * at without a plain file anywhere, and not served any more once the vault is locked.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findInClear } from "./scan.mjs";
import { ROOT, until } from "./stage.mjs";
import { story } from "./story.mjs";
import { word } from "./words.mjs";

const PASSPHRASE = "seven quiet herons over the canal";
const mark = `Marker ${randomBytes(8).toString("hex")}`;

/** Outside the stage, which is searched for what stands there in the clear. */
const outside = mkdtempSync(path.join(tmpdir(), "steward-files-"));
const FILE = path.join(outside, "paper");

/** A PDF of two pages with a Chinese line in a face it does not bring along. */
function pdf() {
  const stream = "BT /F1 28 Tf 60 760 Td <62a54ef75355> Tj 0 -60 Td /F2 28 Tf (Quotation) Tj ET";
  const page =
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 6 0 R/F2 9 0 R>>>>>>";
  const parts = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
    page,
    page,
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[7 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 8 0 R>>",
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/StemV 80>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let text = "%PDF-1.4\n";
  const at = parts.map((one, n) => {
    const here = text.length;
    text += `${n + 1} 0 obj${one}endobj\n`;
    return here;
  });
  const lines = at.map((here) => `${String(here).padStart(10, "0")} 00000 n \n`).join("");
  const table = `xref\n0 ${parts.length + 1}\n0000000000 65535 f \n${lines}`;
  return `${text}${table}trailer<</Size ${parts.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF`;
}

story("files on a customer", { env: { STEWARD_PICK_FILE: FILE } }, (step, scene) => {
  let unit;
  const run = (script, ...args) => scene.app.page.run(script, ...args);
  const listed = () => run("return document.querySelectorAll('[data-file]').length");
  async function add(count) {
    await scene.app.press("button", word("ui.files.add"));
    await scene.app.until(`${count} files to be listed`, async () => (await listed()) === count);
  }
  /** The newest file stands first. */
  async function look() {
    await run("document.querySelector('[data-file] button').click()");
    await until("the preview", () => run("return Boolean(document.querySelector('[data-testid=file-preview]'))"));
  }
  const back = () => scene.app.press("button", word("ui.files.back"));

  step("opens a customer's files", async () => {
    const { app } = scene;
    const folder = await app.call("pick_folder", { purpose: "vault" });
    const made = await app.call("vault_create", { folder, name: "Mine", passphrase: PASSPHRASE });
    await app.call("recovery_confirm", { answer: made.recovery_key });
    const values = { legal_name: { t: "text", v: "海蓝实业" } };
    const changes = [{ kind: "create", entity: "unit", id: null, values }];
    unit = (await app.call("records_apply", { set: { label: "op.create", changes } })).records[0].id;
    await app.press("button", word("ui.place.customers"));
    await app.find("treegrid");
    const { element } = await app.cell("海蓝实业", word("field.unit.legal_name"));
    await app.page.click(element);
    await app.page.keys(" ");
    await app.press("tab", new RegExp(`^${word("ui.files.title")}`));
    await app.sees(word("ui.files.none"));
  });

  step("shows a picture", async () => {
    copyFileSync(path.join(ROOT, "assets/screenshots/table-en.png"), FILE);
    await add(1);
    await look();
    const width = "return document.querySelector('[data-testid=file-preview] img')?.naturalWidth ?? 0";
    await until("the picture", async () => (await run(width)) > 100);
    await scene.app.picture("files-picture");
    await back();
  });

  step("draws the pages of a PDF, with a Chinese face it does not bring along", async () => {
    writeFileSync(FILE, pdf(), "latin1");
    await add(2);
    await look();
    const drawn = "return document.querySelector('canvas[data-drawn]')?.dataset.drawn ?? ''";
    await until("the first page", async () => (await run(drawn)) === "1", 30_000);
    await scene.app.picture("files-pdf");
    const ink = `const board = document.querySelector('canvas[data-drawn]');
      const { data } = board.getContext('2d').getImageData(0, 0, board.width, Math.floor(board.height / 8));
      return data.filter((value, at) => at % 4 === 0 && value < 200).length;`;
    assert.ok((await run(ink)) > 40, "there is ink where the Chinese line stands");
    await scene.app.press("button", word("ui.files.page_after"));
    await until("the second page", async () => (await run(drawn)) === "2", 30_000);
    await back();
  });

  step("shows markup as letters and runs none of it", async () => {
    writeFileSync(FILE, `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='run'"><text>${mark}</text></svg>`);
    await add(3);
    await look();
    await scene.app.sees(mark);
    assert.notEqual(await run("return document.title"), "run");
    await back();
  });

  step("serves nothing once it is locked, and keeps nothing in the clear", async () => {
    const { app } = scene;
    const [file] = await app.call("attachments_of", { of: unit });
    const ask = `return fetch("attachment://localhost/" + arguments[0]).then((answer) => answer.status, () => 0)`;
    assert.equal(await run(ask, file.id), 200);
    await app.intoNewWindow(() => app.call("vault_lock").catch(() => undefined));
    await app.find(/textbox/, undefined, 20_000);
    assert.notEqual(await run(ask, file.id), 200);
    assert.deepEqual(findInClear(scene.stage.root, [mark]), []);
    rmSync(outside, { recursive: true });
  });
});
