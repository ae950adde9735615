/** Bare amounts that say what they count in, in words the core reads in any column, whatever its head says. */
import type { Scale } from "./format.ts";
import { currentLanguage } from "./i18n.ts";

const words: Record<"zh" | "en", Record<Exclude<Scale, "one">, string>> = {
  zh: { thousand: "千元", wan: "万元", million: "百万元", yi: "亿元" },
  en: { thousand: " thousand", wan: "w", million: " million", yi: "亿" },
};

/** A number alone, as far as the core takes one: a sign or brackets, groups and a point, and no unit of its own. */
const bare = /^[\s\d０-９.．,，'’()（）+\-−–]*[\d０-９][\s()（）\-−–]*$/;

/** The number with its unit: behind its last digit, for a minus or a bracket may follow. */
export function inUnit(digits: string, scale: Scale): string {
  const zh = currentLanguage() === "zh";
  if (scale === "one" && !zh) return `CNY ${digits.trim()}`;
  const word = scale === "one" ? "元" : words[zh ? "zh" : "en"][scale];
  return digits.replace(/[\d０-９](?=[^\d０-９]*$)/, `$&${word}`);
}

/**
 * A text that was in a column counting in `from`, for one that counts in `to`. Only a bare number between two columns
 * of money means something else there; anything else is taken as it is.
 */
export function recounted(text: string, from: Scale | undefined, to: Scale | undefined): string {
  if (from === undefined || to === undefined || from === to || !bare.test(text)) return text;
  return inUnit(text, from);
}
