/** Every rule the forms offer and the core writes reads as a person would say it, in both languages. */
import { afterEach, expect, it } from "vitest";
import { setLanguage } from "./i18n.ts";
import { nextSaid, repeatText } from "./repeat.ts";

afterEach(() => setLanguage("zh"));

const said: [rule: string, zh: string, en: string][] = [
  ["FREQ=DAILY", "每天", "every day"],
  ["FREQ=WEEKLY;INTERVAL=2", "每两周", "every 2 weeks"],
  ["FREQ=MONTHLY;INTERVAL=3", "每季度", "every quarter"],
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每周一至周五", "every weekday, Mon to Fri"],
  ["FREQ=DAILY;WORKDAY=EACH", "每个工作日", "every working day"],
  ["FREQ=DAILY;INTERVAL=2;WORKDAY=EACH", "每 2 个工作日", "every 2 working days"],
  ["FREQ=WEEKLY;BYDAY=MO,WE", "每周（周一、周三）", "every week on Mon, Wed"],
  ["FREQ=MONTHLY;WORKDAY=-1", "每月最后一个工作日", "last working day of every month"],
  ["FREQ=MONTHLY;WORKDAY=3", "每月第 3 个工作日", "3rd working day of every month"],
  ["FREQ=MONTHLY;BYDAY=-1FR", "每月最后一个周五", "last Fri of every month"],
  [
    "FREQ=MONTHLY;BYMONTHDAY=15;SHIFT=NEXT",
    "每月 15 日，遇休息日顺延",
    "every month on day 15, later if it is a day off",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=25;SHIFT=-3",
    "每月 25 日，提前 3 个工作日",
    "every month on day 25, 3 working days before it",
  ],
  ["FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5", "每年 3 月 5 日", "every year on 3/5"],
  ["FREQ=YEARLY;LUNAR=08-15", "每年农历八月十五", "every year on day 15 of lunar month 8"],
  [
    "FREQ=YEARLY;LUNAR=06-01;LEAP=BOTH",
    "每年农历六月初一（闰月也算）",
    "every year on day 1 of lunar month 6 (leap month too)",
  ],
  [
    "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY",
    "每年农历六月初一（只在闰月）",
    "every year on day 1 of lunar month 6 (leap month only)",
  ],
  ["FREQ=MONTHLY;BYMONTHDAY=10,25", "每月 10、25 日", "every month on days 10, 25"],
  ["FREQ=DAILY;COUNT=3", "每天，还有 3 次", "every day, 3 more times"],
  [
    "FREQ=DAILY;EXCEPT=20261224,20261225",
    "每天，除2026-12-24、2026-12-25外",
    "every day, except on 2026-12-24, 2026-12-25",
  ],
  ["FREQ=DAILY;EXCEPT=20261224,20261225,20261226,20261227", "每天，除 4 天外", "every day, except on 4 days"],
  ["FREQ=MONTHLY;UNTIL=20271231", "每月，到 2027-12-31 为止", "every month, until 2027-12-31"],
];

it("says a rule in words", () => {
  for (const [rule, zh, en] of said) {
    setLanguage("zh");
    expect(repeatText(rule)).toBe(zh);
    setLanguage("en");
    expect(repeatText(rule)).toBe(en);
  }
});

it("leaves a rule beyond its words as it is kept", () => {
  const rule = "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2";
  expect(repeatText(rule)).toBe(rule);
});

it("says when the next one is and what was left out", () => {
  expect(nextSaid(null, "2026-11-25")).toBe("");
  const next = { due: { at: "2026-11-26T09:00" }, skipped: 2 };
  expect(nextSaid(next, "2026-11-25")).toBe("。下次：明天（2026-11-26），已过去的 2 次不再补");
});
