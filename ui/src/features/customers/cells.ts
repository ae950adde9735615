/**
 * How a customer's values look in the table: text, weight and mark by the kind of field. Formatting only; what is
 * late, known or summed was decided by the core or follows from today's date.
 */
import { parseDate } from "@internationalized/date";
import type { CellView } from "../../grid/model.ts";
import type { Choice, FieldInfo, Value } from "../../ipc/bindings.ts";
import { picksOf, picksSeveral } from "../../ipc/several.ts";
import { datedText, valueText } from "../../ipc/value-text.ts";
import { choiceLabel } from "../../ipc/words.ts";
import {
  columnAmount,
  decimal,
  instant,
  number,
  percent,
  relativeDay,
  type Scale,
  wallParts,
} from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { spelled } from "../../lib/repeat.ts";

/** What cells are shown against: the lists of choices, the day, and the unit of money. */
export type Ground = {
  readonly entity: string;
  readonly choices: readonly Choice[];
  readonly today: string;
  /** What columns of money count in, where the user said so. */
  readonly scales: { readonly [field in string]?: Scale };
};

/** Sums of business; anything else of money is a price, a cost or a bill, which one reads to the cent. */
const large: Readonly<Record<string, readonly string[]>> = {
  unit: ["registered_capital", "credit_limit", "coop_amount", "coop_amount_all"],
  cooperation: ["amount"],
  opportunity: ["amount"],
  contract: ["amount", "received", "difference"],
};

/**
 * What a column of money counts in: as the user said, else as such sums are written. In English that is in full: a
 * column of thousands would show ¥12,345 as 12.345, which reads as twelve.
 */
export function scaleOf({ entity, scales }: Pick<Ground, "entity" | "scales">, field: string): Scale {
  const said = scales[field];
  if (said) return said;
  if (!large[entity]?.includes(field)) return "one";
  return currentLanguage() === "zh" ? "wan" : "one";
}

const blank: CellView = { text: "" };
const absent: CellView = { text: "—", tone: "quiet" };
/** A customer nobody has spoken to for longer is pointed out. */
const STALE_DAYS = 30;

/** Levels as bars, statuses as rings: shape and word, never a colour alone. */
const bars: Record<string, number> = { a: 3, b: 2, c: 1, d: 0 };
const rings: Record<string, number> = {
  prospect: 0,
  contacted: 0.4,
  active: 1,
  dormant: 0.15,
  lost: 0,
  blocked: 0,
};
const faded = new Set(["dormant", "lost", "blocked"]);

export function choiceIn(ground: Ground, list: string | null, code: string): Choice {
  const found = ground.choices.find((one) => one.list === list && one.code === code);
  return found ?? { list: list ?? "", code, label: null, aliases: [], colour: null, seq: 0, retired: false };
}

function choiceView(field: FieldInfo, code: string, ground: Ground): CellView {
  const choice = choiceIn(ground, field.choices, code);
  const text = choiceLabel(choice);
  if (choice.colour) return { text, mark: "dot", colour: choice.colour };
  // A choice of the user's own stands on no scale of the program's.
  const bar = field.choices === "unit_level" ? bars[code] : undefined;
  if (bar !== undefined) return { text, mark: "bars", level: bar };
  const ring = field.choices === "unit_status" ? rings[code] : undefined;
  if (ring !== undefined) {
    const view: CellView = { text, mark: "ring", level: ring };
    return faded.has(code) ? { ...view, tone: "quiet" } : view;
  }
  return { text };
}

function dayOf(ms: number): string {
  return instant(ms).slice(0, 10);
}

function daysBetween(from: string, to: string): number {
  const [a, b] = [parseDate(from), parseDate(to)];
  return b.calendar.toJulianDay(b) - a.calendar.toJulianDay(a);
}

/** A time to come: tomorrow, in 3 days, or how late. */
function dueView(at: string, today: string): CellView {
  const { day, time } = wallParts(at);
  const left = daysBetween(today, day);
  const text = relativeDay(day, today, "late");
  if (left < 0) return { text, tone: "late", mark: "late" };
  if (left > 2) return { text, tone: "quiet" };
  return { text: time && left === 0 ? `${text} ${time}` : text, tone: "soon" };
}

/** A moment gone by. */
function pastView(ms: number, today: string): CellView {
  const day = dayOf(ms);
  return { text: relativeDay(day, today), tone: daysBetween(day, today) > STALE_DAYS ? "stale" : "quiet" };
}

const joined = (parts: readonly string[]): string => parts.join(t("ui.customers.list_comma"));

function severalView(field: FieldInfo, value: Value, ground: Ground): CellView {
  const picks = picksOf(ground.choices, field, value);
  if (picks.length === 0) return blank;
  const parts = picks.map(({ label, colour }) => ({ text: label, colour: colour ?? null }));
  return { text: joined(parts.map(({ text }) => text)), parts };
}

/** The view of a value in its column. */
export function cellView(field: FieldInfo, value: Value | undefined, ground: Ground): CellView {
  if (!value) return blank;
  switch (value.t) {
    case "null":
      return field.computed && field.kind !== "text" ? absent : blank;
    case "choice":
      return choiceView(field, value.v, ground);
    case "choices":
      return severalView(field, value, ground);
    case "money":
      return { text: columnAmount(value.v, scaleOf(ground, field.key)) };
    case "number":
      return { text: number(value.v) };
    case "decimal":
      return { text: decimal(value.v) };
    case "percent":
      return { text: percent(value.v) };
    case "wall":
      return dueView(value.v.at, ground.today);
    case "instant":
      return field.key === "last_touch" ? pastView(value.v, ground.today) : { text: instant(value.v) };
    case "bool":
      return value.v ? { text: t("ui.customers.yes"), mark: "check" } : blank;
    case "texts":
      return picksSeveral(field) ? severalView(field, value, ground) : { text: joined(value.v) };
    case "dated":
      return { text: joined(value.v.map(datedText)) };
    case "phones":
      return { text: joined(value.v.map(({ raw }) => raw)) };
    case "ref":
      return { text: value.v.label };
    case "refs":
      return severalView(field, value, ground);
    case "fault":
      return { text: valueText(value), tone: "stale" };
    default:
      return { text: spelled(field.kind, value.v) ?? value.v };
  }
}

/** A group's header: references get a monogram, records without a value a word. */
export function groupView(field: FieldInfo | undefined, label: Value, ground: Ground): CellView {
  if (!field || label.t === "null" || (label.t === "text" && label.v === "")) {
    return { text: t("ui.customers.no_group") };
  }
  if (label.t === "ref") return { text: label.v.label, mark: "monogram", colour: label.v.id };
  return { text: cellView(field, label, ground).text };
}
