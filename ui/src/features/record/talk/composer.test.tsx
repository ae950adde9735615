/** How a conversation is logged in the drawer, against the invented core. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { lockFromOutside } from "../../../../dev/mock/app.ts";
import { emit } from "../../../../dev/mock/bus.ts";
import { textOf as plain } from "../../../../dev/mock/views.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import type { Value } from "../../../ipc/bindings.ts";
import { createRecord } from "../../../ipc/write.ts";
import { currentPlace, openRecord, replacePlace } from "../../../lib/place.ts";
import { draftOf, emptyDraft, keepDraft, loadDraft, storeDraft } from "./drafts.ts";

const unit = "u002";
const textOf = (value: Value | undefined) => (value ? plain(value) : "");
const keys = (typed: string) => userEvent.keyboard(typed);
const drawer = () => page.getByTestId("drawer");
const tab = (name: string) =>
  drawer()
    .getByRole("tab", { name: new RegExp(`^${name}`) })
    .click();
const of = (entity: string) =>
  [...world.records.values()].filter((one) => one.entity === entity && !one.deleted);

beforeEach(async () => {
  // Drafts are forgotten with the phase, as when the vault locks.
  emit("phase", { phase: "unlocked" });
  await openTable();
  openRecord({ entity: "unit", id: unit });
  await expect.element(page.getByTestId("record-title")).toHaveTextContent("鲲鹏华东装备有限公司");
});

describe("the log box", () => {
  beforeEach(async () => {
    await tab("动态");
  });

  const box = () => drawer().getByRole("textbox", { name: "记录沟通" });

  it("tells in one line what they prefer and dislike, of the people who are named alone", async () => {
    const at: Value = { t: "ref", v: { id: unit, label: "" } };
    const wish = (topic: string, value: string, contact?: Value) =>
      createRecord("preference", {
        topic: { t: "text", v: topic },
        value: { t: "text", v: value },
        unit: at,
        ...(contact && { contact }),
      });
    const wishes = drawer().getByTestId("wishes");
    const told = () => document.querySelector("[data-testid=wishes]")?.textContent ?? "";
    await userEvent.click(box());
    await expect.element(drawer().getByRole("combobox").first()).toBeVisible();
    await expect.element(wishes).not.toBeInTheDocument();
    await wish("忌讳", "不谈竞品");
    await expect.poll(told).toContain("忌讳：不谈竞品");
    for (const topic of ["座位", "时间", "礼品"]) await wish(topic, "靠窗");
    await userEvent.fill(box(), "在谈");
    await drawer().getByRole("combobox").first().fill("王芳");
    await page.getByRole("option", { name: "王芳" }).first().click();
    await expect.poll(() => draftOf(unit).contacts.length).toBe(1);
    const whom = draftOf(unit).contacts[0] ?? { id: "", label: "" };
    const other = of("contact").find(({ id }) => id !== whom.id);
    await wish("饮茶", "只喝普洱", { t: "ref", v: whom });
    await wish("饮茶", "不喝茶", { t: "ref", v: { id: other?.id ?? "", label: "别人" } });
    await wishes.getByRole("button", { name: "还有 2 条" }).click();
    await expect.poll(told).toContain("饮茶：只喝普洱");
    expect(told()).not.toContain("不喝茶");
    keepDraft(unit, emptyDraft);
  });

  it("logs a conversation and its next step by keyboard alone", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await expect.element(box()).toHaveFocus();
    const [before, tasks] = [of("activity").length, of("task").length];
    await keys("对方下周付款{Tab}");
    await keys("{Tab}确认到账");
    await keys("{Control>}{Enter}{/Control}");
    await expect.poll(() => of("activity").length).toBe(before + 1);
    expect(of("task").length).toBe(tasks + 1);
    expect(of("task").at(-1)?.values.title).toEqual({ t: "text", v: "确认到账" });
    await expect.element(box()).toHaveValue("");
    await expect.element(page.getByTestId("timeline").getByText("对方下周付款")).toBeVisible();
  });

  it("logs one as confidential, and takes that back in the timeline", async () => {
    await box().click();
    await keys("谈收购");
    await drawer().getByText("保密").click();
    await keys("{Control>}{Enter}{/Control}");
    const talk = () => of("activity").find(({ values }) => textOf(values.content) === "谈收购");
    const label = () => textOf(talk()?.values.label);
    await expect.poll(label).toBe("confidential");
    const item = () =>
      [...document.querySelectorAll("li")].find((one) => one.querySelector("p")?.textContent === "谈收购");
    await expect.poll(() => item()?.querySelector("h4")?.textContent).toContain("保密");
    await expectAccessible();
    item()?.querySelector("button")?.click();
    await page.getByRole("menuitem", { name: "取消保密" }).click();
    await expect.poll(label).toBe("open");
    await expect.poll(() => item()?.querySelector("h4")?.textContent).not.toContain("保密");
  });

  it("says how much later a conversation was written down", async () => {
    const talk = of("activity").find(({ values }) => values.unit?.t === "ref" && values.unit.v.id === unit);
    if (!talk) throw new Error("no conversation");
    talk.values.backdated = { t: "number", v: 3 };
    emit("changed", { seq: world.seq, op: "test", entities: ["activity"], ids: [talk.id] });
    await expect.poll(() => drawer().element().textContent).toContain("3 天后补记");
  });

  it("offers every kind of conversation, and takes down what came of it and how long it took", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("一起吃了顿饭");
    const log = page.getByTestId("composer");
    const pick = async (box: RegExp, option: string) => {
      await log.getByRole("button", { name: box }).click();
      await page.getByRole("option", { name: option, exact: true }).click();
    };
    await log.getByRole("button", { name: /其他方式/ }).click();
    const others = page.getByRole("option");
    expect(others.elements().map((one) => one.textContent)).toEqual(["邮件", "宴请", "活动"]);
    await page.getByRole("option", { name: "宴请", exact: true }).click();
    await pick(/结果/, "已同意");
    await pick(/时长/, "90 分钟");
    await expectAccessible();
    await box().click();
    await keys("{Control>}{Enter}{/Control}");
    const made = () => of("activity").at(-1)?.values;
    await expect.poll(() => made()?.kind).toEqual({ t: "choice", v: "meal" });
    expect(made()?.result).toEqual({ t: "choice", v: "agreed" });
    expect(made()?.duration_min).toEqual({ t: "number", v: 90 });
  });

  it("asks once what has changed, and one press says that nothing has", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("电话里聊了近况{Control>}{Enter}{/Control}");
    const asked = () => page.getByRole("region", { name: "有变化吗？" });
    await expect.element(asked()).toBeVisible();
    await expectAccessible();
    await keys("{Escape}");
    await expect.element(asked()).not.toBeInTheDocument();
    await expect.element(box()).toHaveFocus();
    await keys("又打了一次{Control>}{Enter}{/Control}");
    await expect.element(asked()).toBeVisible();
    await keys("{Alt>}0{/Alt}");
    await expect.element(asked()).not.toBeInTheDocument();
    await expect.poll(() => world.records.get(`word:${unit}:status`)?.values.verified_at?.t).toBe("instant");
  });

  it("asks no more about a conversation that is taken back", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("明天发报价单{Control>}{Enter}{/Control}");
    const asked = () => page.getByRole("region", { name: "有变化吗？" });
    await expect.element(asked()).toBeVisible();
    const before = of("activity").length;
    await page.getByRole("button", { name: "撤销" }).last().click();
    await expect.poll(() => of("activity").length).toBe(before - 1);
    await expect.element(asked()).not.toBeInTheDocument();
  });

  it("leaves Enter and Escape to an input method that composes", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("开会");
    const before = of("activity").length;
    const composing = { key: "Enter", ctrlKey: true, isComposing: true, bubbles: true, cancelable: true };
    box().element().dispatchEvent(new KeyboardEvent("keydown", composing));
    box()
      .element()
      .dispatchEvent(new KeyboardEvent("keydown", { ...composing, key: "Escape", ctrlKey: false }));
    await expect.element(box()).toHaveFocus();
    await expect.element(box()).toHaveValue("开会");
    expect(of("activity").length).toBe(before);
  });

  it("keeps what was begun while one looks at another customer", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("还没写完");
    replacePlace({ record: { entity: "unit", id: "u003" } });
    await expect.element(box()).toHaveValue("");
    replacePlace({ record: { entity: "unit", id: unit } });
    await expect.element(box()).toHaveValue("还没写完");
  });

  it("keeps what was begun when the vault is locked meanwhile, until it is logged", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("打到一半");
    await lockFromOutside();
    await expect.element(page.getByLabelText("口令", { exact: true })).toBeVisible();
    // As a fresh window, which knows nothing but what the vault kept.
    expect(draftOf(unit).text).toBe("");
    await userEvent.fill(page.getByLabelText("口令", { exact: true }), world.passphrase);
    await keys("{Enter}");
    openRecord({ entity: "unit", id: unit });
    await tab("动态");
    await expect.element(box()).toHaveValue("打到一半");
    await box().click();
    await keys("{Control>}{Enter}{/Control}");
    await expect.element(box()).toHaveValue("");
    await expect.poll(() => world.noteDrafts.size).toBe(0);
  });

  it("forgets what was thrown away", async () => {
    world.noteDrafts.set("u003", { ...emptyDraft, contacts: [], text: "旧的" });
    replacePlace({ record: { entity: "unit", id: "u003" } });
    await expect.element(box()).toHaveValue("旧的");
    await userEvent.fill(box(), "");
    replacePlace({ record: { entity: "unit", id: unit } });
    await expect.poll(() => world.noteDrafts.size).toBe(0);
  });

  it("takes nothing from the vault while what it kept is on its way", async () => {
    world.noteDrafts.set("u003", { ...emptyDraft, contacts: [], text: "旧的" });
    const onWay = loadDraft("u003");
    keepDraft("u003", { ...emptyDraft, contacts: [{ id: "p1", label: "王芳" }] });
    await storeDraft("u003");
    expect((await onWay)?.text).toBe("旧的");
    expect(world.noteDrafts.get("u003")?.text).toBe("旧的");
    world.noteDrafts.delete("u003");
  });

  it("keeps a next step without a day, for some day", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("先放一放{Tab}{Tab}再联系");
    await userEvent.fill(drawer().getByRole("textbox", { name: "日期" }), "");
    await keys("{Control>}{Enter}{/Control}");
    await expect.element(box()).toHaveValue("");
    expect(of("task").at(-1)?.values).toMatchObject({
      title: { t: "text", v: "再联系" },
      due: { t: "null" },
    });
  });

  it("logs what took place before today, and lets its time be changed", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("上周见过面");
    await drawer().getByRole("button", { name: "时间：现在" }).click();
    await userEvent.fill(drawer().getByRole("textbox", { name: "日期" }).first(), "2026-01-05");
    await userEvent.fill(drawer().getByRole("textbox", { name: "时间" }).first(), "15:30");
    await drawer().getByRole("button", { name: "保存" }).click();
    const at = () => of("activity").find((one) => textOf(one.values.content) === "上周见过面")?.values.at;
    await expect.poll(at).toEqual({ t: "instant", v: new Date("2026-01-05T15:30").getTime() });
    const item = page.getByTestId("timeline").getByRole("listitem").filter({ hasText: "上周见过面" });
    await item.getByRole("button", { name: "这次沟通的更多操作" }).click();
    await page.getByRole("menuitem", { name: "修改时间" }).click();
    await expect.element(item.getByRole("textbox")).toHaveValue("2026-01-05 15:30");
    await userEvent.fill(item.getByRole("textbox"), "2026-01-06 09:00");
    await keys("{Enter}");
    await expect.poll(at).toEqual({ t: "instant", v: new Date("2026-01-06T09:00").getTime() });
    // Everything else of it is in its own drawer.
    await item.getByRole("button", { name: "这次沟通的更多操作" }).click();
    await page.getByRole("menuitem", { name: "打开" }).click();
    await expect.poll(() => currentPlace().record?.entity).toBe("activity");
    await expect.element(drawer().getByText("上周见过面").first()).toBeVisible();
    await expect.element(drawer().getByText("方式").first()).toBeVisible();
  });

  it("says which day is missing instead of closing when a task is put off to none", async () => {
    await page.getByRole("button", { name: "顺延" }).first().click();
    await page.getByRole("button", { name: "顺延到此时" }).click();
    await expect.element(page.getByText(/请写明日期/)).toBeVisible();
  });

  it("names the date that could not be read, and keeps everything", async () => {
    await keys("{Control>}{Shift>}N{/Shift}{/Control}");
    await keys("谈价格{Tab}{Tab}再报价");
    await userEvent.fill(drawer().getByRole("textbox", { name: "日期" }), "某天");
    await keys("{Control>}{Enter}{/Control}");
    await expect.element(drawer().getByText(/不符合要求/)).toBeVisible();
    await expect.element(box()).toHaveValue("谈价格");
  });
});
