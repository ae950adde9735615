/** A checklist is taken over, planned, started on the right units, done, undone, and asked about when it is under way. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";
import { updateRecord } from "../../ipc/write.ts";
import { askChecklist } from "../../lib/checklist.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { openRecord } from "../../lib/place.ts";

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

const steps = () =>
  [...world.records.values()].filter(
    ({ entity, deleted, values }) => entity === "task" && !deleted && values.checklist?.t === "ref",
  );
const dialog = page.getByRole("dialog", { name: "启动清单" });
const plan = dialog.getByRole("list", { name: "待办安排" });
const make = (n: number) => dialog.getByRole("button", { name: `建立 ${n} 项待办` });

/** A monday far from any holiday that is known. */
const MONDAY = "2027-03-01";

it("takes over one of ours on first use and starts it as planned, each line left out or moved at will", async () => {
  askChecklist("u001");
  await dialog.getByRole("button", { name: "采用“年度回访”" }).click();
  await expect.element(plan).toBeVisible();
  const lines = plan.getByRole("listitem");
  const all = lines.elements().length;
  expect(all).toBeGreaterThan(7);
  await expectAccessible();
  await expect.element(dialog.getByText(/项待办的日期已经过了/)).toBeVisible();
  await dialog.getByRole("button", { name: /启动日改为/ }).click();
  await expect.element(plan.getByText("已过").first()).not.toBeInTheDocument();
  await expect.element(dialog.getByText(/项待办的日期已经过了/)).not.toBeInTheDocument();
  await plan.getByText("发出会议纪要和约定事项").click();
  await dialog.getByRole("textbox", { name: "“开年度回访会”的日期" }).fill(MONDAY);
  await make(all - 1).click();
  await expect.poll(() => steps().length).toBe(all - 1);
  const meeting = steps().find(
    ({ values }) => values.title?.t === "text" && values.title.v === "开年度回访会",
  );
  expect(meeting?.values.due).toEqual({ t: "wall", v: { at: MONDAY, zone: "Asia/Shanghai" } });
  expect(steps().some(({ values }) => values.unit?.t === "ref" && values.unit.v.id !== "u001")).toBe(true);
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => steps().length).toBe(0);
});

async function setActive(on: boolean): Promise<void> {
  for (const { id, rev } of await commands.checklists()) {
    await updateRecord({ entity: "checklist", id, rev }, { active: { t: "bool", v: on } });
  }
}

async function started(): Promise<number> {
  if ((await commands.checklists()).length === 0) await commands.checklistsTake(["renewal"]);
  const [list] = await commands.checklists();
  const order = { checklist: list?.id ?? "", unit: "u001", start: MONDAY };
  const { lines } = await commands.checklistPlan(order);
  const tasks = lines.map(({ step, unit, due }) => ({ step, unit: unit.id, due }));
  await commands.checklistStart(order, null, tasks);
  return tasks.length;
}

it("shows how far it is in the drawer, strikes what is done, and says when all is", async () => {
  const all = await started();
  openRecord({ entity: "unit", id: "u001" });
  const under = page.getByRole("region", { name: "进行中的清单" });
  const run = under.getByRole("button", { name: new RegExp(`合同续签 0/${all}`) });
  await run.click();
  await expectAccessible();
  const open = () => under.getByRole("button", { name: /^完成: / });
  await open().first().click();
  await expect.element(page.getByText(`“合同续签”1/${all}`, { exact: false })).toBeVisible();
  await expect.element(under.getByText(`1/${all}`)).toBeVisible();
  expect(under.element().querySelectorAll("s")).toHaveLength(1);
  for (let left = all - 1; left > 0; left -= 1) {
    await open().first().click();
    await expect.poll(() => open().elements().length).toBe(left - 1);
  }
  await expect.element(page.getByText(`“合同续签”${all} 步全部完成`, { exact: false })).toBeVisible();
  await expect.element(under.getByText("全部完成")).toBeVisible();
});

it("asks in place before the same list is started once more", async () => {
  const all = await started();
  askChecklist("u001");
  await expect.element(dialog.getByText(/还在进行（启动日 2027-03-01），做到 0\//)).toBeVisible();
  await expect.element(make(all)).toBeDisabled();
  await expectAccessible();
  await dialog.getByRole("button", { name: "仍要再启动一次" }).click();
  await make(all).click();
  await expect.poll(() => steps().length).toBe(2 * all);
});

it("counts each start by itself, though list, customer and day are the same", async () => {
  const all = await started();
  await started();
  openRecord({ entity: "unit", id: "u001" });
  const under = page.getByRole("region", { name: "进行中的清单" });
  const runs = under.getByRole("button", { name: /合同续签/ });
  await expect.element(runs.nth(1)).toBeVisible();
  await runs.first().click();
  await under
    .getByRole("button", { name: /^完成: / })
    .first()
    .click();
  const done = () => runs.elements().map((one) => one.textContent?.split("/")[0]?.at(-1));
  await expect.poll(done).toEqual(["1", "0"]);
  expect(runs.first().element().textContent).toContain(`1/${all}`);
});

it("says that all are switched off and where to switch one on, and offers only what is not there", async () => {
  await commands.checklistsTake(["renewal"]);
  await setActive(false);
  askChecklist("u001");
  await expect.element(dialog.getByText(/现有清单都已停用.*设置 → 清单/)).toBeVisible();
  await expect.element(dialog.getByText(/还没有清单/)).not.toBeInTheDocument();
  const ours = dialog.getByRole("button", { name: /^采用/ });
  await expect.element(ours.nth(2)).toBeVisible();
  expect(ours.elements().map((one) => one.getAttribute("aria-label"))).toEqual([
    "采用“新设子公司建档”",
    "采用“年度回访”",
    "采用“客户交接”",
  ]);
  await expectAccessible();
  await dialog.getByRole("button", { name: "编辑清单" }).click();
  await expect.element(page.getByRole("switch", { name: "可供启动" })).not.toBeChecked();
});

it("says which day cannot be read, keeps what was typed, and makes nothing", async () => {
  await commands.checklistsTake(["hand_over"]);
  askChecklist("u001");
  const day = dialog.getByRole("textbox", { name: "“在系统里做工作交接”的日期" });
  await day.fill("改天");
  await userEvent.keyboard("{Enter}");
  await expect.element(dialog.getByText(/“改天”/)).toBeVisible();
  await expect.element(day).toHaveValue("改天");
  expect(steps()).toHaveLength(0);
});

it("says that a list has no steps yet", async () => {
  await commands.recordsApply({
    label: "op.create",
    changes: [
      {
        kind: "create",
        entity: "checklist",
        id: null,
        values: { name: { t: "text", v: "空清单" }, active: { t: "bool", v: true } },
      },
    ],
  });
  askChecklist("u001");
  await expect.element(dialog.getByText(/这份清单还没有步骤/)).toBeVisible();
});

it.each(["zh", "en"] as const)("passes axe on first use in %s", async (language) => {
  setLanguage(language);
  askChecklist("u001");
  // An empty sheet has nothing to find.
  const ours = page.getByRole("dialog").getByRole("listitem");
  await expect.element(ours.nth(3)).toBeVisible();
  await expectAccessible();
});

it("says what a checklist is for in the user's words", async () => {
  await commands.checklistsTake(["renewal"]);
  await commands.choiceEdit("checklist_purpose", "renewal", {
    label: "年底收口",
    colour: null,
    retired: false,
    aliases: [],
  });
  const [list] = await commands.checklists();
  if (list) await updateRecord({ entity: "checklist", ...list }, { name: { t: "text", v: "年底要做的" } });
  askChecklist("u001");
  await dialog.getByRole("button", { name: /清单/ }).first().click();
  await expect.element(page.getByRole("option", { name: /年底收口/ })).toBeVisible();
});
