/**
 * Weeks of reminders in the real program: its clock is set forwards and back by a file, the laptop
 * sleeps, travels, is killed between firing and showing; a notification service of our own counts
 * every word that reaches the desktop, and a model that knows nothing of the program says what should
 * have. None may be lost and none come twice. A torture run lives through a year.
 */
import assert from "node:assert/strict";
import { DAY, firstAfter, instant, isWorked, lunarDay } from "./calendar.mjs";
import { Expected } from "./expected.mjs";
import { Play } from "./reminding.mjs";
import { story } from "./story.mjs";

const HOME = "Asia/Shanghai";
const PASSPHRASE = "seven quiet herons over the canal";
const MINUTE = 60_000;
/** A year more, by dice; CI takes the weeks before it. */
const LONG = process.env.STEWARD_SHIFTED === "long";
const SEED = Number(process.env.STEWARD_SEED ?? 20_260_914);

const at = (date, time, zone = HOME) => instant(date, time, zone);
const START = at("2026-09-14", "08:00");

const rule = (is, moved = (day) => day) => (passed) => {
  let ruled = firstAfter(passed, is);
  while (moved(ruled) <= passed) ruled = firstAfter(ruled, is);
  return { ruled, date: moved(ruled) };
};
const toWorkday = (day) => (isWorked(day, HOME) ? day : firstAfter(day, (one) => isWorked(one, HOME)));
const isLastWorked = (day) => {
  const next = firstAfter(day, (one) => isWorked(one, HOME));
  return isWorked(day, HOME) && next.slice(0, 7) !== day.slice(0, 7);
};
const weekday = (day) => new Date(day).getUTCDay();

/** What comes again, each done as soon as it has spoken: its next day is the rule's. */
const SERIES = [
  { title: "stand-up", date: "2026-09-14", time: "08:40", repeat: "FREQ=DAILY;WORKDAY=EACH", by: rule((day) => isWorked(day, HOME)) },
  {
    title: "fortnight", date: "2026-09-14", time: "10:00", leads: ["m30"], repeat: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    by: rule((day) => weekday(day) === 1 && ((Date.parse(day) - Date.parse("2026-09-14")) / DAY) % 14 === 0),
  },
  {
    title: "month's end", date: "2026-09-30", time: "16:00", leads: ["w2", "h1"], repeat: "FREQ=MONTHLY;WORKDAY=-1",
    by: rule(isLastWorked),
  },
  {
    title: "rent", date: "2026-09-15", time: "11:15", leads: ["d1"], repeat: "FREQ=MONTHLY;BYMONTHDAY=15;SHIFT=NEXT",
    by: rule((day) => day.endsWith("-15"), toWorkday),
  },
  { title: "moon cakes", date: "2026-09-25", leads: ["d3"], repeat: "FREQ=YEARLY;LUNAR=08-15", by: rule((day) => lunarDay(day) === "08-15") },
];

/** What is reminded of once. */
const SINGLE = [
  { title: "quotation", date: "2026-09-18", time: "15:00", leads: ["m10", "m30", "h4", "d1", "d3", "w1"], words: 8 },
  { title: "complaint", date: "2026-09-22", time: "10:05", again: 30, words: 5, press: true },
  { title: "tender", date: "2026-10-09", time: "14:30", leads: ["w1", "w2", "w5"], words: 4 },
  // Berlin's clocks show 02:30 twice on that day; those of Lord Howe skip 02:15 on this one.
  { title: "night shift", date: "2026-10-25", time: "02:30", floats: true, leads: ["m30"], words: 2 },
  { title: "tide", date: "2026-10-04", time: "02:15", floats: true, leads: ["m15"], words: 2 },
  { title: "plain day", date: "2026-09-17", words: 1 },
];

const OCCASIONS = [
  { title: "Anna Berger", date: "2026-10-05", leads: ["d3", "d0"], field: { birthday: { t: "raw", v: "1980-10-05" } } },
  { title: "Li Qing", date: "2026-10-18", leads: ["d3", "d0"], field: { lunar_birthday: { t: "raw", v: "09-09" } } },
];

story("weeks of reminders under a shifted clock", { limit: LONG ? 7_200_000 : 400_000 }, (step, scene) => {
  let play;

  step("makes a vault in which much is to come", async () => {
    const { app } = scene;
    app.setClock(START, HOME);
    const folder = await app.call("pick_folder", { purpose: "vault" });
    const made = await app.call("vault_create", { folder, name: "Weeks", passphrase: PASSPHRASE });
    await app.call("recovery_confirm", { answer: made.recovery_key });
    const manner = { morning: 540, digest: true, overdue_days: 3, quiet: null, quiet_days: false };
    await app.call("reminder_manner_set", { manner });
    play = new Play(scene, new Expected(START, HOME, manner), { passphrase: PASSPHRASE, seed: SEED });
    await play.step(START);
    await play.add([...SERIES, ...SINGLE, ...OCCASIONS.map((one) => ({ ...one, occasion: true, floats: true }))]);
    await play.invent(LONG ? 60 : 25, 42);
    await play.step(START + MINUTE);
  });

  step("tells each at its minute, through a working week", async () => {
    await play.live(at("2026-09-19", "12:00"));
  });

  step("is killed between firing and showing, and tells it once", async () => {
    await play.add([{ title: "cut off", date: "2026-09-19", time: "12:30", words: 1 }]);
    await play.live(at("2026-09-19", "12:29"));
    await play.killed(at("2026-09-19", "12:30"));
    await play.live(at("2026-09-21", "12:00"));
  });

  step("sleeps over two mornings and a holiday's eve, and tells together what was missed", async () => {
    await play.live(at("2026-09-23", "18:00"));
    await play.sleep(at("2026-09-26", "10:20"));
    await play.live(at("2026-09-28", "12:00"));
  });

  step("speaks in a locked vault by numbers alone", async () => {
    await play.locked([at("2026-09-29", "09:00"), at("2026-09-30", "17:00")]);
  });

  step("has a clock that is wrong by days and by years, and is set right", async () => {
    await play.live(at("2026-10-01", "12:00"));
    await play.step(at("2023-01-31", "23:59"), { back: true });
    await play.step(at("2026-10-01", "12:01"));
    await play.add([{ title: "nagging", date: "2026-10-01", time: "12:10", again: 30, words: 6 }]);
    await play.live(at("2026-10-01", "12:15"));
    await play.step(at("2026-10-03", "07:07"));
    await play.step(at("2026-10-01", "12:20"), { back: true });
    await play.live(at("2026-10-03", "08:00"));
  });

  step("travels over a half hour that no clock shows, and over an hour that comes twice", async () => {
    await play.travel("Australia/Lord_Howe");
    await play.live(at("2026-10-04", "20:00"));
    await play.travel(HOME);
    await play.live(at("2026-10-12", "12:00"));
    await play.speak({ quiet: { from: 21 * 60, to: 8 * 60 }, quiet_days: true });
    await play.live(at("2026-10-19", "12:00"));
    await play.speak({ quiet: null, quiet_days: false });
    await play.live(at("2026-10-23", "12:00"));
    await play.travel("Europe/Berlin");
    await play.live(at("2026-10-26", "12:00"));
    await play.travel(HOME);
  });

  if (LONG) {
    step("lives through a year by dice", async () => {
      await play.dice(at("2027-09-20", "12:00"));
    });
  }

  step("has told everything once", async () => {
    if (!LONG) await play.live(at("2026-11-01", "12:00"));
    play.sum();
    assert.ok(play.counts.told > 100, JSON.stringify(play.counts));
  });
});
