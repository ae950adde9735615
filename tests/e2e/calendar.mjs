/**
 * Clocks and calendars as the desktop's own tables know them, for stories that must say by
 * themselves when something is due. Nothing here is asked of the program.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const clocks = new Map();

/** What clocks show in a zone, as if it were UTC, to the second. */
function shows(at, zone) {
  if (!clocks.has(zone)) {
    clocks.set(zone, new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }));
  }
  return Date.parse(`${clocks.get(zone).format(at).replace(" ", "T")}Z`);
}

/** The day it is in a zone. */
export const dayOf = (at, zone) => new Date(shows(at, zone)).toISOString().slice(0, 10);

/** The minute of the day it is in a zone. */
export const minuteOf = (at, zone) => Math.floor((shows(at, zone) % DAY) / MINUTE);

export const clock = (minute) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** The first instant at which clocks show this, else the first at which they show a later time. */
export function instant(date, time, zone) {
  const wall = Date.parse(`${date}T${time}Z`);
  const offsets = new Set();
  for (let hour = -30; hour <= 30; hour++) offsets.add(shows(wall + hour * HOUR, zone) - (wall + hour * HOUR));
  const found = [...offsets].map((offset) => wall - offset).filter((at) => shows(at, zone) === wall);
  if (found.length > 0) return Math.min(...found);
  let at = wall - Math.max(...offsets);
  while (shows(at, zone) < wall) at += MINUTE;
  while (shows(at - MINUTE, zone) > wall) at -= MINUTE;
  return at;
}

export const plusDays = (date, days) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

/** What the State Council announced for the autumn of 2026, and what the law says of the year after. */
const OFF = new Set([
  ...["25", "26", "27"].map((day) => `2026-09-${day}`),
  ...["01", "02", "03", "04", "05", "06", "07"].map((day) => `2026-10-${day}`),
  ...["01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15"].map((day) => `2027-${day}`),
  ...["10-01", "10-02", "10-03"].map((day) => `2027-${day}`),
]);
const WORKED = new Set(["2026-09-20", "2026-10-10"]);

/** Whether a day is worked where clocks show `zone`. */
export function isWorked(date, zone) {
  const china = zone === "Asia/Shanghai";
  if (china && OFF.has(date)) return false;
  if (china && WORKED.has(date)) return true;
  return ![0, 6].includes(new Date(date).getUTCDay());
}

/** The `n`-th day worked before a day. */
export function workdaysBefore(date, n, zone) {
  let day = date;
  for (let left = n; left > 0; ) {
    day = plusDays(day, -1);
    if (isWorked(day, zone)) left -= 1;
  }
  return day;
}

const LUNAR = new Intl.DateTimeFormat("en-u-ca-chinese", { timeZone: "UTC", month: "numeric", day: "numeric" });

/** The day of the Chinese calendar, `08-15`; a leap month bears a mark of its own and is none of ours. */
export function lunarDay(date) {
  const parts = Object.fromEntries(LUNAR.formatToParts(new Date(date)).map(({ type, value }) => [type, value]));
  return `${parts.month.padStart(2, "0")}-${parts.day.padStart(2, "0")}`;
}

/** The first day after `date` that is as asked. */
export function firstAfter(date, is) {
  let day = plusDays(date, 1);
  for (let n = 0; n < 800 && !is(day); n++) day = plusDays(day, 1);
  return day;
}
