/**
 * The ledger as a user keeps it, through the window from the first start on: a vault is made, the
 * recovery key is written down and asked back, customers are entered and edited, the vault is
 * locked and opened again.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { App } from "./app.mjs";
import { Stage, until } from "./stage.mjs";
import { word } from "./words.mjs";

const PASSPHRASE = "seven quiet herons over the canal";

describe("the ledger through the window", { timeout: 240_000 }, () => {
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

  it("makes a vault, whose recovery key is written down and asked back", async () => {
    await app.press("button", new RegExp(`^${word("ui.welcome.create")}`));
    await app.press("button", word("ui.welcome.change"));
    await app.fill(word("ui.welcome.name"), "重点客户");
    await app.fill(word("ui.secret.new"), PASSPHRASE);
    await app.fill(word("ui.secret.again"), PASSPHRASE);
    await app.picture("create");
    await app.press("button", word("ui.welcome.create_do"));
    await app.find("button", word("ui.welcome.key_next"));
    const key = await app.page.run(
      "return [...document.querySelectorAll('[data-print] li')].map((li) => li.lastChild.textContent.trim())",
    );
    assert.equal(key.length, 9);
    await app.picture("recovery-key");
    await app.press("button", word("ui.welcome.key_next"));
    for (let n = 1; n <= 9; n += 1) {
      const label = word("ui.welcome.key_group", { n });
      if (await app.look("textbox", label)) await app.fill(label, key[n - 1].toLowerCase());
    }
    await app.press("button", word("ui.welcome.key_confirm"));
    await app.find("button", word("ui.customers.new"));
    await app.picture("empty");
  });

  it("takes a customer and an edit in the table", async () => {
    for (const name of ["华东机械有限公司", "Canal Works Ltd"]) {
      await app.press("button", word("ui.customers.new"));
      await app.fill(word("ui.customers.new_name"), name);
      await app.press("button", word("ui.customers.create"));
      await app.gone("textbox", word("ui.customers.new_name"));
      await app.cell(name, word("field.unit.legal_name"));
    }
    await app.edit("华东机械有限公司", word("field.unit.owner"), "陈思远");
    await until("the edit", async () => (await app.cellText("华东机械有限公司", word("field.unit.owner"))) === "陈思远");
    await app.picture("customers");
  });

  it("is locked by one press and opened by the passphrase", async () => {
    await app.intoNewWindow(() => app.press("button", word("ui.nav.lock")));
    await app.fill(word("ui.unlock.passphrase"), "not this one at all");
    await app.press("button", word("ui.unlock.open"));
    await app.sees(word("error.passphrase_wrong").slice(0, 20));
    await app.picture("locked");
    await app.fill(word("ui.unlock.passphrase"), PASSPHRASE);
    await app.press("button", word("ui.unlock.open"));
    assert.equal(await app.cellText("华东机械有限公司", word("field.unit.owner")), "陈思远");
  });
});
