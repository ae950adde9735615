/** The ledgers against the invented core: a kind is chosen, a record of it is made, and a refusal is said in place. */
import { QueryClientProvider } from "@tanstack/react-query";
import axe from "axe-core";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { afterEach, beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { resetWorld, world } from "../../../dev/mock/world.ts";
import { dropToasts, ToastRegion } from "../../components/toast.tsx";
import { connectEvents, queryClient } from "../../ipc/query.ts";
import { updateRecord } from "../../ipc/write.ts";
import { ask } from "../../lib/ask.ts";
import { localeTag, setLanguage } from "../../lib/i18n.ts";
import { currentPlace, go, resetPlaces } from "../../lib/place.ts";
import { Ledgers } from "./ledgers.tsx";

function Frame() {
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider locale={localeTag()}>
        <main style={{ display: "flex", width: 1240, height: 700 }}>
          <Ledgers />
        </main>
        <ToastRegion />
      </I18nProvider>
    </QueryClientProvider>
  );
}

let disconnect: () => void = () => undefined;

beforeEach(() => {
  resetWorld("unlocked");
  resetPlaces("ledgers");
  setLanguage("zh");
  queryClient.clear();
  dropToasts();
  disconnect = connectEvents();
});
afterEach(() => disconnect());

const needs = () => [...world.records.values()].filter(({ entity }) => entity === "need");

async function openNeeds(): Promise<void> {
  await render(<Frame />);
  await page.getByRole("button", { name: "需求", exact: true }).click();
  await expect.element(page.getByRole("heading", { name: "需求", level: 1 })).toBeVisible();
}

it("leads to every kind the catalog describes that has no place of its own", async () => {
  await openNeeds();
  expect(currentPlace()).toMatchObject({ at: "ledgers", part: "need" });
  const nav = page.getByRole("navigation", { name: "记录种类" });
  await expect.element(nav.getByRole("button", { name: "沟通记录" })).toBeVisible();
  expect(nav.getByRole("button", { name: "联系人", exact: true }).elements()).toHaveLength(0);
  const { violations } = await axe.run(document.body);
  expect(violations.map(({ id }) => id)).toEqual([]);
});

it("makes a record out of what it must hold", async () => {
  await openNeeds();
  ask("new_record");
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /需求内容/ }).fill("需要双语说明书");
  await form.getByRole("combobox", { name: /客户/ }).click();
  await page.getByRole("option").first().click();
  await form.getByRole("button", { name: "添加" }).click();
  await expect.poll(() => needs().length).toBe(1);
  const [need] = needs();
  expect(need?.values.text).toEqual({ t: "text", v: "需要双语说明书" });
  expect(need?.values.unit?.t).toBe("ref");
  await expect.element(page.getByText("需要双语说明书").first()).toBeVisible();
  await userEvent.keyboard("{Escape}");
});

it("says in place why a record is refused", async () => {
  await openNeeds();
  ask("new_record");
  world.broken = { kind: "invalid", key: "ui.error.invalid", field: "need.text", values: {} };
  await page.getByRole("dialog").getByRole("button", { name: "添加" }).click();
  await expect
    .element(page.getByRole("dialog").getByRole("textbox", { name: /需求内容/ }))
    .toHaveAttribute("aria-invalid", "true");
  expect(needs()).toHaveLength(0);
});

it("has a big amount looked at once more before it is stored", async () => {
  world.confirms.set("cooperation.amount", true);
  const made = () =>
    [...world.records.values()].filter(({ values }) => values.name?.t === "text" && values.name.v === "三期");
  await render(<Frame />);
  await page.getByRole("button", { name: "合作", exact: true }).click();
  await expect.element(page.getByRole("heading", { name: "合作", level: 1 })).toBeVisible();
  ask("new_record");
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /合作项目/ }).fill("三期");
  await form.getByRole("combobox", { name: /客户/ }).click();
  await page.getByRole("option").first().click();
  await form.getByRole("textbox", { name: /金额/ }).fill("120万");
  await expect.element(form.getByText("¥1,200,000")).toBeVisible();
  await form.getByRole("button", { name: "添加" }).click();
  await expect.element(form.getByText("请核对，再按一次 Enter 保存")).toBeVisible();
  expect(made()).toHaveLength(0);
  await form.getByRole("button", { name: "添加" }).click();
  await expect.poll(() => made().length).toBe(1);
});

it("shows what a sum is made of by its own filter, and keeps that once it is changed", async () => {
  const put = (id: string, text: string, of: string) =>
    world.records.set(id, {
      entity: "need",
      id,
      rev: 1,
      values: {
        text: { t: "text", v: text },
        unit: { t: "ref", v: { id: of, label: of } },
        kind: { t: "choice", v: "spec" },
        state: { t: "choice", v: "stated" },
      },
      warnings: [],
      deleted: false,
    });
  put("n1", "双语说明书", "u002");
  put("n2", "备件清单", "u003");
  const values = [{ t: "ref", v: { id: "u002", label: "鲲鹏华东" } }] as const;
  go({ at: "ledgers", part: "need", narrow: { all: [{ field: "unit", op: "in", values }] } });
  await render(<Frame />);
  await expect.element(page.getByText("双语说明书").first()).toBeVisible();
  expect(page.getByText("备件清单").elements()).toHaveLength(0);
  await page.getByRole("button", { name: /^移除.*鲲鹏华东/ }).click();
  await expect.element(page.getByText("备件清单").first()).toBeVisible();
  expect(currentPlace().narrow).toBeUndefined();
});

it("marks the day of work that is late, also where what says so is no column, until the work is over", async () => {
  const project = world.records.get("j1");
  if (!project) throw new Error("no project");
  project.values.end = { t: "date", v: "2020-01-31" };
  project.values.stage = { t: "choice", v: "executing" };
  go({ at: "ledgers", part: "project" });
  await render(<Frame />);
  const late = () => document.querySelector('[data-id="j1"] [data-mark="late"]')?.textContent;
  await expect.poll(late).toBe("2020-01-31");
  await updateRecord(project, { stage: { t: "choice", v: "done" } });
  await expect.poll(late).toBeUndefined();
});
