/** A rule of one's own: typed as words or as it is kept, and what a leap month is to a day of the Chinese calendar. */
import { useState } from "react";
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { expectAccessible } from "../../dev/stage.tsx";
import { RepeatField, type TriedRule } from "./repeat-field.tsx";

/** As the core would: words of one rule, and rules as they are kept. */
function useTried(text: string): TriedRule {
  const rule = text === "每年农历六月初一" ? "FREQ=YEARLY;LUNAR=06-01" : text;
  return { rule: rule.startsWith("FREQ=") ? rule : null, days: [], refused: null };
}

let value = "";
function Held({ first }: { first: string }) {
  const [now, set] = useState(first);
  value = now;
  return (
    <main>
      <RepeatField label="重复" value={now} onChange={set} start="2026-11-25" useTried={useTried} />
      <button type="button">别处</button>
    </main>
  );
}

const box = () => page.getByRole("textbox", { name: "自己写的重复规则" });
const leap = () => page.getByRole("button", { name: /闰月/ });

it("leaves a rule as it is typed until the cursor is elsewhere", async () => {
  await render(<Held first="每年农历六月初一" />);
  await userEvent.fill(box(), "");
  await userEvent.type(box(), "FREQ=MONTHLY;BYMONTHDAY=15");
  await expect.element(box()).toHaveValue("FREQ=MONTHLY;BYMONTHDAY=15");
  expect(value).toBe("FREQ=MONTHLY;BYMONTHDAY=15");
  await page.getByRole("button", { name: "别处" }).click();
  await expect.element(box()).toHaveValue("每月 15 日");
});

it("offers what a leap month is only to a day of the Chinese calendar", async () => {
  await render(<Held first="FREQ=MONTHLY;BYMONTHDAY=15" />);
  expect(leap().query()).toBeNull();
  await userEvent.fill(box(), "每年农历六月初一");
  await expect.element(leap()).toHaveTextContent("闰月：不算");
  await leap().click();
  await page.getByRole("option", { name: "闰月：也算" }).click();
  expect(value).toBe("FREQ=YEARLY;LUNAR=06-01;LEAP=BOTH");
  await expect.element(box()).toHaveValue("每年农历六月初一（闰月也算）");
  await expectAccessible();
  await leap().click();
  await page.getByRole("option", { name: "只在闰月" }).click();
  expect(value).toBe("FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY");
  await leap().click();
  await page.getByRole("option", { name: "闰月：不算" }).click();
  expect(value).toBe("FREQ=YEARLY;LUNAR=06-01");
});
