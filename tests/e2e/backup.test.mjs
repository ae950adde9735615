/**
 * Backups of the running program: made by hand and by the clock, missed while the drive is away,
 * and brought back after the vault is gone, by the passphrase and by the recovery key.
 */
import assert from "node:assert/strict";
import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { App } from "./app.mjs";
import { findInClear } from "./scan.mjs";
import { Stage, until } from "./stage.mjs";

const PASSPHRASE = "seven quiet herons over the canal";
const NEW = "eleven quiet lanterns over the river";
const HOUR = 3_600_000;

describe("backups of the running program", { timeout: 360_000 }, () => {
  let stage;
  let app;
  let recovery;
  let drive;
  before(async () => {
    stage = await Stage.open();
    app = await App.start(stage);
    const folder = await app.call("pick_folder", { purpose: "vault" });
    recovery = (await app.call("vault_create", { folder, name: "Mine", passphrase: PASSPHRASE })).recovery_key;
    await app.call("recovery_confirm", { answer: recovery });
    drive = await app.call("pick_folder", { purpose: "backup" });
  });
  after(async () => {
    await app?.close();
    await stage?.close();
  });

  const kindOf = (promise) => promise.then(() => "done", (refused) => refused.kind);
  const create = (legal_name) => {
    const values = { legal_name: { t: "text", v: legal_name } };
    return app.call("records_apply", { set: { label: "op.edit", changes: [{ kind: "create", entity: "unit", id: null, values }] } });
  };
  const names = async () => {
    const query = { entity: "unit", filter: null, sort: [], group: null, folded: [], search: null, columns: ["legal_name"] };
    const { view } = await app.call("view_open", { query });
    const lines = await app.call("view_lines", { view, from: 0, count: 100 });
    return lines.map((line) => line.cells[0].v).sort();
  };
  const state = () => app.call("backup_state");
  /** As many versions, and nothing done on the drive any more: older ones are looked after when the new one counts already. */
  const settled = async (is) => {
    const now = await state();
    return is(now.snapshots) && !now.running;
  };
  const backUp = () => app.call("backup_now");

  it("asks for the vault's own passphrase before it uses a folder", async () => {
    assert.equal((await state()).target, null);
    assert.equal(await kindOf(backUp()), "not_found");
    assert.equal(await kindOf(app.call("backup_set_target", { folder: drive, passphrase: NEW })), "wrong_secret");
    const { target, snapshots } = await app.call("backup_set_target", { folder: drive, passphrase: PASSPHRASE });
    assert.deepEqual([target.connected, target.schedule, target.last_ok_at, snapshots], [true, "daily", null, []]);
  });

  it("backs up by hand, tells how far it is, and has read the backup back", async () => {
    await create("Canal Works Ltd");
    await app.listen("job");
    const snapshot = await backUp();
    assert.equal(snapshot.units, 1);
    assert.ok(snapshot.verified_at >= snapshot.at);
    const told = await app.heard("job");
    assert.ok(told.some(({ progress }) => progress?.phase.startsWith("progress.")), JSON.stringify(told.slice(0, 3)));
    assert.deepEqual(told.at(-1), { job: "backup", progress: null, finished: true, error: null });
    const { target, snapshots, last_error } = await state();
    assert.deepEqual([snapshots.length, last_error, target.due], [1, null, false]);
    assert.deepEqual(findInClear(drive, ["Canal Works"]), []);
  });

  it("proves by a drill that the newest one restores, and leaves nothing of it behind", async () => {
    const done = await app.call("backup_drill");
    assert.equal(done.made_at, (await state()).snapshots[0].at);
    assert.equal(done.compared, "contents");
    assert.ok(done.rows > 0 && done.tables > 50, JSON.stringify(done));
    const { vault } = await app.call("app_state");
    assert.equal(existsSync(path.join(vault.folder, ".drill")), false);
  });

  it("backs up by itself when the evening has come", async () => {
    await create("Evening Mills");
    app.passTime(24 * HOUR);
    await until("the backup of the evening", () => settled((snapshots) => snapshots.length === 2), 30_000);
    assert.equal((await state()).snapshots[0].units, 2);
  });

  it("waits for a drive that is away, and backs up when it is back", async () => {
    renameSync(drive, `${drive}-away`);
    assert.equal(await kindOf(backUp()), "unavailable");
    await create("Night Harbour");
    app.passTime(25 * HOUR);
    await until("it is due", async () => (await state()).target.due);
    assert.equal((await state()).target.connected, false);
    renameSync(`${drive}-away`, drive);
    await until("the backup", () => settled(([newest]) => newest.units === 3), 30_000);
  });

  it("brings the vault back under the same passphrase, with a new recovery key", async () => {
    const before = await names();
    const { vault } = await app.call("app_state");
    await app.intoNewWindow(() => app.call("vault_lock").catch(() => undefined));
    rmSync(vault.folder, { recursive: true });
    assert.equal(await kindOf(app.call("restore_open", { folder: drive, secret: NEW, kind: "passphrase" })), "wrong_secret");
    const found = await app.call("restore_open", { folder: drive, secret: PASSPHRASE, kind: "passphrase" });
    assert.equal(found.vault_name, "Mine");
    const into = path.dirname(vault.folder);
    const choice = { session: found.session, snapshot: found.snapshots[0].id, into, name: "Back", newPassphrase: null, salvage: false };
    assert.equal(await kindOf(app.call("restore_perform", { ...choice, name: "a/b" })), "invalid");
    const { recovery_key } = await app.call("restore_perform", choice);
    assert.notEqual(recovery_key, recovery);
    assert.equal((await app.call("app_state")).phase, "confirm_recovery");
    assert.deepEqual(await names(), before);
    await app.call("recovery_confirm", { answer: recovery_key });
    assert.equal(await kindOf(app.call("restore_perform", choice)), "not_found", "performed once");
    recovery = recovery_key;
    await create("After The Flood");
    assert.equal(await kindOf(backUp()), "not_found", "the vault it came from may be alive");
    const { target, former_folder } = await state();
    assert.deepEqual([target, former_folder], [null, drive]);
    await app.call("backup_set_target", { folder: drive, passphrase: PASSPHRASE });
    assert.equal((await backUp()).units, 4, "the drive is this vault's again");
  });

  it("puts a version in the vault's place, which stays beside, and goes back in one step", async () => {
    const before = await names();
    const { vault } = await app.call("app_state");
    const oldest = (await state()).snapshots.at(-1);
    assert.equal(oldest.units, 1);
    const choice = { folder: drive, snapshot: oldest.id };
    assert.equal(await kindOf(app.call("backup_replace", { ...choice, snapshot: "none" })), "not_found");
    await app.intoNewWindow(() => app.call("backup_replace", choice).catch(() => undefined));
    assert.deepEqual(await names(), ["Canal Works Ltd"]);
    const { phase, vault: now, recent } = await app.call("app_state");
    assert.deepEqual([phase, now.folder, recent[0].folder], ["unlocked", vault.folder, vault.folder]);
    assert.equal(await app.call("vault_behind"), null, "it is no surprise");
    assert.equal((await state()).target.folder, drive, "its backups go on");
    const note = await app.call("vault_replaced");
    assert.deepEqual([note.at, note.put_back, note.told], [oldest.at, false, false]);
    assert.ok(existsSync(path.join(note.folder, `${note.beside}.steward`, "vault.db")));
    await create("Only In The Version");
    await app.intoNewWindow(() => app.call("vault_put_back").catch(() => undefined));
    assert.deepEqual(await names(), before);
    assert.equal(await app.call("vault_behind"), null);
    const back = await app.call("vault_replaced");
    assert.equal(back.put_back, true);
    assert.ok(existsSync(path.join(back.folder, `${back.beside}.steward`, "vault.db")));
    assert.ok(!existsSync(path.join(note.folder, `${note.beside}.steward`)), "it is in its place again");
  });

  it("puts a version in the place of the locked vault", async () => {
    const before = await names();
    await app.intoNewWindow(() => app.call("vault_lock").catch(() => undefined));
    const found = await app.call("restore_open", { folder: drive, secret: PASSPHRASE, kind: "passphrase" });
    const snapshot = found.snapshots.at(-1).id;
    const { recovery_key } = await app.call("restore_replace", { session: found.session, snapshot, newPassphrase: null });
    await app.call("recovery_confirm", { answer: recovery_key });
    assert.deepEqual(await names(), ["Canal Works Ltd"]);
    assert.equal(await app.call("vault_behind"), null);
    // It has a key of its own, so the one before waits to be unlocked.
    await app.intoNewWindow(() => app.call("vault_put_back").catch(() => undefined));
    assert.equal((await app.call("app_state")).phase, "locked");
    await app.call("vault_unlock", { secret: PASSPHRASE, kind: "passphrase" });
    assert.deepEqual(await names(), before);
  });

  it("brings an older day back with the recovery key and a new passphrase", async () => {
    const found = await app.call("restore_open", { folder: drive, secret: recovery.toLowerCase(), kind: "recovery" });
    const oldest = found.snapshots.at(-1);
    assert.equal(oldest.units, 1);
    const into = await app.call("pick_folder", { purpose: "restore" });
    const choice = { session: found.session, snapshot: oldest.id, into, name: "Old", newPassphrase: null, salvage: false };
    assert.equal(await kindOf(app.call("restore_perform", choice)), "invalid");
    // It takes the place of an open vault, whose window goes with it.
    await app.intoNewWindow(() => app.call("restore_perform", { ...choice, newPassphrase: NEW }).catch(() => undefined));
    assert.equal(await app.call("recovery_key"), null);
    assert.equal((await app.call("app_state")).phase, "unlocked");
    assert.deepEqual(await names(), ["Canal Works Ltd"]);
    assert.ok(existsSync(path.join(into, "Old.steward/vault.db")));
    await app.intoNewWindow(() => app.call("vault_lock").catch(() => undefined));
    await app.call("vault_unlock", { secret: NEW, kind: "passphrase" });
  });
});
