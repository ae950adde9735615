/** Many cells at once where the selection is no plain rectangle of records: over heads of groups, in several parts. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { activeCell, cell, copied, input, keys, paste, type Stage, said, stage } from "./grid.test-kit.tsx";

let set: Stage;
const ids = (at = 0) => set.told.blocks[at]?.rows.map(({ id }) => id);

const at = async (row: number, column: number) => {
  await userEvent.click(cell(row, column));
  await expect.poll(() => document.activeElement === input()).toBe(true);
};
const also = (row: number, column: number) =>
  userEvent.click(cell(row, column), { modifiers: ["ControlOrMeta"] });

describe("over a group's head", () => {
  // The lines 0, 11, 22 … head groups.
  beforeEach(async () => {
    set = await stage({ rows: 60, grouped: true });
  });

  const over = async () => {
    await at(9, 4);
    await userEvent.click(cell(13, 4), { modifiers: ["Shift"] });
  };

  it("a pasted value fills the selected records and no other", async () => {
    await over();
    paste("x");
    await expect.poll(() => ids()).toEqual(["r9", "r10", "r12", "r13"]);
    expect(set.told.blocks[0]).toMatchObject({ text: [["x"], ["x"], ["x"], ["x"]], beyond: 0 });
  });

  it("a copy holds the records alone, and says how many", async () => {
    await over();
    await keys("{Control>}");
    await expect
      .poll(() => copied("copy").getData("text/plain"))
      .toBe("owner 9\nowner 10\nowner 12\nowner 13");
    await keys("{/Control}");
    await expect.poll(said).toContain("4");
    expect(set.told.selection.cells).toBe(4);
    // And comes back onto the same selection as it was.
    paste("owner 9\nowner 10\nowner 12\nowner 13");
    await expect.poll(() => ids()).toEqual(["r9", "r10", "r12", "r13"]);
    expect(set.told.blocks[0]?.text.flat()).toEqual(["owner 9", "owner 10", "owner 12", "owner 13"]);
  });

  it("a block larger than the selection goes on below it", async () => {
    await at(9, 4);
    paste("a\nb\nc");
    await expect.poll(() => ids()).toEqual(["r9", "r10", "r12"]);
    expect(set.told.selection).toMatchObject({ cells: 3, area: { bands: [{ first: 9, last: 12 }] } });
  });

  it("nothing is pasted from a head on, as it is no record", async () => {
    await at(11, 4);
    paste("x");
    await expect.poll(() => set.told.refusals.at(-1)).toContain("分组行");
    await keys("{Delete}");
    await expect.poll(() => set.told.refusals).toHaveLength(2);
    expect(copied("copy").types).toEqual([]);
    expect(set.told.refusals.at(-1)).toContain("没有记录");
    expect(set.told.blocks).toEqual([]);
  });

  it("clearing, cutting and filling down leave it out", async () => {
    await over();
    await keys("{Control>}d{/Control}");
    await expect.poll(() => ids(0)).toEqual(["r10", "r12", "r13"]);
    expect(set.told.blocks[0]?.text).toEqual([["owner 9"], ["owner 9"], ["owner 9"]]);
    await keys("{Delete}");
    await expect.poll(() => ids(1)).toEqual(["r9", "r10", "r12", "r13"]);
    // From a head on, the first record below it is the one that is repeated.
    await at(11, 3);
    await userEvent.click(cell(13, 3), { modifiers: ["Shift"] });
    await keys("{Control>}d{/Control}");
    await expect.poll(() => ids(2)).toEqual(["r13"]);
    await keys("{Control>}");
    await expect.poll(() => copied("copy").getData("text/plain")).toBe("2026-01-05\n2026-01-05");
    copied("cut");
    await keys("{/Control}");
    await expect.poll(() => ids(3)).toEqual(["r12", "r13"]);
    // Right below a head there is nothing to fill from.
    await at(12, 4);
    await keys("{Control>}d{/Control}");
    await expect.poll(() => set.told.refusals.at(-1)).toContain("上一行");
    expect(set.told.blocks).toHaveLength(4);
  });
});

describe("in several parts", () => {
  beforeEach(async () => {
    set = await stage({ rows: 60 });
  });

  it("all are cleared, in one step, and nothing between them", async () => {
    await at(2, 4);
    await also(4, 3);
    await also(6, 4);
    await keys("{Delete}");
    await expect
      .poll(() => set.told.blocks[0])
      .toMatchObject({
        columns: ["owner", "since"],
        text: [
          ["", null],
          [null, ""],
          ["", null],
        ],
      });
    expect(ids()).toEqual(["r2", "r4", "r6"]);
  });

  it("all take what Ctrl Enter fills in, and a single pasted value", async () => {
    await at(2, 4);
    await also(4, 3);
    await keys("x{Control>}{Enter}{/Control}");
    await expect.poll(() => ids(0)).toEqual(["r2", "r4"]);
    expect(set.told.edits).toEqual([]);
    paste("y");
    await expect
      .poll(() => set.told.blocks[1]?.text)
      .toEqual([
        ["y", null],
        [null, "y"],
      ]);
  });

  it("all their records are deleted", async () => {
    await at(2, 4);
    await also(4, 3);
    await keys("{Control>}{Delete}{/Control}");
    await expect.poll(() => set.told.removed[0]?.map(({ id }) => id)).toEqual(["r2", "r4"]);
  });

  it("are copied where they share rows or columns, and refused where not", async () => {
    await at(2, 2);
    await also(2, 4);
    await keys("{Control>}");
    await expect.poll(() => copied("copy").getData("text/plain")).toBe("amount 2\towner 2");
    await keys("{/Control}");
    await also(5, 3);
    expect(copied("copy").types).toEqual([]);
    expect(set.told.refusals.at(-1)).toContain("不同行也不同列");
    copied("cut");
    paste("a\tb");
    expect(set.told.refusals).toHaveLength(3);
    expect(set.told.blocks).toEqual([]);
  });
});

describe("a paste", () => {
  it("goes over the many rows whose first cells are selected", async () => {
    set = await stage({ rows: 60 });
    await at(2, 3);
    await keys("{Shift>}{ArrowDown}{/Shift}");
    paste("2025/1/2\tAnn");
    await expect
      .poll(() => set.told.blocks[0])
      .toMatchObject({
        columns: ["since", "owner"],
        text: [
          ["2025/1/2", "Ann"],
          ["2025/1/2", "Ann"],
        ],
      });
  });

  it("tells what found no column", async () => {
    set = await stage({ rows: 60 });
    await at(2, 0);
    await keys("{End}");
    await expect.poll(activeCell).toEqual([2, 19]);
    paste("a\tb\tc");
    await expect
      .poll(() => set.told.blocks[0])
      .toMatchObject({ columns: ["more11"], text: [["a"]], beyond: 0, beside: 2 });
  });
});

describe("quick successive writes", () => {
  it("wait for each other, and each knows what the one before left behind", async () => {
    set = await stage({ rows: 60 });
    let go: () => void = () => undefined;
    set.held = new Promise((done) => {
      go = done;
    });
    await at(2, 4);
    paste("x");
    await expect.poll(() => set.told.blocks).toHaveLength(1);
    await keys("y{Enter}{ArrowUp}{Delete}");
    expect(set.told.edits).toEqual([]);
    go();
    await expect.poll(() => set.told.blocks).toHaveLength(2);
    expect(set.told.edits.map(({ rev }) => rev)).toEqual([2]);
    expect(set.told.blocks.map(({ rows }) => rows[0]?.rev)).toEqual([1, 3]);
  });

  it("copy what is still on its way", async () => {
    set = await stage({ rows: 60 });
    set.held = new Promise(() => undefined);
    await at(2, 4);
    paste("fresh");
    await expect.poll(() => set.told.blocks).toHaveLength(1);
    await keys("{Control>}");
    await expect.poll(() => copied("copy").getData("text/plain")).toBe("fresh");
    await keys("{/Control}");
  });
});

describe("a held key", () => {
  const hold = (key: string, held = {}) => {
    for (const repeat of [false, true, true])
      input().dispatchEvent(
        new KeyboardEvent("keydown", { key, repeat, bubbles: true, cancelable: true, ...held }),
      );
  };

  it("deletes, clears and fills once", async () => {
    set = await stage({ rows: 60 });
    await at(4, 4);
    hold("Delete", { ctrlKey: true });
    hold("Delete");
    hold("d", { ctrlKey: true });
    await expect.poll(() => set.told.blocks.map(({ why }) => why)).toEqual(["clear", "fill"]);
    expect(set.told.removed).toHaveLength(1);
    // As in Excel this goes back to the active cell; it deletes nobody.
    await keys("{Control>}{Backspace}{/Control}");
    expect(set.told.removed).toHaveLength(1);
    expect(set.told.blocks).toHaveLength(2);
  });
});

describe("the menu", () => {
  it("is about the cell it was asked for on, and keeps what is selected", async () => {
    set = await stage({ rows: 60 });
    await at(2, 2);
    await userEvent.click(cell(4, 4), { modifiers: ["Shift"] });
    await userEvent.click(cell(3, 3), { button: "right" });
    await expect.poll(activeCell).toEqual([3, 3]);
    expect(set.told.selection.cells).toBe(9);
    await keys("{Escape}");
    await userEvent.click(cell(8, 3), { button: "right" });
    await expect.poll(activeCell).toEqual([8, 3]);
    expect(set.told.selection.area).toBeNull();
  });

  it("is about the right part of several", async () => {
    set = await stage({ rows: 60 });
    await at(2, 2);
    await also(6, 4);
    await userEvent.click(cell(2, 2), { button: "right" });
    await expect.poll(activeCell).toEqual([2, 2]);
    expect(set.told.selection.cells).toBe(2);
  });

  it("copies and pastes, or says which key does", async () => {
    const handle: { current: import("./model.ts").GridHandle | null } = { current: null };
    set = await stage({ rows: 60, props: { ref: handle } });
    await at(2, 4);
    const put = vi.spyOn(navigator.clipboard, "write").mockResolvedValue();
    handle.current?.perform("copy");
    await expect.poll(said).toContain("已复制 1 格");
    const blob = await put.mock.calls[0]?.[0][0]?.getType("text/plain");
    expect(await blob?.text()).toBe("owner 2");
    const read = vi.spyOn(navigator.clipboard, "readText").mockResolvedValue("put");
    handle.current?.perform("paste");
    await expect.poll(() => set.told.blocks[0]?.text).toEqual([["put"]]);
    read.mockRejectedValue(new DOMException("no", "NotAllowedError"));
    handle.current?.perform("paste");
    await expect.poll(() => set.told.refusals.at(-1)).toContain("Ctrl V");
    vi.restoreAllMocks();
  });
});
