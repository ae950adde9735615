/** The user's own fields, numbering and templates, by keyboard; and the field where one works. */
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { rulesOf } from "../../ipc/field-rules.ts";
import { invalidate, queryClient } from "../../ipc/query.ts";

async function open(part: string) {
  await openWindow("unlocked");
  await page.getByRole("button", { name: "设置" }).first().click();
  await page.getByRole("tab", { name: part }).click();
}

const name = page.getByRole("textbox", { name: "名称", exact: true });

it("takes a field in one line, and offers it as a column and in the drawer at once", async () => {
  await open("字段");
  await name.click();
  await userEvent.keyboard("投标编号{Enter}");
  await expect.element(page.getByRole("textbox", { name: "“投标编号”的名称" })).toBeVisible();
  await expect.element(name).toHaveValue("");
  await expectAccessible();
  await page.getByRole("button", { name: /客户/ }).first().click();
  await page.getByRole("button", { name: "列", exact: true }).click();
  await expect.element(page.getByRole("checkbox", { name: "投标编号" })).toBeInTheDocument();
});

it("says why a name is not taken, and keeps what was typed", async () => {
  await open("字段");
  await name.fill("级别");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/已有名为“级别”的字段/)).toBeVisible();
  await expect.element(name).toHaveValue("级别");
});

it("tries a formula while it is written and says what is wrong with it", async () => {
  await open("字段");
  await name.fill("税额");
  await page.getByRole("button", { name: /来源/ }).click();
  await page.getByRole("option", { name: "公式" }).click();
  const formula = page.getByRole("textbox", { name: "公式" });
  await expect.element(page.getByText(/replace\(文字, 旧, 新\)/)).toBeVisible();
  await formula.fill("合作金额 *");
  await expect.element(page.getByText("公式没有写完。")).toBeVisible();
  await formula.fill("合作金额 / 0");
  await expect.element(page.getByText("⚠ 除数为零").first()).toBeVisible();
  await expectAccessible();
  await formula.fill("合作金额 * 13%");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => world.fields[0]?.shape.formula).toBe("合作金额 * 13%");
});

it("renames, orders, restricts and retires a field, each one step of undo", async () => {
  await open("字段");
  for (const label of ["甲", "乙"]) {
    await name.fill(label);
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("textbox", { name: `“${label}”的名称` })).toBeVisible();
  }
  await page.getByRole("textbox", { name: "“乙”的名称" }).click();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await expect.poll(() => world.fields.map(({ shape }) => shape.label)).toEqual(["乙", "甲"]);
  await page.getByRole("button", { name: "“乙”的设置" }).click();
  await page.getByText("必填").click();
  await expect.poll(() => world.fields[0]?.shape.required).toBe(true);
  await page.getByText("部门", { exact: true }).click();
  await expect.poll(() => world.fields[0]?.shape.kinds.includes("department")).toBe(false);
  await expectAccessible();
  await page.getByRole("button", { name: "停用“甲”" }).click();
  await expect.poll(() => world.fields[1]?.shape.retired).toBe(true);
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => world.fields[1]?.shape.retired).toBe(false);
});

it("tells what another kind makes of the values before it changes any", async () => {
  await open("字段");
  await name.fill("员工");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("textbox", { name: "“员工”的名称" })).toBeVisible();
  const key = world.fields[0]?.key ?? "";
  const units = [...world.records.values()].filter((one) => one.entity === "unit").slice(0, 3);
  for (const [at, unit] of units.entries()) {
    const text = ["12", "1,300", "约20"][at] ?? "";
    world.records.set(unit.id, { ...unit, values: { ...unit.values, [key]: { t: "text", v: text } } });
  }
  await page.getByRole("button", { name: "“员工”的设置" }).click();
  await page.getByRole("button", { name: /类型/ }).last().click();
  await page.getByRole("option", { name: "整数" }).click();
  const plan = page.getByRole("group", { name: "改为整数" });
  await expect.element(plan.getByText(/2 个值能改为整数，1 个读不成/)).toBeVisible();
  await expect.element(plan.getByText("约20")).toBeVisible();
  await expectAccessible();
  await plan.getByRole("button", { name: "更改，1 个值留空" }).click();
  await expect.poll(() => world.fields[0]?.kind).toBe("number");
  await expect.element(page.getByRole("button", { name: /类型/ }).last()).toHaveFocus();
});

it("numbers by a rule and shows what comes next", async () => {
  await open("编号");
  const rule = page.getByRole("textbox", { name: "“客户”的编号规则" });
  await rule.fill("JT");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/编号规则要有且只有一段数字/)).toBeVisible();
  await rule.fill("JT-{{yyyy}-{{0001}");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("下一个：JT-2026-0001")).toBeVisible();
  await expectAccessible();
});

it("shows what a template adds before it adds it", async () => {
  await open("模板");
  await expect.element(page.getByText("年产能")).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "添加 6 项" }).click();
  await expect.poll(() => world.fields.length).toBe(2);
  await expect.element(page.getByRole("button", { name: "都已经有了" })).toBeDisabled();
});

it("asks how much a field matters and how long it holds only where that does something", async () => {
  await open("字段");
  const counts = [/^重要程度/, /^多少天后要核实/].map((name) => page.getByRole("textbox", { name }));
  await name.click();
  await userEvent.keyboard("投标编号{Enter}");
  await page.getByRole("button", { name: "“投标编号”的设置" }).click();
  for (const one of counts) await expect.element(one).toBeVisible();
  await page.getByRole("button", { name: /^(客户.*记录|记录.*客户)/ }).click();
  await page.getByRole("option", { name: /^合作/ }).first().click();
  await name.click();
  await userEvent.keyboard("用印编号{Enter}");
  await page.getByRole("button", { name: "“用印编号”的设置" }).click();
  await expect.element(page.getByText("必填")).toBeVisible();
  // What they are asked of is known by now: neither comes later.
  await expect.poll(() => queryClient.getQueryData(rulesOf("cooperation").queryKey)).toBeDefined();
  for (const one of counts) await expect.element(one).not.toBeInTheDocument();
});

it("takes a field of the program from one kind of unit, where the record shows it no more, and back by undo", async () => {
  await open("字段");
  await page.getByRole("button", { name: "内置字段用于哪些层级的单位" }).click();
  const tick = page.getByRole("checkbox", { name: "地址：部门" });
  await expect.element(tick).toBeChecked();
  await page.getByText("地址", { exact: true }).first().hover();
  (tick.element() as HTMLElement).click();
  await expect.poll(() => world.limits.get("address")?.includes("department")).toBe(false);
  await expect.poll(() => world.limits.get("address")?.includes("company")).toBe(true);
  await expect.element(tick).not.toBeChecked();
  await expect.element(page.getByText("已限制 1 个")).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect.poll(() => world.limits.size).toBe(0);
});

it("takes a field from one kind, and from no retired one along with it", async () => {
  await open("字段");
  world.choices = world.choices.map((one) =>
    one.list === "unit_kind" && one.code === "site" ? { ...one, retired: true } : one,
  );
  await invalidate(["choice"]);
  await page.getByRole("button", { name: "内置字段用于哪些层级的单位" }).click();
  const tick = page.getByRole("checkbox", { name: "地址：部门" });
  await expect.element(tick).toBeChecked();
  (tick.element() as HTMLElement).click();
  await expect.poll(() => world.limits.get("address")?.includes("department")).toBe(false);
  expect(world.limits.get("address")).toContain("site");
  await expect.element(tick).not.toBeChecked();
  (tick.element() as HTMLElement).click();
  await expect.poll(() => world.limits.size).toBe(0);
});
