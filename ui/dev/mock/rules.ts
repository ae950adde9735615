/** The usual rules of repetition in words. */
import { wireError } from "./world.ts";

const spoken: Record<string, string> = {
  每天: "FREQ=DAILY",
  每周: "FREQ=WEEKLY",
  每两周: "FREQ=WEEKLY;INTERVAL=2",
  每月: "FREQ=MONTHLY",
  每月最后一个工作日: "FREQ=MONTHLY;WORKDAY=-1",
  每月第一个工作日: "FREQ=MONTHLY;WORKDAY=1",
  每季度: "FREQ=MONTHLY;INTERVAL=3",
  每年: "FREQ=YEARLY",
  daily: "FREQ=DAILY",
  weekly: "FREQ=WEEKLY",
  "every 2 weeks": "FREQ=WEEKLY;INTERVAL=2",
  monthly: "FREQ=MONTHLY",
  yearly: "FREQ=YEARLY",
};

/** As the core would keep a rule, or why not. */
export function ruleOf(text: string): string {
  const said = text.trim();
  const rule = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)/.test(said)
    ? said
    : spoken[said.replaceAll("的", "")];
  if (!rule) throw wireError("invalid", "error.repeat_unreadable", { text: said });
  return rule;
}
