/** What matters is looked at once more where it is typed into a cell, and stores as ever. */
import { beforeEach, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { openTable } from "../../../dev/stage.tsx";
import { commands } from "../../ipc/bindings.ts";

const watched = () => document.querySelector("[data-watched]")?.textContent ?? null;
const cellOf = (key: string) => {
  const at = document.querySelector<HTMLElement>(`[data-key="${key}"][data-head]`)?.dataset.head;
  return document.querySelector<HTMLElement>(`[data-id="u002"] [data-c="${at}"]`);
};

beforeEach(async () => {
  const shown = ["legal_name", "uscc", "registered_capital", "owner"];
  await commands.viewSettingSet("customers", {
    columns: shown.map((key) => ({ key, width: 180, pinned: key === "legal_name" })),
    sort: [],
    group: null,
    scales: {},
    filter: null,
  });
  await openTable();
});

it("takes an amount and a credit code apart under the cell, without asking for anything", async () => {
  await expect.poll(() => cellOf("registered_capital")).not.toBeNull();
  await userEvent.click(cellOf("registered_capital") as HTMLElement);
  await userEvent.keyboard("120");
  await expect.poll(watched).toContain("1,200,000");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => world.records.get("u002")?.values.registered_capital?.t).not.toBe("null");
  expect(watched()).toBeNull();
  await userEvent.click(cellOf("uscc") as HTMLElement);
  await userEvent.keyboard("91350100M000100Y43");
  await expect.poll(watched).toContain("校验");
  await userEvent.keyboard("{Escape}");
  expect(watched()).toBeNull();
  await userEvent.click(cellOf("owner") as HTMLElement);
  await userEvent.keyboard("abc");
  expect(watched()).toBeNull();
  await userEvent.keyboard("{Escape}");
});
