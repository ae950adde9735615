/** A table that was ordered or filtered by a field which is no more says so, and is kept as it is shown if one likes. */
import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { expectAccessible, openWindow } from "../../../dev/stage.tsx";
import { commands, type FieldState } from "../../ipc/bindings.ts";
import { go } from "../../lib/place.ts";

const retired: FieldState = {
  entity: "unit",
  key: "x_channel",
  kind: "text",
  target: null,
  shape: {
    label: "渠道",
    help: null,
    section: "general",
    required: false,
    kinds: [],
    formula: null,
    importance: 0,
    stale_after_days: null,
    retired: true,
  },
};

async function left() {
  await openWindow("unlocked", {
    world: (world) => {
      world.fields = [retired];
    },
  });
  await commands.viewSettingSet("customers", {
    columns: [{ key: "legal_name", width: 240, pinned: true }],
    sort: [
      { field: "x_channel", descending: true },
      { field: "legal_name", descending: false },
    ],
    group: null,
    scales: {},
    filter: { all: [{ field: "x_nobody", op: "not_empty", values: [] }] },
  });
  go({ at: "customers" });
}

it("tells what it left out, and says no more once that is kept", async () => {
  await left();
  const notice = page.getByRole("status").filter({ hasText: "这张表和保存时不一样" });
  await expect.element(notice).toBeVisible();
  await expect.element(notice.getByText("按“渠道”排序已去掉：字段已停用。")).toBeVisible();
  await expect.element(notice.getByText("按“已不存在的字段”筛选已去掉：字段已不存在。")).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "就这样" }).click();
  await expect.element(notice).not.toBeInTheDocument();
  const kept = () => commands.viewSettingGet("unit", "customers");
  await expect
    .poll(async () => (await kept())?.setting.sort)
    .toEqual([{ field: "legal_name", descending: false }]);
  expect((await kept())?.mended).toEqual([]);
});

it("refuses in its form a day that nothing can be compared with", async () => {
  await openWindow("unlocked");
  await commands.viewSettingSet("customers", {
    columns: [{ key: "legal_name", width: 240, pinned: true }],
    sort: [],
    group: null,
    scales: {},
    filter: null,
  });
  go({ at: "customers" });
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await page.getByRole("menuitem", { name: "下次联系" }).click();
  const value = page.getByRole("textbox", { name: "值" });
  for (const [typed, reason] of [
    ["改天", /读不出/],
    ["within 99999999 days", /超过一百年/],
  ] as const) {
    await value.fill(typed);
    await page.getByRole("button", { name: "应用" }).click();
    await expect.element(page.getByText(reason)).toBeVisible();
  }
  await value.fill("30天内");
  await page.getByRole("button", { name: "应用" }).click();
  await expect.element(page.getByText("在 30天内")).toBeVisible();
});
