/** Why what was agreed became another: asked in nobody's way, kept where it is said, read in the history. */
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { wordId } from "../../../../dev/mock/quality.ts";
import { world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { type Chapter, commands } from "../../../ipc/bindings.ts";
import { go } from "../../../lib/place.ts";
import { settleTyping } from "../../../lib/typing.ts";

const drawer = () => page.getByTestId("drawer");
const why = () => drawer().getByRole("textbox", { name: "合作金额为什么改" });
const kept = (field: string) => world.records.get(wordId({ id: "k2", field }))?.values.note;
const value = (name: RegExp) => drawer().getByRole("button", { name });

beforeEach(async () => {
  await openTable();
  go({ at: "ledgers", part: "cooperation", record: { entity: "cooperation", id: "k2" } });
  await expect.element(page.getByTestId("record-title")).toBeVisible();
});

async function change(): Promise<void> {
  await value(/^合作金额 /).click();
  await userEvent.fill(drawer().getByRole("textbox", { name: "合作金额", exact: true }), "90万");
  await userEvent.keyboard("{Enter}");
  await expect.element(why()).toBeVisible();
}

it("is asked once an amount was stored, and keeps what is said", async () => {
  expect(why().query()).toBeNull();
  await change();
  await expect.element(value(/^合作金额 /)).toHaveFocus();
  await expectAccessible();
  await userEvent.fill(why(), "客户减项");
  await userEvent.keyboard("{Enter}");
  await expect.element(why()).not.toBeInTheDocument();
  expect(kept("amount")).toEqual({ t: "text", v: "客户减项" });
  await expect.element(value(/^合作金额 /)).toHaveFocus();
});

it("is left with Escape or unsaid, and kept where it is half said when the vault locks", async () => {
  await change();
  await userEvent.fill(why(), "客户");
  await userEvent.keyboard("{Escape}");
  await expect.element(why()).not.toBeInTheDocument();
  await settleTyping();
  expect(kept("amount")).toBeUndefined();
  await change();
  await userEvent.fill(why(), "客户减");
  await settleTyping();
  expect(kept("amount")).toEqual({ t: "text", v: "客户减" });
});

it("is not asked of anything else", async () => {
  await value(/^合作项目 /).click();
  await userEvent.fill(drawer().getByRole("textbox", { name: "合作项目", exact: true }), "三期改造");
  await userEvent.keyboard("{Enter}");
  await expect.element(value(/^合作项目 三期改造/)).toBeVisible();
  expect(
    drawer()
      .getByRole("textbox", { name: /为什么改/ })
      .elements(),
  ).toHaveLength(0);
});

it("stands in the history beside what became another", async () => {
  const story: Chapter = {
    seq: 3,
    at: 0,
    op: "op.edit",
    state: "done",
    act: "update",
    fields: [
      { field: "owner", before: { t: "text", v: "周敏" }, after: { t: "text", v: "王磊" }, why: "客户减项" },
    ],
  };
  vi.spyOn(commands, "historyStory").mockResolvedValue([story]);
  onTestFinished(() => void vi.restoreAllMocks());
  await drawer().getByRole("button", { name: "历史", exact: true }).click();
  await expect.element(drawer().getByText("说明：客户减项")).toBeVisible();
});
