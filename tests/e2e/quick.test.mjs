/**
 * A follow-up written as one would say it, in the real window: understood while it is typed, made with one
 * key, done, and come again by its rule; and an e-mail about it, as the mail program gets it.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { KEY } from "./app.mjs";
import { until } from "./stage.mjs";
import { story } from "./story.mjs";
import { word } from "./words.mjs";

const PASSPHRASE = "seven quiet herons over the canal";

/** Where the program writes what it would hand to the mail program. */
const MAIL = path.join(mkdtempSync(path.join(tmpdir(), "steward-mail-")), "mailto");
after(() => rmSync(path.dirname(MAIL), { recursive: true, force: true }));

story("a follow-up in one sentence", { env: { STEWARD_MAIL_FILE: MAIL } }, (step, scene) => {
  const today = async () => (await scene.app.call("today")).tasks;
  const make = async (entity, values) => {
    const changes = [{ kind: "create", entity, id: null, values }];
    const made = await scene.app.call("records_apply", { set: { label: "op.create", changes } });
    return made.records[0].id;
  };
  const ref = (id) => ({ t: "ref", v: { id, label: "" } });

  step("opens a vault with a customer and a person in it", async () => {
    const { app } = scene;
    const folder = await app.call("pick_folder", { purpose: "vault" });
    const made = await app.call("vault_create", { folder, name: "Mine", passphrase: PASSPHRASE });
    await app.call("recovery_confirm", { answer: made.recovery_key });
    const unit = await make("unit", { legal_name: { t: "text", v: "海蓝实业有限公司" } });
    const contact = await make("contact", {
      full_name: { t: "text", v: "张伟" },
      form_of_address: { t: "text", v: "张总" },
      emails: { t: "texts", v: ["zhang.wei+sz@hailan.example"] },
    });
    await make("post", { unit: ref(unit), contact: ref(contact), title: { t: "text", v: "总经理" } });
    await app.press("button", word("ui.place.today"));
  });

  step("understands a sentence while it is typed and asks for one key", async () => {
    const { app } = scene;
    await app.press("button", new RegExp(word("ui.quick.label")));
    await app.page.keys(..."每月最后一个工作日给海蓝张总打电话");
    await app.sees("海蓝实业有限公司");
    await app.sees("张伟");
    await app.page.keys(KEY.enter);
    await until("the task", async () => (await today()).length === 1);
    const [task] = await today();
    assert.equal(task.repeat, "FREQ=MONTHLY;WORKDAY=-1");
    assert.equal(task.unit.label, "海蓝实业有限公司");
    assert.equal(task.contact.label, "张伟");
    assert.equal(task.kind, "call");
  });

  step("makes the next one when it is done, and undo takes both back", async () => {
    const { app } = scene;
    const [first] = await today();
    await app.call("task_done", { id: first.id, rev: first.rev });
    const [next] = await today();
    assert.notEqual(next.id, first.id);
    assert.ok(next.due.v.at > first.due.v.at);
    assert.equal(next.repeat, first.repeat);
    await app.call("undo");
    assert.deepEqual(
      (await today()).map(({ id }) => id),
      [first.id],
    );
  });

  step("begins an e-mail about it, and notes it as a conversation when that is asked for", async () => {
    const { app } = scene;
    const [task] = await today();
    const mails = async () => {
      const { items } = await app.call("timeline", { unit: task.unit.id, before: null, limit: 20 });
      return items.filter(({ kind, record }) => kind === "activity" && record.values.kind.v === "mail");
    };
    await app.page.run("document.querySelector('[data-task] [data-row]').focus()");
    await app.page.keys("m");
    await app.sees("zhang.wei+sz@hailan.example");
    await app.picture("mail-draft");
    await app.press("button", word("ui.mail.open"));
    const link = await until("the mail program's letter", () => {
      try {
        return readFileSync(MAIL, "utf8");
      } catch {
        return "";
      }
    });
    const { at } = task.due.v;
    const day = new Date(`${at.slice(0, 10)}T00:00:00Z`).toLocaleDateString("en-GB", {
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    });
    const on = at.length > 10 ? `${day} ${at.slice(11, 16)}` : day;
    const { title } = task;
    const body = [word("mail.dear", { name: "张伟" }), word("mail.task.body", { title, on }), word("mail.closing")];
    const said = (text) => encodeURIComponent(text);
    assert.equal(
      link,
      `mailto:zhang.wei%2Bsz@hailan.example?subject=${said(title)}&body=${said(body.join("\r\n\r\n"))}`,
    );
    assert.deepEqual(await mails(), []);
    await app.press("button", word("ui.mail.note"));
    await until("the conversation", async () => (await mails()).length === 1);
  });
});
