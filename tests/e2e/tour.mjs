/**
 * The tour for a machine without a display: plays the main job on the sample records in both
 * languages and both colours, and leaves pictures and a transcript in target/tour/. A look, not a
 * check: `./dev test` plays the stories that check.
 */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { App, KEY } from "./app.mjs";
import { ROOT, Stage } from "./stage.mjs";
import { wordIn } from "./words.mjs";

const TOUR = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), "tour");
const PLACES = ["today", "customers", "groups", "people", "backup", "settings"];
/** A follow-up as one would say it, for the quick entry. */
const SAID = {
  zh: "下周三上午给鲲鹏华东张总打电话",
  en: "call Wei Zhang next Wednesday at 10",
};

function say(line) {
  console.log(line);
  appendFileSync(path.join(TOUR, "transcript.txt"), `${line}\n`);
}

async function shoot(app, name) {
  writeFileSync(path.join(TOUR, `${name}.png`), await app.page.picture());
  say(`  ${name}.png`);
}

async function play(locale, theme) {
  const stage = await Stage.open();
  const word = (key) => wordIn(locale, key);
  let app;
  try {
    app = await App.start(stage, { settings: { locale, theme } });
    await app.find("button", new RegExp(word("ui.welcome.sample")));
    say(`${locale}, ${theme}: the first screen`);
    await shoot(app, `${locale}-${theme}-0-welcome`);
    await app.press("button", new RegExp(word("ui.welcome.sample")));
    await app.find("button", word("ui.nav.lock"));
    say(`${locale}, ${theme}: the sample is open`);
    for (const [n, place] of PLACES.entries()) {
      await app.press("button", new RegExp(`^${word(`ui.place.${place}`)}`));
      await app.find("heading", new RegExp(word(`ui.place.${place}`)));
      // What a place reads comes a moment after its heading.
      await app.page.settled();
      await shoot(app, `${locale}-${theme}-${n + 1}-${place}`);
    }
    await app.press("button", new RegExp(`^${word("ui.place.today")}`));
    await app.press("button", new RegExp(word("ui.quick.label")));
    await app.page.keys(...SAID[locale]);
    await app.find("listitem", new RegExp(locale === "zh" ? "张伟" : "Wei Zhang"));
    await shoot(app, `${locale}-${theme}-7-quick`);
    await app.page.keys(KEY.escape);
    await app.page.chord(KEY.control, "k");
    await app.fill(word("ui.palette.label"), locale === "zh" ? "kphd" : "kunp", /combobox|textbox/);
    await app.find("option", /鲲鹏|Kunpeng/);
    await shoot(app, `${locale}-${theme}-8-palette`);
    await app.fill(
      word("ui.palette.label"),
      locale === "zh" ? "华东装备" : "East Equipment",
      /combobox|textbox/,
    );
    await app.find("option", /华东装备|East Equipment/);
    await app.page.keys(KEY.enter);
    await app.find("textbox", word("ui.record.log"));
    await app.page.settled();
    await shoot(app, `${locale}-${theme}-9-record`);
  } finally {
    await app?.close();
    await stage.close();
  }
}

rmSync(TOUR, { recursive: true, force: true });
mkdirSync(TOUR, { recursive: true });
for (const locale of ["zh", "en"]) {
  for (const theme of ["light", "dark"]) await play(locale, theme);
}
say("done");
