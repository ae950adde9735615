/** Why what was agreed became another: asked in nobody's way, kept where it is said, read in the history. */
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { wordId } from "../../../../dev/mock/word.ts";
import { wireError, world } from "../../../../dev/mock/world.ts";
import { expectAccessible, openTable } from "../../../../dev/stage.tsx";
import { type Chapter, commands } from "../../../ipc/bindings.ts";
import { undo } from "../../../ipc/history.ts";
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

async function change(to = "90万"): Promise<void> {
  await value(/^合作金额 /).click();
  await userEvent.fill(drawer().getByRole("textbox", { name: "合作金额", exact: true }), to);
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
  await change("95万");
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

const store = async (name: string, text: string) => {
  await value(new RegExp(`^${name} `)).click();
  await userEvent.fill(drawer().getByRole("textbox", { name, exact: true }), text);
  await userEvent.keyboard("{Enter}");
};
const questions = () =>
  drawer()
    .getByRole("textbox", { name: /为什么改/ })
    .elements();

it("is not asked where nothing became another", async () => {
  const applied = vi.spyOn(commands, "recordsApply");
  onTestFinished(() => void vi.restoreAllMocks());
  // The same amount, put in other words.
  await store("合作金额", "3900000");
  await expect.poll(() => applied.mock.calls.length).toBe(1);
  await expect.element(value(/^合作金额 /)).toHaveFocus();
  expect(questions()).toHaveLength(0);
  // The same choice, picked once more.
  await value(/^合作类型 /).click();
  await page.getByRole("menuitem", { name: "产品", exact: true }).click();
  await expect.poll(() => applied.mock.calls.length).toBe(2);
  expect(questions()).toHaveLength(0);
  // A blank that is filled in.
  expect(world.records.get("k2")?.values.end).toBeUndefined();
  await store("结束日期", "2027-01-31");
  await expect.poll(() => world.records.get("k2")?.values.end?.t).toBe("date");
  await expect.element(value(/^结束日期 2027/)).toBeVisible();
  expect(questions()).toHaveLength(0);
});

it("is asked no longer where the change was taken back, and what was begun is said of nothing", async () => {
  await change();
  await userEvent.fill(why(), "客户减");
  await undo();
  await expect.element(why()).not.toBeInTheDocument();
  await settleTyping();
  expect(kept("amount")).toBeUndefined();
});

it("is not asked again once it was left, though the field is opened once more", async () => {
  await change();
  await userEvent.fill(why(), "客户");
  await userEvent.keyboard("{Escape}");
  await expect.element(why()).not.toBeInTheDocument();
  await value(/^合作金额 /).click();
  await expect.element(drawer().getByRole("textbox", { name: "合作金额", exact: true })).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(value(/^合作金额 /)).toBeVisible();
  expect(questions()).toHaveLength(0);
});

it("says what was typed where it is refused and nobody is there any more to mend it", async () => {
  await change();
  await userEvent.fill(why(), "客户减项");
  vi.spyOn(commands, "provenanceWhy").mockRejectedValue(wireError("invalid", "ui.error.invalid"));
  onTestFinished(() => void vi.restoreAllMocks());
  go({ at: "customers" });
  await expect.element(page.getByText(/客户减项/).first()).toBeVisible();
});

it("is asked of what was emptied", async () => {
  await value(/^合作金额 /).click();
  await userEvent.fill(drawer().getByRole("textbox", { name: "合作金额", exact: true }), "");
  await userEvent.keyboard("{Enter}");
  await expect.element(why()).toBeVisible();
});

it("is kept once by a lock, and nothing of it stays on screen", async () => {
  await change();
  await userEvent.fill(why(), "客户减项");
  await settleTyping();
  expect(kept("amount")).toEqual({ t: "text", v: "客户减项" });
  const again = vi.spyOn(commands, "provenanceWhy").mockRejectedValue(wireError("locked", "ui.error.locked"));
  onTestFinished(() => void vi.restoreAllMocks());
  go({ at: "customers" });
  await expect.element(drawer()).not.toBeInTheDocument();
  expect(again).not.toHaveBeenCalled();
  expect(page.getByText(/客户减项/).elements()).toHaveLength(0);
});
