/** Rules of class: what they would come to before they hold, amounts as one types them, and the way back. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { go } from "../../lib/place.ts";

const part = () => page.getByRole("region", { name: "客户规模" });
const amount = (name: string) => part().getByRole("textbox", { name: `${name}：至少多少` });

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  go({ at: "settings", part: "classes" });
  await expect.element(amount("大客户")).toBeVisible();
});

it("says how many units each class would have, and is off until it is switched on", async () => {
  await expect
    .element(
      part()
        .getByText(/\d 个单位/)
        .first(),
    )
    .toBeVisible();
  expect(world.classes.on).toBe(false);
  // The box itself is hidden beneath what is drawn of it.
  part()
    .getByRole("switch", { name: "按规则划分" })
    .element()
    .dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await expect.poll(() => world.classes.on).toBe(true);
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => world.classes.on).toBe(false);
});

it("takes an amount as one writes it and shows what it came to", async () => {
  await amount("大客户").fill("8000万");
  await page.getByRole("heading", { name: "客户规模" }).click();
  await expect.poll(() => world.classes.steps[0]?.at_least).toBe("80,000,000");
  await expect.element(amount("大客户")).toHaveValue("80,000,000");
  await amount("中客户").fill("很多");
  await page.getByRole("heading", { name: "客户规模" }).click();
  await expect.element(part().getByText(/读不出金额/)).toBeVisible();
  expect(world.classes.steps[1]?.at_least).toBe("10,000,000");
});

it("adds a class once it has an amount, and removes one", async () => {
  await part().getByRole("button", { name: "去掉“中客户”这一条" }).click();
  await expect.poll(() => world.classes.steps.length).toBe(1);
  await part().getByRole("button", { name: "增加“中客户”" }).click();
  await amount("中客户").fill("60万");
  await page.getByRole("heading", { name: "客户规模" }).click();
  await expect.poll(() => world.classes.steps[1]).toEqual({ class: "medium", at_least: "600,000" });
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  await expectAccessible();
});

it("drops by the cross what was being typed, for a class there is and for a new one", async () => {
  await amount("大客户").fill("9000万");
  await part().getByRole("button", { name: "去掉“大客户”这一条" }).click();
  await expect.poll(() => world.classes.steps.map((step) => step.class)).toEqual(["medium"]);
  await part().getByRole("button", { name: "增加“大客户”" }).click();
  await amount("大客户").fill("9000万");
  await part().getByRole("button", { name: "去掉“大客户”这一条" }).click();
  await expect.element(amount("大客户")).not.toBeInTheDocument();
  await part().getByRole("button", { name: "增加“大客户”" }).click();
  await amount("大客户").fill("7000万");
  // By the keyboard: on the way to the cross nothing is written, past it it is.
  await userEvent.keyboard("{Tab}");
  expect(world.classes.steps.length).toBe(1);
  await userEvent.keyboard("{Tab}");
  await expect.poll(() => world.classes.steps[0]).toEqual({ class: "large", at_least: "70,000,000" });
});

it("keeps both of two quick changes", async () => {
  const months = part().getByRole("button", { name: "增加", exact: true }).element() as HTMLElement;
  const on = part().getByRole("switch", { name: "按规则划分" }).element();
  await amount("大客户").fill("8000万");
  // Neither waits for the other's answer.
  on.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  months.click();
  await expect.poll(() => world.classes).toMatchObject({ on: true, months: 13 });
  await expect.poll(() => world.classes.steps[0]?.at_least).toBe("80,000,000");
});

it("does not store the same amount again, however it is written", async () => {
  const { seq } = world;
  await amount("大客户").fill("5000万");
  await userEvent.keyboard("{Enter}");
  await expect.element(amount("大客户")).toHaveValue("50,000,000");
  expect(world.seq).toBe(seq);
  await amount("大客户").fill("6000万");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => world.classes.steps[0]?.at_least).toBe("60,000,000");
});

it("takes the refusal away with what was typed", async () => {
  await amount("中客户").fill("很多");
  await userEvent.keyboard("{Enter}");
  await expect.element(part().getByText(/读不出金额/)).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(part().getByText(/读不出金额/)).not.toBeInTheDocument();
  await expect.element(amount("中客户")).toHaveValue("10,000,000");
});
