/** Who decides at a customer, in its people: whom to meet next, what they do, and the seats; what lacks is marked. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { commands, type RecordDto, type Value } from "../../../ipc/bindings.ts";
import { invalidate } from "../../../ipc/query.ts";
import { currentPlace, openRecord } from "../../../lib/place.ts";

const unit = "u002";
const to = (id: string): Value => ({ t: "ref", v: { id, label: "" } });
const text = (v: string): Value => ({ t: "text", v });
const choice = (v: string): Value => ({ t: "choice", v });

function put(entity: string, id: string, values: RecordDto["values"]): void {
  world.records.set(id, { entity, id, rev: 1, values, warnings: [], deleted: false });
}

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  put("seat", "s1", { unit: to(unit), name: text("总经理席") });
  put("seat", "s2", { unit: to(unit), name: text("采购经理席"), reports_to: to("s1") });
  put("contact", "d1", { full_name: text("钱守成") });
  put("post", "dp1", { contact: to("d1"), unit: to(unit), seat: to("s2") });
  put("seat", "s3", { unit: to(unit), name: text("设备经理席"), reports_to: to("s1") });
  put("post", "dp2", { contact: to("d1"), unit: to(unit), seat: to("s3") });
  put("stance", "st1", { seat: to("s1"), unit: to(unit), role: choice("decider") });
  put("stance", "st2", { contact: to("d1"), unit: to(unit), role: choice("user"), attitude: choice("m2") });
  openRecord({ entity: "unit", id: unit });
  await page
    .getByTestId("drawer")
    .getByRole("tab", { name: /^联系人/ })
    .click();
});

it("tells who decides, who uses and who stands in the way, and marks a seat nobody holds", async () => {
  const chain = page.getByTestId("decisions");
  await expect.element(chain).toBeVisible();
  await expectAccessible();
  const decides = page.getByTestId("side-decides");
  expect(decides.element().textContent).toContain("总经理席");
  expect(decides.element().textContent).toContain("无人在任");
  expect(page.getByTestId("side-uses").element().textContent).toContain("钱守成");
  expect(page.getByTestId("side-blocks").element().textContent).toContain("钱守成");
  const named = page.getByTestId("side-uses").getByRole("button", { name: "钱守成" });
  expect(named.elements(), "once, whatever seats there are").toHaveLength(1);
  await chain.getByRole("button", { name: "钱守成" }).first().click();
  expect(currentPlace().record).toEqual({ entity: "contact", id: "d1" });
});

const tasks = () => [...world.records.values()].filter((one) => one.entity === "task" && !one.deleted);

it("says whom to meet next and why, and a key makes a task of it that undo takes back", async () => {
  const before = tasks().length;
  const gaps = page.getByTestId("gaps");
  await expect.element(gaps).toBeVisible();
  const lines = () => [...gaps.element().querySelectorAll<HTMLElement>("[data-gap]")];
  // The seat that decides before somebody who only uses; each says why in words.
  expect(lines().map((line) => line.dataset.gap)).toEqual(["s1", "d1"]);
  expect(lines()[0]?.textContent).toContain("无人在任");
  expect(lines()[0]?.textContent).toContain("关键");
  expect(lines()[1]?.textContent).toContain("从未沟通");
  expect(lines()[0]?.querySelector("svg"), "a shape as well").not.toBeNull();
  gaps.getByRole("button", { name: "总经理席" }).element().focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement?.textContent).toBe("钱守成");
  await userEvent.keyboard("t");
  await expect.poll(() => tasks().length).toBe(before + 1);
  const made = tasks().find((one) => one.values.contact?.t === "ref" && one.values.contact.v.id === "d1");
  expect(made?.values.title).toEqual({ t: "text", v: "结识 钱守成（采购经理席）" });
  expect(made?.values.seat).toMatchObject({ v: { id: "s2" } });
  expect(made?.values.unit).toMatchObject({ v: { id: unit } });
  await expect.element(gaps.getByText(/已安排：结识/)).toBeVisible();
  expect(document.activeElement?.textContent, "one goes on with another line").toBe("总经理席");
  await userEvent.keyboard("{ArrowDown}t");
  expect(tasks(), "what is planned is not planned twice").toHaveLength(before + 1);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => tasks().length).toBe(before);
  await expectAccessible();
});

it("finds the task to find out who decides again, and makes another once that is taken back", async () => {
  put("stance", "st1", { seat: to("s1"), unit: to(unit), role: choice("user") });
  await invalidate(["stance"]);
  const before = tasks().length;
  const gaps = page.getByTestId("gaps");
  const line = () => gaps.element().querySelector<HTMLElement>(`[data-gap="${unit}"]`);
  await expect.poll(() => line()?.textContent).toContain("不清楚谁拍板");
  const press = async () => {
    line()?.querySelector("button")?.focus();
    await userEvent.keyboard("t");
    await expect.poll(() => line()?.textContent).toContain("已安排：弄清");
    expect(tasks()).toHaveLength(before + 1);
  };
  await press();
  await commands.undo();
  await expect.poll(() => line()?.textContent).not.toContain("已安排");
  expect(tasks()).toHaveLength(before);
  await press();
});

it("shows those below by a switch, and says where somebody has a part elsewhere", async () => {
  put("unit", "uc1", { legal_name: text("子公司"), parent: to(unit) });
  put("seat", "s9", { unit: to("uc1"), name: text("子公司经理席") });
  put("stance", "st2", { contact: to("d1"), unit: to("uc1"), role: choice("decider") });
  await invalidate(["unit", "seat", "stance"]);
  const chain = page.getByTestId("decisions");
  await chain.getByText("含下级单位").click();
  await expect.poll(() => chain.element().querySelector('[data-seat="s9"]')).not.toBeNull();
  const seat = chain.element().querySelector('[data-seat="s2"]');
  expect(seat?.textContent).toContain("在子公司");
});

it("shows whoever has a part in a deal beside it", async () => {
  put("opportunity", "od1", { name: text("扩产"), unit: to(unit), stage: choice("lead") });
  put("stance", "st9", { contact: to("d1"), opportunity: to("od1"), role: choice("decider") });
  openRecord({ entity: "opportunity", id: "od1" });
  const chain = page.getByRole("region", { name: "商机“扩产”的决策链" });
  await expect.element(chain).toBeVisible();
  expect(page.getByTestId("side-decides").element().textContent).toContain("钱守成");
  expect(chain.element().textContent, "somebody decides in it").not.toContain("不清楚谁拍板");
});

it("shows who sat there before, since when who does, and whom they listen to", async () => {
  put("contact", "d2", { full_name: text("孙前任") });
  put("post", "dp3", {
    contact: to("d2"),
    unit: to(unit),
    seat: to("s1"),
    end: { t: "date", v: "2026-01-31" },
  });
  put("post", "dp1", {
    contact: to("d1"),
    unit: to(unit),
    seat: to("s2"),
    start: { t: "date", v: "2024-03-01" },
  });
  put("influence", "in1", {
    from_contact: { t: "ref", v: { id: "d2", label: "孙前任" } },
    to_contact: to("d1"),
    strength: choice("3"),
  });
  await invalidate(["post", "influence"]);
  const seat = (id: string) => page.getByTestId("decisions").element().querySelector(`[data-seat="${id}"]`);
  await expect.poll(() => seat("s1")?.textContent).toContain("前任 孙前任，至 2026-01-31");
  expect(seat("s2")?.textContent).toContain("2024-03-01 起");
  expect(seat("s2")?.textContent).toContain("听取 孙前任 的意见");
  expect(seat("s2")?.textContent, "for whoever cannot see the lines").toContain("向总经理席汇报");
});

it("is not there while decisions are out of sight", async () => {
  await expect.element(page.getByTestId("decisions")).toBeVisible();
  await commands.moduleHide("decisions", true);
  await invalidate(["hidden_module"]);
  await expect.element(page.getByTestId("decisions")).not.toBeInTheDocument();
});
