/** The spot check against the invented core: drawing, answering by one key, leaving it, and what it comes to. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cellOf, textOf } from "../../../dev/mock/views.ts";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { queryClient } from "../../ipc/query.ts";
import { setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go } from "../../lib/place.ts";
import { auditOf } from "./audit.tsx";

const keys = (typed: string) => userEvent.keyboard(typed);
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-line]")];
const lines = () => rows().map(({ dataset }) => dataset.line ?? "");
const outcome = (id: string) => world.records.get(id)?.values.outcome;
const focused = () => document.activeElement?.closest<HTMLElement>("[data-line]")?.dataset.line;
const region = (name: string) => page.getByRole("region", { name });

async function visit(): Promise<void> {
  go({ at: "review", part: "audit" });
  await expect.element(region("以前的抽查")).toBeVisible();
}

async function draw(n: number): Promise<void> {
  await visit();
  const size = page.getByRole("textbox", { name: "抽多少条" });
  await size.fill(`${n}`);
  await page.getByRole("button", { name: "开始抽查" }).click();
  await expect.poll(() => rows().length).toBe(n);
  document.querySelector<HTMLElement>("[data-row]")?.focus();
}

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

it("answers by one key each, and says how accurate that makes it", async () => {
  await draw(4);
  const [first = "", second = "", third = ""] = lines();
  await keys("v");
  await expect.poll(() => outcome(first)).toEqual({ t: "text", v: "confirmed" });
  await expect.poll(focused).toBe(second);
  await keys("u");
  await expect.poll(() => outcome(second)).toEqual({ t: "text", v: "unknown" });
  await expect.element(page.getByText(/准确率 100% · 结果太少，仅供参考 · 1 条查不到/)).toBeVisible();
  await expect.poll(focused).toBe(third);
  await keys("e");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  await keys("{Escape}");
  await expect.poll(focused).toBe(third);
  await keys("e");
  await expect.poll(() => document.activeElement?.tagName).toBe("INPUT");
  await userEvent.fill(document.activeElement as HTMLInputElement, "021-60001234");
  await keys("{Enter}");
  await expect.poll(() => outcome(third)).toEqual({ t: "text", v: "changed" });
  await expect.element(page.getByText(/准确率 50%/)).toBeVisible();
  await keys("{Control>}z{/Control}");
  await expect.poll(() => outcome(third)).toBeUndefined();
});

it("keeps as changed what was corrected between the draw and the answer", async () => {
  await draw(3);
  const [first = ""] = lines();
  const item = world.records.get(first);
  const [, id = ""] = item ? textOf(cellOf(item, "of")).split(":") : [];
  const record = world.records.get(id);
  if (!item || !record) throw new Error("nothing was drawn");
  const field = textOf(cellOf(item, "field"));
  const values = { ...record.values, [field]: { t: "text" as const, v: "021-60005678" } };
  world.records.set(id, { ...record, values });
  await keys("v");
  await expect.poll(() => outcome(first)).toEqual({ t: "text", v: "changed" });
  await expect.element(page.getByText(/^有变：/)).toBeVisible();
});

it("is left and gone on with, and with the last answer it is over", async () => {
  await draw(3);
  await keys("v");
  await expect.element(page.getByText("3 条中的 1 条")).toBeVisible();
  go({ at: "customers" });
  await visit();
  await expect.poll(() => rows().length).toBe(3);
  await expect.element(region("已有结果")).toBeVisible();
  document.querySelector<HTMLElement>("[data-row]")?.focus();
  await keys("v");
  await expect.poll(() => document.querySelectorAll("[data-outcome=confirmed] > i").length).toBe(2);
  await keys("v");
  await expect.element(page.getByRole("button", { name: "开始抽查" })).toBeVisible();
  await expect
    .element(
      region("以前的抽查")
        .getByText(/准确率 100%/)
        .first(),
    )
    .toBeVisible();
});

it("ends before all is answered, which counts, and says what was not", async () => {
  await draw(3);
  await keys("v");
  await expect.element(page.getByText("3 条中的 1 条")).toBeVisible();
  await page.getByRole("button", { name: "就到这里" }).click();
  await expect.element(region("以前的抽查").getByText(/2 条没查/)).toBeVisible();
});

it("leaves confidential ones out and says how many", async () => {
  const [unit] = [...world.records.values()].filter(({ entity }) => entity === "unit");
  if (!unit) throw new Error("no customer");
  world.records.set(unit.id, {
    ...unit,
    values: { ...unit.values, label: { t: "choice", v: "confidential" } },
  });
  await draw(3);
  await expect.element(page.getByText(/条保密资料没有参加/).first()).toBeVisible();
});

it("shows the months as a table, and opens a value's customer by Enter", async () => {
  await visit();
  const months = region("各月准确率").getByRole("table");
  await expect.element(months.getByText("67%")).toBeVisible();
  await expect.element(months.getByRole("columnheader", { name: "准确率", exact: true })).toBeVisible();
  await draw(3);
  await keys("{Enter}");
  await expect.poll(() => currentPlace().record).toBeDefined();
});

it.each(["zh", "en"] as const)("passes axe in %s", async (language) => {
  await draw(4);
  await keys("v");
  setLanguage(language);
  await expectAccessible();
});

it("counts nobody who left since the draw as answered", async () => {
  await draw(4);
  await expect.element(page.getByText("4 条中的 0 条")).toBeVisible();
  queryClient.setQueryData(auditOf.queryKey, (was) => {
    if (!was?.open) return was;
    return { ...was, open: { ...was.open, tally: { ...was.open.tally, left: 3 } } };
  });
  await expect.element(page.getByText("3 条中的 0 条")).toBeVisible();
});
