/** What came from a customer in one stream: narrowed by kind, with those below, and made into something else. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { emit } from "../../../../dev/mock/bus.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import type { RecordDto, Value } from "../../../ipc/bindings.ts";
import { createRecord, updateRecord } from "../../../ipc/write.ts";
import { setLanguage } from "../../../lib/i18n.ts";
import { openRecord } from "../../../lib/place.ts";
import { voices } from "./kinds.ts";

const service = () => page.getByTestId("service");
const lines = () => [...document.querySelectorAll('[data-testid="service"] li [aria-expanded]')];
const of = (entity: string) =>
  [...world.records.values()].filter((one) => one.entity === entity && !one.deleted);
const text = (v: string): Value => ({ t: "text", v });
const day = (v: string): Value => ({ t: "date", v });
const choice = (v: string): Value => ({ t: "choice", v });
const root = () => {
  const below = of("unit").find(({ values }) => values.parent?.t === "ref");
  const parent = below?.values.parent;
  if (!below || parent?.t !== "ref") throw new Error("nobody reports to anybody");
  return { top: parent.v.id, low: below.id };
};
const at = (id: string): { unit: Value } => ({ unit: { t: "ref", v: { id, label: "" } } });

beforeEach(async () => {
  emit("phase", { phase: "unlocked" });
  await openTable();
  const { top, low } = root();
  for (const one of voices.flatMap(of)) world.records.delete(one.id);
  await createRecord("complaint", {
    ...at(top),
    name: text("漏油"),
    state: choice("open"),
    text: text("二号机漏油，第三次了"),
    received_on: day("2026-03-02"),
  });
  const when: Value = { t: "instant", v: Date.UTC(2026, 4, 4) };
  await createRecord("feedback", { ...at(top), text: text("交货越来越慢，\n客户很着急"), at: when });
  await createRecord("complaint", { ...at(low), name: text("发票抬头写错"), received_on: day("2026-06-01") });
  openRecord({ entity: "unit", id: top });
  await page.getByRole("tab", { name: "服务" }).click();
});

const starts = (words: readonly string[]) =>
  expect
    .poll(() =>
      lines().map((line, n) => words[n] !== undefined && (line.textContent ?? "").includes(words[n])),
    )
    .toEqual(words.map(() => true));

it("stands by date whatever kind it is, and is narrowed by kind", async () => {
  await starts(["交货越来越慢", "漏油"]);
  await service()
    .getByRole("button", { name: /^投诉 1/ })
    .click();
  await starts(["漏油"]);
  await service().getByRole("button", { name: /^全部/ }).click();
  await starts(["交货越来越慢", "漏油"]);
});

it("says how long there is to answer a complaint, and puts what is late on top until it is answered", async () => {
  const { top } = root();
  const mine = () =>
    of("complaint").find(({ values }) => values.unit?.t === "ref" && values.unit.v.id === top);
  const at = (ms: number): Value => ({
    t: "wall",
    v: { at: new Date(Date.now() + ms).toISOString().slice(0, 16), zone: "UTC" },
  });
  const put = (values: Record<string, Value>) => updateRecord(mine() as RecordDto, values);
  const left = () => document.querySelector('[data-testid="service"] [data-remaining]')?.textContent;
  await starts(["交货越来越慢", "漏油"]);
  await put({ promised_by: at(3 * 3_600_000 + 60_000) });
  await expect.poll(left).toMatch(/^3 小时( 1 分)?后$/);
  await starts(["交货越来越慢", "漏油"]);
  await put({ promised_by: at(-2 * 3_600_000) });
  await starts(["漏油", "交货越来越慢"]);
  expect(left()).toMatch(/^逾期 2 小时/);
  await put({ state: choice("answered") });
  await starts(["交货越来越慢", "漏油"]);
  expect(left()).toBeUndefined();
});

it("tells of those below as well where one asks for it", async () => {
  await service().getByText("含下级单位").click();
  await starts(["发票抬头写错", "交货越来越慢", "漏油"]);
});

it("makes a complaint of what was said, in the same words and linked to it, and takes it back", async () => {
  const before = of("complaint").length;
  await service()
    .getByRole("button", { name: /交货越来越慢/ })
    .click();
  await service().getByRole("button", { name: "记为投诉" }).click();
  await expect.poll(() => of("complaint").length).toBe(before + 1);
  const made = of("complaint").at(-1);
  expect(made?.values.name).toEqual(text("交货越来越慢， 客户很着急"));
  expect(made?.values.text).toEqual(text("交货越来越慢，\n客户很着急"));
  expect(made?.values.feedback).toMatchObject({ t: "ref", v: { id: of("feedback").at(-1)?.id } });
  expect(made?.values.unit).toMatchObject({ t: "ref", v: { id: root().top } });
  await page.getByRole("button", { name: "撤销", exact: true }).last().click();
  await expect.poll(() => of("complaint").length).toBe(before);
});

it("makes a task of a complaint", async () => {
  await service().getByRole("button", { name: /漏油/ }).click();
  await service().getByRole("button", { name: "记为待办" }).click();
  await expect.poll(() => of("task").at(-1)?.values.title).toEqual(text("漏油"));
  expect(of("task").at(-1)?.values.complaint).toMatchObject({ t: "ref" });
});

it("tells the last score, the mean of a year, and no direction of too few", async () => {
  const today = new Date(Date.now()).toISOString().slice(0, 10);
  const score = (v: number, on: string) => ({
    ...at(root().top),
    date: day(on),
    scale: choice("five"),
    score: { t: "number" as const, v },
  });
  await createRecord("satisfaction", score(4, "2026-11-01"));
  await createRecord("satisfaction", score(5, today));
  const told = service().getByTestId("satisfaction");
  await expect.element(told.getByText(`最近 5 分（${today}）`)).toBeVisible();
  await expect.element(told.getByText(/近一年平均 4\.5（2 次）/)).toBeVisible();
  await expect.element(told.getByText(/暂不判断趋势/)).toBeVisible();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  setLanguage(language);
  await expect.poll(() => lines().length).toBe(2);
  (lines()[0] as HTMLElement).click();
  await expectAccessible();
});
