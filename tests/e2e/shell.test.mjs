/**
 * What the program does around the window: a vault opens and locks, a reminder reaches the
 * desktop, sleep locks, and nothing lies on the disk in the clear. The commands are called as the
 * page calls them, through the built program's own window.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { App, KEY } from "./app.mjs";
import { elementId } from "./driver.mjs";
import { closeWindows, windowsShown } from "./screen.mjs";
import { filesUnder, findInClear } from "./scan.mjs";
import { PROGRAM, Stage, until } from "./stage.mjs";

const PASSPHRASE = "seven quiet herons over the canal";
const MINUTE = 60_000;
/** Twenty texts nobody else could have written. */
const MARKERS = Array.from({ length: 20 }, (_, n) => `${["记号", "Marker", "Zürich"][n % 3]}-${randomBytes(6).toString("hex")}`);

/** What is said while locked: how many, and no name. */
const DUE = /^\d+ follow-ups? (is|are) due$/;

const text = (v) => ({ t: "text", v });
const raw = (v) => ({ t: "raw", v });

describe("the program around the window", { timeout: 240_000 }, () => {
  let stage;
  let app;
  before(async () => {
    stage = await Stage.open();
    app = await App.start(stage);
  });
  after(async () => {
    await app?.close();
    await stage?.close();
  });

  const unlock = () => app.call("vault_unlock", { secret: PASSPHRASE, kind: "passphrase" });
  const phase = async () => (await app.call("app_state")).phase;
  const kindOf = (promise) => promise.then(() => "done", (refused) => refused.kind);
  let unit;
  /** The note that says what waits. */
  let told;

  it("makes a vault and asks for the recovery key", async () => {
    assert.equal(await phase(), "none");
    assert.equal(await kindOf(app.call("catalog")), "locked");
    const folder = await app.call("pick_folder", { purpose: "vault" });
    assert.equal(await kindOf(app.call("vault_create", { folder, name: "Keys", passphrase: "short" })), "invalid");
    const made = await app.call("vault_create", { folder, name: "重点客户", passphrase: PASSPHRASE });
    assert.equal(await phase(), "confirm_recovery");
    assert.equal(await kindOf(app.call("recovery_confirm", { answer: "0000-0000" })), "invalid");
    assert.equal(await phase(), "confirm_recovery");
    await app.call("recovery_confirm", { answer: made.recovery_key.replaceAll("-", " ").toLowerCase() });
    const state = await app.call("app_state");
    assert.equal(state.phase, "unlocked");
    assert.equal(state.vault.name, "重点客户");
    // The morning's digest comes at the hour the clocks show: told apart, in the core's tests.
    await app.call("reminder_manner_set", { manner: { morning: 540, digest: false, overdue_days: 0, quiet: null, quiet_days: false } });
  });

  it("tells the window of every write", async () => {
    await app.listen("changed");
    const changes = MARKERS.slice(0, 18).map((marker) => ({
      kind: "create", entity: "unit", id: null,
      values: { legal_name: text(`${marker} Ltd`), description: text(`about ${marker}`) },
    }));
    const applied = await app.call("records_apply", { set: { label: "op.edit", changes } });
    unit = applied.records[0].id;
    const [event] = await until("the event", async () => {
      const heard = await app.heard("changed");
      return heard.length > 0 && heard;
    });
    assert.deepEqual(event.entities, ["unit"]);
    assert.equal(event.seq, applied.seq);
    assert.ok(event.ids.includes(unit));
    const query = { entity: "unit", filter: null, sort: [], group: null, folded: [], search: null, columns: ["legal_name"] };
    const view = await app.call("view_open", { query });
    assert.equal(view.records, 18);
    assert.equal((await app.call("view_lines", { view: view.view, from: 0, count: 100 })).length, 18);
    await app.call("view_close", { view: view.view });
    assert.equal(await kindOf(app.call("view_lines", { view: view.view, from: 0, count: 1 })), "not_found");
  });

  const logTouch = (title, at) =>
    app.call("log_touch", {
      touch: {
        unit, kind: "call", at: null, contacts: [], content: `${MARKERS[18]} spoke of the pump`, result: null, duration_min: 5,
        next_step: { title, due: { at, zone: "Asia/Shanghai" }, remind: true },
      },
    });
  /** A wall time in Shanghai, `minutes` from the program's now. */
  const wall = (minutes) =>
    new Date(Date.now() + (app.time ?? 0) + (8 * 60 + minutes) * MINUTE).toISOString().slice(0, 16);

  it("reminds through the desktop, and the desktop's button is heard", async () => {
    await logTouch(`${MARKERS[19]} ring back`, wall(30));
    assert.deepEqual(stage.desktop.all("notify"), [], "nothing is due yet");
    app.passTime(31 * MINUTE);
    const note = await stage.desktop.heard("notify");
    assert.equal(note.title, `${MARKERS[19]} ring back`);
    assert.equal(note.body, `${MARKERS[0]} Ltd`);
    assert.deepEqual(note.actions.filter((_, n) => n % 2 === 0), ["default", "done", "snooze-hour", "snooze-tomorrow", "snooze-workday"]);
    const [due] = (await app.call("today")).tasks.map((task) => task.due.v.at);
    stage.desktop.tell({ do: "press", id: note.id, key: "snooze-hour" });
    await until("it is put off", async () => (await app.call("today")).tasks[0].due.v.at > due);
    app.passTime(61 * MINUTE);
    const again = await stage.desktop.heard("notify");
    assert.equal(again.title, note.title);
    stage.desktop.tell({ do: "press", id: again.id, key: "done" });
    await until("it is done", async () => (await app.call("today")).tasks.length === 0);
    assert.equal((await app.call("today")).done_today, 1);
    app.passTime(24 * 60 * MINUTE);
    assert.deepEqual(stage.desktop.all("notify"), [], "done is done");
  });

  it("locks into a fresh window, and says without names that something is due", async () => {
    await logTouch("quiet matter", wall(20));
    await app.intoNewWindow(() => app.call("vault_lock").catch(() => undefined));
    assert.equal(await phase(), "locked");
    assert.equal(await kindOf(app.call("today")), "locked");
    app.passTime(21 * MINUTE);
    const note = await stage.desktop.heard("notify");
    assert.match(note.title, DUE);
    assert.ok(!JSON.stringify(note).includes("quiet"), JSON.stringify(note));
    assert.equal(await kindOf(app.call("vault_unlock", { secret: "not the passphrase", kind: "passphrase" })), "wrong_secret");
    await unlock();
    await stage.desktop.heard("withdrawn", ({ id }) => id === note.id);
    told = await stage.desktop.heard("notify");
    assert.equal(told.title, "quiet matter", "unlocked, it says what is due, once");
    // Counted at the end of the turn that told of it.
    await until("it is counted", async () => (await app.call("app_state")).reminders_waiting === 1);
  });

  it("locks before the laptop sleeps, and holds sleep back until it has", async () => {
    await stage.desktop.heard("inhibit", (word) => word.what === "sleep" && word.mode === "delay");
    await app.intoNewWindow(async () => {
      stage.desktop.tell({ do: "sleep", start: true });
      await stage.desktop.heard("released");
    });
    assert.equal(await phase(), "locked");
    stage.desktop.tell({ do: "sleep", start: false });
    await stage.desktop.heard("inhibit");
  });

  it("leaves no name on the screen while locked, and opens the customer it was pressed for", async () => {
    await stage.desktop.heard("withdrawn", ({ id }) => id === told.id);
    const instead = await stage.desktop.heard("notify");
    assert.match(instead.title, DUE);
    // A press that was under way when the vault locked.
    stage.desktop.tell({ do: "press", id: told.id, key: "default" });
    await unlock();
    await until("the customer", () => app.page.run("return !!document.querySelector('[data-testid=drawer]')"));
    await stage.desktop.heard("withdrawn", ({ id }) => id === instead.id);
    assert.deepEqual(stage.desktop.all("notify"), [], "what was told is not told again");
  });

  it("locks with the desktop's session, asked to or shown to be, and then does what was pressed", async () => {
    await logTouch("send the drawing", wall(10));
    app.passTime(11 * MINUTE);
    const note = await stage.desktop.heard("notify");
    await app.intoNewWindow(() => stage.desktop.tell({ do: "lock" }));
    assert.equal(await phase(), "locked");
    await stage.desktop.heard("notify", ({ title }) => DUE.test(title));
    stage.desktop.tell({ do: "press", id: note.id, key: "done" });
    await unlock();
    await until("it is done", async () => (await app.call("today")).counts.open === 1);
    await app.intoNewWindow(() => stage.desktop.tell({ do: "hint", locked: true }));
    assert.equal(await phase(), "locked");
    stage.desktop.tell({ do: "hint", locked: false });
    await unlock();
  });

  it("takes a note back whose task is done in the window", async () => {
    await logTouch("book the room", wall(10));
    app.passTime(11 * MINUTE);
    const note = await stage.desktop.heard("notify");
    const { tasks } = await app.call("today");
    const { id, rev } = tasks.find(({ title }) => title === note.title);
    await app.call("task_done", { id, rev });
    await stage.desktop.heard("withdrawn", (word) => word.id === note.id);
    assert.equal(await kindOf(app.call("task_snooze", { id, rev: rev + 1, snooze: "hour" })), "conflict");
  });

  it("reminds with its window closed, and the note brings the window back", async () => {
    await logTouch("ask for the seal", wall(10));
    assert.equal(await windowsShown(stage.display), 1);
    await closeWindows(stage.display);
    await until("the window is hidden", async () => (await windowsShown(stage.display)) === 0);
    app.passTime(11 * MINUTE);
    const note = await stage.desktop.heard("notify");
    assert.equal(note.title, "ask for the seal");
    stage.desktop.tell({ do: "press", id: note.id, key: "default" });
    await until("the window", async () => (await windowsShown(stage.display)) === 1);
    const { id, rev } = (await app.call("today")).tasks.find(({ title }) => title === note.title);
    await app.call("task_done", { id, rev });
  });

  it("tells together what came due while it was off, started quietly and unlocked later", async () => {
    for (const title of ["first matter", "second matter", "third matter"]) await logTouch(title, wall(30));
    await app.close();
    app.passTime(90 * MINUTE);
    app = await App.start(stage, { keep: true, args: ["--minimized"] });
    assert.equal(await windowsShown(stage.display), 0);
    const quiet = await stage.desktop.heard("notify");
    assert.equal(quiet.title, "Steward is locked");
    assert.equal(await phase(), "locked");
    await unlock();
    await stage.desktop.heard("withdrawn", ({ id }) => id === quiet.id);
    const note = await stage.desktop.heard("notify");
    assert.equal(note.title, "3 tasks are due");
    assert.deepEqual(note.body.split("\n"), ["first", "second", "third"].map((n) => `${n} matter · late by 1 h`));
    const missed = (await app.call("today")).tasks.filter((task) => task.missed);
    assert.equal(missed.length, 3);
    for (const { id, rev } of missed) await app.call("task_done", { id, rev });
    await stage.desktop.heard("withdrawn", ({ id }) => id === note.id);
    assert.deepEqual(stage.desktop.all("notify"), [], "one note for all");
  });

  it("locks when nobody has touched it for as long as the user set", async () => {
    const { settings } = await app.call("app_state");
    await app.call("set_settings", { settings: { ...settings, auto_lock_min: 5 } });
    app.passTime(4 * MINUTE);
    await app.call("touch");
    app.passTime(4 * MINUTE);
    assert.equal(await phase(), "unlocked");
    await app.intoNewWindow(() => app.passTime(2 * MINUTE));
    assert.equal(await phase(), "locked");
  });

  it("shows what waits in the tray, and locks from there", async () => {
    await unlock();
    const labels = async () => {
      stage.desktop.tell({ do: "menu" });
      return (await stage.desktop.heard("menu")).items.map(([, label]) => label);
    };
    await until("the count", async () => (await labels()).includes("1 task due"));
    await app.intoNewWindow(() => stage.desktop.tell({ do: "choose", label: "Lock" }));
    assert.equal(await phase(), "locked");
    await until("the count is gone", async () => (await labels()).includes("Locked"));
  });

  it("takes what was copied off the clipboard when it locks", async () => {
    await unlock();
    const copied = `${MARKERS[0]} Ltd`;
    // Into a field and out of it again, with the keys a user has; then into the one that asks for the passphrase.
    const field = async (words) => {
      const made = await app.page.run(
        `const field = document.createElement("input");
         field.value = arguments[0];
         document.body.append(field);
         field.focus();
         field.select();
         return field;`,
        words,
      );
      return { element: elementId(made) };
    };
    const held = async ({ element }) => app.page.run("return arguments[0].value", { element });
    await field(copied);
    await app.page.chord(KEY.control, "c");
    const other = await field("");
    await app.page.chord(KEY.control, "v");
    assert.equal(await held(other), copied, "the clipboard works here at all");
    await app.intoNewWindow(() => app.call("vault_lock").catch(() => undefined));
    const asked = await field("");
    await app.page.chord(KEY.control, "v");
    assert.equal(await held(asked), "");
    await unlock();
  });

  it("ends in order when the system asks it to", async () => {
    const log = () => filesUnder(stage.root).some((file) => file.endsWith("vault.db-wal"));
    assert.ok(log(), "an open vault has its write-ahead log");
    await app.endAsked();
    assert.ok(!log(), "nothing is left to be taken up at the next start");
    app = await App.start(stage, { keep: true });
    assert.equal(await phase(), "locked");
  });

  it("leaves nothing of a record in the clear on the disk, locked, open or killed", async () => {
    await unlock();
    const control = path.join(stage.folder("tmp"), "control.bin");
    writeFileSync(control, Buffer.concat([randomBytes(4096), Buffer.from(MARKERS[0]), randomBytes(4096)]));
    assert.deepEqual(findInClear(stage.root, MARKERS), [{ file: "tmp/control.bin", text: MARKERS[0] }]);
    assert.ok(filesUnder(stage.root).some((file) => file.endsWith("vault.db-wal")), "the write-ahead log was looked into");
    await app.close();
    app = undefined;
    assert.deepEqual(findInClear(stage.root, MARKERS), [{ file: "tmp/control.bin", text: MARKERS[0] }]);
  });

  it("is not hidden by a quiet start where no tray leads back to it", async () => {
    stage.desktop.tell({ do: "untray" });
    await stage.desktop.heard("untrayed");
    app = await App.start(stage, { keep: true, args: ["--minimized"] });
    // Nobody manages the windows of this screen, so what is minimised is still seen.
    assert.equal(await windowsShown(stage.display), 1);
    await stage.desktop.heard("notify", ({ title }) => title === "Steward is locked");
  });
});

describe("a second start", { timeout: 90_000 }, () => {
  let stage;
  let app;
  before(async () => {
    stage = await Stage.open();
    // The stage has a bus of its own: nobody else's program is found on it.
    app = await App.start(stage, { env: { STEWARD_NO_SINGLE_INSTANCE: undefined } });
  });
  after(async () => {
    await app?.close();
    await stage?.close();
  });

  it("brings the first window forward and ends itself", async () => {
    await stage.desktop.heard("tray");
    await until("the window", async () => (await windowsShown(stage.display)) === 1);
    await closeWindows(stage.display);
    await until("the window is hidden", async () => (await windowsShown(stage.display)) === 0);
    const second = stage.spawn(PROGRAM, [], { env: stage.environment, stdio: "ignore" });
    const [code] = await once(second, "exit");
    assert.equal(code, 0);
    await until("the window is back", async () => (await windowsShown(stage.display)) === 1);
    // It is the first one, and not another.
    assert.equal((await app.call("app_state")).phase, "none");
  });
});
