/**
 * Plays the program and the model of what it should tell side by side: each step sets the clock of both,
 * waits until the program has taken a turn, and compares every word that reached the desktop.
 */
import assert from "node:assert/strict";
import { App } from "./app.mjs";
import { clock, DAY, dayOf, plusDays } from "./calendar.mjs";
import { until } from "./stage.mjs";

const MINUTE = 60_000;
const LEADS = ["m10", "m30", "h1", "h4", "d1", "d2", "d7", "w1", "w3"];
const ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"];
/** What a note says that names nobody: how many things it stands for. */
const LOCKED = /^(\d+) follow-ups? (?:is|are) due$/;
const TOGETHER = /^(\d+) tasks? (?:is|are) due$/;

/** The words of a note, one for each thing it tells of; `…` for those it only counts. */
function words({ title, body }) {
  const lines = body.split("\n").filter(Boolean).map((line) => line.split(" · late by ")[0]);
  const many = TOGETHER.exec(title);
  if (many) {
    const named = lines.filter((line) => line !== "…");
    return [...named, ...Array(Number(many[1]) - named.length).fill("…")];
  }
  if (title.startsWith("Today: ")) return ["the day", ...lines.filter((line) => !/^\d+ overdue$/.test(line))];
  return [title];
}

/** `SplitMix32`. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % sides;
  };
}

export class Play {
  counts = { steps: 0, told: 0, killed: 0, slept: 0, locked: 0, travelled: 0, jumped: 0, done: 0 };
  #scene;
  #model;
  #passphrase;
  #roll;
  #heard = 0;
  #made = 0;
  /** What was told lately, and when: what led to what does not fit. */
  #lately = [];

  constructor(scene, model, { passphrase, seed }) {
    this.#scene = scene;
    this.#model = model;
    this.#passphrase = passphrase;
    this.#roll = dice(seed);
    this.seed = seed;
  }

  get now() {
    return this.#model.now;
  }

  get #desktop() {
    return this.#scene.stage.desktop;
  }

  /** The notes that came since they were last asked for. */
  #fresh() {
    return this.#desktop.all("notify").slice(this.#heard);
  }

  async #turned(at) {
    await until(`a turn at ${new Date(at).toISOString()}`, () => {
      const turned = this.#scene.app.turned();
      return turned >= at && turned < at + 10 * MINUTE;
    });
  }

  /** Sets the clock of the program and waits until it has done what is due then. */
  async #set(at) {
    this.counts.steps += 1;
    this.#scene.app.setClock(at, this.#model.zone);
    await this.#turned(at);
  }

  /** Waits for what must come and compares it with what came. */
  async #hears(expected) {
    const when = () => `at ${new Date(this.now).toISOString()} in ${this.#model.zone} (seed ${this.seed})`;
    const heard = () => this.#fresh().filter(({ title }) => !LOCKED.test(title)).flatMap(words);
    await until("the notes", () => heard().length >= expected.length).catch(() => undefined);
    const told = heard();
    const named = told.filter((word) => word !== "…");
    const rest = [...expected];
    for (const word of named) {
      const n = rest.indexOf(word);
      if (n >= 0) rest.splice(n, 1);
    }
    this.#lately.push(`${when()}: ${JSON.stringify(told.filter((word) => /day/.test(word)))} of ${told.length}`);
    this.#lately.splice(0, this.#lately.length - 30);
    const fits = told.length === expected.length && rest.length === told.length - named.length;
    assert.ok(fits, `${when()}: should tell ${JSON.stringify(expected)}, told ${JSON.stringify(told.sort())}; before: ${this.#lately.join("; ")}`);
    this.#heard += this.#fresh().length;
    this.counts.told += told.length;
  }

  /** One step, to wherever the clock is set. */
  async step(at, { back = false } = {}) {
    if (back) this.counts.jumped += 1;
    await this.#set(at);
    if (back) this.#model.setBack(at);
    await this.#hears(this.#model.turn(at));
    await this.#settle();
  }

  /** Goes from one moment to the next, until then. */
  async live(end) {
    while (this.#model.next() <= end) await this.step(this.#model.next());
    await this.step(end);
  }

  /** Writes things down, in the vault and in the model. */
  async add(things) {
    const text = (v) => ({ t: "text", v });
    const choice = (v) => ({ t: "choice", v });
    const changes = things.map((thing) => {
      const { title, date, time, zone = this.#model.zone, leads = [], again, floats, repeat, occasion, field } = thing;
      if (occasion) return { kind: "create", entity: "contact", id: null, values: { full_name: text(title), ...field } };
      const values = {
        title: text(title),
        due: { t: "wall", v: { at: time ? `${date}T${time}` : date, zone } },
        leads: { t: "choices", v: leads },
        zone_policy: choice(floats ? "floating" : "pinned"),
        ...(again ? { again: choice(`m${again}`) } : {}),
        ...(repeat ? { repeat: text(repeat) } : {}),
      };
      return { kind: "create", entity: "task", id: null, values };
    });
    const { records } = await this.#scene.app.call("records_apply", { set: { label: "op.create", changes } });
    for (const [n, thing] of things.entries()) {
      this.#model.add({ ...thing, id: records[n].id, rev: records[n].rev });
    }
    await this.#turned(this.#scene.app.turned() + 1);
  }

  /** Makes so many tasks up, within so many days. */
  async invent(many, within) {
    const roll = this.#roll;
    const today = dayOf(this.now, this.#model.zone);
    const things = Array.from({ length: many }, () => {
      this.#made += 1;
      const leads = LEADS.filter(() => roll(5) === 0);
      return {
        title: `matter ${this.#made}`,
        date: plusDays(today, 1 + roll(within)),
        time: roll(6) === 0 ? undefined : clock(5 * roll(288)),
        leads,
        floats: roll(3) === 0,
        words: 1 + roll(leads.length + 3),
      };
    });
    await this.add(things);
  }

  /** Does what has spoken as often as it was let. */
  async #settle() {
    for (const thing of [...this.#model.things.values()]) {
      if (!thing.open || thing.occasion) continue;
      if (thing.by ? !thing.spoke : !(thing.told >= thing.words)) continue;
      await (thing.press ? this.#press(thing) : this.#done(thing));
      this.counts.done += 1;
    }
  }

  async #done(thing) {
    const call = this.#scene.app.call("task_done", { id: thing.id, rev: thing.rev });
    const { next } = await call.catch((error) => {
      throw new Error(`${thing.title} at ${new Date(this.now).toISOString()}`, { cause: error });
    });
    const expected = this.#model.done(thing.title);
    assert.equal(next?.due.at.slice(0, 10), expected?.date, `${thing.title} by its rule after ${thing.date}`);
    if (!next) return;
    const { tasks } = await this.#scene.app.call("today");
    const { id, rev } = tasks.find((task) => task.id === next.task);
    const { waits, told, spoke, ...kept } = thing;
    this.#model.add({ ...kept, ...expected, open: true, id, rev });
  }

  /** By the button of its note. */
  async #press(thing) {
    const note = this.#desktop.all("notify").findLast(({ title }) => title === thing.title);
    this.#desktop.tell({ do: "press", id: note.id, key: "done" });
    await until("it is done", async () => {
      const { tasks } = await this.#scene.app.call("today");
      return !tasks.some(({ id }) => id === thing.id);
    });
    this.#model.done(thing.title);
  }

  /** Nobody shows what fires at this moment, and the program is killed before anybody does. */
  async killed(at, { after = async () => this.#turned(at) } = {}) {
    this.counts.killed += 1;
    this.#desktop.tell({ do: "deaf" });
    await this.#desktop.heard("deaf");
    this.#scene.app.setClock(at, this.#model.zone);
    await after();
    await this.#scene.app.kill();
    assert.deepEqual(this.#fresh().flatMap(words), [], "nobody showed it");
    this.#desktop.tell({ do: "hear" });
    await this.#desktop.heard("hears");
    this.#scene.app = await App.start(this.#scene.stage, { keep: true });
    this.#scene.app.setClock(at, this.#model.zone);
    await this.#unlock();
    await this.#hears(this.#model.turn(at));
    await this.#settle();
  }

  async #unlock() {
    await this.#scene.app.call("vault_unlock", { secret: this.#passphrase, kind: "passphrase" });
  }

  /** The laptop sleeps until then: the vault locks, nothing runs, and all is told after the unlocking. */
  async sleep(end) {
    this.counts.slept += 1;
    const { app } = this.#scene;
    await app.intoNewWindow(async () => {
      this.#desktop.tell({ do: "sleep", start: true });
      await this.#desktop.heard("released");
    });
    app.freeze(true);
    app.setClock(end, this.#model.zone);
    app.freeze(false);
    this.#desktop.tell({ do: "sleep", start: false });
    await this.#waits(end);
    await this.#unlock();
    await this.#hears(this.#model.turn(end));
    await this.#settle();
  }

  /** Locked, the program may say how many things have come, and nothing of what. */
  async #waits(at) {
    await this.#turned(at);
    this.#model.now = at;
    const come = this.#model.come();
    const counted = () => this.#fresh().map(({ title }) => Number(LOCKED.exec(title)?.[1] ?? Number.NaN));
    if (come > 0) await until("the number of what has come", () => counted().some((n) => n >= come));
    assert.ok(counted().every(Number.isInteger), `no names while locked: ${JSON.stringify(this.#fresh())}`);
  }

  /** Locked by the user, through these moments. */
  async locked(moments) {
    this.counts.locked += 1;
    const { app } = this.#scene;
    await app.intoNewWindow(() => app.call("vault_lock").catch(() => undefined));
    for (const at of moments) {
      this.counts.steps += 1;
      app.setClock(at, this.#model.zone);
      await this.#waits(at);
    }
    await this.#unlock();
    await this.#hears(this.#model.turn(moments.at(-1)));
    await this.#settle();
  }

  /** The laptop is taken to another zone. */
  async travel(zone) {
    this.counts.travelled += 1;
    const now = this.now + MINUTE;
    this.#model.travel(zone);
    await this.step(now);
    await this.#turned(this.#scene.app.turned() + 1);
    await this.step(now);
  }

  /** Reminders are to speak in another manner. */
  async speak(manner) {
    this.#model.speak(manner);
    await this.#scene.app.call("reminder_manner_set", { manner: this.#model.manner });
    await this.step(this.now + MINUTE);
  }

  /** Whatever may happen, until then. */
  async dice(end) {
    const roll = this.#roll;
    while (this.now < end) {
      if (roll(3) === 0) await this.invent(1, 30);
      // What is to be said of it at once is said before anything else happens.
      if (this.#model.next() <= this.now) await this.step(this.now);
      const next = this.#model.next();
      const hop = this.now + MINUTE + roll(2 * DAY);
      switch (roll(60)) {
        case 0:
          await this.killed(Math.min(next, hop));
          break;
        case 1:
          await this.killed(Math.min(next, hop), { after: () => new Promise((go) => setTimeout(go, roll(150))) });
          break;
        case 2:
        case 3:
          await this.sleep(hop);
          break;
        case 4:
        case 5:
          await this.locked([Math.min(next, hop), hop].sort());
          break;
        case 6:
          await this.travel(ZONES[roll(ZONES.length)]);
          break;
        case 7:
        case 8: {
          const right = this.now;
          const off = roll(20 * DAY) - 10 * DAY;
          await this.step(right + off, { back: off < 0 });
          await this.step(right + MINUTE, { back: off > 0 });
          break;
        }
        case 9:
        case 10:
          await this.step(hop);
          break;
        default:
          await this.step(Number.isFinite(next) ? next : hop);
      }
    }
    if (this.#model.zone !== this.#model.home) await this.travel(this.#model.home);
  }

  sum() {
    console.log(`${JSON.stringify(this.counts)}: 0 lost, 0 doubled (seed ${this.seed})`);
  }
}
