/** The brief before a visit, against the invented core: a key, lines that lead to their records, sections one does without, and paper. */
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../dev/stage.tsx";
import { setLanguage } from "../../lib/i18n.ts";
import { goBack, openRecord } from "../../lib/place.ts";

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
