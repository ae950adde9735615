/** The tree by keyboard, and what moves in it. */
import { beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";
import { invalidate } from "../../ipc/query.ts";
import { updateRecord } from "../../ipc/write.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go, showAsOf } from "../../lib/place.ts";

const keys = (typed: string) => userEvent.keyboard(typed);
const rows = () => [...document.querySelectorAll<HTMLElement>('[role="treegrid"] [role="row"][aria-level]')];
const marked = () => document.querySelector('[role="row"][aria-selected="true"]')?.id.replace("tree-", "");
/** Whether a unit stands anywhere below another. */
function childOf(id: string, top: string): boolean {
  const parent = world.records.get(id)?.values.parent;
  return parent?.t === "ref" && (parent.v.id === top || childOf(parent.v.id, top));
}
const named = (name: string) =>
  [...world.records.values()].find(
    (one) => one.values.legal_name?.t === "text" && one.values.legal_name.v === name,
  )?.id;

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
  go({ at: "groups" });
  await expect.poll(() => rows().length).toBe(5);
  document.querySelector<HTMLElement>('[role="treegrid"]')?.focus();
});

it("unfolds and folds by arrows and says so", async () => {
  expect(rows()[0]?.getAttribute("aria-expanded")).toBe("false");
  await keys("{ArrowRight}");
  await expect.poll(() => rows().length).toBe(10);
  expect(rows()[0]?.getAttribute("aria-expanded")).toBe("true");
  expect(rows()[1]?.getAttribute("aria-level")).toBe("2");
  await keys("{ArrowRight}");
  expect(marked()).toBe(rows()[1]?.id.replace("tree-", ""));
  await keys("{ArrowLeft}{ArrowLeft}");
  await expect.poll(() => rows().length).toBe(5);
});

it("moves a unit below another, and undo brings it back", async () => {
  await keys("{ArrowDown}m");
  const moved = marked() ?? "";
  await expect.element(page.getByRole("combobox", { name: /新的上级单位/ })).toHaveFocus();
  await keys("华衡检测集团");
  await page.getByRole("option", { name: "华衡检测集团" }).click();
  await expect.element(page.getByRole("button", { name: "移动", exact: true })).toHaveFocus();
  await keys("{Enter}");
  await expect
    .poll(() => world.records.get(moved)?.values.parent)
    .toEqual({ t: "ref", v: { id: named("华衡检测集团"), label: "华衡检测集团" } });
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect.poll(() => world.records.get(moved)?.values.parent).toEqual({ t: "null" });
});

it("tells what befell a tree beside what befell its root", async () => {
  const root = rows()[0];
  const id = root?.id.replace("tree-", "") ?? "";
  const open = (below: boolean) =>
    [...world.records.values()].filter(
      (one) =>
        one.entity === "task" &&
        !one.deleted &&
        one.values.state?.t === "choice" &&
        one.values.state.v === "open" &&
        one.values.unit?.t === "ref" &&
        (one.values.unit.v.id === id || (below && childOf(one.values.unit.v.id, id))),
    ).length;
  const cell = root?.querySelectorAll('[role="gridcell"]')[6]?.textContent ?? "";
  expect(open(true)).toBeGreaterThan(0);
  expect(cell).toContain(String(open(true)));
  if (open(true) !== open(false)) expect(cell).toContain(`自身 ${open(false)}`);
});

it("makes a unit below the marked one and shows it", async () => {
  await keys("n");
  await keys("北方事业部{Enter}");
  await expect.element(page.getByRole("row", { name: /北方事业部/ })).toBeVisible();
});

it("opens the record beside the tree, which then follows the arrows", async () => {
  await keys("{Enter}");
  await expect.poll(() => currentPlace().record?.id).toBe(marked());
  await keys("{ArrowDown}");
  await expect.poll(() => currentPlace().record?.id).toBe(marked());
});

it("asks for no more of a long list than is seen of it, and reaches its end", async () => {
  const pattern = world.records.get(rows()[0]?.id.replace("tree-", "") ?? "");
  if (!pattern) throw new Error("no unit");
  for (let n = 0; n < 1000; n += 1) {
    const id = `many-${n}`;
    const values = {
      ...pattern.values,
      legal_name: { t: "text", v: `散户 ${n}` },
      parent: { t: "null" },
    } as const;
    world.records.set(id, { ...pattern, id, values });
  }
  const asking = vi.spyOn(commands, "treeChildren");
  await invalidate(["unit"]);
  await expect.poll(() => rows()[0]?.getAttribute("aria-setsize")).toBe("1005");
  await keys("{End}");
  await expect.poll(() => rows().at(-1)?.textContent).toContain("散户 999");
  expect(marked()).toBe("many-999");
  await keys("{ArrowUp}");
  await expect.poll(marked).toBe("many-998");
  expect(new Set(asking.mock.calls.map(([, from]) => from))).toEqual(new Set([0, 900, 1000]));
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  await keys("{ArrowRight}");
  await expect.poll(() => rows().length).toBe(10);
  await expectAccessible();
});

it("shows the kinds of unit in the user's words, their own and renamed ones", async () => {
  const own = await commands.choiceAdd("unit_kind", "合资企业");
  const plain = { colour: null, retired: false, aliases: [] };
  await commands.choiceEdit("unit_kind", "group", { ...plain, label: "集团总部" });
  const top = rows()[0];
  const id = top?.id.replace("tree-", "") ?? "";
  expect(world.records.get(id)?.values.kind).toEqual({ t: "choice", v: "group" });
  await expect.poll(() => rows()[0]?.textContent).toContain("集团总部");
  const unit = await commands.recordGet("unit", id);
  await updateRecord(unit, { kind: { t: "choice", v: own } });
  await expect.poll(() => rows()[0]?.textContent).toContain("合资企业");
});

it("stands as it stood on a day, and nothing moves there", async () => {
  await keys("{ArrowDown}");
  const moved = marked() ?? "";
  const [top] = rows();
  const parent = { t: "ref" as const, v: { id: top?.id.replace("tree-", "") ?? "", label: "" } };
  await updateRecord(await commands.recordGet("unit", moved), { parent });
  await expect.poll(() => rows().length).toBe(4);
  showAsOf(new Date(2026, 5, 30, 23, 59, 59, 999).getTime());
  await expect.element(page.getByText(/截至 2026-06-30 的集团/)).toBeVisible();
  await expect.poll(() => rows().length).toBe(5);
  document.querySelector<HTMLElement>('[role="treegrid"]')?.focus();
  await keys("{ArrowDown}m");
  expect(page.getByRole("combobox", { name: /新的上级单位/ }).elements()).toHaveLength(0);
  await keys("{Enter}");
  await expect.poll(() => currentPlace().record?.asOf).toBe(currentPlace().asOf);
  await expectAccessible();
  await page.getByRole("button", { name: "回到今天" }).first().click();
  await expect.poll(() => rows().length).toBe(4);
});

it.each([
  [1280, ["合同额", "已回款", "逾期款"]],
  [1024, ["合同额", "已回款", "逾期款"]],
] as const)("shows the money of a unit and of all below it in a window of %i", async (width, shown) => {
  await page.viewport(width, 800);
  const root = world.records.get(marked() ?? "");
  if (!root) throw new Error("no unit");
  const wan = (n: number) => ({ t: "money", v: { minor: `${n}000000`, currency: "CNY" } }) as const;
  root.values.contracted_all = wan(12_120);
  root.values.contracted = wan(1_100);
  root.values.owed_late_all = wan(380);
  root.values.owed_late = wan(380);
  root.values.received_all = wan(500);
  root.values.received = { t: "null" };
  await invalidate(["unit"]);
  const cells = () => rows()[0]?.querySelectorAll<HTMLElement>('[role="gridcell"]');
  await expect.poll(() => cells()?.[2]?.textContent).toBe("12,120自身 1,100");
  expect(cells()?.[3]?.textContent).toBe("500");
  expect(cells()?.[4]?.textContent).toBe("380");
  for (const name of shown)
    await expect.element(page.getByRole("columnheader", { name: new RegExp(name) })).toBeVisible();
  const cut = [...(cells() ?? [])].filter(
    (cell) => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth,
  );
  expect(cut.map((cell) => cell.textContent)).toEqual([]);
  expect(rows()[0]?.querySelector<HTMLElement>('[role="rowheader"]')?.offsetWidth).toBeGreaterThan(200);
});
