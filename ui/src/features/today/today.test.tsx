/** Today's keys against the invented core. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { dayFromToday } from "../../../dev/mock/invented.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import type { Value } from "../../ipc/bindings.ts";
import { createRecord, updateRecord } from "../../ipc/write.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go } from "../../lib/place.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-task]")];
const idOf = (at: number) => rows()[at]?.dataset.task ?? "";
const stateOf = (id: string) => world.records.get(id)?.values.state;
const textOf = ({ title }: Record<string, Value>) =>
  title?.t === "text" || title?.t === "raw" ? title.v : "";
const focused = () => document.activeElement?.closest<HTMLElement>("[data-task]")?.dataset.task;

beforeEach(async () => {
  // Nothing of the vault as a whole among the lines: what is told here is of customers.
  await openWindow("unlocked", {
    world: (world) => {
      world.cycles = { ...world.cycles, on: false };
    },
  });
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  go({ at: "today" });
  // The first time the screen itself is fetched.
  await expect.poll(() => rows().length, { timeout: 10_000 }).toBeGreaterThan(3);
  document.querySelector<HTMLElement>("[data-row]")?.focus();
});

it("shows the most pressing first and says what was missed", async () => {
  expect(document.querySelector("[data-lateness]")?.getAttribute("data-lateness")).toBe("overdue");
  await expect.element(page.getByText("晚了 1 小时").first()).toBeVisible();
});

it("says why customers are asked for, and leads to where that is changed", async () => {
  const foot = page.getByTestId("by-rhythm");
  await expect.element(foot).toBeVisible();
  await foot.getByRole("button").click();
  expect(currentPlace()).toMatchObject({ at: "settings", part: "occasions" });
});

it("marks what was missed while one looks at it, and no longer the next time", async () => {
  const mark = () => page.getByText("晚了 1 小时");
  await expect.element(mark().first()).toBeVisible();
  await expect.poll(() => world.seen.size).toBeGreaterThan(0);
  const first = idOf(0);
  await keys("e");
  await expect.poll(() => idOf(0)).not.toBe(first);
  await expect.element(mark().first()).toBeVisible();
  go({ at: "backup" });
  await expect.poll(() => rows().length).toBe(0);
  go({ at: "today" });
  await expect.poll(() => rows().length).toBeGreaterThan(3);
  await expect.element(mark()).not.toBeInTheDocument();
});

it("moves by arrows, ends a task by E, and the next one has the keyboard", async () => {
  await keys("{ArrowDown}");
  const [, second, third] = [idOf(0), idOf(1), idOf(2)];
  expect(focused()).toBe(second);
  await keys("e");
  await expect.poll(() => stateOf(second)).toEqual({ t: "choice", v: "done" });
  await expect.poll(focused).toBe(third);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => stateOf(second)).toEqual({ t: "choice", v: "open" });
});

it("puts off by S, with the keyboard on the usual times", async () => {
  const first = idOf(0);
  const before = world.records.get(first)?.values.due;
  await keys("s");
  await expect.element(page.getByRole("button", { name: "一小时后" })).toHaveFocus();
  await keys("{Tab}{Enter}");
  await expect.poll(() => world.records.get(first)?.values.due).not.toEqual(before);
});

it("makes a task by N", async () => {
  await keys("n");
  await keys("寄样品");
  await keys("{Enter}");
  await expect.element(page.getByTestId("today").getByText("寄样品")).toBeVisible();
});

it("makes a task that repeats, and the next one when it is done", async () => {
  await keys("n");
  await keys("月度对账");
  await page.getByRole("button", { name: /重复/ }).last().click();
  await page.getByRole("option", { name: "每月最后一个工作日" }).click();
  await expect.element(page.getByText(/^接下来：\d{4}-\d{2}-\d{2}/)).toBeVisible();
  await page.getByRole("button", { name: "新建", exact: true }).click();
  const made = () => [...world.records.values()].filter(({ values }) => textOf(values) === "月度对账");
  await expect.poll(() => made().length).toBe(1);
  const [first] = made();
  expect(first?.values.repeat).toEqual({ t: "text", v: "FREQ=MONTHLY;WORKDAY=-1" });
  expect(first?.values.due?.t).toBe("wall");
  const row = document.querySelector(`[data-task="${first?.id}"]`);
  expect(row?.textContent).toContain("每月最后一个工作日");
  row?.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("e");
  await expect.poll(() => made().length).toBe(2);
  await expect.element(page.getByText(/下次：/)).toBeVisible();
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => made().length).toBe(1);
});

it("opens the task beside the list by Enter and closes it by Escape, and its customer by C", async () => {
  const first = idOf(0);
  await keys("{Enter}");
  await expect.element(page.getByTestId("drawer")).toBeVisible();
  expect(currentPlace().record).toEqual({ entity: "task", id: first });
  await keys("{Escape}");
  await expect.poll(() => currentPlace().record).toBeUndefined();
  const unit = world.records.get(first)?.values.unit;
  document.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("c");
  await expect
    .poll(() => currentPlace().record)
    .toEqual({ entity: "unit", id: unit?.t === "ref" && unit.v.id });
});

it("opens by Enter a task that is for nobody", async () => {
  await keys("n");
  await keys("写周报");
  await keys("{Enter}");
  const made = () => rows().find((row) => row.textContent?.includes("写周报"));
  await expect.poll(made).toBeDefined();
  made()?.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("{Enter}");
  await expect.poll(() => currentPlace().record).toEqual({ entity: "task", id: made()?.dataset.task });
});

it("ends a task by Shift E and asks what is next, for the same customer", async () => {
  const first = idOf(0);
  const unit = world.records.get(first)?.values.unit;
  await keys("{Shift>}e{/Shift}");
  await expect.poll(() => stateOf(first)).toEqual({ t: "choice", v: "done" });
  await expect.element(page.getByLabelText("做什么")).toHaveFocus();
  await keys("寄报价单");
  await keys("{Enter}");
  const made = () => [...world.records.values()].find(({ values }) => textOf(values) === "寄报价单");
  await expect.poll(() => made()?.values.unit).toEqual(unit);
  // The next one is for nobody again.
  await expect.element(page.getByLabelText("做什么")).not.toBeInTheDocument();
  document.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("n");
  await expect.element(page.getByLabelText("哪家客户")).toBeVisible();
});

const occasions = () => [...document.querySelectorAll<HTMLElement>("[data-occasion]")];
const lineOf = (row: HTMLElement | undefined) => row?.dataset.line ?? "";
const focusOn = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>("[data-row]")?.focus();
const isThere = (line: string) => occasions().some((row) => lineOf(row) === line);

it("says why of what reminds by itself, and settles it by E with a way back", async () => {
  await expect.poll(() => occasions().length).toBeGreaterThan(2);
  const first = occasions()[0];
  const line = lineOf(first);
  expect(first?.textContent).toMatch(/天|今天/);
  focusOn(first);
  await keys("e");
  await expect.poll(() => isThere(line)).toBe(false);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => isThere(line)).toBe(true);
});

it("writes a promise kept by E and takes that back, and only notes what is no promise as seen", async () => {
  const of = (source: string) => document.querySelector<HTMLElement>(`[data-occasion="${source}"]`);
  const promise = "p-report";
  world.records.set(promise, {
    entity: "promise",
    id: promise,
    rev: 1,
    warnings: [],
    deleted: false,
    values: {
      text: { t: "text", v: "寄检测报告" },
      by: { t: "choice", v: "us" },
      due_on: { t: "date", v: dayFromToday(-1) },
      state: { t: "choice", v: "open" },
    },
  });
  emit("changed", { seq: world.seq + 1, op: "op.create", entities: ["promise"], ids: [promise] });
  await expect.poll(() => of("promise_ours")).not.toBeNull();
  focusOn(of("promise_ours") ?? undefined);
  expect(of("promise_ours")?.textContent).toContain("完成");
  expect(of("rhythm")?.textContent).toContain("知道了");
  await keys("e");
  await expect.poll(() => stateOf(promise)).toEqual({ t: "choice", v: "kept" });
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => stateOf(promise)).toEqual({ t: "choice", v: "open" });
});

it("says how long there is for a reply that was promised for an hour, and puts it on top once it is late", async () => {
  const of = () => document.querySelector<HTMLElement>('[data-occasion="complaint_reply"]');
  const firm = [...world.records.values()].find(({ entity }) => entity === "unit");
  const at = (ms: number): Value => ({
    t: "wall",
    v: { at: new Date(Date.now() + ms).toISOString().slice(0, 16), zone: "UTC" },
  });
  const made = await createRecord("complaint", {
    unit: { t: "ref", v: { id: firm?.id ?? "", label: "" } },
    name: { t: "text", v: "漏水" },
    received_on: { t: "date", v: dayFromToday(-1) },
    promised_by: at(30 * 60_000),
    state: { t: "choice", v: "open" },
  });
  await expect.poll(() => of()?.textContent).toMatch(/(29|30) 分钟后/);
  const [record] = made.records;
  if (!record) throw new Error("nothing was made");
  await updateRecord(record, { promised_by: at(-2 * 60 * 60_000) });
  await expect.poll(() => of()?.textContent).toMatch(/逾期 2 小时/);
  expect(document.querySelector<HTMLElement>("[data-line]")).toBe(of());
});

it("logs a conversation with the person who is asked for", async () => {
  const call = () => document.querySelector<HTMLElement>('[data-occasion="rhythm_person"]') ?? undefined;
  await expect.poll(() => lineOf(call())).not.toBe("");
  const name = world.records.get(lineOf(call()).split(":")[1] ?? "")?.values.full_name;
  focusOn(call());
  await keys("l");
  await expect.poll(() => document.activeElement?.tagName).toBe("TEXTAREA");
  const called = name?.t === "text" ? name.v : "?";
  await expect.element(page.getByTestId("composer").getByText(called)).toBeVisible();
});

it("makes a task of it by T", async () => {
  await expect.poll(() => occasions().length).toBeGreaterThan(2);
  const line = lineOf(occasions()[0]);
  const before = rows().length;
  focusOn(occasions()[0]);
  await keys("t");
  await expect.poll(() => isThere(line)).toBe(false);
  await expect.poll(() => rows().length).toBe(before + 1);
});

it("opens the box for a conversation at whoever is to be called by L", async () => {
  const call = () => document.querySelector<HTMLElement>('[data-occasion="rhythm"]') ?? undefined;
  await expect.poll(() => lineOf(call())).not.toBe("");
  focusOn(call());
  await keys("l");
  await expect.element(page.getByTestId("drawer")).toBeVisible();
  await expect.poll(() => document.activeElement?.tagName).toBe("TEXTAREA");
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  await expectAccessible();
});
