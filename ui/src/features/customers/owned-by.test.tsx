/** What is mine and what is nobody's, by one press in the filters of every table whose records have an owner. */
import { beforeEach, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { world } from "../../../dev/mock/world.ts";
import { openTable } from "../../../dev/stage.tsx";
import { commands, type FieldInfo } from "../../ipc/bindings.ts";
import { queryClient } from "../../ipc/query.ts";
import { ownName } from "../../ipc/second.ts";
import { currentPlace, go } from "../../lib/place.ts";
import { ownedBy } from "./owned-by.ts";

const pick = async (name: string) => {
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
};
const chip = (text: string) => page.getByRole("button", { name: `责任人 ${text}`, exact: true });

/** Gives every record of a kind an owner, the last of them none. */
function own(entity: string, name: string): void {
  const all = [...world.records.values()].filter((one) => one.entity === entity && !one.deleted);
  for (const [at, { values }] of all.entries())
    values.owner = at + 1 < all.length ? { t: "text", v: name } : { t: "null" };
}

beforeEach(async () => {
  await openTable();
});

it("narrows a table to mine, or to nobody's in its place", async () => {
  own("project", "林一");
  go({ at: "ledgers", part: "project" });
  await expect.element(page.getByRole("heading", { name: "项目", level: 1 })).toBeVisible();
  await pick("我负责的");
  await expect.element(chip("等于 林一")).toBeVisible();
  await pick("无人负责的");
  await expect.element(chip("为空")).toBeVisible();
  await expect.element(chip("等于 林一")).not.toBeInTheDocument();
});

it("waits for a name that is not read yet", async () => {
  queryClient.removeQueries({ queryKey: ownName.queryKey });
  const put = vi.fn();
  const fields = [{ key: "owner", kind: "text" }] as FieldInfo[];
  ownedBy(fields, put)[0]?.run();
  await expect.poll(() => put.mock.calls.length).toBe(1);
  expect(currentPlace().at).not.toBe("settings");
});

it("leads whoever never said their name to where it is said", async () => {
  await commands.ownNameSet("");
  await pick("我负责的");
  await expect.poll(() => currentPlace()).toMatchObject({ at: "settings", part: "freshness" });
});
