/** Who is responsible for what, against the invented core: what paper says less than the window. */
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { openWindow } from "../../../dev/stage.tsx";
import { go } from "../../lib/place.ts";

beforeEach(async () => {
  await openWindow("unlocked");
  await expect.element(page.getByRole("navigation").first()).toBeVisible();
});

it("names no confidential customer on paper, and does in the window", async () => {
  const units = [...world.records.values()].filter(({ entity }) => entity === "unit");
  const group = units.map(({ values }) => values.group).find((value) => value?.t === "ref");
  if (group?.t !== "ref") throw new Error("no customer is of a group");
  const { id } = group.v;
  for (const { id: own, values } of units) {
    if (values.group?.t === "ref" && values.group.v.id === id)
      values.group = { t: "ref", v: { id, label: "秘密之家" } };
    if (own !== id) continue;
    values.legal_name = { t: "text", v: "秘密之家" };
    values.label = { t: "choice", v: "confidential" };
  }
  go({ at: "review", part: "duties" });
  const table = () => document.querySelector("main table")?.textContent ?? "";
  await expect.poll(table, { timeout: 10_000 }).toContain("秘密之家");
  window.dispatchEvent(new Event("beforeprint"));
  const paper = document.querySelector("[data-print-sheet]");
  expect(paper?.textContent).toContain("保密客户");
  expect(paper?.textContent).not.toContain("秘密之家");
});
