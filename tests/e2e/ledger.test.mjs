/**
 * The ledger as a user keeps it, through the window from the first start on: a vault is made, a
 * workbook comes in, a customer is found and edited, a conversation is logged and its next step
 * reminds, the vault is backed up, lost and brought back. Neither while the vault is open that all was
 * typed into, nor once it is closed, nor in the end does any of it lie on the disk in the clear.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { App, KEY } from "./app.mjs";
import { filesUnder, findInClear } from "./scan.mjs";
import { ROOT, until } from "./stage.mjs";
import { story } from "./story.mjs";
import { part, word } from "./words.mjs";

const PASSPHRASE = "seven quiet herons over the canal";

/** The sheet that comes in, a customer in it and the initials of its name: a real ledger where `STEWARD_REAL_DATA` holds one, else our own. */
const REAL = process.env.STEWARD_REAL_DATA && path.join(process.env.STEWARD_REAL_DATA, "files/ledger/03_gbk.csv");
const BOOK = REAL && existsSync(REAL)
  ? { file: REAL, customer: "德威贸易有限公司", initials: "dwmy", atLeast: 40 }
  : { file: path.join(ROOT, "tests/fixtures/import/gbk.csv"), customer: "云岭（昆明）茶业有限公司", initials: "ylkm", atLeast: 4 };
const MINUTE = 60_000;

const NAME = word("field.unit.legal_name");
const OWNER = word("field.unit.owner");

/** What is typed into the window and must lie nowhere: texts nobody else could have written. */
const typed = Object.fromEntries(
  ["one", "two", "three", "four", "five", "six", "owner", "said", "next", "edit"].map((what, n) => [
    what,
    `${["记号", "Marker", "Zürich"][n % 3]} ${what} ${randomBytes(6).toString("hex")}`,
  ]),
);
const cells = Array.from({ length: 10 }, (_, n) => `cell${n}${randomBytes(6).toString("hex")}`);
const MARKERS = [...Object.values(typed), ...cells, PASSPHRASE];

story("the ledger through the window", { env: { STEWARD_PICK_FILE: BOOK.file } }, (step, scene) => {
  /** Reads the recovery key off the screen and types back what is asked for. */
  async function writeDownKey() {
    await scene.app.find("button", word("ui.welcome.key_next"));
    const key = await scene.app.page.run(
      "return [...document.querySelectorAll('[data-print] [data-selectable] li')].map((li) => li.lastChild.textContent.trim())",
    );
    assert.equal(key.length, 9);
    await scene.app.press("button", word("ui.welcome.key_next"));
    for (let n = 1; n <= 9; n += 1) {
      const label = word("ui.welcome.key_group", { n });
      if (await scene.app.look("textbox", label)) await scene.app.fill(label, key[n - 1].toLowerCase());
    }
    await scene.app.press("button", word("ui.welcome.key_confirm"));
    return key.join("-");
  }

  /** Narrows the table to what holds `text`, and waits until the rows beside it are gone: a row is drawn where another was. */
  async function seek(text) {
    await scene.app.fill(word("ui.customers.find"), text);
    await until(`the table to show ${text} alone`, () =>
      scene.app.page.run(
        `const rows = [...document.querySelectorAll("[role=row][data-r]")];
         const records = rows.filter((row) => row.ariaExpanded === null);
         return records.length > 0 && records.every((row) => row.textContent.includes(arguments[0]));`,
        text,
      ),
    );
    // The name stays in sight; the owner's column lies to the right.
    await scene.app.page.run("document.querySelector('[data-scroller]').scrollLeft = 10_000");
  }

  const place = (name) => scene.app.press("button", word(`ui.place.${name}`));

  /** Everything of the vault that a user could see: every record, and what happened at every unit. */
  async function picture() {
    const everything = {};
    for (const entity of ["unit", "contact", "post", "cooperation", "activity", "task"]) {
      const fields = (await scene.app.call("catalog")).entities.find(({ key }) => key === entity).fields;
      const columns = fields.map(({ key }) => key);
      const query = { entity, filter: null, sort: [], group: null, folded: [], search: null, columns };
      const { view, records } = await scene.app.call("view_open", { query });
      everything[entity] = await scene.app.call("view_lines", { view, from: 0, count: 1000 });
      assert.equal(everything[entity].length, records);
    }
    everything.timelines = [];
    for (const { id } of everything.unit) {
      everything.timelines.push(await scene.app.call("timeline", { unit: id, before: null, limit: 200 }));
    }
    everything.history = await scene.app.call("history_state");
    return everything;
  }

  step("makes a vault, whose recovery key is written down and asked back", async () => {
    await scene.app.press("button", new RegExp(`^${word("ui.welcome.create")}`));
    await scene.app.press("button", word("ui.welcome.change"));
    await scene.app.fill(word("ui.welcome.name"), "重点客户");
    await scene.app.fill(word("ui.secret.new"), PASSPHRASE);
    await scene.app.fill(word("ui.secret.again"), PASSPHRASE);
    await scene.app.picture("01-create");
    await scene.app.press("button", word("ui.welcome.create_do"));
    await scene.app.find("button", word("ui.welcome.key_next"));
    await scene.app.picture("02-recovery-key");
    MARKERS.push(await writeDownKey());
    await scene.app.find("button", word("ui.nav.lock"));
    await scene.app.picture("03-first-day");
  });

  step("takes in a workbook in an old Chinese encoding, after showing what would happen", async () => {
    await place("import");
    await scene.app.press("button", word("ui.import.pick"));
    await scene.app.sees("gb18030");
    await scene.app.picture("04-import-columns");
    await scene.app.press("button", word("ui.import.preview"));
    await scene.app.find("button", part("ui.import.perform"));
    await scene.app.picture("05-import-preview");
    await scene.app.press("button", part("ui.import.perform"));
    await scene.app.press("button", word("ui.import.to_customers"));
    await scene.app.find("treegrid");
    await scene.app.picture("06-customers");
    await seek(BOOK.customer);
  });

  step("takes customers and edits in the table", async () => {
    await scene.app.press("button", word("ui.customers.find_clear"));
    for (const name of [typed.one, typed.two, typed.three, typed.four, typed.five, typed.six]) {
      await scene.app.press("button", word("ui.customers.new"));
      await scene.app.fill(word("ui.customers.new_name"), name);
      await scene.app.press("button", word("ui.customers.create"));
      await scene.app.gone("textbox", word("ui.customers.new_name"));
      await scene.app.cell(name, NAME);
    }
    await seek(typed.one);
    await scene.app.edit(typed.one, OWNER, typed.owner);
    await until("the edit", async () => (await scene.app.cellText(typed.one, OWNER)) === typed.owner);
    // What the table does not show at first is typed at another field's name.
    for (const [n, text] of cells.entries()) {
      const row = [typed.one, typed.two, typed.three, typed.four, typed.five][n % 5];
      await seek(row);
      await scene.app.edit(row, OWNER, text);
      await until("the edit", async () => (await scene.app.cellText(row, OWNER)) === text);
    }
    await seek(typed.six);
    await scene.app.edit(typed.six, NAME, typed.edit);
    await seek(typed.edit);
    assert.equal((await scene.app.call("history_state")).undo !== null, true);
  });

  step("is locked by one press and opened by the passphrase only", async () => {
    await scene.app.intoNewWindow(() => scene.app.press("button", word("ui.nav.lock")));
    await scene.app.fill(word("ui.unlock.passphrase"), "not this one at all");
    await scene.app.press("button", word("ui.unlock.open"));
    await scene.app.sees(word("error.passphrase_wrong").slice(0, 20));
    await scene.app.picture("07-locked");
    await scene.app.fill(word("ui.unlock.passphrase"), PASSPHRASE);
    await scene.app.press("button", word("ui.unlock.open"));
    await scene.app.find("button", word("ui.nav.lock"));
  });

  step("finds a customer by the initials of its name", async () => {
    await scene.app.page.chord(KEY.control, "k");
    await scene.app.fill(word("ui.palette.label"), BOOK.initials, /combobox|textbox/);
    await scene.app.find("option", new RegExp(BOOK.customer));
    await scene.app.picture("08-palette");
    await scene.app.page.keys(KEY.enter);
    await scene.app.find("textbox", word("ui.record.log"));
  });

  step("logs a conversation whose next step reminds through the desktop", async () => {
    await scene.app.fill(word("ui.record.log"), `说好了：${typed.said}`);
    await scene.app.fill(word("ui.record.next"), typed.next);
    const due = new Date(Date.now() + (scene.app.time ?? 0) + (8 * 60 + 90) * MINUTE).toISOString();
    await scene.app.fill(word("ui.when.day"), due.slice(0, 10));
    await scene.app.fill(word("ui.when.time"), due.slice(11, 16));
    await scene.app.picture("09-conversation");
    await scene.app.press("button", word("ui.record.log_save"));
    await scene.app.sees(typed.said);
    scene.app.passTime(91 * MINUTE);
    // Not the morning's digest, which comes at the hour the clocks show.
    const note = await scene.stage.desktop.heard("notify", ({ actions }) => actions.includes("done"));
    assert.deepEqual([note.title, note.body], [typed.next, BOOK.customer]);
    await scene.app.picture("10-drawer");
    await place("today");
    await scene.app.sees(typed.next);
    await scene.app.picture("11-today");
  });

  let before_;
  step("backs up to a drive and has read the backup back", async () => {
    await place("backup");
    await scene.app.press("button", word("ui.restore.choose"));
    await scene.app.fill(word("ui.unlock.passphrase"), PASSPHRASE);
    await scene.app.press("button", word("ui.backup.setup_do"));
    await scene.app.press("button", word("ui.backup.now"));
    await scene.app.sees(word("ui.backup.verified"));
    await scene.app.picture("12-backup");
    before_ = await picture();
    assert.ok(before_.unit.length >= BOOK.atLeast + 6);
  });

  step("leaves nothing in the clear while the vault is open that it was typed into", async () => {
    const { vault } = await scene.app.call("app_state");
    const own = filesUnder(vault.folder).map((file) => path.relative(vault.folder, file));
    for (const name of ["vault.db", "vault.db-wal", "search.db", "keyring.a", "keyring.b"]) {
      assert.ok(own.includes(name), `${name} was looked into`);
    }
    nothingInClear();
  });

  step("brings the lost vault back whole, with its history", async () => {
    const { vault } = await scene.app.call("app_state");
    await scene.app.close();
    // Closed, before it is gone: what the program wrote on its way out counts too.
    assert.ok(existsSync(path.join(vault.folder, "vault.db")));
    nothingInClear();
    rmSync(vault.folder, { recursive: true });
    scene.app = await App.start(scene.stage, { keep: true });
    await scene.app.press("button", new RegExp(`^${word("ui.welcome.restore")}`));
    // The drive's folder stands for the stick that is plugged in.
    const drive = await scene.app.call("pick_folder", { purpose: "restore" });
    rmSync(drive, { recursive: true });
    copyFolder(await scene.app.call("pick_folder", { purpose: "backup" }), drive);
    await scene.app.press("button", word("ui.restore.choose"));
    await scene.app.fill(word("ui.unlock.passphrase"), PASSPHRASE);
    await scene.app.press("button", word("ui.restore.open"));
    await scene.app.find("button", word("ui.restore.perform"));
    await scene.app.picture("13-restore");
    await scene.app.press("button", word("ui.restore.perform"));
    MARKERS.push(await writeDownKey());
    await scene.app.find("button", word("ui.nav.lock"));
    assert.deepEqual(await picture(), before_);
    await place("customers");
    await seek(typed.edit);
    await scene.app.picture("14-restored");
    // Its history works on: the last step is taken back.
    await scene.app.call("undo");
    assert.notDeepEqual((await picture()).timelines, before_.timelines);
  });

  step("leaves nothing that was typed on the disk in the clear", async () => {
    assert.ok(filesUnder(scene.stage.root).some((file) => /vault\.db-wal$/.test(file)));
    nothingInClear();
  });

  /** Every file on the stage is looked into for what was typed; a text that was laid there plainly is found. */
  function nothingInClear() {
    const control = path.join(scene.stage.folder("tmp"), "control.bin");
    writeFileSync(control, Buffer.concat([randomBytes(4096), Buffer.from(typed.said), randomBytes(4096)]));
    const files = filesUnder(scene.stage.root);
    const kinds = [/vault\.db$/, /\/webview\//, /\/clm-|\/data\/|\/packs?\/|snapshots/, /config\.json$/, /program\.log$/];
    for (const kind of kinds) {
      assert.ok(files.some((file) => kind.test(file)), `${kind} was looked into`);
    }
    assert.ok(MARKERS.length >= 22);
    assert.deepEqual(findInClear(scene.stage.root, MARKERS), [{ file: "tmp/control.bin", text: typed.said }]);
    rmSync(control);
  }

  function copyFolder(from, to) {
    for (const file of filesUnder(from)) {
      const target = path.join(to, path.relative(from, file));
      scene.stage.folder(path.relative(scene.stage.root, path.dirname(target)));
      copyFileSync(file, target);
    }
    assert.ok(existsSync(to));
  }
});
