/** The brief before a visit, against the invented core: a key, lines that lead to their records, sections one does without, and paper. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { go, goBack, openRecord } from "../../lib/place.ts";

const brief = () => page.getByTestId("brief");
const section = (name: string) => brief().getByRole("region", { name });
const alive = (entity: string) =>
  [...world.records.values()].filter((one) => one.entity === entity && !one.deleted);

/** A customer with an open complaint. */
function complained(): { unit: string; said: string } {
  for (const { values } of alive("complaint")) {
    if (values.unit?.t === "ref" && values.name?.t === "text" && values.state?.t === "choice")
      if (values.state.v !== "confirmed") return { unit: values.unit.v.id, said: values.name.v };
  }
  throw new Error("nobody complained");
}

async function open(unit: string) {
  openRecord({ entity: "unit", id: unit });
  await expect.element(page.getByTestId("drawer")).toBeVisible();
  await userEvent.keyboard("{Control>}b{/Control}");
  await expect.element(brief()).toBeVisible();
}

beforeEach(async () => {
  await openTable();
});

it("opens by a key over the drawer, and each line leads to its record and back", async () => {
  const { unit, said } = complained();
  await open(unit);
  await expect.element(section("未了结的投诉").getByText(said)).toBeVisible();
  await expectAccessible();
  await section("未了结的投诉").getByRole("button", { name: said }).click();
  await expect.element(page.getByTestId("drawer").getByText(said).first()).toBeVisible();
  goBack();
  await expect.element(section("未了结的投诉")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(brief()).not.toBeInTheDocument();
  await expect.element(page.getByTestId("drawer")).toBeVisible();
});

it("keeps which sections one does without", async () => {
  const { unit } = complained();
  await open(unit);
  await brief().getByRole("button", { name: "显示哪些部分" }).click();
  await brief().getByRole("group", { name: "显示哪些部分" }).getByText("未了结的投诉").click();
  await expect.element(section("未了结的投诉")).not.toBeInTheDocument();
  expect(world.briefOff).toEqual(["complaints"]);
  await userEvent.keyboard("{Escape}");
  await open(unit);
  await expect.element(section("未了结的投诉")).not.toBeInTheDocument();
});

it("names nothing confidential on paper, and has none of whoever is confidential", async () => {
  const { unit, said } = complained();
  for (const { values } of alive("complaint"))
    if (values.name?.t === "text" && values.name.v === said)
      values.label = { t: "choice", v: "confidential" };
  await open(unit);
  await expect.element(section("未了结的投诉").getByText("保密，不上纸")).toBeVisible();
  window.dispatchEvent(new Event("beforeprint"));
  const paper = () => document.querySelector("[data-print-sheet]")?.textContent ?? "";
  expect(paper()).toContain("拜访简报");
  expect(paper()).toMatch(/保密内容 \d+ 条未列出/);
  expect(paper()).not.toContain(said);
  window.dispatchEvent(new Event("afterprint"));
  const record = world.records.get(unit);
  if (record) record.values.label = { t: "choice", v: "confidential" };
  await userEvent.keyboard("{Escape}");
  setLanguage("en");
  await open(unit);
  await expect.element(brief().getByText(/This customer is confidential/)).toBeVisible();
  await expect.element(brief().getByRole("button", { name: "Save as PDF" })).toBeDisabled();
  // The browser's own menu asks whatever the button says: the window is not printed in its place.
  window.dispatchEvent(new Event("beforeprint"));
  expect(paper()).toMatch(/^This customer is confidential[^\n]*$/);
  window.dispatchEvent(new Event("afterprint"));
});

it("marks the facts of its head that paper does not name", async () => {
  const { unit } = complained();
  const record = world.records.get(unit);
  if (record) record.values.label = { t: "choice", v: "confidential" };
  await open(unit);
  await expect.element(brief().getByRole("definition").getByText("保密，不上纸").first()).toBeVisible();
});

it("is printed alone, whatever lies behind it", async () => {
  const sheets = () => [...document.querySelectorAll("[data-print-sheet]")].map((one) => one.textContent);
  go({ at: "agenda" });
  await expect.element(page.getByRole("heading", { name: "日程", level: 1 })).toBeVisible();
  await open(complained().unit);
  window.dispatchEvent(new Event("beforeprint"));
  expect(sheets()).toEqual([expect.stringContaining("拜访简报")]);
  window.dispatchEvent(new Event("afterprint"));
  await expect.poll(sheets).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await expect.element(brief()).not.toBeInTheDocument();
  window.dispatchEvent(new Event("beforeprint"));
  expect(sheets()).toEqual([expect.stringMatching(/^日程/)]);
  window.dispatchEvent(new Event("afterprint"));
});

it("goes on showing what it showed, and keeps the focus, while all below is asked for", async () => {
  const above = alive("unit").flatMap(({ values }) =>
    values.parent?.t === "ref" ? [values.parent.v.id] : [],
  )[0];
  await open(above ?? "");
  const title = brief().getByRole("heading", { level: 2 });
  await expect.poll(() => title.element().textContent).toMatch(/：./);
  const below = brief().getByRole("radio", { name: "含下级" });
  const shown: (string | null)[] = [];
  const watcher = new MutationObserver(() => shown.push(title.element().textContent));
  watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  await brief().getByText("含下级").click();
  await expect.element(below).toBeChecked();
  await expect.element(brief().getByRole("status")).not.toBeInTheDocument();
  watcher.disconnect();
  expect(new Set(shown).size).toBe(1);
  expect(brief().element().contains(document.activeElement)).toBe(true);
});
