import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { App, KEY } from "./app.mjs";
import { Stage } from "./stage.mjs";
import { wordIn } from "./words.mjs";
const OUT = "/tmp/look"; mkdirSync(OUT, { recursive: true });
const [locale, theme, size] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
process.env.LOOK_SIZE = size;
const stage = await Stage.open();
const word = (key) => wordIn(locale, key);
const app = await App.start(stage, { settings: { locale, theme, window: undefined } });
const name = `${locale}-${theme}-${size}`;
const shoot = async (what) => { await app.page.settled(); writeFileSync(path.join(OUT, `${name}-${what}.png`), await app.page.picture()); console.log(what); };
const attempt = async (what, f) => { try { await f(); } catch (e) { console.log("FAILED", what, String(e).slice(0, 200)); } };
await app.page.size(width, height).catch((e) => console.log("size", String(e)));
try {
  await app.find("button", new RegExp(word("ui.welcome.sample")));
  await app.press("button", new RegExp(word("ui.welcome.sample")));
  await app.find("button", word("ui.nav.lock"));
  const q = await app.call("ref_options", { entity: "unit", text: locale === "zh" ? "华东装备" : "East", limit: 5 });
  const unit = q[0]; console.log(JSON.stringify(q));
  const ref = (id) => ({ t: "ref", v: { id, label: "" } });
  const raw = (v) => ({ t: "raw", v });
  const make = async (entity, values) => (await app.call("records_apply", { set: { label: "op.create", changes: [{ kind: "create", entity, id: null, values }] } })).records[0];
  const zh = locale === "zh";
  await make("opportunity", { name: raw(zh ? "三期扩产设备" : "Phase three expansion"), unit: ref(unit.id), amount: raw("350万"), probability: raw("60"), close_on: raw("2027-03-31") });
  const c = await make("contract", { name: raw(zh ? "年度供货框架合同" : "Annual supply agreement"), code: raw("HT-2026-018"), unit: ref(unit.id), amount: raw("128.5万"), signed_on: raw("2026-08-01"), start: raw("2026-08-01"), end: raw("2027-07-31") });
  await app.call("make_instalments", { contract: c.id, terms: zh ? "30% 预付，60% 到货，10% 验收后 30 天" : "30% deposit, 60% on delivery, 10% 30 days after acceptance" });
  await make("need", { text: raw(zh ? "需要双语操作手册和现场培训" : "Manuals in both languages and training on site"), unit: ref(unit.id), kind: raw(zh ? "服务" : "Service"), priority: raw(zh ? "高" : "High") });
  await make("complaint", { name: raw(zh ? "备件交付晚了两周" : "Spare parts came two weeks late"), unit: ref(unit.id), received_on: raw("2026-11-10"), promised_by: raw("2026-11-20"), text: raw(zh ? "夜班停线四小时" : "The night shift stood still for four hours") });
  await make("satisfaction", { unit: ref(unit.id), date: raw("2026-10-20"), score: raw("4"), comment: raw(zh ? "响应快，交期要改" : "Quick to answer; delivery must get better") });
  const comp = await make("competitor", { name: raw(zh ? "海纳精机" : "Haina Machines") });
  await make("competitor_view", { unit: ref(unit.id), competitor: ref(comp.id), liked: raw(zh ? "价格低" : "Low price"), contract_end_on: raw("2027-01-15") });
  await make("address", { unit: ref(unit.id), line: raw(zh ? "江苏省苏州市工业园区星湖街 328 号" : "328 Xinghu Street, Suzhou"), region: raw(zh ? "江苏苏州" : "Suzhou") });
  const drawer = async () => {
    await app.page.chord(KEY.control, "k");
    await app.fill(word("ui.palette.label"), unit.label, /combobox|textbox/);
    await app.find("option", new RegExp(unit.label));
    await app.page.keys(KEY.enter);
    await app.find("textbox", word("ui.record.log"));
  };
  await attempt("drawer", drawer);
  for (const tab of ["overview", "timeline", "people", "cooperations", "service", "money", "tasks", "files", "history"]) {
    await attempt(tab, async () => {
      const label = tab === "files" ? word("ui.files.title") : word(`ui.record.${tab}`);
      await app.press("tab", new RegExp(`^${label}`));
      await shoot(`tab-${tab}`);
    });
  }
  await attempt("add need", async () => { await app.press("tab", new RegExp(`^${word("ui.record.service")}`)); await app.press("button", word("entity.feedback")); await shoot("add-feedback"); await app.page.keys(KEY.escape); });
  await app.page.keys(KEY.escape);
  await attempt("ledgers", async () => {
    await app.press("button", new RegExp(`^${word("ui.place.ledgers")}`));
    for (const e of ["contract", "complaint", "instalment", "fx_rate"]) { await app.press("button", new RegExp(`^${word(`entity.${e}`)}`)); await shoot(`ledger-${e}`); }
    await app.page.chord(KEY.control, "n"); await shoot("ledger-new");
    await app.page.keys(KEY.escape);
  });
  await attempt("history", async () => { await app.press("button", new RegExp(`^${word("ui.place.history")}`)); await shoot("history"); });
  await attempt("settings", async () => {
    await app.press("button", new RegExp(`^${word("ui.place.settings")}`)); await shoot("settings");
  });
  for (const part of ["fields", "numbers", "templates"]) await attempt(part, async () => {
    await app.press(/tab|button|link/, new RegExp(`^${word(`ui.settings.part.${part}`)}`)); await shoot(`settings-${part}`);
  });
} finally { await app.close(); await stage.close(); }
