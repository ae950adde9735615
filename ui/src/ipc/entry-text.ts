/** A value as the text one would type for it, and typed text as a value for the core to read. */
import { amount, instant } from "../lib/format.ts";
import { currentLanguage } from "../lib/i18n.ts";
import { joined } from "../lib/several.ts";
import type { Value } from "./bindings.ts";

/** Money opens, in Chinese, in 万 where it is whole tens of thousands in thought: `3280万`, else plain. */
function moneyEntry({ minor, currency }: { minor: string; currency: string }): string {
  const plain = (scale: "one" | "wan", digits: number) =>
    amount({ minor, currency }, scale, digits).replaceAll(/[\s,]/g, "");
  if (currency !== "CNY") return `${currency} ${amount({ minor, currency }, "one").replaceAll(/[\s,]/g, "")}`;
  const large = currentLanguage() === "zh" && minor.replace("-", "").length > 6;
  return large ? `${plain("wan", 6)}万` : plain("one", 2);
}

export function entryText(value: Value | undefined): string {
  if (!value) return "";
  switch (value.t) {
    case "null":
      return "";
    case "money":
      return moneyEntry(value.v);
    case "number":
      return String(value.v);
    case "percent":
      return String(value.v / 100);
    case "wall":
      return value.v.at.replace("T", " ");
    case "instant":
      return instant(value.v);
    case "texts":
    case "choices":
      return joined(value.v);
    case "dated":
      // As the core writes it, and reads it back.
      return joined(value.v.map(({ text, until }) => (until === null ? text : `${text} (${until})`)));
    case "phones":
      return joined(value.v.map(({ raw }) => raw));
    case "bool":
      return String(value.v);
    case "ref":
      return value.v.label;
    case "refs":
      return joined(value.v.map(({ label }) => label));
    default:
      return value.v;
  }
}

/** Nothing typed is no value; anything else the core reads. */
export function typed(text: string): Value {
  return text.trim() === "" ? { t: "null" } : { t: "raw", v: text };
}
