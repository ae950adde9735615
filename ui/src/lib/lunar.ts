/** Days of the Chinese calendar in words. */
import { currentLanguage, t } from "./i18n.ts";

const digits = "一二三四五六七八九十";
const months = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"];

const monthName = (month: number) => `${months[month - 1]}月`;

/** 初八, 廿三, 三十. */
function dayName(day: number): string {
  if (day === 20 || day === 30) return day === 20 ? "二十" : "三十";
  const lead = ["初", "十", "廿"][Math.floor((day - (day % 10 === 0 ? 1 : 0)) / 10)];
  return `${lead}${digits[(day - 1) % 10]}`;
}

/** As a calendar writes it beside a day: 初八; on the first of a month its name, 闰六月. */
export function lunarShort({ month, leap, day }: { month: number; leap: boolean; day: number }): string {
  if (day === 1) return `${leap ? "闰" : ""}${monthName(month)}`;
  return dayName(day);
}

/** `08-15` or, in a leap month, `L06-01`, as a sentence says it. */
export function lunarText(text: string): string {
  const found = /^(L?)(\d\d)-(\d\d)$/.exec(text);
  if (!found) return text;
  const [month, day] = [Number(found[2]), Number(found[3])];
  const named = currentLanguage() === "zh" && month >= 1 && month <= 12 && day >= 1 && day <= 30;
  const words = t("ui.lunar.day", {
    month: named ? monthName(month) : String(month),
    day: named ? dayName(day) : String(day),
  });
  return found[1] ? t("ui.lunar.leap", { words }) : words;
}
