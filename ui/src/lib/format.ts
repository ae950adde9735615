/**
 * How numbers, money, days and spans are written. Money is minor units as text and stays whole
 * numbers throughout; plain dates are text and never become instants.
 */
import { type CalendarDate, getDayOfWeek, parseDate, parseDateTime, toZoned } from "@internationalized/date";
import { currentLanguage, localeTag, t } from "./i18n.ts";

export type Money = { minor: string; currency: string };
/** Ones, thousands, ten thousands (万), millions or hundred millions (亿). */
export type Scale = "one" | "thousand" | "wan" | "million" | "yi";

/** The scale as a power of ten, for the core. */
export const powers: Record<Scale, number> = { one: 0, thousand: 3, wan: 4, million: 6, yi: 8 };

/** What a column of money can count in, as readers of the language count. */
export function scalesOffered(): readonly Scale[] {
  return currentLanguage() === "zh" ? ["one", "wan", "yi"] : ["one", "thousand", "million"];
}

const numbers = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const slot = `${localeTag()}${JSON.stringify(options)}`;
  let format = numbers.get(slot);
  if (!format) {
    format = new Intl.NumberFormat(localeTag(), options);
    numbers.set(slot, format);
  }
  return format;
}

export function number(value: number | bigint, options: Intl.NumberFormatOptions = {}): string {
  return numberFormat(options).format(value);
}

/** An exact decimal as written by the core, grouped: `12345.678` is 12,345.678. */
export function decimal(plain: string): string {
  // A string, for a number would round the last places.
  return numberFormat({ maximumFractionDigits: 8 }).format(plain as Intl.StringNumericLiteral);
}

/** Basis points as a percentage: 3 520 is 35.2 %. */
export function percent(basisPoints: number): string {
  return numberFormat({ style: "percent", maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

/** How many minor digits a currency has: two for most, none for the yen. */
export function minorDigits(currency: string): number {
  return numberFormat({ style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

function shifted(money: Money, places: number, fraction: number): string {
  const minor = BigInt(money.minor);
  const negative = minor < 0n;
  const size = negative ? -minor : minor;
  const divisor = 10n ** BigInt(places);
  const scaled = (size * 10n ** BigInt(fraction) + divisor / 2n) / divisor;
  const unit = 10n ** BigInt(fraction);
  const whole = number(scaled / unit);
  const rest = fraction > 0 ? (scaled % unit).toString().padStart(fraction, "0").replace(/0+$/, "") : "";
  const sign = negative && scaled > 0n ? "−" : "";
  return `${sign}${whole}${rest ? `.${rest}` : ""}`;
}

/** Two places; as many as there are of an amount that is less than one of what is counted, or it would read as nothing. */
function placesOf(money: Money, scale: Scale): number {
  const all = minorDigits(money.currency) + powers[scale];
  if (scale === "one") return all;
  return money.minor.replace("-", "").length <= all ? all : 2;
}

/** The digits alone, for a column whose head carries the unit. */
export function amount(money: Money, scale: Scale, fraction = placesOf(money, scale)) {
  return shifted(money, minorDigits(money.currency) + powers[scale], fraction);
}

/** An amount in a column: the head says the unit for the usual currency, any other is said with the number. */
export function columnAmount(money: Money, scale: Scale): string {
  const digits = amount(money, scale);
  return money.currency === "CNY" ? digits : `${money.currency} ${digits}`;
}

const units: Record<"zh" | "en", Record<Scale, string>> = {
  zh: { one: "", thousand: "千", wan: "万", million: "百万", yi: "亿" },
  en: { one: "", thousand: "k", wan: "10k", million: "m", yi: "100m" },
};

/** The unit for a column's head: 万元, ¥k, 万 USD. */
export function moneyUnit(scale: Scale, currency = "CNY"): string {
  const language = currentLanguage();
  const word = units[language][scale];
  if (currency === "CNY") return language === "zh" ? `${word}元` : `¥${word}`;
  return word ? `${word} ${currency}` : currency;
}

/** An amount in running text, in the unit a reader would say: 3,280 万元, ¥32.8m. */
export function moneyText(money: Money): string {
  const digits = minorDigits(money.currency);
  const size = money.minor.replace("-", "").length - digits;
  if (currentLanguage() === "zh") {
    const scale: Scale = size > 8 ? "yi" : size > 4 ? "wan" : "one";
    return `${amount(money, scale)} ${moneyUnit(scale, money.currency)}`;
  }
  const [places, letter] = size > 9 ? [9, "bn"] : size > 6 ? [6, "m"] : size > 4 ? [3, "k"] : [0, ""];
  const text = shifted(money, digits + places, places === 0 ? digits : 1);
  return money.currency === "CNY" ? `¥${text}${letter}` : `${text}${letter} ${money.currency}`;
}

/** An amount to the last cent: 3,280,000 元, ¥3,280,000. */
export function moneyExact(money: Money): string {
  const digits = amount(money, "one");
  if (money.currency !== "CNY") return `${digits} ${money.currency}`;
  return currentLanguage() === "zh" ? `${digits} 元` : `¥${digits}`;
}

const sizes = ["B", "KB", "MB", "GB", "TB"];

export function bytes(count: number): string {
  let size = count;
  let step = 0;
  while (size >= 1000 && step < sizes.length - 1) {
    size /= 1000;
    step += 1;
  }
  return `${number(size, { maximumFractionDigits: size < 10 && step > 0 ? 1 : 0 })} ${sizes[step] ?? "B"}`;
}

/** An instant as local date and time, ISO order: 2026-11-22 18:20. */
export function instant(ms: number): string {
  const at = new Date(ms);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How long ago an instant was, in words a person uses. */
export function ago(ms: number, now: number): string {
  const minutes = Math.floor((now - ms) / 60_000);
  if (minutes < 1) return t("ui.time.just_now");
  if (minutes < 60) return t("ui.time.minutes_ago", { n: minutes });
  if (minutes < 24 * 60) return t("ui.time.hours_ago", { n: Math.floor(minutes / 60) });
  return t("ui.time.days_ago", { n: Math.floor(minutes / (24 * 60)) });
}

/** The wall time's parts: the day, and the time where one is set. */
export function wallParts(at: string): { day: string; time: string | null } {
  if (at.length <= 10) return { day: parseDate(at).toString(), time: null };
  const wall = parseDateTime(at);
  return {
    day: at.slice(0, 10),
    time: `${String(wall.hour).padStart(2, "0")}:${String(wall.minute).padStart(2, "0")}`,
  };
}

function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return to.calendar.toJulianDay(to) - from.calendar.toJulianDay(from);
}

/** A day as seen from today: 明天, 逾期 3 天 where `late` counts, 3 天前 where it does not. */
export function relativeDay(day: string, today: string, past: "late" | "ago" = "ago"): string {
  const n = daysBetween(parseDate(today), parseDate(day));
  if (n === 0) return t("ui.day.today");
  if (n === 1) return t("ui.day.tomorrow");
  if (n === 2) return t("ui.day.after_tomorrow");
  if (n > 2) return t("ui.day.in_days", { n });
  if (past === "late") return t("ui.day.late", { n: -n });
  return n === -1 ? t("ui.day.yesterday") : t("ui.time.days_ago", { n: -n });
}

/** A span as two units say it at most; what is long is not told to the minute. */
function span(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours < 1) return t("ui.span.minutes", { n: minutes });
  if (hours < 10 && minutes % 60 > 0) return t("ui.span.hours_minutes", { h: hours, m: minutes % 60 });
  if (days < 1) return t("ui.span.hours", { n: hours });
  if (days < 3 && hours % 24 > 0) return t("ui.span.days_hours", { d: days, h: hours % 24 });
  return t("ui.span.days", { n: days });
}

/** An hour has passed when the clocks show another minute: until then it is that hour. The core counts by the same
 * (`base::GRACE_MS`). */
export const GRACE_MS = 60_000;

/** Whether what is to be done by then is not done in time. */
export const hasPassed = (by: number, now: number): boolean => by + GRACE_MS <= now;

/** How long it is to an hour, or since it: 2 小时 10 分后, 逾期 35 分钟. */
export function remaining(by: number, now: number): string {
  if (now <= by) {
    const left = Math.ceil((by - now) / 60_000);
    return left < 1 ? t("ui.due.now") : t("ui.due.in", { span: span(left) });
  }
  const late = Math.floor((now - by) / 60_000);
  return late < 1 ? t("ui.due.now") : t("ui.due.late", { span: span(late) });
}

/** The instant that the clocks of a zone show a wall time with an hour; nothing for a whole day. */
export function wallInstant(at: string, zone: string): number | null {
  return at.length <= 10 ? null : toZoned(parseDateTime(at), zone).toDate().getTime();
}

/** How long since a day: whole years and the months beyond; nothing for a day still to come. */
export function since(day: string, today: string): { years: number; months: number } | null {
  const [from, to] = [parseDate(day), parseDate(today)];
  const months = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
  return from.compare(to) > 0 ? null : { years: Math.floor(months / 12), months: months % 12 };
}

/** 周日, Sun. */
export function weekday(day: string): string {
  const index = getDayOfWeek(parseDate(day), "en-US");
  // 2023-01-01 was a Sunday; noon UTC keeps every zone on that day.
  const sample = new Date(Date.UTC(2023, 0, 1 + index, 12));
  return new Intl.DateTimeFormat(localeTag(), { weekday: "short", timeZone: "UTC" }).format(sample);
}
