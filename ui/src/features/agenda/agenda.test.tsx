/** The agenda's keys and the pointer against the invented core. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { dayFromToday } from "../../../dev/mock/invented.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go } from "../../lib/place.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const dayOf = (date: string) => document.querySelector<HTMLElement>(`[data-day="${date}"]`);
const itemOf = (id: string) => document.querySelector<HTMLElement>(`[data-item="${id}"]`);
const focusedDay = () => document.activeElement?.getAttribute("data-day");
const dueOf = (id: string) => {
  const due = world.records.get(id)?.values.due;
  return due?.t === "wall" ? due.v.at : null;
};
const put = (id: string, title: string, at: string) =>
  world.records.set(id, {
    entity: "task",
    id,
    rev: 1,
    warnings: [],
    deleted: false,
    values: {
      title: { t: "text", v: title },
      due: { t: "wall", v: { at, zone: "Asia/Shanghai" } },
      state: { t: "choice", v: "open" },
    },
  });
const today = dayFromToday(0);

beforeEach(async () => {
  await openWindow("unlocked", {
    world: (made) => {
      for (const record of [...made.records.values()])
        if (record.entity === "task") made.records.delete(record.id);
    },
  });
  put("first", "寄样品", `${today}T09:30`);
  put("second", "对账", `${today}T14:00`);
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  go({ at: "agenda" });
  // The first time the screen itself is fetched.
  await expect.poll(() => dayOf(today), { timeout: 10_000 }).not.toBeNull();
  await expect.poll(() => itemOf("second")).not.toBeNull();
  dayOf(today)?.focus();
});

it("walks the days by arrows, and its letters choose the view", async () => {
  await keys("{ArrowRight}");
  await expect.poll(focusedDay).toBe(dayFromToday(1));
  await keys("m");
  await expect.poll(() => document.querySelectorAll("[data-day]").length).toBe(42);
  await keys("t");
  await expect.poll(focusedDay).toBe(today);
  await keys("{ArrowDown}");
  await expect.poll(focusedDay).toBe(dayFromToday(7));
  await keys("d");
  await expect.poll(() => document.querySelectorAll("[data-day]").length).toBe(1);
  expect(currentPlace().part).toBe("day");
});

it("moves an item by Shift and an arrow, the keyboard goes along, and undo brings it back", async () => {
  itemOf("first")?.focus();
  await keys("{Shift>}{ArrowDown}{/Shift}");
  await expect.poll(() => dueOf("first")).toBe(`${dayFromToday(7)}T09:30`);
  await expect.poll(() => document.activeElement?.getAttribute("data-item")).toBe("first");
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => dueOf("first")).toBe(`${today}T09:30`);
});

it("does nothing to an item the keyboard has left", async () => {
  itemOf("first")?.focus();
  dayOf(dayFromToday(1))?.focus();
  await keys("e");
  await keys("{Shift>}{ArrowRight}{/Shift}");
  expect(world.records.get("first")?.values.state).toEqual({ t: "choice", v: "open" });
  expect(dueOf("first")).toBe(`${today}T09:30`);
});

it("offers no undo where nothing was moved", async () => {
  const said = () => page.getByText("已移动", { exact: false }).elements().length;
  itemOf("first")?.focus();
  await keys("o");
  await expect.poll(() => dueOf("first")).toBe(today);
  await expect.poll(said).toBe(1);
  await expect.poll(() => document.activeElement?.getAttribute("data-item")).toBe("first");
  await keys("o");
  await new Promise((done) => requestAnimationFrame(done));
  expect(said()).toBe(1);
});

it("moves a day's tasks to next week after showing what it comes to", async () => {
  await keys("a");
  await expect.element(page.getByText("已选 2 项")).toBeVisible();
  await page.getByRole("button", { name: "推迟一周" }).click();
  await expect.element(page.getByText(`2 项待办将移到 ${dayFromToday(7)}`, { exact: false })).toBeVisible();
  expect(dueOf("second"), "only planned").toBe(`${today}T14:00`);
  await page.getByRole("button", { name: "移动 2 项" }).click();
  await expect.poll(() => dueOf("second")).toBe(`${dayFromToday(7)}T14:00`);
  await expect.element(page.getByText("已选 2 项")).not.toBeInTheDocument();
});

it("keeps what was chosen while one pages on", async () => {
  itemOf("first")?.focus();
  await keys("s");
  await expect.element(page.getByText("已选 1 项")).toBeVisible();
  dayOf(today)?.focus();
  await keys("{PageDown}");
  await expect.poll(() => itemOf("first")).toBeNull();
  await expect.element(page.getByText("已选 1 项")).toBeVisible();
  await page.getByRole("button", { name: "推迟一周" }).click();
  await page.getByRole("button", { name: "移动 1 项" }).click();
  await expect.poll(() => dueOf("first")).toBe(`${dayFromToday(7)}T09:30`);
});

it("chooses all of a day that has more than it lists", async () => {
  for (let n = 0; n < 120; n += 1) put(`many${n}`, `对账 ${n}`, `${dayFromToday(1)}T10:00`);
  await keys("{PageDown}");
  await keys("t");
  await expect.poll(focusedDay).toBe(today);
  await keys("d");
  await keys("{PageDown}");
  await expect.poll(focusedDay).toBe(dayFromToday(1));
  await keys("a");
  await expect.element(page.getByText("已选 120 项")).toBeVisible();
});

it("prints what reminds by itself, and says what it leaves out", async () => {
  for (let n = 0; n < 120; n += 1) put(`many${n}`, `对账 ${n}`, `${today}T10:00`);
  await keys("d");
  await keys("{PageDown}");
  await keys("{PageUp}");
  await expect
    .poll(() => document.querySelectorAll("[data-beside], [data-item] svg").length)
    .toBeGreaterThan(0);
  window.dispatchEvent(new Event("beforeprint"));
  const paper = document.querySelector("[data-print-sheet]");
  expect(paper?.querySelectorAll("li[data-beside]").length).toBeGreaterThan(0);
  expect(paper?.textContent).toContain("项未打印");
  window.dispatchEvent(new Event("afterprint"));
});

it("ends an item by E and opens one by Enter", async () => {
  itemOf("second")?.focus();
  await keys("{Enter}");
  await expect.poll(() => currentPlace().record).toEqual({ entity: "task", id: "second" });
  go({ at: "agenda" });
  await expect.poll(() => itemOf("first")).not.toBeNull();
  itemOf("first")?.focus();
  await keys("e");
  await expect.poll(() => world.records.get("first")?.values.state).toEqual({ t: "choice", v: "done" });
});

it("makes a task by N on the day one is at", async () => {
  await keys("n");
  await keys("去机场");
  await keys("{Enter}");
  await expect.element(page.getByTestId("agenda").getByText("去机场")).toBeVisible();
});

it("makes one that repeats and is for a customer, on the day one is at", async () => {
  await keys("n");
  await keys("月度对账");
  await page.getByRole("combobox", { name: "哪家客户" }).fill("鲲鹏华东");
  await page
    .getByRole("option", { name: /鲲鹏华东装备/ })
    .first()
    .click();
  await page.getByRole("button", { name: /重复/ }).last().click();
  await page.getByRole("option", { name: "每月最后一个工作日" }).click();
  await expect.element(page.getByText(/^接下来：\d{4}-\d{2}-\d{2}/)).toBeVisible();
  await page.getByRole("button", { name: "新建", exact: true }).click();
  const one = () =>
    [...world.records.values()].find(
      ({ values }) => values.title?.t === "text" && values.title.v === "月度对账",
    );
  await expect.poll(() => one()?.values.repeat).toEqual({ t: "text", v: "FREQ=MONTHLY;WORKDAY=-1" });
  expect(one()?.values.unit).toMatchObject({ t: "ref", v: { id: "u002" } });
  const due = one()?.values.due;
  expect(due?.t === "wall" && due.v.at).toBe(today);
});

it("takes an item to another day by the pointer", async () => {
  await keys("m");
  await expect.poll(() => document.querySelectorAll("[data-day]").length).toBe(42);
  const other = [...document.querySelectorAll<HTMLElement>("[data-day]")].at(3);
  const from = itemOf("first")?.getBoundingClientRect();
  const to = other?.getBoundingClientRect();
  if (!other || !from || !to) throw new Error("nothing to drag");
  const at = (box: DOMRect) => ({ clientX: box.x + 20, clientY: box.y + 10, pointerId: 1, bubbles: true });
  itemOf("first")?.dispatchEvent(new PointerEvent("pointerdown", { ...at(from), button: 0 }));
  window.dispatchEvent(new PointerEvent("pointermove", at(to)));
  await expect.poll(() => other.dataset.over).toBe("true");
  window.dispatchEvent(new PointerEvent("pointerup", at(to)));
  await expect.poll(() => dueOf("first")).toBe(`${other.dataset.day}T09:30`);
});

it("shifts an item by quarters of an hour, and gives it the whole day, by the keyboard", async () => {
  itemOf("first")?.focus();
  await keys("{Alt>}{ArrowDown}{/Alt}");
  await expect.poll(() => dueOf("first")).toBe(`${today}T09:45`);
  await expect.poll(() => document.activeElement?.getAttribute("data-item")).toBe("first");
  await keys("o");
  await expect.poll(() => dueOf("first")).toBe(today);
  await keys("{Alt>}{ArrowUp}{/Alt}");
  await expect.poll(() => dueOf("first")).toBe(`${today}T09:00`);
});

it("takes an item to a time of another day by the pointer", async () => {
  const other = [...document.querySelectorAll<HTMLElement>("[data-hours]")].find(
    ({ dataset }) => dataset.hours !== today,
  );
  const from = itemOf("first")?.getBoundingClientRect();
  if (!other || !from) throw new Error("nothing to drag");
  const hours = other.getBoundingClientRect();
  const to = { clientX: hours.x + 20, clientY: from.y + 48 + 10, pointerId: 1, bubbles: true };
  itemOf("first")?.dispatchEvent(
    new PointerEvent("pointerdown", { ...to, clientX: from.x + 20, clientY: from.y + 10, button: 0 }),
  );
  window.dispatchEvent(new PointerEvent("pointermove", to));
  await expect.poll(() => other.closest<HTMLElement>("[data-day]")?.dataset.over).toBe("true");
  window.dispatchEvent(new PointerEvent("pointerup", to));
  await expect.poll(() => dueOf("first")).toBe(`${other.dataset.hours}T10:30`);
});

it("says what a calendar file comes to before it takes it in", async () => {
  await page.getByRole("button", { name: "导入日历文件" }).click();
  const plan = page.getByTestId("calendar-plan");
  await expect.element(plan.getByText("新增 1")).toBeVisible();
  await expect.element(plan.getByText("已经过去")).toBeVisible();
  const titles = [...world.records.values()].map(
    ({ values }) => values.title?.t === "text" && values.title.v,
  );
  expect(titles).not.toContain("和恒大采购部开会");
  await expectAccessible();
  await plan.getByRole("button", { name: "导入 2 项待办" }).click();
  await expect.element(plan).not.toBeInTheDocument();
  await expect.element(page.getByText("已导入 2 项待办")).toBeVisible();
});

it("keeps a file for other programs once its being plain is agreed to, and takes it away", async () => {
  await page.getByRole("button", { name: "导出日历文件" }).click();
  const keep = page.getByRole("region", { name: "自动更新的日历文件" });
  await expect.element(keep.getByText("它是明文", { exact: false })).toBeVisible();
  await keep.getByRole("button", { name: "我同意，选择文件夹" }).click();
  await expect.element(keep.getByText("/home/lin/Calendars/客户管家日程.ics")).toBeVisible();
  await expectAccessible();
  await keep.getByRole("button", { name: "停用并删除文件" }).click();
  await expect.element(keep.getByRole("button", { name: "我同意，选择文件夹" })).toBeVisible();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  for (const letter of ["d", "w", "m", "l"]) {
    await keys(letter);
    await expectAccessible();
  }
});

/** An occurrence of a series that is not made yet. */
const ghostOf = (id: string, date: string) =>
  dayOf(date)?.querySelector<HTMLElement>(`[data-item="${id} ghost"]`) ?? null;
const everyWeek = (id: string) => {
  put(id, "周报", `${today}T10:00`);
  const record = world.records.get(id);
  if (record) record.values.repeat = { t: "text", v: "FREQ=WEEKLY" };
};
const made = () =>
  [...world.records.values()]
    .filter(({ entity, id, values }) => {
      const title = values.title;
      return entity === "task" && !id.startsWith("weekly") && title?.t === "text" && title.v === "周报";
    })
    .map(({ id }) => dueOf(id));

it("moves one occurrence of a series by Shift and an arrow, and the series stays", async () => {
  everyWeek("weekly");
  await keys("{PageDown}");
  const day = dayFromToday(7);
  await expect.poll(() => ghostOf("weekly", day)).not.toBeNull();
  ghostOf("weekly", day)?.focus();
  await keys("{Shift>}{ArrowRight}{/Shift}");
  await expect.poll(made).toEqual([`${dayFromToday(8)}T10:00`]);
  expect(dueOf("weekly")).toBe(`${today}T10:00`);
  await expect.poll(() => ghostOf("weekly", day)).toBeNull();
});

it("leaves one occurrence of a series out, asked by its menu", async () => {
  everyWeek("weekly2");
  await keys("{PageDown}");
  const day = dayFromToday(7);
  await expect.poll(() => ghostOf("weekly2", day)).not.toBeNull();
  ghostOf("weekly2", day)?.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
  await page.getByRole("button", { name: "跳过这一次" }).click();
  await expect.poll(() => ghostOf("weekly2", day)).toBeNull();
  expect(made()).toEqual([]);
  expect(dueOf("weekly2")).toBe(`${today}T10:00`);
});

it("takes along all that were chosen when one of them is dragged", async () => {
  await keys("a");
  await expect.element(page.getByText("已选 2 项")).toBeVisible();
  const from = itemOf("first")?.getBoundingClientRect();
  const to = dayOf(dayFromToday(1))?.querySelector("[data-whole]")?.getBoundingClientRect();
  const target = to ?? dayOf(dayFromToday(-1))?.querySelector("[data-whole]")?.getBoundingClientRect();
  const day = dayFromToday(to ? 1 : -1);
  if (!from || !target) throw new Error("nothing to drag");
  const pointer = (kind: string, x: number, y: number, at: EventTarget) =>
    at.dispatchEvent(
      new PointerEvent(kind, { bubbles: true, button: 0, pointerId: 1, clientX: x, clientY: y }),
    );
  pointer("pointerdown", from.left + 4, from.top + 4, itemOf("first") as HTMLElement);
  pointer("pointermove", target.left + 8, target.top + 4, window);
  pointer("pointerup", target.left + 8, target.top + 4, window);
  await expect.poll(() => dueOf("first")).toBe(day);
  await expect.poll(() => dueOf("second")).toBe(day);
});

it("takes in of a calendar file what is chosen, all of it or none", async () => {
  await page.getByRole("button", { name: "导入日历文件" }).click();
  const plan = page.getByTestId("calendar-plan");
  const one = plan.getByRole("checkbox", { name: "导入“和恒大采购部开会”" });
  await expect.element(one).toBeChecked();
  await plan.getByText("全部", { exact: true }).click();
  await expect.element(one).not.toBeChecked();
  await expect.element(plan.getByRole("button", { name: /^导入 / })).not.toBeInTheDocument();
  const other = plan.getByRole("checkbox", { name: "导入“回访苏州工厂”" });
  (other.element() as HTMLElement).focus();
  await keys(" ");
  await expect.element(other).toBeChecked();
  await plan.getByRole("button", { name: "导入 1 项待办" }).click();
  await expect.element(page.getByText("已导入 1 项待办")).toBeVisible();
  const titles = [...world.records.values()].map(
    ({ values }) => values.title?.t === "text" && values.title.v,
  );
  expect(titles).not.toContain("和恒大采购部开会");
});
