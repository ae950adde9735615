/** Two records made one, and one made two: read first, done in one step, and the way back; by keyboard as by mouse. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../dev/mock/bus.ts";
import { applySet } from "../../../dev/mock/records.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { begin, currentPlace, go, openRecord } from "../../lib/place.ts";

const work = () => page.getByTestId("work");
const drawer = () => page.getByTestId("drawer");
const nameOf = (id: string) => {
  const name = world.records.get(id)?.values.legal_name;
  return name?.t === "text" ? name.v : "";
};
const at = (entity: string, unit: string) =>
  [...world.records.values()].filter(
    ({ entity: of, values, deleted }) =>
      of === entity && !deleted && values.unit?.t === "ref" && values.unit.v.id === unit,
  ).length;
const standsIn = () => document.querySelectorAll("[data-r]").length;

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openWindow("unlocked");
  await expect.poll(standsIn, { timeout: 10_000 }).toBeGreaterThan(5);
});

describe("merging", () => {
  it("begins in the drawer's menu, asks with whom, and leaves one step to undo", async () => {
    const [winner, loser] = ["u002", "u003"];
    const [stays, goes] = [nameOf(winner), nameOf(loser)];
    const talks = at("activity", winner) + at("activity", loser);
    openRecord({ entity: "unit", id: winner });
    await drawer().getByRole("button", { name: "更多操作" }).click();
    await page.getByRole("menuitem", { name: "与另一个客户合并…" }).click();
    await work().getByRole("combobox", { name: "与哪个客户合并" }).fill(goes);
    await page.getByRole("option", { name: goes, exact: true }).click();
    await expect.element(work().getByRole("radio", { name: stays, exact: true }).first()).toBeChecked();
    await expect.element(work().getByText("沟通记录")).toBeVisible();
    await work().getByRole("button", { name: "合并", exact: true }).click();
    await expect.poll(() => world.records.get(loser)?.deleted).toBe(true);
    expect(at("activity", winner)).toBe(talks);
    expect(currentPlace()).toMatchObject({ record: { entity: "unit", id: winner } });
    expect(currentPlace().work).toBeUndefined();
    await page.getByRole("button", { name: "撤销", exact: true }).last().click();
    await expect.poll(() => world.records.get(loser)?.deleted).toBe(false);
  });

  it("takes the other's value for a field, and keeps it when the other stays instead", async () => {
    applySet({
      label: "op.edit",
      changes: [
        { kind: "update", entity: "unit", id: "u002", rev: 1, values: { owner: { t: "text", v: "甲某" } } },
        { kind: "update", entity: "unit", id: "u003", rev: 1, values: { owner: { t: "text", v: "乙某" } } },
      ],
    });
    begin({ kind: "merge", entity: "unit", id: "u002", other: "u003" });
    const owner = () => work().getByRole("radiogroup", { name: "责任人" });
    await expect.element(owner().getByRole("radio", { name: "甲某" })).toBeChecked();
    await owner().getByText("乙某").click();
    await work().getByRole("radiogroup", { name: "保留哪一条" }).getByText(nameOf("u003")).click();
    await expect.element(owner().getByRole("radio", { name: "乙某" })).toBeChecked();
    await work().getByRole("button", { name: "合并", exact: true }).click();
    await expect.poll(() => world.records.get("u002")?.deleted).toBe(true);
    expect(world.records.get("u003")?.values.owner).toEqual({ t: "text", v: "乙某" });
  });

  it("takes what belongs together from one side, and shows it", async () => {
    const industry = (text: string, code: string) => ({
      industry: { t: "text" as const, v: text },
      industry_code: { t: "text" as const, v: code },
    });
    applySet({
      label: "op.edit",
      changes: [
        { kind: "update", entity: "unit", id: "u002", rev: 1, values: industry("电气", "C38") },
        { kind: "update", entity: "unit", id: "u003", rev: 1, values: industry("软件", "I65") },
      ],
    });
    begin({ kind: "merge", entity: "unit", id: "u002", other: "u003" });
    await expect.element(work().getByRole("radio", { name: "电气", exact: true })).toBeChecked();
    await work().getByText("I65", { exact: true }).click();
    await expect.element(work().getByRole("radio", { name: "软件", exact: true })).toBeChecked();
    await work().getByRole("button", { name: "合并", exact: true }).click();
    await expect.poll(() => world.records.get("u003")?.deleted).toBe(true);
    expect(world.records.get("u002")?.values).toMatchObject(industry("软件", "I65"));
  });

  it("is offered for two selected rows of the table", async () => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-r] [data-c="0"]')];
    const first = rows.find((row, n) => row.closest('[data-kind="record"]') || n === 1);
    if (!first) throw new Error("the table has rows");
    await userEvent.click(first);
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}{Shift>}{F10}{/Shift}");
    await page.getByRole("menuitem", { name: "合并为一个客户…" }).click();
    await expect.element(work().getByRole("radiogroup", { name: "保留哪一条" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => document.querySelector("[data-testid=work]")).toBeNull();
  });

  it("is taken apart again from the story of the one that stayed", async () => {
    begin({ kind: "merge", entity: "unit", id: "u002", other: "u003" });
    await work().getByRole("button", { name: "合并", exact: true }).click();
    await expect.poll(() => world.records.get("u003")?.deleted).toBe(true);
    await drawer().getByRole("tab", { name: "历史" }).click();
    await drawer()
      .getByRole("button", { name: /^拆回：/ })
      .click();
    await expect.element(work().getByText(/从回收站恢复/)).toBeVisible();
    await work().getByRole("button", { name: "收回", exact: true }).click();
    await expect.poll(() => world.records.get("u003")?.deleted).toBe(false);
    await expect.element(drawer()).toBeVisible();
  });

  it("says why two cannot be merged, and asks for another", async () => {
    begin({ kind: "merge", entity: "unit", id: "u002", other: "u002" });
    await work().getByRole("button", { name: "另选一条" }).click();
    await expect.element(work().getByRole("combobox", { name: "与哪个客户合并" })).toHaveFocus();
  });

  it("goes by keys alone", async () => {
    begin({ kind: "merge", entity: "contact", id: "cu002", other: "cu003" });
    await expect.element(work().getByRole("radiogroup", { name: "保留哪一条" })).toBeVisible();
    await userEvent.keyboard("{Tab}{ArrowRight}");
    await expect.element(work().getByRole("radio").nth(1)).toBeChecked();
    for (let n = 0; n < 20 && document.activeElement?.textContent !== "合并"; n += 1)
      await userEvent.keyboard("{Tab}");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => world.records.get("cu002")?.deleted).toBe(true);
  });
});

describe("splitting", () => {
  it("takes a kind along, one by one or whole, into a new customer", async () => {
    openRecord({ entity: "unit", id: "u002" });
    await drawer().getByRole("button", { name: "更多操作" }).click();
    await page.getByRole("menuitem", { name: "拆分客户…" }).click();
    await expect.element(work().getByRole("textbox", { name: /新客户名称/ })).toHaveFocus();
    await userEvent.keyboard("鲲鹏无锡分公司");
    const talks = at("activity", "u002");
    await work().getByRole("region", { name: "沟通记录" }).getByText("沟通记录").click();
    await work().getByRole("button", { name: "逐条选择任职" }).click();
    await work().getByRole("region", { name: "任职" }).getByText(/ · /).first().click();
    await work()
      .getByRole("button", { name: `拆出，带走 ${talks + 1} 条` })
      .click();
    await expect.poll(() => currentPlace().work).toBeUndefined();
    const made = currentPlace().record?.id ?? "";
    expect(nameOf(made)).toBe("鲲鹏无锡分公司");
    expect([at("activity", made), at("post", made), at("activity", "u002")]).toEqual([talks, 1, 0]);
    await page.getByRole("button", { name: "撤销", exact: true }).last().click();
    await expect.poll(() => at("activity", "u002")).toBe(talks);
  });
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  go({ at: "customers" });
  begin({ kind: "merge", entity: "unit", id: "u002", other: "u003" });
  await expect.element(work().getByRole("radiogroup").first()).toBeVisible();
  await expectAccessible();
  begin({ kind: "split", id: "u002" });
  await expect.element(work().getByRole("textbox")).toBeVisible();
  await work().getByRole("button", { expanded: false }).first().click();
  await expectAccessible();
});
