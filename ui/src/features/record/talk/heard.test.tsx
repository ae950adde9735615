/** Promises heard in a conversation: read against the day it took place, and asked about where the day is in doubt. */
import { parseDate } from "@internationalized/date";
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { dayFromToday } from "../../../../dev/mock/invented.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { weekday } from "../../../lib/format.ts";
import { openRecord } from "../../../lib/place.ts";

const drawer = () => page.getByTestId("drawer");
const heard = () => page.getByRole("region", { name: "听到的承诺" });
const keys = (typed: string) => userEvent.keyboard(typed);
const made = () => [...world.records.values()].filter((one) => one.entity === "promise").at(-1)?.values;
const n = () => [...world.records.values()].filter((one) => one.entity === "promise").length;
const later = (day: string, days: number) => parseDate(day).add({ days }).toString();

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  openRecord({ entity: "unit", id: "u002" });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("鲲鹏华东装备有限公司");
});

async function log(text: string, day?: string): Promise<void> {
  await keys("{Control>}{Shift>}N{/Shift}{/Control}");
  await keys(text);
  if (day) {
    await drawer().getByRole("button", { name: "时间：现在" }).click();
    await userEvent.fill(drawer().getByRole("textbox", { name: "日期" }).first(), day);
  }
  await drawer().getByRole("button", { name: "保存" }).click();
  await expect.element(heard()).toBeVisible();
}

it("reads 明天 of a visit before today against the day of the visit", async () => {
  const visited = dayFromToday(-3);
  await log("明天给张总发样品", visited);
  await heard().getByRole("button", { name: "记为承诺" }).click();
  await expect.poll(() => made()?.due_on).toEqual({ t: "date", v: later(visited, 1) });
});

/** Said on that very day of the week. */
const today = () => `我们${weekday(dayFromToday(0))}给报价`;
const shown = (day: string) => heard().getByRole("button", { name: `${day} ${weekday(day)}` });

it("asks which day is meant and keeps nothing before", async () => {
  const before = n();
  await log(today());
  await expect.element(heard().getByText("是哪一天？")).toBeVisible();
  expect(heard().getByRole("button", { name: "记为承诺" }).elements()).toHaveLength(0);
  await expectAccessible();
  await keys("{Alt>}1{/Alt}");
  const next = dayFromToday(7);
  await expect.poll(() => document.activeElement).toBe(shown(next).element());
  expect(n()).toBe(before);
  await shown(dayFromToday(0)).click();
  await expect.poll(() => made()?.due_on).toEqual({ t: "date", v: dayFromToday(0) });
});

it("keeps one whose day is in doubt without a day", async () => {
  const before = n();
  await log(today());
  await heard().getByRole("button", { name: "先不定日期" }).click();
  await expect.poll(n).toBe(before + 1);
  expect(made()?.due_on).toBeUndefined();
});

it("keeps one that waits for something without asking for a day", async () => {
  const before = n();
  await log("We'll send the quote once they confirm");
  await expect.element(heard().getByText("没说日期，要等前面的事")).toBeVisible();
  expect(heard().getByText("是哪一天？").elements()).toHaveLength(0);
  expect(heard().getByRole("button", { name: "记为承诺" }).elements()).toHaveLength(0);
  await expectAccessible();
  await heard().getByRole("button", { name: "先不定日期" }).click();
  await expect.poll(n).toBe(before + 1);
  expect(made()?.due_on).toBeUndefined();
  expect(made()?.text).toEqual({ t: "text", v: "We'll send the quote once they confirm" });
});

it("says of one that depends on something that it does, and keeps it by its day", async () => {
  const before = n();
  await log("如果价格合适，我们明天发货");
  await expect.element(heard().getByText("有前提条件")).toBeVisible();
  await expectAccessible();
  await heard().getByRole("button", { name: "记为承诺" }).click();
  await expect.poll(n).toBe(before + 1);
  expect(made()?.due_on).toEqual({ t: "date", v: dayFromToday(1) });
});
