/**
 * What must be told, and when: a model of reminders that knows nothing of the program but what its
 * help says. A story plays the program and this side by side and compares every word.
 */
import { clock, dayOf, instant, isWorked, minuteOf, plusDays, workdaysBefore } from "./calendar.mjs";

const MINUTE = 60_000;
/** Later than this a reminder is told with the others that were missed. */
const LATE = 10 * MINUTE;
/** Of several that speak of one thing at once, the one that says most. */
const RANK = { moment: 0, overdue: 1, again: 2 };

export class Expected {
  /** Everything that reminds, by title. */
  things = new Map();
  #digest;
  #lastDay;

  constructor(now, zone, manner) {
    Object.assign(this, { now, zone, home: zone, manner });
    this.#armDigest();
  }

  /**
   * Something that reminds: on a `date`, at a `time` or the whole day, `leads` ahead. `again` repeats it
   * each so many minutes until it is done; `floats` lets it keep its wall time; `by` is what finds the next
   * day of a rule; `occasion` is what no task is: nobody does it.
   */
  add(thing) {
    const kept = { leads: [], zone: this.zone, open: true, waits: new Map(), ...thing };
    this.things.set(kept.title, kept);
    for (const [slot, at] of this.#times(kept)) {
      if (at >= this.now - MINUTE) kept.waits.set(slot, at);
    }
    if (kept.again) kept.waits.set("again", this.#nextStep(kept));
    return kept;
  }

  #morning(date, zone) {
    return instant(date, clock(this.manner.morning), zone);
  }

  #moment(thing) {
    const zone = thing.floats ? this.zone : thing.zone;
    return instant(thing.date, thing.time ?? clock(this.manner.morning), zone);
  }

  #times(thing) {
    const zone = thing.floats ? this.zone : thing.zone;
    const moment = this.#moment(thing);
    const times = new Map();
    if (!thing.occasion || thing.leads.includes("d0")) times.set("moment", moment);
    if (!thing.occasion && this.manner.overdue_days > 0) {
      times.set("overdue", this.#morning(plusDays(thing.date, this.manner.overdue_days), zone));
    }
    for (const lead of thing.leads) {
      const n = Number(lead.slice(1));
      if (n === 0) continue;
      const at = {
        m: () => moment - n * MINUTE,
        h: () => moment - n * 60 * MINUTE,
        d: () => this.#morning(plusDays(thing.date, -n), zone),
        w: () => this.#morning(workdaysBefore(thing.date, n, this.zone), zone),
      }[lead[0]]();
      times.set(lead, at);
    }
    return times;
  }

  /** The first step of what repeats until it is done that lies ahead and was not told. */
  #nextStep(thing) {
    const [step, moment] = [thing.again * MINUTE, this.#moment(thing)];
    const last = thing.spokeFor <= this.now + step ? Math.max(this.now, thing.spokeFor) : this.now;
    return moment + Math.max(1, Math.floor((last - moment) / step) + 1) * step;
  }

  /** It is done: nothing of it speaks any more. Gives the day its rule says comes next. */
  done(title) {
    const thing = this.things.get(title);
    thing.open = false;
    thing.waits.clear();
    if (!thing.by) return undefined;
    const zone = thing.floats ? this.zone : thing.zone;
    const today = dayOf(this.now, zone);
    // Before its hour the one of today is still to come.
    const ahead = thing.time && instant(today, thing.time, zone) > this.now;
    const passed = [thing.ruled ?? thing.date, thing.date, ahead ? plusDays(today, -1) : today].sort().at(-1);
    return thing.by(passed);
  }

  /** The laptop is somewhere else: what has not spoken speaks by other clocks. */
  travel(zone) {
    this.zone = zone;
    for (const thing of this.things.values()) {
      const times = this.#times(thing);
      for (const slot of thing.waits.keys()) if (slot !== "again") thing.waits.set(slot, times.get(slot));
    }
    this.#armDigest();
  }

  /** The user wants to be spoken to in another way. */
  speak(manner) {
    this.manner = { ...this.manner, ...manner };
    this.travel(this.zone);
  }

  /** The end of the quiet it is, if it is. */
  #quietUntil(at) {
    const [day, minute] = [dayOf(at, this.zone), minuteOf(at, this.zone)];
    const { quiet, quiet_days: days, morning } = this.manner;
    if (quiet) {
      const over = quiet.from > quiet.to;
      if (over && minute >= quiet.from) return instant(plusDays(day, 1), clock(quiet.to), this.zone);
      if (minute < quiet.to && (over || minute >= quiet.from)) return instant(day, clock(quiet.to), this.zone);
    }
    if (!days || isWorked(day, this.zone)) return undefined;
    let next = plusDays(day, 1);
    while (!isWorked(next, this.zone)) next = plusDays(next, 1);
    return instant(next, clock(morning), this.zone);
  }

  /** When something is to be told next. */
  next() {
    const waits = [...this.things.values()].flatMap(({ waits }) => [...waits.values()]);
    let at = Math.max(this.now, Math.min(...waits, this.#digest?.at ?? Infinity));
    for (let end = this.#quietUntil(at); end !== undefined; end = this.#quietUntil(at)) at = Math.max(end, at + MINUTE);
    return at;
  }

  #armDigest() {
    if (!this.manner.digest) {
      this.#digest = undefined;
      return;
    }
    if (this.#digest && !this.#digest.toldOn && this.#digest.at <= this.now) return;
    const day = dayOf(this.now, this.zone);
    const today = this.#morning(day, this.zone) > this.now;
    let about = today ? day : plusDays(day, 1);
    // One a day: its own was told already, whenever that was, or the next day's waits.
    const waitsFor = this.#digest && !this.#digest.toldOn ? this.#digest.about : undefined;
    if (this.#digest?.toldOn === about || waitsFor === plusDays(about, 1)) about = plusDays(about, 1);
    this.#digest = { at: this.#morning(about, this.zone), about };
  }

  /** The day a thing is of by the clocks of here: an hour by those of another place may be of another day. */
  #dayHere(thing) {
    return thing.time && !thing.floats ? dayOf(this.#moment(thing), this.zone) : thing.date;
  }

  /** Whether the day brings anything. */
  #dayBrings(day) {
    return [...this.things.values()].some((thing) =>
      thing.occasion ? thing.date === day : thing.open && this.#dayHere(thing) <= day,
    );
  }

  /** How many moments have come by now, whatever is told of them: what a locked vault may know. */
  come() {
    return [...this.things.values()].filter(({ waits }) => [...waits.values()].some((at) => at <= this.now)).length;
  }

  /** What is told at this instant, in words. */
  turn(now) {
    this.now = now;
    if (this.#quietUntil(now) !== undefined) return [];
    const told = [];
    // What has no time of its own goes into the day's note, for which it alone is reason enough.
    let merged = false;
    for (const thing of this.things.values()) {
      const due = [...thing.waits].filter(([, at]) => at <= now);
      if (due.length === 0) continue;
      for (const [slot] of due) thing.waits.delete(slot);
      const step = due.find(([slot]) => slot === "again");
      if (step) {
        [, thing.spokeFor] = step;
        thing.waits.set("again", this.#nextStep(thing));
      }
      const [[most, at]] = due.sort(([a], [b]) => (RANK[a] ?? 3) - (RANK[b] ?? 3) || ahead(a) - ahead(b));
      merged ||= !thing.time && now - at <= LATE;
      thing.told = (thing.told ?? 0) + 1;
      thing.spoke = thing.spoke || most === "moment";
      told.push(most === "overdue" ? `Still open: ${thing.title}` : thing.title);
    }
    if (this.#digest && this.#digest.at <= now) {
      const day = dayOf(now, this.zone);
      const again = this.#lastDay === day;
      if (!again && (merged || this.#dayBrings(day))) told.push("the day");
      Object.assign(this.#digest, { toldOn: day });
      this.#lastDay = day;
    }
    this.#armDigest();
    return told.sort();
  }

  /** The clock was set back: what repeats goes on from now, and days come again. */
  setBack(now) {
    this.now = now;
    for (const thing of this.things.values()) {
      if (thing.waits.has("again")) thing.waits.set("again", Math.min(thing.waits.get("again"), this.#nextStep(thing)));
    }
    this.#armDigest();
  }
}

/** How far ahead of the moment a lead speaks, in the order of what says more. */
function ahead(slot) {
  const steps = { m: 1, h: 60, d: 100_000, w: 200_000 };
  return (steps[slot[0]] ?? 0) * Number(slot.slice(1));
}
