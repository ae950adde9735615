/** A value as one line of text, for places that are not a grid: differences, changes, lists. */
import { decimal, instant, moneyExact, number, percent, wallInstant, wallParts } from "../lib/format.ts";
import { message, t } from "../lib/i18n.ts";
import { zoneCity, zoneHere } from "../lib/zone.ts";
import type { Choice, Dated, Value, Wall } from "./bindings.ts";
import { choiceLabel } from "./words.ts";

/** A text that held until a day. */
export const datedText = ({ text, until }: Dated): string =>
  until === null ? text : t("ui.until_day", { text, day: until });

/** A time by its own clocks, which are named where those of here show another. */
export function wallText({ at, zone }: Wall): string {
  const { day, time } = wallParts(at);
  if (!time) return day;
  const asHere = wallInstant(at, zone) === wallInstant(at, zoneHere());
  return asHere ? `${day} ${time}` : `${day} ${time} ${zoneCity(zone)}`;
}

/** `list` is the choice list of the field, where it has one; `known` what the user calls choices. Absent reads `—`. */
export function valueText(value: Value, list: string | null = null, known: readonly Choice[] = []): string {
  switch (value.t) {
    case "null":
      return "—";
    case "choice":
      if (!list) return value.v;
      return choiceLabel(
        known.find((one) => one.list === list && one.code === value.v) ?? {
          list,
          code: value.v,
          label: null,
        },
      );
    case "choices":
      return value.v.map((code) => valueText({ t: "choice", v: code }, list, known)).join(t("ui.list_comma"));
    case "number":
      return number(value.v);
    case "money":
      // To the last cent: this text stands in differences, where rounding would hide one.
      return moneyExact(value.v);
    case "decimal":
      return decimal(value.v);
    case "percent":
      return percent(value.v);
    case "wall": {
      const { day, time } = wallParts(value.v.at);
      return time ? `${day} ${time}` : day;
    }
    case "instant":
      return instant(value.v);
    case "bool":
      return value.v ? t("ui.yes") : t("ui.no");
    case "texts":
      return value.v.join(t("ui.list_comma"));
    case "dated":
      return value.v.map(datedText).join(t("ui.list_comma"));
    case "phones":
      return value.v.map(({ raw }) => raw).join(t("ui.list_comma"));
    case "ref":
      return value.v.label;
    case "refs":
      return value.v.map(({ label }) => label).join(t("ui.list_comma"));
    case "fault":
      return `⚠ ${message(value.v) ?? value.v}`;
    default:
      return value.v;
  }
}
